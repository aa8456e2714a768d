import type { JWK } from 'jose'
import { parseStrictJson } from '../platform/strict-json.ts'
import { usableKeys } from './key-set.ts'

const FETCH_MS = 3_000
const KEY_SET_BYTES_MAX = 262_144
const KEY_SET_DEPTH_MAX = 8

/**
 * The usable keys that the issuer publishes at its configured address (issuers.ts says which addresses may be
 * configured). Throws on anything but a JWK Set.
 */
export async function fetchKeySet(uri: string): Promise<JWK[]> {
  const response = await fetch(uri, {
    headers: { Accept: 'application/json, application/jwk-set+json' },
    // A redirect would let someone else choose the address.
    redirect: 'manual',
    signal: AbortSignal.timeout(FETCH_MS),
  })
  if (response.status !== 200) throw new Error(`the key set answered ${response.status}`)
  const json = parseStrictJson(await shortText(response), { depthMax: KEY_SET_DEPTH_MAX })
  const keys = json.ok ? usableKeys(json.value) : undefined
  // A set without any key we can use is an outage, not the withdrawal of all keys: known ones carry on (I-36).
  if (keys === undefined || keys.length === 0) throw new Error('the answer is no key set that we can use')
  return keys
}

async function shortText(response: Response): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })
  let text = ''
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > KEY_SET_BYTES_MAX) throw new Error('the key set is too large')
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}
