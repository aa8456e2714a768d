import { bestAvailability } from '../domain/availability.ts'
import { localeChain, pickText, type Locale, type Market } from '../domain/market.ts'
import { nextBoundary, priceAt } from '../domain/price.ts'
import { formatInstant, type Instant } from '../domain/time.ts'
import type { LiveProduct, ProductTexts, SnapshotCategory, SnapshotVariant } from './snapshot.ts'

/** Where public URLs begin; '' leaves them relative. */
export type PublicUrl = string

/**
 * One market's and locale's view of a product, as the API answers it. Undefined when no variant has a price there at
 * this moment: such a product does not exist in the market (contract.md).
 */
export function projectProduct(
  product: LiveProduct,
  market: Market,
  locale: Locale,
  now: Instant,
  base: PublicUrl,
) {
  const variants = product.variants
    .map((variant) => projectVariant(product, variant, market, now))
    .filter((variant) => variant !== undefined)
  if (variants.length === 0) return undefined
  const chain = localeChain(market, locale)
  const title = pickText(titlesOf(product.translations), product.base.title, chain)
  const text = (name: keyof ProductTexts): string =>
    pickText(textsOf(product.translations, name), product.base[name], chain).text
  return {
    id: product.id,
    handle: product.handle,
    title: title.text,
    description: text('description'),
    vendor: product.vendor,
    productType: product.productType,
    tags: [...product.tags],
    categories: product.categories.map((category) => ({
      handle: category.handle,
      title: categoryTitle(category, chain),
    })),
    options: product.options.map((name, at) => ({ name, values: valuesAt(product, variants, at) })),
    media: product.media.map((medium) => ({ ...medium, url: publicUrl(medium.url, base) })),
    variants,
    availability: bestAvailability(variants.map((variant) => variant.availability)),
    seo: { title: text('seoTitle') || title.text, description: text('seoDescription') },
    market: market.code,
    // Which locale was used (contract.md): the base text has none of its own and speaks for the market's default.
    locale: title.locale ?? market.defaultLocale,
    revision: product.revision,
    updatedAt: formatInstant(product.updatedAt),
  }
}

function projectVariant(product: LiveProduct, variant: SnapshotVariant, market: Market, now: Instant) {
  const price = priceAt(variant.prices[market.code] ?? [], now)
  if (price === undefined) return undefined
  const money = (amount: number) => ({ amount, currency: market.currency })
  return {
    id: variant.id,
    sku: variant.sku,
    title: variant.values.join(' / '),
    options: Object.fromEntries(product.options.map((name, at) => [name, variant.values[at] ?? ''])),
    price: money(price.amount),
    ...(price.compareAt !== undefined &&
      price.compareAt > price.amount && { compareAt: money(price.compareAt) }),
    ...(price.reference !== undefined && { referencePrice: money(price.reference) }),
    availability: variant.availability[market.code] ?? 'out_of_stock',
    ...(variant.barcode !== '' && { barcode: variant.barcode }),
    ...(variant.weightGrams !== null && { weightGrams: variant.weightGrams }),
    ...(variant.image !== null && { image: variant.image }),
  }
}

/** The next moment at which the product's answer in a market changes by itself. */
export function productBoundary(product: LiveProduct, market: Market, now: Instant): Instant | undefined {
  return nextBoundary(
    product.variants.flatMap((variant) => variant.prices[market.code] ?? []),
    now,
  )
}

/** A path under /media/ becomes absolute; foreign URLs stay. Configuration decides the host, never a request header. */
export const publicUrl = (url: string, base: PublicUrl): string => (url.startsWith('/') ? base + url : url)

const titlesOf = (translations: LiveProduct['translations']) => textsOf(translations, 'title')

function textsOf(
  translations: LiveProduct['translations'],
  name: keyof ProductTexts,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(translations).flatMap(([locale, texts]) => {
      const text = texts[name]
      return text === undefined ? [] : [[locale, text]]
    }),
  )
}

const categoryTitle = (category: SnapshotCategory, chain: readonly Locale[]): string =>
  pickText(category.titles, category.title, chain).text

/** The values of one option that a variant sold here has, in the order of the variants. */
function valuesAt(product: LiveProduct, sold: readonly { id: string }[], at: number): string[] {
  const ids = new Set(sold.map((variant) => variant.id))
  const values = product.variants
    .filter((variant) => ids.has(variant.id))
    .map((variant) => variant.values[at] ?? '')
  return [...new Set(values)]
}
