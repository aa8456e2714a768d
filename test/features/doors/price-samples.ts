import { importText } from '../imports/support.ts'
import { fresh, make, type Sample } from './door.ts'

/** A variant of its own, with a price in the us. */
export async function pricedVariant(): Promise<string> {
  const number = fresh()
  const id = `var-priced-${number}`
  await importText(
    JSON.stringify({
      id: `prd-priced-${number}`,
      handle: `priced-${number}`,
      title: `Priced ${number}`,
      variants: [{ id, sku: `PRICED-${number}`, price: '10.00' }],
    }),
  )
  return id
}

const setTo = (variantId: string, amount: number) => ({
  market: 'us',
  prices: [{ variantId, price: { amount, currency: 'USD' } }],
})

async function repriced(): Promise<string> {
  const id = await pricedVariant()
  await make('POST', '/v1/admin/prices', 'catalog:write', setTo(id, 1))
  return id
}

export const priceSamples: Record<string, Sample> = {
  listPrices: () => ({ path: '/v1/admin/prices?market=de&limit=100' }),
  listPriceHistory: async () => ({ path: `/v1/admin/prices/history?variantId=${await repriced()}` }),
  setPrices: async () => {
    const id = await pricedVariant()
    return { path: '/v1/admin/prices', body: setTo(id, 1100 + fresh()), otherBody: setTo(id, 5) }
  },
}
