import type { Instant } from '../domain/time.ts'

/** A webhook is good for so long before and after it was signed. */
export const SIGNATURE_TOLERANCE_SECONDS = 300

// A few signatures: of a secret and its successor. What is longer was not written by a provider.
const HEADER_LENGTH_MAX = 2_048
const HEADER_PATTERN = /^t=(?<stamp>\d{1,12})(?<signatures>(?:,[a-su-z]\w{0,15}=[\w+/=-]{1,256})+)$/

/**
 * A header `t={seconds},v1={hexadecimal}` in the one form that providers send, stamped about now, either side. The SDK
 * reads more than that: stamps with letters behind them, stamps of the future, headers that came twice.
 */
export function readSignatureHeader(
  header: string | null,
  now: Instant,
): { readonly stamp: number; readonly signatures: readonly string[] } | undefined {
  if (header === null || header.length > HEADER_LENGTH_MAX) return undefined
  const parts = HEADER_PATTERN.exec(header)?.groups
  if (parts === undefined) return undefined
  const stamp = Number(parts.stamp)
  if (Math.abs(now / 1_000 - stamp) > SIGNATURE_TOLERANCE_SECONDS) return undefined
  const signatures = (parts.signatures ?? '')
    .split(',')
    .filter((each) => each.startsWith('v1='))
    .map((each) => each.slice(3))
  return { stamp, signatures }
}

/** The text of a body as it was signed, byte for byte; undefined where bytes are no UTF-8, since many of those read alike. */
export function signedText(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
  } catch {
    return undefined
  }
}
