import { type Market, type MarketCode } from '../domain/market.ts'
import { currencyDigits, formatDecimal, money } from '../domain/money.ts'
import type { PriceRow } from '../domain/price.ts'
import { formatInstant } from '../domain/time.ts'
import type { ExportedVariant, ListedProduct, WholeProduct } from './exported-product.ts'
import type { CategoryStub, CategoryTexts, CategoryTranslation } from './queries.ts'

/** The markets whose prices an export states, and the locations of its stock (undefined: all of them). */
export type Shown = {
  readonly markets: readonly Market[]
  readonly locations: ReadonlySet<string> | undefined
}

// The lines of docs/import-format.md, written so that reading them changes nothing.
const line = (value: object): string => `${JSON.stringify(value)}\n`

export function productLine(product: WholeProduct, shown: Shown): string {
  const { id, handle, title, description, vendor, productType, status, tags, popularity, options } = product
  return line({
    id,
    handle,
    title,
    description,
    vendor,
    productType,
    status,
    tags,
    popularity,
    categories: product.categories.map((category) => category.handle),
    options,
    media: product.media.map(withoutNulls),
    seo: { title: product.seoTitle, description: product.seoDescription },
    translations: Object.fromEntries(
      product.translations.map(({ locale, ...texts }) => [locale, withoutNulls(texts)]),
    ),
    // A list is never empty. A product without variants says nothing of them.
    ...(product.variants.length > 0 && {
      variants: product.variants.map((variant) => ({
        id: variant.id,
        sku: variant.sku,
        options: Object.fromEntries(options.map((name, at) => [name, variant.optionValues[at]])),
        barcode: variant.barcode,
        weightGrams: variant.weightGrams,
        taxClass: variant.taxClass,
        image: variant.imageUrl,
        tracked: variant.tracked,
        backorder: variant.backorder,
        lowStockThreshold: variant.lowStockThreshold,
        prices: pricesOf(variant, shown),
        stock: stockOf(variant, shown),
      })),
    }),
  })
}

export const pricesLine = (product: ListedProduct, shown: Shown): string =>
  variantsLine(product, (variant) => ({ prices: pricesOf(variant, shown) }))

export const stockLine = (product: ListedProduct, shown: Shown): string =>
  variantsLine(product, (variant) => ({ stock: stockOf(variant, shown) }))

/** Variants that are made between export and import stay: a price list does not say which variants there are. */
const variantsLine = (
  { id, variants }: ListedProduct,
  stated: (variant: ExportedVariant) => object,
): string =>
  variants.length === 0
    ? ''
    : line({
        id,
        unnamedVariants: 'keep',
        variants: variants.map((variant) => ({ id: variant.id, ...stated(variant) })),
      })

export function categoryLine(
  { id, handle, title, parentId }: CategoryStub,
  handles: ReadonlyMap<string, string>,
  texts: ReadonlyMap<string, CategoryTexts>,
  translations: readonly CategoryTranslation[],
): string {
  return line({
    type: 'category',
    handle,
    title,
    parent: parentId === null ? null : handles.get(parentId),
    description: texts.get(id)?.description,
    position: texts.get(id)?.position,
    translations: Object.fromEntries(
      translations.map((each) => [
        each.locale,
        withoutNulls({ title: each.title, description: each.description }),
      ]),
    ),
  })
}

const withoutNulls = (members: object): object =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null))

/** Whole lists by market; markets that derive their prices have none of their own and are absent. */
const pricesOf = ({ prices }: ExportedVariant, { markets }: Shown): object =>
  Object.fromEntries(
    markets.flatMap((market) => {
      const rows = prices.get(market.code)
      return rows === undefined ? [] : [[market.code, rows.map((row) => priceOf(row, market))]]
    }),
  ) satisfies Partial<Record<MarketCode, object[]>>

const priceOf = (row: PriceRow, market: Market): object => ({
  price: amountOf(row.amount, market),
  ...(row.compareAt !== undefined && { compareAt: amountOf(row.compareAt, market) }),
  ...(row.minQuantity > 1 && { minQuantity: row.minQuantity }),
  ...(row.startsAt > 0 && { startsAt: formatInstant(row.startsAt) }),
  ...(row.endsAt !== undefined && { endsAt: formatInstant(row.endsAt) }),
})

// Decimal text is read up to 15 digits before the point (domain/money.ts); beyond, the money object says it.
const DIGITS_MAX = 15

function amountOf(amount: number, { currency }: Market): string | object {
  const isLong = String(amount).length - currencyDigits(currency) > DIGITS_MAX
  return isLong ? { amount, currency } : formatDecimal(money(amount, currency))
}

const stockOf = ({ stock }: ExportedVariant, { locations }: Shown): object =>
  Object.fromEntries([...stock].filter(([location]) => locations?.has(location) ?? true))
