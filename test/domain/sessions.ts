import type { Evaluation } from '../../src/domain/evaluation.ts'
import { type Currency, formatDecimal } from '../../src/domain/money.ts'
import type { PriceRow } from '../../src/domain/price.ts'
import {
  type Conditions,
  type Effect,
  type Percent,
  type Promotion,
  type PromotionRule,
  type Selection,
  type Selector,
  parsePercent,
} from '../../src/domain/promotion.ts'
import type { EnteredCode, Goods, Session } from '../../src/domain/session.ts'
import type { ShippingOption } from '../../src/domain/shipping.ts'
import type { TaxClass, TaxRate } from '../../src/domain/tax.ts'
import { currency, id, instant, marketCode, rate } from './make.ts'

/** Shops and carts for tests, written as a shopkeeper would: prices, rates and rules in plain text. */
export const NOW = instant('2026-11-25T12:00:00Z')
const LONG_AGO = instant('2026-01-01T00:00:00Z')

const NOBODY: Selector = { products: [], variants: [], categories: [], tags: [] }
/** Goods by what is named; `{}` are all. */
export const pick = (include: Partial<Selector> = {}, exclude: Partial<Selector> = {}): Selection => ({
  include: { ...NOBODY, ...include },
  exclude: { ...NOBODY, ...exclude },
})
export const percent = (text: string): Percent => {
  const parsed = parsePercent(text)
  if (parsed === undefined) throw new Error(`the test's own "${text}" is no percentage`)
  return parsed
}
export const percentOff = (text: string): Effect => ({ kind: 'percent', percent: percent(text) })
export const fixedOff = (amount: number, unit: string): Effect => ({
  kind: 'fixed',
  amounts: [{ amount, currency: currency(unit) }],
})
export const FREE_SHIPPING: Effect = { kind: 'free_shipping' }
export const buyGet = (
  buy: number,
  get: number,
  more: { percent?: string; from?: Selection; getFrom?: Selection; times?: number } = {},
): Effect => ({
  kind: 'buy_x_get_y',
  buy: { quantity: buy, from: more.from ?? pick() },
  get: { quantity: get, from: more.getFrom ?? more.from ?? pick(), percent: percent(more.percent ?? '100') },
  times: more.times ?? null,
})

type PromotionMore = Partial<Omit<Promotion, 'rule'>> & {
  target?: PromotionRule['target']
  conditions?: Partial<Conditions>
}
export function promotion(name: string, effect: Effect, more: PromotionMore = {}): Promotion {
  const { target, conditions, ...members } = more
  return {
    id: id('promotion', name),
    name,
    status: 'active',
    kind: 'automatic',
    markets: [],
    rule: {
      effect,
      target: target ?? (effect.kind === 'free_shipping' ? 'shipping' : 'items'),
      conditions: { ...pick(), minimumSubtotal: [], minimumQuantity: null, ...conditions },
    },
    priority: 0,
    exclusive: false,
    usageLimit: null,
    customerLimit: null,
    startsAt: LONG_AGO,
    endsAt: null,
    ...members,
  }
}
/** A code, and what it opens. */
export const code = (text: string, opens?: Promotion, redeemed = 0): EnteredCode => ({
  code: text,
  promotion: opens,
  redeemed,
})

export const price = (amount: number, more: Partial<PriceRow> = {}): PriceRow => ({
  amount,
  minQuantity: 1,
  startsAt: LONG_AGO,
  ...more,
})
type GoodsMore = Partial<Omit<Goods, 'prices'>> & { price?: number; prices?: readonly PriceRow[] }
export function goods(variantId: string, more: GoodsMore): Goods {
  const { price: amount, ...members } = more
  return {
    productId: variantId,
    variantId,
    categories: [],
    tags: [],
    prices: amount === undefined ? [] : [price(amount)],
    taxClass: 'standard',
    weightGrams: null,
    availability: 'in_stock',
    ...members,
  }
}

type RateMore = Partial<Omit<TaxRate, 'rate'>>
export const taxRate = (country: string, name: string, text: string, more: RateMore = {}): TaxRate => ({
  id: id('taxRate', `${country}-${name}`.replaceAll(/[^A-Za-z0-9]+/g, '-')),
  name,
  market: marketCode('xx'),
  country,
  region: '',
  postcodePrefix: '',
  taxClass: 'standard',
  rate: rate(text),
  onShipping: true,
  startsAt: LONG_AGO,
  endsAt: null,
  ...more,
})

export const shipping = (
  name: string,
  amount: number,
  unit: string,
  more: Partial<Omit<ShippingOption, 'freeFrom'>> & { freeFrom?: number } = {},
): ShippingOption => {
  const { freeFrom, ...members } = more
  return {
    id: id('shippingOption', name.toLowerCase()),
    market: marketCode('xx'),
    position: 0,
    name,
    names: {},
    countries: [],
    regions: [],
    price: { amount, currency: currency(unit) },
    freeFrom: freeFrom === undefined ? null : { amount: freeFrom, currency: currency(unit) },
    weightMin: null,
    weightMax: null,
    taxClass: 'standard',
    daysMin: null,
    daysMax: null,
    active: true,
    ...members,
  }
}

