import { foldCode } from '../domain/promotion.ts'

// Of a KV key's 512 bytes; some characters fold to many.
const FOLDED_BYTES_MAX = 400
/** Whether the code can be a key: one longer than KV takes would fail the whole bulk read that it is in. */
export const fitsCodeKey = (code: string): boolean =>
  new TextEncoder().encode(foldCode(code)).length <= FOLDED_BYTES_MAX
