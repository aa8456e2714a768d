import { LIMIT } from './product-input.ts'
import { sanitiseHtml } from './sanitise-html.ts'
import { lengthWithin } from '../domain/text.ts'

/**
 * How much HTML one row may state once it is sanitised: escaping makes five bytes of one, and D1 takes 2 MB a row and a
 * value. The other half is room for what stands beside it.
 */
export const HTML_BYTES_MAX = 1_000_000

/**
 * Whether HTML may be a description: text of a length that a person might write, or clean HTML of the size that is
 * stored at most. Cleaning makes text longer (`&` becomes `&amp;`), and what an export wrote has been cleaned.
 */
export const isDescription = (html: string): boolean =>
  lengthWithin(html, LIMIT.description) || (htmlBytes(html) <= HTML_BYTES_MAX && sanitiseHtml(html) === html)

/** The size of HTML as it travels to D1: in JSON, where marks and line ends take two bytes. */
export const htmlBytes = (html: string): number => Buffer.byteLength(JSON.stringify(html))
