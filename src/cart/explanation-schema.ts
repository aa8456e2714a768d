import { z } from '@hono/zod-openapi'
import { CODE_REFUSALS } from '../domain/evaluation.ts'
import { EFFECT_KINDS, TARGETS } from '../domain/promotion.ts'
import { instantSchema } from '../platform/schema.ts'

const minorUnits = z.number().int()
const told = { promotionId: z.string(), label: z.string(), code: z.string().optional() }

const countedSchema = z
  .object({
    subtotal: minorUnits,
    quantity: z.number().int(),
    minimumSubtotal: minorUnits.optional(),
    minimumQuantity: z.number().int().optional(),
  })
  .openapi('CountedGoods', {
    description:
      'What the conditions looked at: the goods that they select, before discounts, and what they ask for.',
  })

const priceStep = z.object({
  step: z.literal('price'),
  itemId: z.string(),
  variantId: z.string(),
  quantity: z.number().int(),
  pieces: z
    .number()
    .int()
    .openapi({ description: 'Of the variant on all items: what a quantity break looks at.' }),
  minQuantity: z.number().int(),
  startsAt: instantSchema.nullable().openapi({ description: 'Since when this price holds; null: always.' }),
  unitPrice: minorUnits,
  amount: minorUnits,
})

const discountStep = z.object({
  step: z.literal('discount'),
  ...told,
  priority: z.number().int(),
  exclusive: z.boolean(),
  counted: countedSchema,
  effect: z.enum(EFFECT_KINDS),
  target: z.enum(TARGETS),
  percent: z.string().optional().openapi({ description: 'Of percent and buy_x_get_y.' }),
  fixed: minorUnits.optional(),
  buy: z.number().int().optional(),
  get: z.number().int().optional(),
  rounds: z.number().int().optional(),
  before: minorUnits.openapi({ description: 'What the goods or the shipping cost before.' }),
  amount: minorUnits,
  items: z.array(
    z.object({
      itemId: z.string(),
      before: minorUnits,
      amount: minorUnits,
      quantity: z.number().int().optional(),
      pieces: z
        .number()
        .int()
        .optional()
        .openapi({ description: 'Of buy_x_get_y: so many are made cheaper.' }),
    }),
  ),
  shippingOptionId: z.string().optional(),
})

const passedOverStep = z.object({
  step: z.literal('passed_over'),
  ...told,
  reason: z.enum(CODE_REFUSALS),
  counted: countedSchema.optional(),
})

const shippingStep = z.object({
  step: z.literal('shipping'),
  shippingOptionId: z.string(),
  label: z.string(),
  goods: minorUnits,
  weight: z.number().int().openapi({ description: 'Grams.' }),
  price: minorUnits,
  freeFrom: minorUnits.optional(),
  amount: minorUnits,
  chosen: z.boolean().openapi({ description: 'Whether it is part of the totals.' }),
})

const taxStep = z.object({
  step: z.literal('tax'),
  itemId: z.string().optional(),
  shippingOptionId: z.string().optional(),
  taxRateId: z.string(),
  label: z.string(),
  rate: z.string(),
  base: minorUnits,
  included: z.boolean().openapi({ description: 'base x rate / (1 + rate); otherwise base x rate.' }),
  amount: minorUnits,
})

const stepSchema = z
  .discriminatedUnion('step', [priceStep, discountStep, passedOverStep, shippingStep, taxStep])
  .openapi('ReckoningStep')
export type ShownStep = z.infer<typeof stepSchema>

export const explanationSchema = z
  .object({ currency: z.string(), steps: z.array(stepSchema) })
  .openapi('Explanation', {
    description:
      'Every step of the reckoning in its order, with the ids of its rules: prices, discounts one after the other on what is ' +
      'left, shipping, tax. Amounts in minor units; each product is rounded once, a half up.',
  })
export type ShownExplanation = z.infer<typeof explanationSchema>
