import { z } from '@hono/zod-openapi'
import { PROMOTION_KINDS, PROMOTION_STATUSES, TARGETS, parsePercent } from '../domain/promotion.ts'
import {
  distinctBody,
  idBody,
  instantBody,
  marketCodeBody,
  moneyBody,
  wholeBody,
} from '../platform/body-schema.ts'
import { instantSchema, moneySchema, pageSchema, requiredTextSchema, textSchema } from '../platform/schema.ts'
import { fitsCodeKey } from './code-length.ts'

/** Most codes of a promotion; their snapshots are written one by one. */
export const CODES_MAX = 1_000
const CODE_CHARACTERS_MAX = 64
const NAMED_MAX = 500
const COUNT_MAX = 1_000_000_000

const codeBody = textSchema(CODE_CHARACTERS_MAX)
  // Format characters such as a zero-width space cannot be seen: two codes that look alike would be two.
  .refine(
    (code) => /^[^\s\p{C}\p{Z}]+$/u.test(code),
    'has no blanks, nothing invisible, and at least one character',
  )
  .refine(fitsCodeKey, 'is made of characters that are too long in plain form')
  .openapi({ example: 'SPRING-20' })

const percentBody = z
  .string()
  .transform((text, context) => {
    const percent = parsePercent(text)
    if (percent !== undefined) return percent
    context.addIssue({
      code: 'custom',
      message: 'is 0 to 100 as text, with up to two decimals, such as 12.5',
    })
    return z.NEVER
  })
  .openapi({ type: 'string', example: '20' })

const selectorBody = z
  .strictObject({
    products: distinctBody(idBody('product'), NAMED_MAX).optional(),
    variants: distinctBody(idBody('variant'), NAMED_MAX).optional(),
    categories: distinctBody(idBody('category'), NAMED_MAX).optional(),
    tags: distinctBody(requiredTextSchema(255), NAMED_MAX).optional(),
  })
  .openapi('PromotionSelector', {
    description: 'Goods that any of these lists names. A category is with all below it.',
  })
export type SelectorBody = z.output<typeof selectorBody>

const selection = { include: selectorBody.optional(), exclude: selectorBody.optional() }
const selectionBody = z.strictObject(selection).openapi('PromotionSelection', {
  description: 'What include names, everything if it names nothing, without what exclude names.',
})
export type SelectionBody = z.output<typeof selectionBody>

const quantity = wholeBody(1, 10_000)
const amounts = z.array(moneyBody).max(200, 'has at most 200 entries')

const effectBody = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('percent'), percent: percentBody }),
  z.strictObject({
    kind: z.literal('fixed'),
    amounts: amounts.min(1, 'has at least one amount').openapi({
      description:
        'One for each currency of the markets it holds in. When a market changes to another currency later, the ' +
        'promotion does not hold there until it has an amount in it.',
    }),
  }),
  z.strictObject({ kind: z.literal('free_shipping') }),
  z.strictObject({
    kind: z.literal('buy_x_get_y'),
    buy: z.strictObject({ quantity, from: selectionBody.optional() }),
    get: z.strictObject({ quantity, from: selectionBody.optional(), percent: percentBody }),
    times: wholeBody(1, 10_000).nullable().optional(),
  }),
])
export type EffectBody = z.output<typeof effectBody>

const ruleBody = z
  .strictObject({
    effect: effectBody,
    conditions: z
      .strictObject({
        minimumSubtotal: amounts.optional(),
        minimumQuantity: quantity.nullable().optional(),
        ...selection,
      })
      .optional(),
    target: z
      .enum(TARGETS)
      .optional()
      .openapi({ description: 'Absent: shipping for free_shipping, else items.' }),
  })
  .openapi('PromotionRuleBody')
export type RuleBody = z.output<typeof ruleBody>

