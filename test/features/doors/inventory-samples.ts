import { importFile, ndjson } from '../shop.ts'
import { fresh, make, type Sample } from './door.ts'

const WRITE = 'inventory:write'

const location = async () => {
  const id = `loc-${fresh()}`
  const { etag } = await make('POST', '/v1/admin/locations', WRITE, { id, name: 'Store' })
  return { path: `/v1/admin/locations/${id}`, headers: { 'If-Match': etag } }
}

/** A variant with 10 pieces at the main warehouse. */
async function stocked(): Promise<string> {
  const id = `var-stock-${fresh()}`
  const variants = [{ id, sku: id.toUpperCase(), price: '1.00', stock: 10 }]
  await importFile(ndjson([{ handle: id, title: 'Stocked', variants }]), 'ndjson')
  return id
}

export const inventorySamples: Record<string, Sample> = {
  listLocations: () => ({ path: '/v1/admin/locations' }),
  createLocation: () => ({
    path: '/v1/admin/locations',
    body: { name: `Store ${fresh()}`, country: 'DE' },
    otherBody: { name: 'Another store' },
  }),
  readLocation: location,
  updateLocation: async () => ({ ...(await location()), body: { name: `Store ${fresh()}` } }),
  putLocation: async () => ({ ...(await location()), body: { name: `Store ${fresh()}`, country: 'JP' } }),
  deleteLocation: location,
  listStockLevels: () => ({ path: '/v1/admin/inventory?lowStock=true' }),
  readVariantStock: async () => ({ path: `/v1/admin/inventory/${await stocked()}` }),
  listStockLedger: async () => ({ path: `/v1/admin/inventory/${await stocked()}/ledger` }),
  adjustStock: async () => {
    const variantId = await stocked()
    const line = (delta: number) => ({ variantId, location: 'loc_main', delta, reason: 'received' })
    return {
      path: '/v1/admin/inventory/adjustments',
      headers: { 'Idempotency-Key': `sample-${fresh()}` },
      body: { adjustments: [line(5), { ...line(-2), reason: 'damaged' }] },
      otherBody: { adjustments: [line(6)] },
    }
  },
  setStockLevel: async () => ({
    path: `/v1/admin/inventory/${await stocked()}/loc_main`,
    body: { onHand: 12, expected: 10 },
    otherBody: { onHand: 13, expected: 10 },
  }),
}
