import { z } from '@hono/zod-openapi'
import { MARKET_STATUSES } from '../domain/market.ts'
import { parseRate } from '../domain/money.ts'
import { parseDerivation } from '../domain/price.ts'
import {
  countryBody,
  currencyBody,
  distinctBody,
  idBody,
  localeBody,
  marketCodeBody,
  wholeBody,
} from '../platform/body-schema.ts'
import { instantSchema, pageSchema, requiredTextSchema } from '../platform/schema.ts'

const rateBody = z
  .string()
  .transform((text, context) => {
    const rate = parseRate(text)
    if (rate !== undefined && parseDerivation(rate, 1, 0) !== undefined) return rate
    context.addIssue({
      code: 'custom',
      message: 'is a decimal above 0 as text, with up to 9 digits on either side of the point',
    })
    return z.NEVER
  })
  .openapi({ type: 'string', example: '1.09' })

const derivationBody = z
  .strictObject({
    market: marketCodeBody,
    rate: rateBody,
    step: wholeBody(1, Number.MAX_SAFE_INTEGER).optional(),
    ending: wholeBody(0, Number.MAX_SAFE_INTEGER).optional(),
  })
  .refine(({ step = 1, ending = 0 }) => ending < step, {
    path: ['ending'],
    message: 'is less than step',
  })
  .openapi({
    description:
      'Where a variant has no price of its own in this market: the one it has in that market × rate (between major ' +
      'units), to the nearest multiple of step, less ending, both in minor units. Absent: step 1, ending 0.',
  })

const members = {
  name: requiredTextSchema(100),
  currency: currencyBody,
  countries: distinctBody(countryBody, 249)
    .refine((countries) => countries.length > 0, 'has at least one country')
    .openapi({
      description:
        'A country may be in several markets; the first of them is the one that is suggested there.',
    }),
  locales: distinctBody(localeBody, 50).openapi({
    description:
      'What is not translated into one of them falls back to the default, then to the base text. Of one that is taken ' +
      'away pages answer 400 from then on; translations stay and come back with it.',
  }),
  defaultLocale: localeBody,
  taxIncluded: z.boolean(),
  status: z.enum(MARKET_STATUSES).openapi({
    description: 'A closed market is shown to nobody: its pages answer 404. Prices may be made ready in it.',
  }),
  position: wholeBody(0, 1_000_000),
  locations: distinctBody(idBody('location'), 100).openapi({
    description:
      'In the order of allocation. A market without one sells what is not tracked or may be back-ordered, nothing else.',
  }),
  derivedFrom: derivationBody.nullable(),
}

const optional = {
  defaultLocale: members.defaultLocale
    .optional()
    .openapi({ type: 'string', description: 'Absent: the first of the locales.' }),
  status: members.status
    .optional()
    .openapi({ type: 'string', description: 'Absent: open; in a PUT, as it is.' }),
  position: members.position
    .optional()
    .openapi({ type: 'integer', description: 'Absent: behind the others; in a PUT, where it is.' }),
  locations: members.locations
    .optional()
    .openapi({ type: 'array', description: 'Absent: none; in a PUT, as they are.' }),
  derivedFrom: members.derivedFrom.optional(),
}

export const marketExample = {
  code: 'ch',
  name: 'Schweiz',
  currency: 'CHF',
  countries: ['CH', 'LI'],
  locales: ['de', 'fr', 'it'],
  defaultLocale: 'de',
  taxIncluded: true,
  status: 'closed' as const,
  position: 3,
  locations: ['loc_main'],
  derivedFrom: { market: 'us', rate: '0.89', step: 5, ending: 0 },
}

/** The same for a path that names it. */
const { code: _code, ...withoutCode } = marketExample
export const putMarketExample = withoutCode

export const createMarketBody = z
  .strictObject({ code: marketCodeBody, ...members, ...optional })
  .openapi('CreateMarket')
export const putMarketBody = z
  .strictObject({ code: marketCodeBody.optional(), ...members, ...optional })
  .openapi('PutMarket')
export const patchMarketBody = z.strictObject(members).partial().openapi('PatchMarket')

export type MarketMembers = Omit<z.output<typeof createMarketBody>, 'code'>
export type MarketPatch = z.output<typeof patchMarketBody>

export const adminMarketSchema = z
  .object({
    code: z.string(),
    name: z.string(),
    currency: z.string(),
    currencyDigits: z.number().int(),
    countries: z.array(z.string()),
    locales: z.array(z.string()),
    defaultLocale: z.string(),
    taxIncluded: z.boolean(),
    status: z.enum(MARKET_STATUSES),
    position: z.number().int(),
    locations: z.array(z.string()),
    derivedFrom: z
      .object({
        market: z.string(),
        rate: z.string(),
        step: z.number().int(),
        ending: z.number().int(),
      })
      .nullable(),
    revision: z.number().int(),
    createdAt: instantSchema,
    updatedAt: instantSchema,
  })
  .openapi('AdminMarket')

export const shownMarketExample = {
  ...marketExample,
  currencyDigits: 2,
  revision: 1,
  createdAt: '2026-11-24T08:00:00.000Z',
  updatedAt: '2026-11-24T08:00:00.000Z',
}

export const marketListSchema = z
  .object({ data: z.array(adminMarketSchema), page: pageSchema })
  .openapi('AdminMarketList')
