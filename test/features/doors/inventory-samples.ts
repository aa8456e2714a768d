import { fresh, make, type Sample } from './door.ts'

const WRITE = 'inventory:write'

const location = async () => {
  const id = `loc-${fresh()}`
  const { etag } = await make('POST', '/v1/admin/locations', WRITE, { id, name: 'Store' })
  return { path: `/v1/admin/locations/${id}`, headers: { 'If-Match': etag } }
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
}
