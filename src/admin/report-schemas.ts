import { z } from '@hono/zod-openapi'
import { REPORT_STEPS, REPORTED_ORDERS_MAX } from '../orders/sales-queries.ts'
import { instantQuery, instantSchema, limitQuery, marketQuery, moneySchema } from '../platform/schema.ts'

const count = z.number().int()
const from = '2026-11-01T00:00:00.000Z'
const to = '2026-11-25T08:00:00.000Z'

const periodQuery = {
  from: instantQuery.openapi({
    example: from,
    description: 'Orders made then or later; absent: 30 days before `to`.',
  }),
  to: instantQuery.openapi({ example: to, description: 'Orders made before then; absent: now.' }),
}

export const salesQuery = z.strictObject({
  ...periodQuery,
  by: z.enum(REPORT_STEPS).default('day'),
  utcOffset: z
    .string()
    .regex(/^-?\d{1,3}$/, 'is a number of minutes')
    .transform(Number)
    .refine((minutes) => Math.abs(minutes) <= 840, 'is at most 840 minutes')
    .default(0)
    .openapi({
      type: 'integer',
      minimum: -840,
      maximum: 840,
      default: 0,
      description: 'Where a day begins: minutes that your clock is before UTC, such as 540 in Tokyo.',
    }),
})

export const topProductsQuery = z.strictObject({ ...periodQuery, market: marketQuery, limit: limitQuery })

const periodAnswer = {
  from: instantSchema,
  to: instantSchema,
  coveredFrom: instantSchema.nullable().openapi({
    description: `null: every order of the period was counted. Else the period has more than ${REPORTED_ORDERS_MAX} orders, and those made before this moment are left out.`,
  }),
}
const sold = {
  orders: count,
  total: moneySchema.openapi({ description: 'What buyers confirmed: with shipping and taxes.' }),
  refunded: moneySchema.openapi({ description: 'Of this, given back until now.' }),
}
const periodExample = { from, to, coveredFrom: null }
const euros = (amount: number) => ({ amount, currency: 'EUR' })
const soldExample = { market: 'de', orders: 3, total: euros(21_870), refunded: euros(1999) }

export const salesSchema = z
  .object({
    ...periodAnswer,
    data: z
      .array(
        z.object({
          period: z.string().openapi({ description: 'The day, 2026-11-24, or the month, 2026-11.' }),
          market: z.string(),
          ...sold,
        }),
      )
      .openapi({ description: 'Periods without a sale are left out.' }),
    markets: z
      .array(z.object({ market: z.string(), ...sold }))
      .openapi({ description: 'The sums, by market and currency: money of two currencies is never added.' }),
  })
  .openapi('SalesReport')
export type SalesReport = z.infer<typeof salesSchema>
export const SALES_EXAMPLE: SalesReport = {
  ...periodExample,
  data: [{ period: '2026-11-24', ...soldExample }],
  markets: [soldExample],
}

export const topProductsSchema = z
  .object({
    ...periodAnswer,
    data: z.array(
      z.object({
        productId: z.string(),
        handle: z.string(),
        title: z.string().openapi({
          description:
            "The product's, without translation; as its last buyer saw it where there is no such product any more.",
        }),
        orders: count,
        pieces: count,
        returned: count.openapi({ description: 'Of these, pieces whose money is back.' }),
        sold: z
          .array(moneySchema)
          .openapi({ description: 'By currency; after discounts, without a tax on top and shipping.' }),
      }),
    ),
  })
  .openapi('TopProducts')
export type TopProducts = z.infer<typeof topProductsSchema>
export const TOP_PRODUCTS_EXAMPLE: TopProducts = {
  ...periodExample,
  data: [
    {
      productId: 'prd-copper-stovetop-kettle',
      handle: 'copper-stovetop-kettle',
      title: 'Copper Stovetop Kettle',
      orders: 3,
      pieces: 4,
      returned: 1,
      sold: [euros(15_960), { amount: 9800, currency: 'JPY' }],
    },
  ],
}
