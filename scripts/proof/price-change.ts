import { generatedCatalog } from '../bench/generated-catalog.ts'
import { timeImport } from '../bench/import-speed.ts'
import { measurePriceChange } from '../bench/price-change.ts'
import { onFreshShop } from './on-fresh-shop.ts'

// Every third generated product has two variants: more than 10,000 of them.
const PRODUCTS = 8_000

/** `npm run proof -- price-change`: what one call costs in rows, puts and purges, for 1 and for 10,000 variants. */
export const main = onFreshShop(async (shop) => {
  await timeImport(shop, generatedCatalog(PRODUCTS), 'price-change')
  return measurePriceChange(shop)
})
