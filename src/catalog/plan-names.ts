import { type Handle, parseHandle, slugify } from '../domain/handle.ts'

/** A handle from a title; from a title without a Latin letter, the word with a fingerprint: the same one every time. */
export const slugOr = (title: string, word: string): Handle =>
  slugify(title) || (parseHandle(`${word}-${fingerprint(title)}`) as Handle)

/** FNV-1a over UTF-16, in base 36. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0
  return hash.toString(36)
}
