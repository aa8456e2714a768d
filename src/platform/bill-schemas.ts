import { z } from '@hono/zod-openapi'
import { moneySchema } from './schema.ts'

// Bills as carts, checkouts and orders are answered.

/** As Money, but of either sign. */
export const signedMoneySchema = z
  .object({ amount: z.number().int().openapi({ example: -300 }), currency: z.string().length(3) })
  .openapi('SignedMoney')

export const taxSchema = z
  .object({
    label: z.string(),
    rate: z.string().openapi({ description: 'A fraction: 0.19 are 19 %.', example: '0.19' }),
    amount: moneySchema,
  })
  .openapi('Tax')

export const ledgerEntrySchema = z
  .object({
    type: z.enum(['items', 'discount', 'shipping', 'tax']),
    label: z.string(),
    amount: signedMoneySchema,
    rate: z.string().optional(),
    includes: z
      .array(
        z.object({ type: z.literal('tax'), label: z.string(), rate: z.string(), amount: signedMoneySchema }),
      )
      .optional()
      .openapi({
        description: 'Where prices contain the tax: how much of this entry is tax. Never added again.',
      }),
  })
  .openapi('LedgerEntry')
export type ShownLedgerEntry = z.infer<typeof ledgerEntrySchema>

export const shareSchema = z
  .object({ promotionId: z.string(), label: z.string(), code: z.string().optional(), amount: moneySchema })
  .openapi('DiscountShare')
