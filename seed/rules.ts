/**
 * What the sample shop levies, sends and makes cheaper: bodies for the admin API, by the path that takes them. Rates are
 * those of whole states and countries as of 2026, for demonstration; no tax advice.
 */
export type SeedRule = {
  readonly path: string
  readonly body: { readonly id: string } & Record<string, unknown>
}

// Percent by state, as the states levy it themselves; cities and counties add to it. AK, DE, MT, NH and OR levy none.
const STATES =
  'AL 4, AR 6.5, AZ 5.6, CA 7.25, CO 2.9, CT 6.35, DC 6, FL 6, GA 4, HI 4, IA 6, ID 6, IL 6.25, IN 7, KS 6.5, KY 6, LA 5, ' +
  'MA 6.25, MD 6, ME 5.5, MI 6, MN 6.875, MO 4.225, MS 7, NC 4.75, ND 5, NE 5.5, NJ 6.625, NM 4.875, NV 6.85, NY 4, OH 5.75, ' +
  'OK 4.5, PA 6, RI 7, SC 6, SD 4.2, TN 7, TX 6.25, UT 6.1, VA 5.3, VT 6, WA 6.5, WI 5, WV 6, WY 4'
/** Where shipping is taxed with the goods. */
const SHIPPING_TAXED = new Set(
  'AR CT FL GA HI IN KS KY MI MN MS NC ND NE NJ NM NY OH PA SC SD TN TX WA WI WV'.split(' '),
)
/** Where food and books of the reduced class cost tax as well, percent. */
const REDUCED: Readonly<Record<string, string>> = { IL: '1', MO: '1.225', TN: '4', UT: '3', VA: '1' }

/** `7.25` percent as the fraction `0.0725`. */
function fraction(percent: string): string {
  const [whole = '', decimals = ''] = percent.split('.')
  return `0.${whole.padStart(2, '0')}${decimals}`.replace(/0+$/, '')
}

const tax = (
  market: string,
  place: string,
  name: string,
  percent: string,
  more: { taxClass?: string; onShipping?: boolean } = {},
): SeedRule => {
  const [country = '', region = ''] = place.split('-')
  const id = ['tax', market, place, more.taxClass ?? 'standard'].join('-').toLowerCase()
  return {
    path: '/v1/admin/tax-rates',
    body: { id, market, country, region, name, rate: fraction(percent), ...more },
  }
}

const taxes: SeedRule[] = [
  ...STATES.split(', ').map((entry) => {
    const [state = '', percent = ''] = entry.split(' ')
    return tax('us', `US-${state}`, `Sales tax (${state})`, percent, {
      onShipping: SHIPPING_TAXED.has(state),
    })
  }),
  ...Object.entries(REDUCED).map(([state, percent]) =>
    tax('us', `US-${state}`, `Sales tax on food (${state})`, percent, {
      taxClass: 'reduced',
      onShipping: false,
    }),
  ),
  tax('de', 'DE', 'MwSt.', '19'),
  tax('de', 'DE', 'MwSt. ermäßigt', '7', { taxClass: 'reduced' }),
  tax('de', 'AT', 'USt.', '20'),
  tax('de', 'AT', 'USt. ermäßigt', '10', { taxClass: 'reduced' }),
  tax('jp', 'JP', '消費税', '10'),
  tax('jp', 'JP', '消費税(軽減税率)', '8', { taxClass: 'reduced' }),
]

const CURRENCY: Readonly<Record<string, string>> = { us: 'USD', de: 'EUR', jp: 'JPY' }

const shipping = (
  market: 'us' | 'de' | 'jp',
  kind: string,
  names: readonly [base: string, locale: string, translated: string],
  [price, freeFrom]: readonly [price: number, freeFrom: number | null],
  [daysMin, daysMax]: readonly [number, number],
  more: Record<string, unknown> = {},
): SeedRule => {
  const currency = CURRENCY[market]
  const money = (amount: number) => ({ amount, currency })
  return {
    path: '/v1/admin/shipping-options',
    body: {
      id: `shp-${market}-${kind}`,
      market,
      name: names[0],
      names: { [names[1]]: names[2] },
      price: money(price),
      freeFrom: freeFrom === null ? null : money(freeFrom),
      daysMin,
      daysMax,
      position: kind === 'standard' ? 0 : 1,
      ...more,
    },
  }
}

const ways: SeedRule[] = [
  shipping('us', 'standard', ['Ground', 'en', 'Ground'], [595, 7500], [3, 6], { weightMax: 30_000 }),
  shipping('us', 'express', ['Express', 'en', 'Express'], [1995, null], [1, 2], { weightMax: 15_000 }),
  shipping('de', 'standard', ['Standard', 'de', 'Standardversand'], [490, 5900], [2, 4], {
    weightMax: 31_500,
  }),
  shipping('de', 'express', ['Express', 'de', 'Expressversand'], [1190, null], [1, 1], {
    countries: ['DE'],
    weightMax: 20_000,
  }),
  shipping('jp', 'standard', ['Standard', 'ja', '通常配送'], [600, 8000], [2, 4], { weightMax: 25_000 }),
  shipping('jp', 'express', ['Express', 'ja', 'お急ぎ便'], [1200, null], [1, 1], { weightMax: 15_000 }),
]

const promotion = (id: string, body: Record<string, unknown>): SeedRule => ({
  path: '/v1/admin/promotions',
  body: { id, status: 'active', ...body },
})
const amounts = (usd: number, eur: number, jpy: number) => [
  { amount: usd, currency: 'USD' },
  { amount: eur, currency: 'EUR' },
  { amount: jpy, currency: 'JPY' },
]
const notebooks = { include: { products: ['prd-clothbound-notebook', 'prd-pocket-notebook-trio'] } }

const promotions: SeedRule[] = [
  promotion('pro-welcome', {
    name: 'Welcome: 10 % off',
    kind: 'code',
    codes: ['WELCOME10'],
    rule: { effect: { kind: 'percent', percent: '10' } },
  }),
  promotion('pro-five-off', {
    name: 'A little something off',
    kind: 'code',
    codes: ['THANKS'],
    rule: {
      effect: { kind: 'fixed', amounts: amounts(500, 500, 700) },
      conditions: { minimumSubtotal: amounts(4000, 4000, 6000) },
    },
  }),
  promotion('pro-free-shipping', {
    name: 'Free shipping',
    kind: 'code',
    codes: ['FREESHIP'],
    rule: { effect: { kind: 'free_shipping' } },
  }),
  promotion('pro-notebooks', {
    name: 'Notebooks: three for two',
    kind: 'automatic',
    priority: 10,
    rule: {
      effect: {
        kind: 'buy_x_get_y',
        buy: { quantity: 2, from: notebooks },
        get: { quantity: 1, from: notebooks, percent: '100' },
      },
    },
  }),
]

export const SEED_RULES: readonly SeedRule[] = [...taxes, ...ways, ...promotions]
