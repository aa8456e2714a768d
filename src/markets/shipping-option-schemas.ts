import { z } from '@hono/zod-openapi'
import { COUNTRY_REGION_PATTERN } from '../domain/countries.ts'
import { LOCALE_PATTERN } from '../domain/market.ts'
import { TAX_CLASSES } from '../domain/tax.ts'
import {
  countryBody,
  distinctBody,
  idBody,
  marketCodeBody,
  moneyBody,
  wholeBody,
} from '../platform/body-schema.ts'
import { instantSchema, moneySchema, pageSchema, requiredTextSchema } from '../platform/schema.ts'

const GRAMS_MAX = 1_000_000_000
const NAMES_MAX = 50

const members = {
  market: marketCodeBody,
  name: requiredTextSchema(100),
  names: z
    .record(
      z.string().regex(LOCALE_PATTERN, 'is a language tag such as de or pt-BR'),
      requiredTextSchema(100),
    )
    .refine((names) => Object.keys(names).length <= NAMES_MAX, `has at most ${NAMES_MAX} entries`)
    .openapi({ description: 'The name by locale; where there is none, name stands in.' }),
  countries: distinctBody(countryBody, 249).openapi({
    description: 'Countries of the market that it goes to. Empty: all of them.',
  }),
  regions: distinctBody(
    z.string().regex(COUNTRY_REGION_PATTERN, 'is a country and its part as in ISO 3166-2, such as US-CA'),
    500,
  ).openapi({ description: 'A country that has parts here, such as US-CA, is served there alone.' }),
  price: moneyBody,
  freeFrom: moneyBody.nullable().openapi({ description: 'From this value of goods on it costs nothing.' }),
  weightMin: wholeBody(0, GRAMS_MAX).nullable().openapi({ description: 'Grams, included.' }),
  weightMax: wholeBody(1, GRAMS_MAX).nullable().openapi({ description: 'Grams, included.' }),
  taxClass: z.enum(TAX_CLASSES),
  daysMin: wholeBody(0, 365).nullable(),
  daysMax: wholeBody(0, 365).nullable(),
  active: z.boolean().openapi({ description: 'Absent: it is offered.' }),
  position: wholeBody(0, 1_000_000),
}
const optional = {
  names: members.names.optional(),
  countries: members.countries.optional(),
  regions: members.regions.optional(),
  freeFrom: members.freeFrom.optional(),
  weightMin: members.weightMin.optional(),
  weightMax: members.weightMax.optional(),
  taxClass: members.taxClass.optional().openapi({ description: 'Absent: standard.' }),
  daysMin: members.daysMin.optional(),
  daysMax: members.daysMax.optional(),
  active: members.active.optional(),
  position: members.position.optional(),
}

export const createShippingOptionBody = z
  .strictObject({ id: idBody('shippingOption').optional(), ...members, ...optional })
  .openapi('CreateShippingOption')
export const putShippingOptionBody = z
  .strictObject({ id: idBody('shippingOption').optional(), ...members, ...optional })
  .openapi('PutShippingOption')
export const patchShippingOptionBody = z.strictObject(members).partial().openapi('PatchShippingOption')

export type ShippingOptionMembers = Omit<z.output<typeof createShippingOptionBody>, 'id'>
export type ShippingOptionPatch = z.output<typeof patchShippingOptionBody>

const whole = z.number().int().nullable()
export const shippingOptionSchema = z
  .object({
    id: z.string(),
    market: z.string(),
    name: z.string(),
    names: z.record(z.string(), z.string()),
    countries: z.array(z.string()),
    regions: z.array(z.string()),
    price: moneySchema,
    freeFrom: moneySchema.nullable(),
    weightMin: whole,
    weightMax: whole,
    taxClass: z.enum(TAX_CLASSES),
    daysMin: whole,
    daysMax: whole,
    active: z.boolean(),
    position: z.number().int(),
    revision: z.number().int(),
    createdAt: instantSchema,
    updatedAt: instantSchema,
  })
  .openapi('ShippingOption')
export const shippingOptionListSchema = z
  .object({ data: z.array(shippingOptionSchema), page: pageSchema })
  .openapi('ShippingOptionList')

export const shippingOptionExample = {
  market: 'de',
  name: 'Standardversand',
  names: { en: 'Standard delivery' },
  countries: ['DE'],
  price: { amount: 490, currency: 'EUR' },
  freeFrom: { amount: 5000, currency: 'EUR' },
  weightMax: 31_500,
  daysMin: 1,
  daysMax: 3,
}
export const shownShippingOptionExample = {
  id: 'shp_01KB0Q7X3N5V8W2C4D6F8G0H1J',
  ...shippingOptionExample,
  regions: [],
  weightMin: null,
  taxClass: 'standard' as const,
  active: true,
  position: 0,
  revision: 1,
  createdAt: '2026-11-24T08:00:00.000Z',
  updatedAt: '2026-11-24T08:00:00.000Z',
}
