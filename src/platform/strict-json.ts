import { isWellFormedText } from '../domain/text.ts'

export type StrictJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly why: 'malformed' | 'duplicate_name' | 'too_deep' | 'forbidden_name' }

/** Names that mean something to JavaScript itself: one careless copy, and every object of the isolate has them. */
const FORBIDDEN_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/** A name that no object of ours may have. */
export const isForbiddenName = (name: string): boolean => FORBIDDEN_NAMES.has(name)

/**
 * JSON as RFC 8259 would like it. On top of what JSON.parse refuses: a name twice in one object (two readers, two
 * meanings), nesting beyond `depthMax` (`{}` is 1 deep), and names that are traps, hold control characters or are no
 * Unicode.
 */
export function parseStrictJson(text: string, limits: { readonly depthMax: number }): StrictJson {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { ok: false, why: 'malformed' }
  }
  const why = objection(text, limits.depthMax)
  return why === undefined ? { ok: true, value } : { ok: false, why }
}

/** Walks brackets and strings of a text that is known to be JSON; the rest cannot matter. */
function objection(json: string, depthMax: number) {
  // One entry per open bracket: the names of an object so far, or null for an array.
  const open: (Set<string> | null)[] = []
  for (let at = 0; at < json.length; at++) {
    const character = json[at]
    if (character === '{' || character === '[') {
      if (open.length === depthMax) return 'too_deep'
      open.push(character === '{' ? new Set() : null)
    } else if (character === '}' || character === ']') {
      open.pop()
    } else if (character === '"') {
      const end = endOfString(json, at)
      const names = open.at(-1)
      if (names && isName(json, end)) {
        const name = JSON.parse(json.slice(at, end + 1)) as string
        if (names.has(name)) return 'duplicate_name'
        if (isForbiddenName(name) || !isWellFormedText(name)) return 'forbidden_name'
        names.add(name)
      }
      at = end
    }
  }
  return undefined
}

function endOfString(json: string, start: number): number {
  let at = start + 1
  while (json[at] !== '"') at += json[at] === '\\' ? 2 : 1
  return at
}

/** Only a name is followed by a colon. */
function isName(json: string, end: number): boolean {
  let at = end + 1
  while (json[at] === ' ' || json[at] === '\n' || json[at] === '\r' || json[at] === '\t') at++
  return json[at] === ':'
}
