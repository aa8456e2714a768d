import type { Sample } from './door.ts'

const manyIds = () => Array.from({ length: 100 }, (_, at) => `v${String(at).padStart(3, '0')}`).join(',')

/** The doors that ask for no credential. */
export const publicSamples: Record<string, Sample> = {
  listMarkets: () => ({ path: '/v1/markets' }),
  readMarket: () => ({ path: '/v1/markets/de' }),
  suggestMarket: () => ({ path: '/v1/market-suggestion' }),
  listProducts: () => ({ path: '/v1/markets/us/products?q=ketle&facets=true' }),
  suggestSearches: () => ({ path: '/v1/markets/us/search-suggestions?q=ke' }),
  readProduct: () => ({ path: '/v1/markets/us/products/nowhere-at-all' }),
  listCategories: () => ({ path: '/v1/markets/us/categories' }),
  readCategory: () => ({ path: '/v1/markets/us/categories/kitchen' }),
  readAvailability: () => ({ path: `/v1/markets/us/availability?variants=${manyIds()}` }),
  listSignIns: () => ({ path: '/v1/sign-in' }),
  health: () => ({ path: '/healthz' }),
  ready: () => ({ path: '/readyz' }),
  readProblem: () => ({ path: '/problems/not_found' }),
  readPicture: () => ({ path: '/media/copper-stovetop-kettle.svg' }),
}
