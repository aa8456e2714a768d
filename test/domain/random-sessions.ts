import * as fc from 'fast-check'
import { TAX_CLASSES } from '../../src/domain/tax.ts'
import type { Effect, Promotion } from '../../src/domain/promotion.ts'
import type { Session } from '../../src/domain/session.ts'
import { currency, marketCode } from './make.ts'
import {
  FREE_SHIPPING,
  NOW,
  buyGet,
  fixedOff,
  goods,
  percentOff,
  pick,
  price,
  promotion,
  shipping,
  taxRate,
} from './sessions.ts'

/** Random sessions, crowded so that rules meet: few tags, few priorities, small minimums, prices from nothing to absurd. */

const UNITS = ['JPY', 'USD', 'EUR', 'BHD']
const RATES = ['0', '0.077', '0.19', '0.07', '0.08875', '0.1', '0.333333333', '1']
const PERCENTS = ['0', '0.01', '5', '8', '12.5', '33.33', '50', '99.99', '100']
const TAGS = ['t0', 't1', 't2']

const amount = fc.oneof(
  { weight: 2, arbitrary: fc.nat(20) },
  { weight: 5, arbitrary: fc.nat(20_000) },
  { weight: 1, arbitrary: fc.oneof(fc.nat(9_000_000_000), fc.nat(Number.MAX_SAFE_INTEGER)) },
)
const small = fc.nat(3000)
const mostly = <Usual, Rare>(usual: fc.Arbitrary<Usual>, rare: fc.Arbitrary<Rare>) =>
  fc.oneof({ weight: 9, arbitrary: usual }, { weight: 1, arbitrary: rare })
/** As many as there may be, one as likely as the other: by itself fast-check prefers few. */
const listOf = <Each>(each: fc.Arbitrary<Each>, minLength: number, maxLength: number) =>
  fc
    .integer({ min: minLength, max: maxLength })
    .chain((length) => fc.array(each, { minLength: length, maxLength: length }))
const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined, freq: 2 })
const instantNear = fc.integer({ min: NOW - 2, max: NOW + 2 })

const selection = fc.oneof(
  { weight: 2, arbitrary: fc.constant(pick()) },
  { weight: 1, arbitrary: fc.subarray(TAGS).map((tags) => pick({ tags })) },
  { weight: 1, arbitrary: fc.subarray(TAGS, { maxLength: 1 }).map((tags) => pick({}, { tags })) },
)

const priceRow = fc
  .record({
    amount,
    minQuantity: fc.constantFrom(1, 1, 1, 2, 10),
    startsAt: fc.constantFrom(0, 0, NOW, NOW + 1),
    endsAt: fc.constantFrom(undefined, undefined, NOW, NOW + 1),
  })
  .map(({ amount: of, endsAt, ...row }) => price(of, { ...row, ...(endsAt !== undefined && { endsAt }) }))

const variant = fc.record({
  prices: listOf(priceRow, 0, 2),
  // So that most carts have something to sell.
  standing: mostly(
    fc.nat(20_000).map((of) => [price(of)]),
    fc.constant([]),
  ),
  taxClass: fc.constantFrom(...TAX_CLASSES),
  weightGrams: fc.option(fc.nat(3000)),
  tags: fc.subarray(TAGS),
  availability: fc.constantFrom('in_stock', 'low_stock', 'backorder', 'out_of_stock'),
})

const effectIn = (unit: string): fc.Arbitrary<{ effect: Effect; target: 'items' | 'shipping' }> =>
  fc.record({
    effect: fc.oneof(
      fc.constantFrom(...PERCENTS).map(percentOff),
      mostly(fc.nat(600), amount).map((of) => fixedOff(of, unit)),
      fc.constant(FREE_SHIPPING),
      fc
        .record({
          buy: fc.integer({ min: 1, max: 4 }),
          get: fc.integer({ min: 1, max: 3 }),
          percent: fc.constantFrom(...PERCENTS),
          from: selection,
          getFrom: selection,
          times: optional(fc.integer({ min: 1, max: 3 })),
        })
        .map(({ buy, get, times, ...more }) =>
          buyGet(buy, get, { ...more, ...(times !== undefined && { times }) }),
        ),
    ),
    target: fc.constantFrom('items', 'shipping'),
  })

const promotionIn = (unit: string) =>
  fc.record({
    rule: effectIn(unit),
    conditions: selection,
    minimumSubtotal: mostly(fc.constant(null), small),
    minimumQuantity: mostly(fc.constant(null), fc.integer({ min: 1, max: 9 })),
    minimumUnit: mostly(fc.constant(unit), fc.constant('CHF')),
    priority: fc.nat(2),
    exclusive: fc.constantFrom(false, false, false, false, false, false, true),
    startsAt: mostly(fc.constant(0), instantNear),
    endsAt: mostly(fc.constant(null), instantNear),
    status: mostly(fc.constant('active'), fc.constantFrom('draft', 'archived')),
    markets: mostly(fc.constant([]), fc.constantFrom(['xx'], ['yy'])),
    usageLimit: mostly(fc.constant(null), fc.constant(3)),
  })

