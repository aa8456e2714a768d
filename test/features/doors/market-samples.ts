import { fresh, make, type Sample } from './door.ts'

const SCOPE = 'markets:write'

/** A code that no other sample has had. */
export const newCode = (): string => `m${fresh()}`

export const marketBody = (name = 'Suomi') => ({
  name,
  currency: 'EUR',
  countries: ['FI'],
  locales: ['fi', 'sv'],
  taxIncluded: true,
  locations: ['loc_main'],
})

/** Makes a market of its own. */
export const makeMarket = async (more: Record<string, unknown> = {}) => {
  const code = newCode()
  const { etag } = await make('POST', '/v1/admin/markets', SCOPE, { code, ...marketBody(), ...more })
  return { code, path: `/v1/admin/markets/${code}`, etag }
}

const atMarket =
  (more: Record<string, unknown> = {}): Sample =>
  async () => {
    const { path, etag } = await makeMarket()
    return { path, headers: { 'If-Match': etag }, ...more }
  }

export const taxRateBody = (market: string) => ({
  market,
  country: 'FI',
  name: 'ALV',
  rate: '0.255',
})
export const shippingOptionBody = (market: string) => ({
  market,
  name: 'Posti',
  price: { amount: 590, currency: 'EUR' },
})

/** Makes one in a market of its own: of what must not overlap there is room for one a market. */
const inMarket =
  (path: string, bodyOf: (market: string) => object, change?: (market: string) => object): Sample =>
  async () => {
    const { code } = await makeMarket()
    if (change === undefined) {
      const body = bodyOf(code)
      return { path, body, otherBody: { ...body, name: 'Other' } }
    }
    const { body, etag } = await make<{ id: string }>('POST', path, SCOPE, bodyOf(code))
    const given = change(code)
    return {
      path: `${path}/${body.id}`,
      headers: { 'If-Match': etag },
      ...(Object.keys(given).length > 0 && { body: given, otherBody: { ...given, name: 'Other' } }),
    }
  }
const TAX = '/v1/admin/tax-rates'
const SHIPPING = '/v1/admin/shipping-options'

export const marketSamples: Record<string, Sample> = {
  listMarketRecords: () => ({ path: '/v1/admin/markets?status=open&country=DE' }),
  createMarket: () => {
    const code = newCode()
    return {
      path: '/v1/admin/markets',
      body: { code, ...marketBody() },
      otherBody: { code, ...marketBody('Finland') },
    }
  },
  readMarketRecord: async () => ({ path: (await makeMarket()).path }),
  patchMarket: atMarket({ body: { name: 'Finland' }, otherBody: { name: 'Suomi, Finland' } }),
  putMarket: atMarket({ body: marketBody('Finland'), otherBody: marketBody('Suomi, Finland') }),
  deleteMarket: atMarket(),

  listTaxRates: () => ({ path: `${TAX}?market=de&country=DE` }),
  createTaxRate: inMarket(TAX, taxRateBody),
  readTaxRate: async () => ({ path: (await inMarket(TAX, taxRateBody, () => ({}))()).path }),
  patchTaxRate: inMarket(TAX, taxRateBody, () => ({ rate: '0.24' })),
  putTaxRate: inMarket(TAX, taxRateBody, (market) => ({ ...taxRateBody(market), rate: '0.24' })),
  deleteTaxRate: inMarket(TAX, taxRateBody, () => ({})),

  listShippingOptions: () => ({ path: `${SHIPPING}?market=de&active=true` }),
  createShippingOption: inMarket(SHIPPING, shippingOptionBody),
  readShippingOption: async () => ({
    path: (await inMarket(SHIPPING, shippingOptionBody, () => ({}))()).path,
  }),
  patchShippingOption: inMarket(SHIPPING, shippingOptionBody, () => ({ active: false })),
  putShippingOption: inMarket(SHIPPING, shippingOptionBody, (market) => ({
    ...shippingOptionBody(market),
    weightMax: 2000,
  })),
  deleteShippingOption: inMarket(SHIPPING, shippingOptionBody, () => ({})),
}
