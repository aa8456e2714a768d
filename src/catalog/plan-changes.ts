import type { CategoryId } from '../domain/ids.ts'
import type { MarketCode } from '../domain/market.ts'
import type { PriceRow } from '../domain/price.ts'
import type { PlannedVariant } from './plan-variants.ts'
import type {
  MediaFields,
  ProductFields,
  StoredProduct,
  StoredVariant,
  TranslationFields,
} from './stored-products.ts'

const MEMBERS = [
  'handle',
  'status',
  'title',
  'description',
  'vendor',
  'productType',
  'tags',
  'seo',
  'popularity',
  'options',
  'variants',
  'prices',
  'stock',
  'media',
  'categories',
  'translations',
] as const

/** What of a product changed, as events and reports name it. */
export type ProductMember = (typeof MEMBERS)[number]

/** A product as it will be, beside what it was (absent: it is new). */
export type ProductDraft = {
  readonly stored: StoredProduct | undefined
  readonly fields: ProductFields
  readonly options: readonly string[]
  readonly live: readonly PlannedVariant[]
  readonly withdrawn: readonly StoredVariant[]
  readonly media: readonly MediaFields[]
  readonly categoryIds: readonly CategoryId[]
  readonly translations: readonly TranslationFields[]
}

/** What of a product differs from what is stored; of a new one, everything. */
export function changedMembers(plan: ProductDraft): ProductMember[] {
  const { stored } = plan
  if (stored === undefined || stored.deleted) return [...MEMBERS]
  const { fields } = plan
  const live = stored.variants.filter(({ withdrawn }) => !withdrawn)
  const differs: Readonly<Record<ProductMember, boolean>> = {
    handle: fields.handle !== stored.handle,
    status: fields.status !== stored.status,
    title: fields.title !== stored.title,
    description: fields.description !== stored.description,
    vendor: fields.vendor !== stored.vendor,
    productType: fields.productType !== stored.productType,
    tags: !same(fields.tags, stored.tags),
    seo: fields.seoTitle !== stored.seoTitle || fields.seoDescription !== stored.seoDescription,
    popularity: fields.popularity !== stored.popularity,
    options: !same(plan.options, stored.options),
    variants:
      plan.withdrawn.length > 0 ||
      live.length !== plan.live.length ||
      plan.live.some((one) => variantChanged(one)),
    prices: plan.live.some((one) => pricesChanged(one)),
    stock: plan.live.some((one) => levelsChanged(one)),
    media: !same(plan.media, stored.media),
    categories: !same(plan.categoryIds.toSorted(), stored.categoryIds.toSorted()),
    translations: !same(plan.translations, stored.translations),
  }
  return MEMBERS.filter((member) => differs[member])
}

const FIELDS = [
  'position',
  'sku',
  'barcode',
  'weightGrams',
  'taxClass',
  'imageUrl',
  'tracked',
  'backorder',
  'lowStockThreshold',
] as const

const same = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right)

export function variantChanged({ fields, stored }: PlannedVariant): boolean {
  if (stored === undefined || stored.withdrawn) return true
  const values = JSON.stringify(fields.optionValues) !== JSON.stringify(stored.optionValues)
  return values || FIELDS.some((field) => fields[field] !== stored[field])
}

export const pricesChanged = ({ prices, stored }: PlannedVariant): boolean =>
  changedMarkets(prices, stored).length > 0

/** The markets in which a variant's prices are not what they were. */
export function changedMarkets(
  prices: PlannedVariant['prices'],
  stored: StoredVariant | undefined,
): MarketCode[] {
  const markets = new Set([...prices.keys(), ...(stored?.prices.keys() ?? [])])
  return [...markets].filter(
    (market) => priceKey(prices.get(market)) !== priceKey(stored?.prices.get(market)),
  )
}

const priceKey = (rows: readonly PriceRow[] = []): string =>
  JSON.stringify(
    rows.map((row) => [row.minQuantity, row.startsAt, row.endsAt ?? null, row.amount, row.compareAt ?? null]),
  )

export const levelsChanged = ({ levels, stored }: PlannedVariant): boolean =>
  [...levels].some(([location, { onHand }]) => stored?.levels.get(location)?.onHand !== onHand)
