import type { LiveProduct } from '../catalog/snapshot.ts'
import { type Locale, pickText } from '../domain/market.ts'
import { fold } from '../domain/text.ts'

/**
 * What a product can be filtered by, as short texts: `c:lamps`, `v:acme`, `t:new`, `o:color␟red`, `a`. Compared
 * without case and accents; the spelling to show is kept apart.
 */
export type Term = { readonly term: string; readonly label: string }

/** Parts an option's name from its value: a control character, which no stored text holds. */
const UNIT = '\u001f'

export const AVAILABLE = 'a'
export const categoryTerm = (handle: string): string => `c:${handle}`
export const vendorTerm = (vendor: string): string => `v:${plain(vendor)}`
export const tagTerm = (tag: string): string => `t:${plain(tag)}`
export const optionTerm = (name: string, value: string): string => `o:${plain(name)}${UNIT}${plain(value)}`

const plain = (text: string): string => fold(text).trim().replace(/\s+/gu, ' ')

export const isOption = (term: string): boolean => term.startsWith('o:')

/** The option's name and the value, folded, of an option's term. */
export function optionOf(term: string): { name: string; value: string } {
  const [name = '', value = ''] = term.slice(2).split(UNIT)
  return { name, value }
}

/** The terms of a product for the variants that are sold; labels in the first locale of the chain that has them. */
export function termsOf(
  product: LiveProduct,
  variants: LiveProduct['variants'],
  chain: readonly Locale[],
  purchasable: boolean,
): Term[] {
  const terms = new Map<string, string>()
  const add = (term: string, label: string): void => {
    // A category that is itself in the list knows its title; as somebody's ancestor it has only a handle.
    if (label !== '' || !terms.has(term)) terms.set(term, label)
  }
  for (const category of product.categories) {
    for (const ancestor of category.ancestors) add(categoryTerm(ancestor), '')
    add(categoryTerm(category.handle), pickText(category.titles, category.title, chain).text)
  }
  if (product.vendor !== '') add(vendorTerm(product.vendor), product.vendor)
  for (const tag of product.tags) add(tagTerm(tag), tag)
  for (const { values } of variants) {
    values.forEach((value, at) => {
      const name = product.options[at]
      if (name !== undefined) add(optionTerm(name, value), `${name}${UNIT}${value}`)
    })
  }
  if (purchasable) add(AVAILABLE, '')
  return Array.from(terms, ([term, label]) => ({ term, label }))
}

/** Name and value of an option's label, as written. */
export function optionLabel(label: string): { name: string; value: string } {
  const [name = '', value = ''] = label.split(UNIT)
  return { name, value }
}

/** Parts a term from its label in what is stored; like UNIT it stands in no text. */
const LABEL = '\u001e'

/** Terms as a listing keeps them: a JSON array of `term␞label`. */
export const storedTerms = (terms: readonly Term[]): string =>
  JSON.stringify(terms.map(({ term, label }) => term + LABEL + label))

export function readStored(text: string): Term {
  const [term = '', label = ''] = text.split(LABEL)
  return { term, label }
}

/** What the stored terms contain exactly if the listing has the term: its JSON spelling up to the label. */
export const storedNeedle = (term: string): string => JSON.stringify(term + LABEL).slice(0, -1)

const MARK_BITS = 52n

/** The bits of these terms: those a listing has, or those a listing must have to be looked at. */
export function marksOf(terms: readonly string[]): number {
  let marks = 0n
  for (const term of terms) {
    const hash = BigInt(hashOf(term))
    marks |= (1n << (hash % MARK_BITS)) | (1n << ((hash / MARK_BITS) % MARK_BITS))
  }
  return Number(marks)
}

/** The token that stands for a term in the full-text index, where any text must become one word. */
export const termToken = (term: string): string => `=${digest(term)}`

/** The token that stands for a word of the title or the maker. */
export const namedToken = (token: string): string => `!${token}`

/** 53 bits of a text, in base 36. Tells texts apart; protects nothing. */
export const digest = (text: string): string => hashOf(text).toString(36)

// cyrb53.
function hashOf(text: string): number {
  let high = 0xdeadbeef
  let low = 0x41c6ce57
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    high = Math.imul(high ^ unit, 2_654_435_761)
    low = Math.imul(low ^ unit, 1_597_334_677)
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909)
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909)
  return 4_294_967_296 * (2_097_151 & low) + (high >>> 0)
}