const members = {
  name: requiredTextSchema(200),
  status: z.enum(PROMOTION_STATUSES).openapi({
    description:
      'draft: nobody gets it; its codes are taken. active: from startsAt until endsAt. archived: nothing but the status ' +
      'can be changed, and its codes are free for others.',
  }),
  kind: z.enum(PROMOTION_KINDS),
  codes: z
    .array(codeBody)
    .max(CODES_MAX, { error: `has at most ${CODES_MAX} entries`, abort: true })
    .openapi({ description: 'Kept as typed, compared without capitals and accents. Of one promotion each.' }),
  markets: distinctBody(marketCodeBody, 500).openapi({ description: 'Empty: all of them.' }),
  rule: ruleBody,
  priority: wholeBody(0, 1_000_000).openapi({ description: 'Higher ones are applied first.' }),
  exclusive: z.boolean().openapi({ description: 'Whether no other promotion holds beside it.' }),
  usageLimit: wholeBody(1, COUNT_MAX).nullable(),
  customerLimit: wholeBody(1, COUNT_MAX).nullable(),
  startsAt: instantBody.nullable(),
  endsAt: instantBody.nullable().openapi({ description: 'The first moment at which it holds no more.' }),
}
const optional = {
  status: members.status.optional().openapi({ description: 'Absent: draft.' }),
  codes: members.codes.optional(),
  markets: members.markets.optional(),
  priority: members.priority.optional(),
  exclusive: members.exclusive.optional(),
  usageLimit: members.usageLimit.optional(),
  customerLimit: members.customerLimit.optional(),
  startsAt: members.startsAt.optional(),
  endsAt: members.endsAt.optional(),
}

export const createPromotionBody = z
  .strictObject({ id: idBody('promotion').optional(), ...members, ...optional })
  .openapi('CreatePromotion')
export const putPromotionBody = z
  .strictObject({ id: idBody('promotion').optional(), ...members, ...optional })
  .openapi('PutPromotion')
export const patchPromotionBody = z.strictObject(members).partial().openapi('PatchPromotion')

export type PromotionMembers = Omit<z.output<typeof createPromotionBody>, 'id'>
export type PromotionPatch = z.output<typeof patchPromotionBody>

const ids = z.array(z.string())
const shownSelector = z.object({ products: ids, variants: ids, categories: ids, tags: ids })
const shownSelection = z.object({ include: shownSelector, exclude: shownSelector })
const shownEffect = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('percent'), percent: z.string() }),
  z.object({ kind: z.literal('fixed'), amounts: z.array(moneySchema) }),
  z.object({ kind: z.literal('free_shipping') }),
  z.object({
    kind: z.literal('buy_x_get_y'),
    buy: z.object({ quantity: z.number().int(), from: shownSelection }),
    get: z.object({ quantity: z.number().int(), from: shownSelection, percent: z.string() }),
    times: z.number().int().nullable(),
  }),
])

export const promotionSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    status: z.enum(PROMOTION_STATUSES),
    kind: z.enum(PROMOTION_KINDS),
    codes: z.array(z.string()),
    markets: z.array(z.string()),
    rule: z.object({
      effect: shownEffect,
      conditions: shownSelection.extend({
        minimumSubtotal: z.array(moneySchema),
        minimumQuantity: z.number().int().nullable(),
      }),
      target: z.enum(TARGETS),
    }),
    priority: z.number().int(),
    exclusive: z.boolean(),
    usageLimit: z.number().int().nullable(),
    customerLimit: z.number().int().nullable(),
    startsAt: instantSchema.nullable(),
    endsAt: instantSchema.nullable(),
    revision: z.number().int(),
    createdAt: instantSchema,
    updatedAt: instantSchema,
  })
  .openapi('Promotion')
export type ShownPromotion = z.output<typeof promotionSchema>
export const promotionListSchema = z
  .object({ data: z.array(promotionSchema), page: pageSchema })
  .openapi('PromotionList')

export const promotionExample = {
  name: 'Spring: 20 % off the kitchen',
  status: 'active' as const,
  kind: 'code' as const,
  codes: ['SPRING-20'],
  markets: ['de'],
  rule: {
    effect: { kind: 'percent' as const, percent: '20' },
    conditions: {
      minimumSubtotal: [{ amount: 5000, currency: 'EUR' }],
      include: { tags: ['kitchen'] },
      exclude: { products: ['prd-copper-stovetop-kettle'] },
    },
  },
  customerLimit: 1,
  startsAt: '2027-03-01T00:00:00.000Z',
  endsAt: '2027-04-01T00:00:00.000Z',
}
const nothing = { products: [], variants: [], categories: [], tags: [] }
export const shownPromotionExample = {
  id: 'pro_01KB0Q7X3N5V8W2C4D6F8G0H1J',
  ...promotionExample,
  rule: {
    effect: promotionExample.rule.effect,
    conditions: {
      minimumSubtotal: promotionExample.rule.conditions.minimumSubtotal,
      minimumQuantity: null,
      include: { ...nothing, tags: ['kitchen'] },
      exclude: { ...nothing, products: ['prd-copper-stovetop-kettle'] },
    },
    target: 'items' as const,
  },
  priority: 0,
  exclusive: false,
  usageLimit: null,
  revision: 1,
  createdAt: '2026-11-24T08:00:00.000Z',
  updatedAt: '2026-11-24T08:00:00.000Z',
}