const shippingIn = (unit: string) =>
  fc.record({
    of: fc.oneof({ weight: 5, arbitrary: small }, amount),
    freeFrom: optional(fc.nat(30_000)),
    countries: mostly(fc.constant([]), fc.constantFrom(['US'], ['DE'])),
    regions: mostly(fc.constant([]), fc.constant(['US-CA'])),
    weightMin: mostly(fc.constant(null), fc.nat(9000)),
    weightMax: mostly(fc.constant(null), fc.nat(90_000)),
    position: fc.nat(2),
    taxClass: fc.constantFrom(...TAX_CLASSES),
    active: mostly(fc.constant(true), fc.constant(false)),
    unit: mostly(fc.constant(unit), fc.constant('CHF')),
  })

const place = fc.record({
  country: mostly(fc.constantFrom('US', 'DE'), fc.constant('FR')),
  region: mostly(fc.constantFrom('CA', 'US-CA', 'ny'), fc.constantFrom(undefined, '')),
  postalCode: fc.constantFrom(undefined, '90012', '10001'),
})

/** Rates that do not overlap: some of a grid of places and classes, which have one each. */
const rates = listOf(
  fc.record({
    country: fc.constantFrom('US', 'DE'),
    region: fc.constantFrom('', '', 'CA', 'NY'),
    postcodePrefix: fc.constantFrom('', '', '90'),
    taxClass: fc.constantFrom(...TAX_CLASSES),
    text: fc.constantFrom(...RATES),
    onShipping: fc.boolean(),
    name: fc.constantFrom('VAT', 'sales tax'),
  }),
  4,
  24,
).map((list) => {
  const grid = new Map(
    list.map((each) => [`${each.country}-${each.region}-${each.postcodePrefix}-${each.taxClass}`, each]),
  )
  return [...grid.values()].map(({ country, name, text, ...more }) => taxRate(country, name, text, more))
})

const sessionWith = (unit: string, lineCount: number) =>
  fc
    .record({
      taxIncluded: fc.boolean(),
      variants: listOf(variant, 1, lineCount),
      lines: listOf(
        fc.record({
          variant: fc.nat(1000),
          quantity: fc.oneof(
            { weight: 3, arbitrary: fc.integer({ min: 1, max: 5 }) },
            fc.integer({ min: 1, max: 999 }),
          ),
        }),
        Math.ceil(lineCount / 2),
        lineCount,
      ),
      taxRates: rates,
      options: listOf(shippingIn(unit), 0, 4),
      promotions: listOf(promotionIn(unit), 2, 8),
      automatic: fc.integer({ min: 0, max: 8 }),
      codes: listOf(fc.record({ promotion: fc.nat(1000), redeemed: fc.nat(4) }), 0, 5),
      destination: fc.oneof({ weight: 4, arbitrary: place }, fc.constant(undefined)),
      chosen: fc.constantFrom(undefined, 'o0', 'o0', 'o1', 'o2'),
    })
    .map((drawn): Session => {
      const list = drawn.promotions.map((each, index): Promotion => {
        const { rule, conditions, minimumSubtotal, minimumQuantity, minimumUnit, markets, status, ...more } =
          each
        return promotion(`p${index}`, rule.effect, {
          ...more,
          status: status as Promotion['status'],
          markets: markets.map(marketCode),
          target: targetOf(rule),
          conditions: {
            ...conditions,
            minimumQuantity,
            minimumSubtotal:
              minimumSubtotal === null ? [] : [{ amount: minimumSubtotal, currency: currency(minimumUnit) }],
          },
        })
      })
      return {
        market: {
          code: marketCode('xx'),
          currency: currency(unit),
          taxIncluded: drawn.taxIncluded,
          countries: ['US', 'DE'],
        },
        lines: drawn.lines.map(({ variant: which, quantity }, index) => ({
          id: `l${index}`,
          // The last of these is none of the shop's.
          variantId: `v${which % (drawn.variants.length + 1)}`,
          quantity,
        })),
        goods: new Map(
          drawn.variants.map(({ prices, standing, availability, ...more }, index) => [
            `v${index}`,
            goods(`v${index}`, {
              ...more,
              prices: [...standing, ...prices],
              availability: availability as 'in_stock',
            }),
          ]),
        ),
        rules: {
          taxRates: drawn.taxRates,
          shippingOptions: drawn.options.map(({ of, unit: quoted, freeFrom, ...more }, index) =>
            shipping(`o${index}`, of, quoted, { ...more, ...(freeFrom !== undefined && { freeFrom }) }),
          ),
          promotions: list.slice(0, drawn.automatic),
        },
        codes: drawn.codes.map(({ promotion: which, redeemed }, index) => ({
          code: `C${index}`,
          promotion: list[which % (list.length + 1)],
          redeemed,
        })),
        destination: drawn.destination,
        shippingOptionId: drawn.chosen,
        now: NOW,
      }
    })

/** What the shop's schema asks for: two effects have but one target. */
function targetOf({ effect, target }: { effect: Effect; target: 'items' | 'shipping' }) {
  if (effect.kind === 'free_shipping') return 'shipping'
  return effect.kind === 'buy_x_get_y' ? 'items' : target
}

/** A session in one of four currencies, mostly small, sometimes of 99 lines. */
export const anySession: fc.Arbitrary<Session> = fc
  .record({
    unit: fc.constantFrom(...UNITS),
    lineCount: fc.oneof({ weight: 12, arbitrary: fc.integer({ min: 2, max: 8 }) }, fc.constant(99)),
  })
  .chain(({ unit, lineCount }) => sessionWith(unit, lineCount))
