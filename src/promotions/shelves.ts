import type { Market } from '../domain/market.ts'
import { holdsIn, type Promotion } from '../domain/promotion.ts'
import type { ShippingOption } from '../domain/shipping.ts'
import type { TaxRate } from '../domain/tax.ts'
import { selectActiveOptions, toShippingOption } from '../markets/shipping-options.ts'
import { selectMarketLocations, selectMarkets, toMarkets } from '../markets/queries.ts'
import { selectTaxRates, toTaxRate } from '../markets/tax-rates.ts'
import type { Ctx } from '../platform/context.ts'
import type { Loader, Shelf } from '../platform/snapshots.ts'
import { promotionsOfCodes, selectAutomatic, toPromotion } from './queries.ts'

// KV keys (docs/storage.md). Loaders run only when KV has no answer. Readers choose by `now`: what is to come is in it.

/** What a cart needs of a market beside its goods: rates and promotions that hold or will hold, options on offer. */
export type RulesSnapshot =
  | {
      readonly state: 'live'
      /** Snapshots of the release before have none. */
      readonly market?: Market
      /** A closed market sells nothing. */
      readonly open?: boolean
      readonly taxRates: readonly TaxRate[]
      readonly shippingOptions: readonly ShippingOption[]
      /** Automatic ones, higher priority first. */
      readonly promotions: readonly Promotion[]
    }
  | { readonly state: 'gone' }

/** What a code opens: its promotion, which may not have begun or be over; or nothing any more. */
export type CodeSnapshot =
  | {
      readonly state: 'live'
      readonly code: string
      readonly promotion: Promotion
      /** How often the promotion has been redeemed, as of its last publication. */
      readonly redeemed?: number
    }
  | { readonly state: 'gone' }

export const loadRules: Loader<RulesSnapshot> = async (ctx: Ctx, codes) => {
  const [rows, places, rates, options, automatic] = await ctx.db.orm.batch([
    selectMarkets(ctx.db),
    selectMarketLocations(ctx.db),
    selectTaxRates(ctx.db, codes, ctx.now),
    selectActiveOptions(ctx.db, codes),
    selectAutomatic(ctx.db, ctx.now),
  ])
  const taxRates = Map.groupBy(rates.map(toTaxRate), ({ market }) => market)
  const shippingOptions = Map.groupBy(options.map(toShippingOption), ({ market }) => market)
  const promotions = automatic.map(toPromotion)
  const closed = new Set(rows.filter(({ status }) => status === 'closed').map(({ code }) => code))
  return new Map(
    toMarkets(rows, places)
      .filter(({ code }) => codes.includes(code))
      .map((market) => [
        market.code,
        {
          state: 'live',
          market,
          open: !closed.has(market.code),
          taxRates: taxRates.get(market.code) ?? [],
          shippingOptions: shippingOptions.get(market.code) ?? [],
          promotions: promotions.filter((promotion) => holdsIn(promotion, market.code)),
        },
      ]),
  )
}

export const loadCodes: Loader<CodeSnapshot> = async (ctx: Ctx, folded) => {
  const [rows] = await ctx.db.orm.batch([promotionsOfCodes(ctx.db, folded)])
  return new Map(
    rows.map(({ folded, code, promotion }) => [
      folded,
      { state: 'live', code, promotion: toPromotion(promotion), redeemed: promotion.redeemed },
    ]),
  )
}

const RULES = 'rules:'
const CODE = 'code:'
export const rulesKey = (market: string): string => `${RULES}${market}`
export const codeKey = (folded: string): string => `${CODE}${folded}`

/** Which of these keys are rules, and of which markets; which are codes. */
export const idsOfKeys = (keys: readonly string[]): { markets: string[]; codes: string[] } => ({
  markets: keys.filter((key) => key.startsWith(RULES)).map((key) => key.slice(RULES.length)),
  codes: keys.filter((key) => key.startsWith(CODE)).map((key) => key.slice(CODE.length)),
})

export const rulesShelf = (market: string): Shelf<RulesSnapshot> => ({
  key: rulesKey(market),
  id: market,
  load: loadRules,
})
/** By the folded code (`foldCode`). Whoever guesses codes does not get to D1. */
export const codeShelf = (folded: string): Shelf<CodeSnapshot> => ({
  key: codeKey(folded),
  id: folded,
  load: loadCodes,
  complete: true,
})
