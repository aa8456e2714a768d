import { variantShelf } from '../catalog/shelves.ts'
import type { VariantSnapshot } from '../catalog/snapshot.ts'
import {
  type Cart,
  type CartCommand,
  codesAfter,
  marketAfter,
  type Offer,
  variantsOf,
} from '../domain/cart.ts'
import type { VariantId } from '../domain/ids.ts'
import { type Locale, localeChain, type Market, pickText } from '../domain/market.ts'
import { priceAt } from '../domain/price.ts'
import { foldCode } from '../domain/promotion.ts'
import type { EnteredCode, Goods, MarketRules } from '../domain/session.ts'
import { marketsShelf } from '../markets/shelves.ts'
import type { Ctx } from '../platform/context.ts'
import { readThrough } from '../platform/snapshots.ts'
import { codeShelf, rulesShelf, type CodeSnapshot } from '../promotions/shelves.ts'

/** What has to be known to price a cart, or to judge a command to it. */
export type Needs = {
  readonly market: string
  readonly variantIds: ReadonlySet<VariantId>
  /** Folded. */
  readonly codes: ReadonlySet<string>
}

/** What a cart needs, and a command to it. */
export const needsOf = (cart: Pick<Cart, 'market' | 'lines' | 'codes'>, command?: CartCommand): Needs => ({
  market: marketAfter(cart, command),
  variantIds: new Set([...cart.lines.map(({ variantId }) => variantId), ...variantsOf(command)]),
  codes: new Set(codesAfter(cart, command).map(foldCode)),
})

/** The published part of a market, as far as a cart needs it. */
export type CartWorld = Needs & {
  /** Undefined: there is no such market, or it is closed. */
  readonly open: Market | undefined
  readonly rules: MarketRules
  readonly variants: ReadonlyMap<string, VariantSnapshot | null>
  readonly entered: ReadonlyMap<string, CodeSnapshot | null>
}

const NO_RULES: MarketRules = { taxRates: [], shippingOptions: [], promotions: [] }

/** Reads it from memory, and what is missing there from KV by one bulk read. */
export async function readWorld(ctx: Ctx, needs: Needs): Promise<CartWorld> {
  const variantIds = [...needs.variantIds]
  const codes = [...needs.codes]
  const [rules, ...readings] = await readThrough(ctx, [
    rulesShelf(needs.market),
    ...variantIds.map(variantShelf),
    ...codes.map(codeShelf),
  ])
  const values = readings.map(({ value }) => value)
  const live = rules.value?.state === 'live' ? rules.value : undefined
  return {
    ...needs,
    open: live === undefined ? undefined : (live.market ?? (await olderMarket(ctx, needs.market))),
    ...(live?.open === false && { open: undefined }),
    rules: live ?? NO_RULES,
    variants: new Map(variantIds.map((id, at) => [id, values[at] as VariantSnapshot | null])),
    entered: new Map(codes.map((code, at) => [code, values[variantIds.length + at] as CodeSnapshot | null])),
  }
}

/** Rules that the release before published do not hold their market; it is in the list of all. */
async function olderMarket(ctx: Ctx, code: string): Promise<Market | undefined> {
  const [markets] = await readThrough(ctx, [marketsShelf])
  return markets.value?.markets.find((market) => market.code === code)
}

/** Whether the world that was read answers these needs: a cart may have changed while it was read. */
export const covers = (world: Needs, needs: Needs): boolean =>
  world.market === needs.market &&
  [...needs.variantIds].every((id) => world.variantIds.has(id)) &&
  [...needs.codes].every((code) => world.codes.has(code))

/** A variant as a command meets it. */
export function offerOf(world: CartWorld, variantId: VariantId, locale: Locale, now: number): Offer {
  const variant = world.variants.get(variantId)
  if (variant == null) return { state: 'unknown' }
  const { open } = world
  if (variant.state === 'gone' || open === undefined) return { state: 'not_purchasable' }
  if (priceAt(variant.prices[open.code] ?? [], now) === undefined) return { state: 'not_purchasable' }
  return { state: 'purchasable', seen: seenAs(variant, open, locale) }
}

type LiveVariant = VariantSnapshot & { state: 'live' }

/** How a variant is shown on a line. */
export const seenAs = (variant: LiveVariant, market: Market, locale: Locale) => ({
  handle: variant.handle as string,
  sku: variant.sku,
  title: pickText(variant.titles, variant.title, localeChain(market, locale)).text,
  variantTitle: variant.options.map(({ value }) => value).join(' / '),
  image: variant.image,
})

/** The goods of a market, for `evaluate`. */
export function goodsIn(world: CartWorld): Map<string, Goods> {
  const { open } = world
  return new Map(
    [...world.variants]
      .flatMap(([id, variant]) => (variant?.state === 'live' ? [[id, variant] as const] : []))
      .map(([id, variant]) => [
        id,
        {
          productId: variant.productId,
          variantId: id,
          categories: variant.categoryIds,
          tags: variant.tags,
          prices: (open && variant.prices[open.code]) ?? [],
          taxClass: variant.taxClass,
          weightGrams: variant.weightGrams,
          availability: (open && variant.availability[open.code]) ?? 'out_of_stock',
        },
      ]),
  )
}

/** What the codes of a cart open. */
export const enteredCodes = (world: CartWorld, codes: readonly string[]): EnteredCode[] =>
  codes.map((code) => {
    const entered = world.entered.get(foldCode(code))
    if (entered?.state !== 'live') return { code, promotion: undefined, redeemed: 0 }
    return { code, promotion: entered.promotion, redeemed: entered.redeemed ?? 0 }
  })
