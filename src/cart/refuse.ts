import {
  CART_KEYS_MAX,
  CODES_MAX,
  LINE_QUANTITY_MAX,
  type CartCommand,
  type CartRefusal,
} from '../domain/cart.ts'
import { notFound, Problem, type ProblemError } from '../platform/problem.ts'

/** A refusal of the domain as the problem that names the places in the request. */
export function refusalProblem(command: CartCommand | undefined, refusal: CartRefusal): Problem {
  switch (refusal.why) {
    case 'no_such_line':
      return notFound()
    case 'no_such_market':
      return invalid([{ pointer: '/market', code: 'unknown', message: 'is not the code of an open market' }])
    case 'no_such_locale':
      return invalid([
        {
          pointer: '/locale',
          code: 'unknown',
          message: `is none of the market's: ${refusal.locales.join(', ')}`,
        },
      ])
    case 'unknown_variant':
      return invalid(
        refusal.at.map((at) => ({
          pointer: `/items/${at}/variantId`,
          code: 'unknown',
          message: 'is not the id of a variant',
        })),
      )
    case 'not_purchasable':
      return new Problem('not_purchasable', undefined, {
        errors: placesOf(refusal.at, '/variantId').map((pointer) => ({
          pointer,
          code: 'not_purchasable',
          message: 'is not sold in this market now',
        })),
      })
    case 'too_many_pieces':
      return invalid(
        placesOf(refusal.at, '/quantity').map((pointer) => ({
          pointer,
          code: 'too_many_pieces',
          message: `would make more than ${LINE_QUANTITY_MAX} pieces of one variant`,
        })),
      )
    case 'too_many_lines':
      return invalid([
        {
          pointer: command?.kind === 'codes' ? '/codes' : '/items',
          code: 'too_many_lines',
          message: `would make more than ${CART_KEYS_MAX} different items and codes in one cart`,
        },
      ])
    case 'too_many_codes':
      return invalid([
        { pointer: '/codes', code: 'too_many_codes', message: `names at most ${CODES_MAX} codes` },
      ])
  }
}

/** Why another cart cannot be poured into this one. The request names no lines, so there is no place in it to point at. */
export function unfit(refusal: CartRefusal): Problem {
  const message =
    refusal.why === 'too_many_pieces'
      ? `would make more than ${LINE_QUANTITY_MAX} pieces of one variant`
      : `would make more than ${CART_KEYS_MAX} different items and codes in one cart`
  return invalid([{ pointer: '', code: refusal.why, message }])
}

/** Of a list, its places; of a command to one line, the line's own member. */
const placesOf = (at: readonly number[], member: string): string[] =>
  at.length === 0
    ? [member === '/variantId' ? '/quantity' : member]
    : at.map((each) => `/items/${each}${member}`)

export const invalid = (errors: readonly ProblemError[]): Problem =>
  new Problem('validation_failed', undefined, { errors })
