import { type Sample } from './door.ts'

export const exportSamples: Record<string, Sample> = {
  exportProducts: () => ({ path: '/v1/admin/exports/products?format=ndjson' }),
  exportPrices: () => ({ path: '/v1/admin/exports/prices?format=shopify-csv&market=us' }),
  exportStock: () => ({ path: '/v1/admin/exports/stock?format=shopify-csv&market=us' }),
}
