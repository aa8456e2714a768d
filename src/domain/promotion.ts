import type { PromotionId } from './ids.ts'
import type { MarketCode } from './market.ts'
import type { Currency, Money } from './money.ts'
import { fold } from './text.ts'
import type { Instant } from './time.ts'
import { type Validity, isNotOver, isValidAt } from './validity.ts'

/** A share in percent as decimal text, `"0"` to `"100"`, with up to two decimals; only `parsePercent` makes one. */
export type Percent = string & { readonly kind: 'percent' }

export const PROMOTION_STATUSES = ['draft', 'active', 'archived'] as const
export type PromotionStatus = (typeof PROMOTION_STATUSES)[number]

/** `automatic` ones hold for every cart that fits, `code` ones for carts that bring one of their codes. */
export const PROMOTION_KINDS = ['automatic', 'code'] as const
export type PromotionKind = (typeof PROMOTION_KINDS)[number]

/** Goods by what names them: an item is among them when any list names it. */
export type Selector = {
  readonly products: readonly string[]
  readonly variants: readonly string[]
  readonly categories: readonly string[]
  readonly tags: readonly string[]
}

/** Some goods: those that `include` names, all if it names none, without those that `exclude` names. */
export type Selection = { readonly include: Selector; readonly exclude: Selector }

/** What of an item selectors look at. Category ids are with all that stand above them. */
export type Selectable = {
  readonly productId: string
  readonly variantId: string
  readonly categories: readonly string[]
  readonly tags: readonly string[]
}

export type Effect =
  | { readonly kind: 'percent'; readonly percent: Percent }
  /** One amount a currency. A market whose currency has none is not meant. */
  | { readonly kind: 'fixed'; readonly amounts: readonly Money[] }
  | { readonly kind: 'free_shipping' }
  /** For each `buy.quantity` pieces, `get.quantity` further ones at `percent` less (100: free), at most `times` times. */
  | {
      readonly kind: 'buy_x_get_y'
      readonly buy: { readonly quantity: number; readonly from: Selection }
      readonly get: { readonly quantity: number; readonly from: Selection; readonly percent: Percent }
      readonly times: number | null
    }
export const EFFECT_KINDS = ['percent', 'fixed', 'free_shipping', 'buy_x_get_y'] as const

/** When a cart fits: the selected goods alone are counted. */
export type Conditions = Selection & {
  /** One amount a currency; [] = none is asked for. */
  readonly minimumSubtotal: readonly Money[]
  readonly minimumQuantity: number | null
}

/** What is made cheaper: the selected goods, or the shipping. */
export const TARGETS = ['items', 'shipping'] as const
export type Target = (typeof TARGETS)[number]

export type PromotionRule = {
  readonly effect: Effect
  readonly conditions: Conditions
  readonly target: Target
}

export type Promotion = Validity & {
  readonly id: PromotionId
  readonly name: string
  readonly status: PromotionStatus
  readonly kind: PromotionKind
  /** Markets it holds in; [] = all of them. */
  readonly markets: readonly MarketCode[]
  readonly rule: PromotionRule
  /** Higher ones first. */
  readonly priority: number
  /** Whether no other promotion holds beside it. */
  readonly exclusive: boolean
  readonly usageLimit: number | null
  readonly customerLimit: number | null
}

const PERCENT_PATTERN = /^(?:100(?:\.0{1,2})?|\d{1,2}(?:\.\d{1,2})?)$/

/** The percentage that the text states, or undefined: 0 to 100, up to two decimals. */
export const parsePercent = (text: string): Percent | undefined =>
  PERCENT_PATTERN.test(text) ? (text as Percent) : undefined

/** A percentage in hundredths of a percent: 12.5 % are 1250 of 10,000. */
export function percentBasisPoints(percent: Percent): number {
  const [whole = '', decimals = ''] = percent.split('.')
  return Number(whole) * 100 + Number(decimals.padEnd(2, '0'))
}

/** A code as it is compared: `Spring-20`, `SPRING-20` and `spring-20` are one. */
export const foldCode = (code: string): string => fold(code.trim())

