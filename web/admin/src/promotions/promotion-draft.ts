import type { Money } from 'highstreet/client'
import type { admin } from '../api.ts'
import type { Promotion } from '../pages/promotions.tsx'
import { inWords } from '../parts/words.tsx'

export type PromotionDraft = Omit<Promotion, 'id' | 'revision' | 'createdAt' | 'updatedAt'>
export type PromotionBody = NonNullable<Parameters<typeof admin.promotions.$post>[0]>['json']
export type PromotionPatch = NonNullable<Parameters<(typeof admin.promotions)[':id']['$patch']>[0]>['json']
export type Effect = Promotion['rule']['effect']
export type Selector = Promotion['rule']['conditions']['include']

export const NAMES: Readonly<Record<keyof PromotionDraft, string>> = {
  name: 'Name',
  status: 'Status',
  kind: 'Kind',
  codes: 'Codes',
  markets: 'Markets',
  rule: 'Rule',
  priority: 'Priority',
  exclusive: 'Alone',
  usageLimit: 'Times altogether',
  customerLimit: 'Times for each customer',
  startsAt: 'From',
  endsAt: 'Until',
}

const NOTHING: Selector = { products: [], variants: [], categories: [], tags: [] }

export const EFFECTS: Readonly<Record<Effect['kind'], Effect>> = {
  percent: { kind: 'percent', percent: '10' },
  fixed: { kind: 'fixed', amounts: [] },
  free_shipping: { kind: 'free_shipping' },
  buy_x_get_y: {
    kind: 'buy_x_get_y',
    buy: { quantity: 2, from: { include: NOTHING, exclude: NOTHING } },
    get: { quantity: 1, from: { include: NOTHING, exclude: NOTHING }, percent: '100' },
    times: null,
  },
}

export const NEW: PromotionDraft = {
  name: '',
  status: 'draft',
  kind: 'automatic',
  codes: [],
  markets: [],
  rule: {
    effect: EFFECTS.percent,
    conditions: { include: NOTHING, exclude: NOTHING, minimumSubtotal: [], minimumQuantity: null },
    target: 'items',
  },
  priority: 0,
  exclusive: false,
  usageLimit: null,
  customerLimit: null,
  startsAt: null,
  endsAt: null,
}

export const draftOf = ({
  id: _id,
  revision: _revision,
  createdAt: _c,
  updatedAt: _u,
  ...draft
}: Promotion): PromotionDraft => draft

const listed = (name: string, values: readonly string[]): string[] =>
  values.length === 0 ? [] : [`${name}: ${values.join(', ')}`]
const money = (amounts: readonly Money[]): string[] =>
  amounts.map(({ amount, currency }) => `${amount} ${currency}`)

/** A member's value as text, to be compared by eye. */
export function showMember(member: keyof PromotionDraft, draft: PromotionDraft): string {
  if (member !== 'rule') {
    const value = draft[member]
    if (Array.isArray(value)) return value.join(', ')
    if (typeof value === 'boolean') return value ? 'yes' : 'no'
    return value === null ? 'none' : String(value)
  }
  const { effect, conditions, target } = draft.rule
  const { include, exclude, minimumQuantity, minimumSubtotal } = conditions
  return [
    inWords(effect.kind),
    ...(effect.kind === 'percent' ? [`${effect.percent} %`] : []),
    ...(effect.kind === 'fixed' ? money(effect.amounts) : []),
    ...(effect.kind === 'buy_x_get_y'
      ? [`buy ${effect.buy.quantity}, get ${effect.get.quantity} at ${effect.get.percent} %`]
      : []),
    `on ${target}`,
    ...listed('minor units at least', money(minimumSubtotal)),
    ...(minimumQuantity === null ? [] : [`at least ${minimumQuantity} pieces`]),
    ...(['products', 'variants', 'categories', 'tags'] as const).flatMap((kind) => [
      ...listed(kind, include[kind]),
      ...listed(`not ${kind}`, exclude[kind]),
    ]),
  ].join('\n')
}
