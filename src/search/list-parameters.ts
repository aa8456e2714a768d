import { z } from '@hono/zod-openapi'
import { HANDLE_LENGTH_MAX, HANDLE_PATTERN } from '../domain/handle.ts'
import type { Locale } from '../domain/market.ts'
import { isWellFormedText, lengthWithin } from '../domain/text.ts'
import { invalidParameter } from '../platform/problem.ts'
import { cursorQuery, limitQuery, LIMIT_DEFAULT, localeQuery } from '../platform/schema.ts'
import { SORTS, type ListQuery } from './list-query.ts'

const VALUES_MAX = 20
const FILTER_LENGTH_MAX = 255
const OPTION = 'option.'

const filterText = z
  .string()
  .min(1)
  .refine(
    (text) => isWellFormedText(text) && lengthWithin(text, FILTER_LENGTH_MAX),
    'is not a text of 1 to 255 characters',
  )
const repeatable = (value: z.ZodType<string, string>) =>
  z.union([value, z.array(value).max(VALUES_MAX)]).optional()
const categoryHandle = z.string().max(HANDLE_LENGTH_MAX).regex(HANDLE_PATTERN, 'is not a handle')
/** Minor units, written plainly: no sign, no exponent, at most a safe integer. */
const minorUnits = z
  .string()
  .regex(/^\d{1,15}$/, 'is a whole number of minor units')
  .transform(Number)
  .optional()
const repeated = { param: { explode: true } } as const

/** The parameters of a product list. Options have names of the shop's own, so `option.*` is let through and checked here. */
export const listParameters = z
  .object({
    locale: localeQuery,
    q: z
      .string()
      .optional()
      .openapi({ description: 'Words to search for; never syntax.', example: 'copper kettle' }),
    category: repeatable(categoryHandle).openapi({
      ...repeated,
      description: 'Category handle; finds products below it too.',
    }),
    vendor: repeatable(filterText).openapi({
      ...repeated,
      description: 'Vendor, without regard to case and accents.',
    }),
    tag: repeatable(filterText).openapi({
      ...repeated,
      description: 'Tag, without regard to case and accents.',
    }),
    priceMin: minorUnits.openapi({
      type: 'integer',
      minimum: 0,
      description: 'Lowest "from" price in minor units, included.',
    }),
    priceMax: minorUnits.openapi({
      type: 'integer',
      minimum: 0,
      description: 'Highest "from" price in minor units, included.',
    }),
    available: z.literal('true').optional().openapi({ description: 'Only what can be bought now.' }),
    sort: z.enum(SORTS).optional().openapi({
      default: 'relevance',
      description: 'Relevance is popularity where nothing is searched; `-price` is dearest first.',
    }),
    facets: z
      .enum(['true', 'false'])
      .optional()
      .openapi({ default: 'false', description: 'Also count what the matching products have.' }),
    limit: limitQuery,
    cursor: cursorQuery,
  })
  .catchall(z.union([filterText, z.array(filterText).max(VALUES_MAX)]))

/** The checked parameters as a query; throws invalid_parameter for a name that is not known, or bounds that contradict. */
export function toListQuery(parameters: z.infer<typeof listParameters>, locale: Locale): ListQuery {
  const {
    locale: _locale,
    q,
    category,
    vendor,
    tag,
    priceMin,
    priceMax,
    available,
    sort,
    facets,
    limit,
    cursor,
    ...rest
  } = parameters
  if (priceMin !== undefined && priceMax !== undefined && priceMin > priceMax) {
    throw invalidParameter('priceMin', 'is not more than priceMax')
  }
  return {
    locale,
    ...(q !== undefined && { q }),
    categories: list(category),
    vendors: list(vendor),
    tags: list(tag),
    options: optionFilters(rest),
    ...(priceMin !== undefined && { priceMin }),
    ...(priceMax !== undefined && { priceMax }),
    ...(available !== undefined && { available: true }),
    sort: sort ?? 'relevance',
    facets: facets === 'true',
    limit: limit ?? LIMIT_DEFAULT,
    ...(cursor !== undefined && { cursor }),
  }
}

function optionFilters(rest: Record<string, string | string[]>): Map<string, readonly string[]> {
  const options = new Map<string, readonly string[]>()
  for (const [name, values] of Object.entries(rest)) {
    if (!name.startsWith(OPTION) || name.length === OPTION.length || name.length > FILTER_LENGTH_MAX) {
      throw invalidParameter(name.slice(0, 64), 'is not known here')
    }
    options.set(name.slice(OPTION.length), list(values))
  }
  return options
}

const list = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value
