import { expect, test } from 'vitest'
import * as bundled from '../../bundle/webhook-signing.js'
import * as base64 from '../../node_modules/@stablelib/base64/lib/base64.js'
import { hmac } from '../../node_modules/fast-sha256/sha256.js'

// What standardwebhooks signs with in the bundle (wrangler.toml, [alias]) beside what it signs with elsewhere.
const bytes = (length: number) => Uint8Array.from({ length }, (_, at) => (at * 37 + length) % 256)
const LENGTHS = Array.from({ length: 200 }, (_, length) => length)

test('both sign alike, whatever the length of the key and of the text', () => {
  for (const length of LENGTHS)
    expect([...bundled.hmac(bytes(199 - length), bytes(length))]).toEqual([
      ...hmac(bytes(199 - length), bytes(length)),
    ])
})

test('both write and read base64 alike', () => {
  for (const length of LENGTHS) {
    const text = base64.encode(bytes(length))
    expect(bundled.encode(bytes(length))).toBe(text)
    expect([...bundled.decode(text)]).toEqual([...base64.decode(text)])
  }
})

test.each(['not base64', 'YQ=', 'YQ-_'])('both refuse %j', (text) => {
  expect(() => bundled.decode(text)).toThrow()
  expect(() => base64.decode(text)).toThrow()
})
