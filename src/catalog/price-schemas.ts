import { z } from '@hono/zod-openapi'
import { ID_PATTERN } from '../domain/ids.ts'
import { MARKET_CODE_PATTERN } from '../domain/market.ts'
import { type Instant, formatInstant, parseInstant } from '../domain/time.ts'
import { instantSchema, moneySchema, pageSchema } from '../platform/schema.ts'
import { LIMIT } from './product-input.ts'

export const PRICES_MAX = 10_000
export const PRICES_BYTES_MAX = 4_000_000

const isMoment = (text: string): boolean => (parseInstant(text) ?? -1) >= 0
const moment = z
  .string()
  .refine(isMoment, 'is a time such as 2026-11-27T00:00:00Z, from 1970 on')
  .openapi({ format: 'date-time', example: '2026-11-27T00:00:00.000Z' })

const money = z.strictObject({
  amount: z.number().int().min(0).openapi({ maximum: Number.MAX_SAFE_INTEGER, example: 4500 }),
  currency: z.string().length(3).openapi({ example: 'EUR' }),
})

const entrySchema = z
  .strictObject({
    variantId: z.string().regex(ID_PATTERN).optional(),
    sku: z.string().min(1).max(LIMIT.sku).optional(),
    price: money.nullable().openapi({ description: 'null takes the row away.' }),
    compareAt: money.nullable().optional().openapi({
      description: 'What is struck through beside the price, and above it. Absent or null: nothing.',
    }),
    minQuantity: z.number().int().min(1).max(LIMIT.quantity).optional().openapi({ default: 1 }),
    startsAt: moment.nullable().optional().openapi({
      description:
        'Absent: the standing price of this quantity is replaced. With a time, a scheduled price is put beside it.',
    }),
    endsAt: moment.nullable().optional().openapi({
      description: 'The first moment at which the price no longer holds. Without startsAt it begins now.',
    }),
  })
  .refine(({ variantId, sku }) => (variantId === undefined) !== (sku === undefined), {
    message: 'names a variant by variantId or by sku, one of them',
  })
  .openapi('PriceEntry')

export const setPricesSchema = z
  .strictObject({
    market: z.string().regex(MARKET_CODE_PATTERN),
    prices: z.array(entrySchema).min(1).max(PRICES_MAX),
  })
  .openapi('SetPrices')
export type SetPrices = z.output<typeof setPricesSchema>

/** One entry of a bulk set, with its times read. */
export type PriceEntry = Omit<SetPrices['prices'][number], 'startsAt' | 'endsAt'> & {
  readonly startsAt: Instant | undefined
  readonly endsAt: Instant | undefined
}

export const readTimes = (entry: SetPrices['prices'][number]): PriceEntry => ({
  ...entry,
  startsAt: entry.startsAt == null ? undefined : parseInstant(entry.startsAt),
  endsAt: entry.endsAt == null ? undefined : parseInstant(entry.endsAt),
})

const count = z.number().int()
export const pricesSetSchema = z
  .object({
    market: z.string(),
    set: count.openapi({ description: 'Rows that are new or have changed.' }),
    removed: count.openapi({ description: 'Rows that were taken away.' }),
    unchanged: count.openapi({ description: 'Entries that said what was so already.' }),
    products: count.openapi({ description: 'Products that have a new revision and are being published.' }),
  })
  .openapi('PricesSet')

const rowMembers = {
  market: z.string(),
  minQuantity: count,
  startsAt: instantSchema.nullable().openapi({ description: 'null: the standing price.' }),
  endsAt: instantSchema.nullable(),
  price: moneySchema,
  compareAt: moneySchema.nullable(),
  setAt: instantSchema.nullable().openapi({ description: 'null: before this was recorded.' }),
}

const priceListEntrySchema = z
  .object({
    variantId: z.string(),
    sku: z.string().nullable(),
    productId: z.string(),
    title: z.string().openapi({ description: "The product's, without translation." }),
    variantTitle: z.string().openapi({ description: 'The values of its options.' }),
    ...rowMembers,
    effective: z
      .boolean()
      .openapi({ description: 'It prices a purchase of its minQuantity at this moment.' }),
    derived: z
      .boolean()
      .openapi({ description: "Reckoned from another market's price; setAt is when that one was set." }),
  })
  .openapi('PriceListEntry')
export type PriceListEntry = z.output<typeof priceListEntrySchema>
export const priceListSchema = z
  .object({ data: z.array(priceListEntrySchema), page: pageSchema })
  .openapi('PriceList')

const pastPriceSchema = z
  .object({
    variantId: z.string(),
    ...rowMembers,
    setBy: z.string().nullable().openapi({ description: 'Who set it; null: nobody recorded it.' }),
    replacedAt: instantSchema.nullable(),
    replacedBy: z.string().nullable(),
  })
  .openapi('PastPrice')
export type PastPrice = z.output<typeof pastPriceSchema>
export const priceHistorySchema = z
  .object({ data: z.array(pastPriceSchema), page: pageSchema })
  .openapi('PriceHistory')

/** A time on the wire: none of ours is 1970, that is no start, or nobody knows. */
export const shownMoment = (moment: Instant | null | undefined): string | null =>
  moment == null || moment === 0 ? null : formatInstant(moment)