type Shop = Pick<Session, 'market'> & {
  readonly taxRates: readonly TaxRate[]
  readonly shippingOptions: readonly ShippingOption[]
}
const reduced = { taxClass: 'reduced' as TaxClass }

/** Tax on top, by state and postal code. California does not tax shipping, New York does; food is taxed in New York alone. */
export const US: Shop = {
  market: { code: marketCode('us'), currency: currency('USD'), taxIncluded: false, countries: ['US', 'PR'] },
  taxRates: [
    taxRate('US', 'California tax', '0.0725', { region: 'CA', onShipping: false }),
    taxRate('US', 'Los Angeles tax', '0.095', { region: 'CA', postcodePrefix: '900', onShipping: false }),
    taxRate('US', 'New York tax', '0.08875', { region: 'NY' }),
    taxRate('US', 'New York food tax', '0.04', { region: 'NY', ...reduced }),
    taxRate('US', 'Old Texas tax', '0.05', { region: 'TX', endsAt: LONG_AGO + 1 }),
    taxRate('US', 'Texas tax', '0.0625', { region: 'TX', startsAt: LONG_AGO + 1 }),
  ],
  shippingOptions: [
    shipping('Ground', 599, 'USD', { freeFrom: 5000, countries: ['US'], weightMax: 20_000 }),
    shipping('Express', 1999, 'USD', { position: 1, countries: ['US'], weightMax: 5_000 }),
  ],
}
/** Prices contain 19 or 7 %, in Austria 20 or 10 %. */
export const DE: Shop = {
  market: { code: marketCode('de'), currency: currency('EUR'), taxIncluded: true, countries: ['DE', 'AT'] },
  taxRates: [
    taxRate('DE', 'MwSt.', '0.19'),
    taxRate('DE', 'MwSt. ermäßigt', '0.07', reduced),
    taxRate('AT', 'USt.', '0.2'),
    taxRate('AT', 'USt. ermäßigt', '0.1', reduced),
  ],
  shippingOptions: [
    shipping('Paket', 490, 'EUR', { freeFrom: 5000, countries: ['DE'] }),
    shipping('Post', 990, 'EUR', { countries: ['AT'] }),
  ],
}
/** Prices contain 10 or 8 %; there are no decimals. */
export const JP: Shop = {
  market: { code: marketCode('jp'), currency: currency('JPY'), taxIncluded: true, countries: ['JP'] },
  taxRates: [
    taxRate('JP', 'consumption tax', '0.1'),
    taxRate('JP', 'reduced consumption tax', '0.08', reduced),
  ],
  shippingOptions: [shipping('Takkyubin', 800, 'JPY', { freeFrom: 8000 })],
}
/** Tax on top, three decimals. */
export const BH: Shop = {
  market: { code: marketCode('bh'), currency: currency('BHD'), taxIncluded: false, countries: ['BH'] },
  taxRates: [taxRate('BH', 'VAT', '0.1')],
  shippingOptions: [shipping('Aramex', 1500, 'BHD')],
}

/** What is put into a cart: pieces of goods by name; several lines of one: `mug`, `mug/2`. */
type Wanted = Readonly<Record<string, number>>
type SessionMore = {
  readonly promotions?: readonly Promotion[]
  readonly codes?: readonly EnteredCode[]
  readonly destination?: Session['destination']
  readonly option?: string
  readonly now?: number
  readonly taxRates?: readonly TaxRate[]
  readonly shippingOptions?: readonly ShippingOption[]
}
export function sessionIn(
  { market, taxRates, shippingOptions }: Shop,
  shelf: readonly Goods[],
  wanted: Wanted,
  more: SessionMore = {},
): Session {
  return {
    market,
    lines: Object.entries(wanted).map(([name, quantity]) => ({
      id: `line-${name.replace('/', '-')}`,
      variantId: name.replace(/\/.*/, ''),
      quantity,
    })),
    goods: new Map(shelf.map((each) => [each.variantId, each])),
    rules: {
      taxRates: more.taxRates ?? taxRates,
      shippingOptions: more.shippingOptions ?? shippingOptions,
      promotions: more.promotions ?? [],
    },
    codes: more.codes ?? [],
    destination: more.destination,
    shippingOptionId: more.option,
    now: more.now ?? NOW,
  }
}

/** The bill as it would be printed: `Items 59.97`, `Total 65.30`; tax inside: `Items 11.90 (MwSt. 1.90)`. */
export function receipt({ totals, total }: Pick<Evaluation, 'totals' | 'total'>, unit: Currency): string[] {
  const decimal = (amount: number) => formatDecimal({ amount, currency: unit })
  return [
    ...totals.map(({ label, amount, includes = [] }) => {
      const inside = includes.map((tax) => `${tax.label} ${decimal(tax.amount)}`).join(', ')
      return `${label} ${decimal(amount)}${inside && ` (${inside})`}`
    }),
    `Total ${decimal(total)}`,
  ]
}
