import type { Handle } from '../domain/handle.ts'
import type { CategoryId } from '../domain/ids.ts'
import type { Market } from '../domain/market.ts'
import type { PriceRow } from '../domain/price.ts'
import { formatInstant, type Instant } from '../domain/time.ts'
import type { ProductPlan } from './plan-product.ts'
import type { ShownProduct, ShownVariant } from './product-schemas.ts'
import type { StoredProduct, StoredVariant, TranslationFields, VariantFields } from './stored-products.ts'

/** A product as the admin API shows it: every locale, every market's own prices. */
export const showProduct = (product: StoredProduct, markets: readonly Market[]): ShownProduct => {
  const live = product.variants.filter(({ withdrawn }) => !withdrawn)
  return {
    id: product.id,
    handle: product.handle,
    status: product.status,
    title: product.title,
    description: product.description,
    vendor: product.vendor,
    productType: product.productType,
    tags: [...product.tags],
    popularity: product.popularity,
    categories: product.categoryHandles.toSorted(),
    options: [...product.options],
    media: product.media.map(({ url, alt, width, height }) => ({
      url,
      alt,
      ...(width !== null && { width }),
      ...(height !== null && { height }),
    })),
    seo: { title: product.seoTitle, description: product.seoDescription },
    translations: Object.fromEntries(product.translations.map((texts) => [texts.locale, showTexts(texts)])),
    variants: live.map((variant) => showVariant(variant, product.options, markets)),
    withdrawnVariants: product.variants.length - live.length,
    redirects: product.redirects.toSorted(),
    revision: product.revision,
    createdAt: formatInstant(product.createdAt),
    updatedAt: formatInstant(product.updatedAt),
  }
}

function showTexts({ title, description, seoTitle, seoDescription }: TranslationFields) {
  return {
    ...(title !== null && { title }),
    ...(description !== null && { description }),
    ...(seoTitle !== null && { seoTitle }),
    ...(seoDescription !== null && { seoDescription }),
  }
}

export function showVariant(
  variant: VariantFields & Pick<StoredVariant, 'prices'>,
  options: readonly string[],
  markets: readonly Market[],
): ShownVariant {
  return {
    id: variant.id,
    sku: variant.sku,
    options: Object.fromEntries(options.map((name, at) => [name, variant.optionValues[at] ?? ''])),
    barcode: variant.barcode,
    weightGrams: variant.weightGrams,
    taxClass: variant.taxClass,
    image: variant.imageUrl,
    tracked: variant.tracked,
    backorder: variant.backorder,
    lowStockThreshold: variant.lowStockThreshold,
    prices: Object.fromEntries(
      markets.flatMap(({ code, currency }) => {
        const rows = variant.prices.get(code) ?? []
        return rows.length === 0 ? [] : [[code, rows.map((row) => showPrice(row, currency))]]
      }),
    ),
  }
}

const showPrice = ({ amount, compareAt, minQuantity, startsAt, endsAt }: PriceRow, currency: string) => ({
  price: { amount, currency },
  ...(compareAt !== undefined && { compareAt: { amount: compareAt, currency } }),
  minQuantity,
  startsAt: startsAt === 0 ? null : formatInstant(startsAt),
  endsAt: endsAt === undefined ? null : formatInstant(endsAt),
})

/** The product that a plan leaves behind, as the next read of it will find it. */
export function afterPlan(
  { fields, options, live, withdrawn, media, categoryIds, translations, stored }: ProductPlan,
  handleOf: (id: CategoryId) => Handle | undefined,
  now: Instant,
): StoredProduct {
  const kept = (stored?.redirects ?? []).filter((handle) => handle !== fields.handle)
  const renamed = stored !== undefined && !stored.deleted && stored.handle !== fields.handle
  const gone = (stored?.variants ?? []).filter(
    (variant) => variant.withdrawn && !live.some((one) => one.fields.id === variant.id),
  )
  return {
    ...fields,
    revision: (stored?.revision ?? 0) + 1,
    createdAt: stored?.createdAt ?? now,
    updatedAt: now,
    deleted: false,
    redirects: renamed ? [...kept, stored.handle] : kept,
    options,
    variants: [
      ...live
        .map((variant) => ({
          ...variant.fields,
          prices: variant.prices,
          levels: variant.levels,
          withdrawn: false,
        }))
        .toSorted((left, right) => left.position - right.position || (left.id < right.id ? -1 : 1)),
      ...withdrawn.map((variant) => ({ ...variant, withdrawn: true })),
      ...gone,
    ],
    media,
    categoryIds,
    categoryHandles: categoryIds.map(handleOf).filter((handle) => handle !== undefined),
    translations,
  }
}
