import { createHmac, timingSafeEqual } from 'node:crypto'
import { derivedKey } from '../auth/derived-key.ts'
import type { Instant } from '../domain/time.ts'
import { readSignatureHeader } from './signature-header.ts'

export const TEST_SIGNATURE = 'Test-Signature'

const signatureOf = (secret: string, stamp: number, body: Uint8Array): Buffer =>
  createHmac('sha256', derivedKey(secret, 'test provider')).update(`${stamp}.`).update(body).digest()

/** The header of the test provider's webhooks, in Stripe's form, with a key of the newest of TOKEN_SECRETS. */
export function signTestWebhook([newest = '']: readonly string[], body: Uint8Array, now: Instant): string {
  const stamp = Math.floor(now / 1_000)
  return `t=${stamp},v1=${signatureOf(newest, stamp, body).toString('hex')}`
}

/** Whether one of the secrets proves it. */
export function provesTestWebhook(
  secrets: readonly string[],
  body: Uint8Array,
  header: string | null,
  now: Instant,
): boolean {
  const read = readSignatureHeader(header, now)
  if (read === undefined) return false
  const given = read.signatures.filter((each) => /^[0-9a-f]{64}$/.test(each))
  return secrets.some((secret) => {
    const expected = signatureOf(secret, read.stamp, body)
    return given.some((each) => timingSafeEqual(Buffer.from(each, 'hex'), expected))
  })
}
