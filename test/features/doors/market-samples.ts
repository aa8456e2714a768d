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
}
