import { z } from '@hono/zod-openapi'
import { REGION_PATTERN, plainPostalCode } from '../domain/countries.ts'
import { TAX_CLASSES, parseTaxRate } from '../domain/tax.ts'
import { countryBody, idBody, instantBody, marketCodeBody } from '../platform/body-schema.ts'
import { instantSchema, pageSchema, requiredTextSchema } from '../platform/schema.ts'

const PREFIX_CHARACTERS_MAX = 16

const rateBody = z
  .string()
  .transform((text, context) => {
    const rate = parseTaxRate(text)
    if (rate !== undefined) return rate
    context.addIssue({ code: 'custom', message: 'is a fraction from 0 to 1 as text: 0.19 for 19 %' })
    return z.NEVER
  })
  .openapi({ type: 'string', example: '0.19' })

const prefixBody = z
  .string()
  .transform((text, context) => {
    const prefix = text.length > 64 ? text : plainPostalCode(text)
    if (new RegExp(`^[A-Z0-9]{0,${PREFIX_CHARACTERS_MAX}}$`).test(prefix)) return prefix
    context.addIssue({
      code: 'custom',
      message: `is the beginning of a postal code: at most ${PREFIX_CHARACTERS_MAX} letters and digits`,
    })
    return z.NEVER
  })
  .openapi({
    type: 'string',
    example: '275',
    description:
      'What the postal codes begin with; capitals, blanks and hyphens do not count. Empty: all of them.',
  })

const members = {
  market: marketCodeBody,
  country: countryBody,
  region: z
    .string()
    .refine(
      (text) => text === '' || REGION_PATTERN.test(text),
      'is a part of the country as in ISO 3166-2 behind the hyphen, such as CA of US-CA, or empty',
    )
    .openapi({ example: '', description: 'Such as CA of US-CA. Empty: the whole country.' }),
  postcodePrefix: prefixBody,
  taxClass: z.enum(TAX_CLASSES),
  name: requiredTextSchema(100),
  rate: rateBody,
  onShipping: z.boolean().openapi({ description: 'Whether it taxes shipping too. Absent: it does.' }),
  startsAt: instantBody.nullable().openapi({ description: 'null: it has always held.' }),
  endsAt: instantBody.nullable().openapi({ description: 'The first moment at which it holds no more.' }),
}
const optional = {
  region: members.region.optional(),
  postcodePrefix: members.postcodePrefix.optional(),
  taxClass: members.taxClass.optional().openapi({ description: 'Absent: standard.' }),
  onShipping: members.onShipping.optional(),
  startsAt: members.startsAt.optional(),
  endsAt: members.endsAt.optional(),
}

export const createTaxRateBody = z
  .strictObject({ id: idBody('taxRate').optional(), ...members, ...optional })
  .openapi('CreateTaxRate')
export const putTaxRateBody = z
  .strictObject({ id: idBody('taxRate').optional(), ...members, ...optional })
  .openapi('PutTaxRate')
export const patchTaxRateBody = z.strictObject(members).partial().openapi('PatchTaxRate')

export type TaxRateMembers = Omit<z.output<typeof createTaxRateBody>, 'id'>
export type TaxRatePatch = z.output<typeof patchTaxRateBody>

export const taxRateSchema = z
  .object({
    id: z.string(),
    market: z.string(),
    country: z.string(),
    region: z.string(),
    postcodePrefix: z.string(),
    taxClass: z.enum(TAX_CLASSES),
    name: z.string(),
    rate: z.string(),
    onShipping: z.boolean(),
    startsAt: instantSchema.nullable(),
    endsAt: instantSchema.nullable(),
    revision: z.number().int(),
    createdAt: instantSchema,
    updatedAt: instantSchema,
  })
  .openapi('TaxRate')
export const taxRateListSchema = z
  .object({ data: z.array(taxRateSchema), page: pageSchema })
  .openapi('TaxRateList')

export const taxRateExample = {
  market: 'de',
  country: 'DE',
  taxClass: 'standard' as const,
  name: 'MwSt.',
  rate: '0.19',
  startsAt: '2021-01-01T00:00:00.000+01:00',
}
export const shownTaxRateExample = {
  id: 'tax_01KB0Q7X3N5V8W2C4D6F8G0H1J',
  ...taxRateExample,
  region: '',
  postcodePrefix: '',
  onShipping: true,
  startsAt: '2020-12-31T23:00:00.000Z',
  endsAt: null,
  revision: 1,
  createdAt: '2026-11-24T08:00:00.000Z',
  updatedAt: '2026-11-24T08:00:00.000Z',
}
