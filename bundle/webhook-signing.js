import { createHmac } from 'node:crypto'

// In place of fast-sha256 and @stablelib/base64, which standardwebhooks signs with wherever it runs (wrangler.toml, [alias]):
// 4 kB gzipped, and slower than what every Worker has.
export const hmac = (key, data) => createHmac('sha256', key).update(data).digest()

export const encode = (bytes) => Buffer.from(bytes).toString('base64')

export const decode = (text) => {
  const bytes = Buffer.from(text, 'base64')
  if (encode(bytes) !== text) throw new Error('a secret is not base64')
  return bytes
}
