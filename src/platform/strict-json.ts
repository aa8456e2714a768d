import { isWellFormedText } from '../domain/text.ts'

export type StrictJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly why: 'malformed' | Objection }
type Objection = 'duplicate_name' | 'too_deep' | 'forbidden_name' | 'rounded_number'

/** Names that mean something to JavaScript itself: one careless copy, and every object of the isolate has them. */
const FORBIDDEN_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/** A name that no object of ours may have. */
export const isForbiddenName = (name: string): boolean => FORBIDDEN_NAMES.has(name)

/**
 * JSON as RFC 8259 would like it. On top of what JSON.parse refuses: a name twice in one object (two readers, two
 * meanings), nesting beyond `depthMax` (`{}` is 1 deep), names that are traps, hold control characters or are no Unicode,
 * and fractions so fine that they would be read as whole numbers.
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

/** Walks brackets, strings and fractions of a text that is known to be JSON; the rest cannot matter. */
function objection(json: string, depthMax: number): Objection | undefined {
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
    } else if (character === '.' || (character === '-' && (json[at - 1] === 'e' || json[at - 1] === 'E'))) {
      const number = numberAt(json, at)
      if (Number.isInteger(Number(number)) && !isWhole(number)) return 'rounded_number'
    }
  }
  return undefined
}

/** The number that a point or a negative exponent is part of. */
function numberAt(json: string, at: number): string {
  const isPart = (character: string | undefined) => character !== undefined && /[\d.eE+-]/.test(character)
  let [start, end] = [at, at + 1]
  while (isPart(json[start - 1])) start--
  while (isPart(json[end])) end++
  return json.slice(start, end)
}

/** Whether a number is whole as it is written: 5.0 and 1.20e1 are, 1.0000000000000001 is not. */
function isWhole(number: string): boolean {
  const [digits = '', exponent = '0'] = number.toLowerCase().split('e')
  const [whole = '', fraction = ''] = digits.split('.')
  const significant = `${whole}${fraction}`.replace(/0+$/, '')
  return significant === '' || significant === '-' || whole.length + Number(exponent) >= significant.length
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
