import { spellPlainly } from './text.ts'

/** A product's or category's name in URLs: ASCII, small letters, digits and single hyphens; `parseHandle` makes one. */
export type Handle = string & { readonly kind: 'handle' }

/** Published pattern of a handle. */
export const HANDLE_PATTERN = /^[a-z0-9]+(?:-[a-z0-9]+)*$/

/** Published length of a handle, in characters. */
export const HANDLE_LENGTH_MAX = 255

/** Leaves room for a suffix that makes a second one unique. */
const SLUG_LENGTH_MAX = 200

const ROUTE_WORDS = 'account admin api cart categories checkout edit new orders products search'
const PROGRAM_WORDS = 'constructor false nan null true undefined'

/**
 * Handles that nothing may have: routes that storefronts keep beside their product pages, and words into which
 * programs turn a missing value (or, `constructor`, find on every object).
 */
export const RESERVED_HANDLES: ReadonlySet<string> = new Set(`${ROUTE_WORDS} ${PROGRAM_WORDS}`.split(' '))

/** The text as a handle, or undefined. Nothing is mended: a handle is what its owner wrote or `slugify` made. */
export function parseHandle(text: string): Handle | undefined {
  if (text.length > HANDLE_LENGTH_MAX || !HANDLE_PATTERN.test(text)) return undefined
  return RESERVED_HANDLES.has(text) ? undefined : (text as Handle)
}

/**
 * A handle made from a title: Latin letters without their accents, everything else a hyphen, at most 200 characters.
 * A reserved word gets a suffix ("New" → `new-1`). Empty when the title has no Latin letter or digit: the caller then
 * takes the id.
 */
export function slugify(title: string): Handle | '' {
  const slug = spellPlainly(title)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, SLUG_LENGTH_MAX)
    .replace(/-$/, '')
  return (RESERVED_HANDLES.has(slug) ? `${slug}-1` : slug) as Handle | ''
}