/** Whether the promotion holds in the market. */
export const holdsIn = ({ markets }: Pick<Promotion, 'markets'>, market: string): boolean =>
  markets.length === 0 || markets.includes(market as MarketCode)

/** Whether the promotion can be had at that moment. */
export const isRunning = (promotion: Pick<Promotion, 'status'> & Validity, at: Instant): boolean =>
  promotion.status === 'active' && isValidAt(promotion, at)

/** Whether it can be had then or will be later, if nobody changes it: what readers keep. */
export const isToCome = (promotion: Pick<Promotion, 'status'> & Validity, at: Instant): boolean =>
  promotion.status === 'active' && isNotOver(promotion, at)

/** Whether the selection names the item. */
export const selects = ({ include, exclude }: Selection, item: Selectable): boolean =>
  (namesNothing(include) || names(include, item)) && !names(exclude, item)

const namesNothing = ({ products, variants, categories, tags }: Selector): boolean =>
  products.length + variants.length + categories.length + tags.length === 0

const names = (selector: Selector, item: Selectable): boolean =>
  selector.products.includes(item.productId) ||
  selector.variants.includes(item.variantId) ||
  item.categories.some((category) => selector.categories.includes(category)) ||
  item.tags.some((tag) => selector.tags.includes(tag))

/** The amount of a currency, or undefined. */
export const amountIn = (amounts: readonly Money[], currency: Currency): Money | undefined =>
  amounts.find((amount) => amount.currency === currency)

/** What is wrong with a promotion: a place in it, as a JSON pointer, and why. */
export type PromotionFault = { readonly pointer: string; readonly message: string }

/**
 * What of a promotion cannot be, looked at by itself and against the markets it holds in (all of them when it names
 * none). Whether products and categories exist is not seen from here.
 */
export function promotionFaults(
  promotion: Omit<Promotion, 'id'> & { readonly codes: readonly string[] },
  markets: readonly { readonly code: string; readonly currency: Currency }[],
): PromotionFault[] {
  const { rule, kind, codes, startsAt, endsAt } = promotion
  const faults: PromotionFault[] = []
  const fault = (pointer: string, message: string) => faults.push({ pointer, message })

  if (endsAt !== null && endsAt <= startsAt) fault('/endsAt', 'is after startsAt')
  if (kind === 'code' && codes.length === 0) fault('/codes', 'has at least one code when kind is code')
  if (kind === 'automatic' && codes.length > 0) fault('/codes', 'is empty when kind is automatic')

  const seen = new Set<string>()
  codes.forEach((code, index) => {
    const folded = foldCode(code)
    if (seen.has(folded)) fault(`/codes/${index}`, 'is in the list already (capitals do not count)')
    seen.add(folded)
  })

  const known = new Map(markets.map(({ code, currency }) => [code, currency]))
  promotion.markets.forEach((code, index) => {
    if (!known.has(code)) fault(`/markets/${index}`, 'is not the code of a market')
  })
  const currencies = new Set(
    markets.filter(({ code }) => holdsIn(promotion, code)).map(({ currency }) => currency),
  )
  const amounts = (pointer: string, list: readonly Money[], what: string) => {
    list.forEach(({ currency }, index) => {
      if (list.findIndex((other) => other.currency === currency) < index)
        fault(`${pointer}/${index}/currency`, `has its amount already: one for each currency`)
    })
    for (const currency of currencies)
      if (amountIn(list, currency) === undefined)
        fault(pointer, `has no ${what} in ${currency}, the currency of a market it holds in`)
  }
  if (rule.conditions.minimumSubtotal.length > 0)
    amounts('/rule/conditions/minimumSubtotal', rule.conditions.minimumSubtotal, 'minimum')

  const { effect, target } = rule
  switch (effect.kind) {
    case 'percent':
      break
    case 'fixed':
      amounts('/rule/effect/amounts', effect.amounts, 'amount')
      break
    case 'free_shipping':
      if (target !== 'shipping') fault('/rule/target', 'is shipping when the effect is free_shipping')
      break
    case 'buy_x_get_y':
      if (target !== 'items') fault('/rule/target', 'is items when the effect is buy_x_get_y')
      break
  }
  return faults
}
