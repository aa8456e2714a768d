import { z } from '@hono/zod-openapi'
import { holdsPaymentNumber } from '../domain/payment-number.ts'
import {
  countryBody,
  isRegionOfCountry,
  ownWordsBody,
  POSTAL_CODE_LENGTH_MAX,
  REGION_ELSEWHERE,
  regionBody,
} from '../platform/body-schema.ts'

// Who buys and where it goes, as shoppers write it: kept as it was written (reliability.md §3.12, rows 166 to 168).

const NAME_LENGTH_MAX = 120
const LINE_LENGTH_MAX = 200

// One mailbox and nothing beside it: no blank or line break, no comma, no second @; any script, any plus tag.
const EMAIL =
  /^[^\s@,;<>()[\]\\"\p{Cc}]{1,64}@(?:[^\s@,;<>()[\]\\".\p{Cc}]{1,63}\.)+[^\s@,;<>()[\]\\".\p{Cc}]{2,63}$/u
const EMAIL_LENGTH_MAX = 254

export const emailBody = z
  .string()
  .refine((text) => text.length <= EMAIL_LENGTH_MAX, {
    message: `has at most ${EMAIL_LENGTH_MAX} characters`,
    abort: true,
  })
  .refine((text) => EMAIL.test(text), 'is one e-mail address')
  .refine((text) => !holdsPaymentNumber(text), 'holds what looks like the number of a card or an account')
  .openapi({ type: 'string', format: 'email', example: 'ada@example.com' })

export const phoneBody = z
  .string()
  .regex(/^\+?[0-9][0-9 ()./-]{3,30}$/, 'is a telephone number, such as +49 30 901820')
  // E.164 has no more; the number of a card has.
  .refine((text) => text.replace(/\D/g, '').length <= 15, 'has at most 15 digits')
  .openapi({ example: '+49 30 901820' })

/** What is printed on a label: one line of it. */
const labelBody = (max: number) => ownWordsBody(max).refine((text) => !/[\t\r\n]/.test(text), 'is one line')

/** In plain parts, all of them optional: what is missing is said where it is needed. */
export const addressBody = z
  .strictObject({
    firstName: labelBody(NAME_LENGTH_MAX).optional(),
    lastName: labelBody(NAME_LENGTH_MAX).optional(),
    company: labelBody(NAME_LENGTH_MAX).optional(),
    line1: labelBody(LINE_LENGTH_MAX).optional(),
    line2: labelBody(LINE_LENGTH_MAX).optional(),
    city: labelBody(NAME_LENGTH_MAX).optional(),
    region: regionBody.optional(),
    postalCode: labelBody(POSTAL_CODE_LENGTH_MAX).optional(),
    country: countryBody.optional(),
    phone: phoneBody.optional(),
  })
  .refine(isRegionOfCountry, REGION_ELSEWHERE)
  .openapi('Address', {
    example: {
      firstName: 'Ada',
      lastName: 'Nuñez',
      line1: 'Torstraße 1',
      city: 'Berlin',
      postalCode: '10119',
      country: 'DE',
    },
  })

/** The same as it is answered. */
export const shownAddressSchema = z
  .object({
    firstName: z.string().optional(),
    lastName: z.string().optional(),
    company: z.string().optional(),
    line1: z.string().optional(),
    line2: z.string().optional(),
    city: z.string().optional(),
    region: z.string().optional(),
    postalCode: z.string().optional(),
    country: z.string().optional(),
    phone: z.string().optional(),
  })
  .openapi('ShownAddress')
