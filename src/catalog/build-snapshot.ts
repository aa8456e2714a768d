import { marketAvailable, nextAvailability, type Availability } from '../domain/availability.ts'
import type { Handle } from '../domain/handle.ts'
import type { CategoryId, ProductId } from '../domain/ids.ts'
import { pricesFor, type Market, type MarketCode } from '../domain/market.ts'
import type { PriceRow } from '../domain/price.ts'
import { type RecordedPrice, recordOf, referencePrice } from '../domain/reference-price.ts'
import type { CategoryRows, ProductRows } from './queries.ts'
import type {
  CategoriesSnapshot,
  CategoryNode,
  LiveProduct,
  ProductSnapshot,
  ProductTexts,
  SnapshotCategory,
  SnapshotVariant,
  VariantSnapshot,
} from './snapshot.ts'

type ProductRow = ProductRows['products'][number]
type VariantRow = ProductRows['variants'] extends Map<unknown, (infer Row)[]> ? Row : never

/** Every snapshot that one product's rows make: by handle (its own and those it had) and by variant. */
export type ProductProjection = {
  readonly productId: ProductId
  readonly revision: number
  readonly live: LiveProduct | undefined
  readonly byHandle: ReadonlyMap<Handle, ProductSnapshot>
  readonly byVariant: ReadonlyMap<string, VariantSnapshot>
}

/**
 * Builds the projections of all products in the rows. Pure: the rows of the primary in, snapshots out. Variants that are
 * `heldBack` show what shoppers were told of them last, whatever their stock is now.
 */
export function projectRows(rows: ProductRows, heldBack: ReadonlySet<string> = NOBODY): ProductProjection[] {
  return rows.products.map((product) => {
    const live = product.status === 'active' ? liveProduct(product, rows, heldBack) : undefined
    const byHandle = new Map<Handle, ProductSnapshot>()
    for (const redirect of rows.redirects) {
      if (redirect.productId !== product.id || redirect.handle === product.handle) continue
      byHandle.set(redirect.handle, live ? { state: 'moved', to: product.handle } : { state: 'gone' })
    }
    // A deleted product has none of its own: the one it had is a redirect to nothing, until another product takes it.
    if (product.deletedAt === null) byHandle.set(product.handle, live ?? { state: 'gone' })
    const byVariant = new Map<string, VariantSnapshot>()
    for (const row of rows.variants.get(product.id) ?? []) {
      const variant = live?.variants.find((each) => each.id === row.id)
      byVariant.set(row.id, live && variant ? variantSnapshot(live, variant, row) : { state: 'gone' })
    }
    return { productId: product.id, revision: product.revision, live, byHandle, byVariant }
  })
}

const NOBODY: ReadonlySet<string> = new Set()

function liveProduct(product: ProductRow, rows: ProductRows, heldBack: ReadonlySet<string>): LiveProduct {
  const variants = (rows.variants.get(product.id) ?? []).filter((row) => row.withdrawnAt === null)
  return {
    state: 'live',
    id: product.id,
    handle: product.handle,
    revision: product.revision,
    createdAt: product.createdAt,
    updatedAt: product.updatedAt,
    vendor: product.vendor,
    productType: product.productType,
    tags: product.tags,
    popularity: product.popularity,
    base: {
      title: product.title,
      description: product.description,
      seoTitle: product.seoTitle,
      seoDescription: product.seoDescription,
    },
    translations: Object.fromEntries(
      (rows.translations.get(product.id) ?? []).map((row) => [row.locale, presentTexts(row)]),
    ),
    categories: (rows.categoryLinks.get(product.id) ?? [])
      .map((link) => snapshotCategory(link.categoryId, rows))
      .filter((category) => category !== undefined),
    options: (rows.options.get(product.id) ?? []).map((option) => option.name),
    media: (rows.media.get(product.id) ?? []).map(({ url, alt, width, height }) => ({
      url,
      alt,
      ...(width !== null && { width }),
      ...(height !== null && { height }),
    })),
    variants: variants.map((row) => snapshotVariant(row, rows, heldBack.has(row.id))),
  }
}

type TranslationRow = { [Name in keyof ProductTexts]: string | null }
function presentTexts({
  title,
  description,
  seoTitle,
  seoDescription,
}: TranslationRow): Partial<ProductTexts> {
  return {
    ...(title !== null && { title }),
    ...(description !== null && { description }),
    ...(seoTitle !== null && { seoTitle }),
    ...(seoDescription !== null && { seoDescription }),
  }
}

function snapshotCategory(id: SnapshotCategory['id'], rows: ProductRows): SnapshotCategory | undefined {
  const category = rows.categories.get(id)
  if (category === undefined) return undefined
  const ancestors: Handle[] = []
  const ancestorIds: CategoryId[] = []
  let above = category.parentId === null ? undefined : rows.categories.get(category.parentId)
  // A circle cannot be drawn by one row's CHECK alone; the length bound ends one should it ever exist.
  while (above !== undefined && ancestors.length < 32) {
    ancestors.unshift(above.handle)
    ancestorIds.unshift(above.id)
    above = above.parentId === null ? undefined : rows.categories.get(above.parentId)
  }
  const titles = (rows.categoryTexts.get(id) ?? []).flatMap((text) =>
    text.title === null ? [] : [[text.locale, text.title]],
  )
  return {
    id,
    handle: category.handle,
    title: category.title,
    titles: Object.fromEntries(titles),
    ancestors,
    ancestorIds,
  }
}

function snapshotVariant(row: VariantRow, rows: ProductRows, isHeldBack: boolean): SnapshotVariant {
  return {
    id: row.id,
    sku: row.sku,
    values: row.optionValues,
    barcode: row.barcode,
    weightGrams: row.weightGrams,
    image: row.imageUrl,
    prices: pricesByMarket(row, rows),
    availability: Object.fromEntries(
      rows.markets.map((market) => [market.code, availabilityIn(market, row, rows, isHeldBack)]),
    ),
  }
}

/** Own and derived prices of every market that sells the variant; markets without any are left out. */
function pricesByMarket(row: VariantRow, rows: ProductRows): Record<string, readonly PriceRow[]> {
  const present = byMarket((rows.prices.get(row.id) ?? []).map(toRecorded))
  const currencies = new Map(rows.markets.map(({ code, currency }) => [code, currency]))
  const comparable = (rows.pastPrices.get(row.id) ?? []).filter(
    ({ market, currency }) => currencies.get(market) === currency,
  )
  const past = byMarket(comparable.map(toRecorded))
  const recorded = Object.fromEntries(
    [...new Set([...Object.keys(present), ...Object.keys(past)])].map((market) => [
      market,
      [...(present[market] ?? []), ...(past[market] ?? [])],
    ]),
  )
  return Object.fromEntries(
    rows.markets
      .map((market) => {
        const record = recordOf(market, recorded, rows.markets)
        const list = pricesFor(market, present, rows.markets)
        return [market.code, list.map((price) => toPriceRow(price, referencePrice(record, price)))] as const
      })
      .filter(([, list]) => list.length > 0),
  )
}

type InMarket = RecordedPrice & { readonly market: MarketCode }
const byMarket = (rows: readonly InMarket[]): Record<string, InMarket[]> =>
  Object.fromEntries(Map.groupBy(rows, (price) => price.market))

type StoredRow<Table> = Table extends Map<unknown, (infer Row)[]> ? Row : never
type StoredPrice = StoredRow<ProductRows['prices']> | StoredRow<ProductRows['pastPrices']>
function toRecorded(row: StoredPrice): InMarket {
  const { market, amount, compareAt, minQuantity, startsAt, endsAt, setAt } = row
  return {
    market,
    amount,
    minQuantity,
    startsAt,
    setAt,
    ...(compareAt !== null && { compareAt }),
    ...(endsAt !== null && { endsAt }),
    ...('replacedAt' in row && { replacedAt: row.replacedAt }),
  }
}

function toPriceRow(
  { amount, compareAt, minQuantity, startsAt, endsAt }: PriceRow,
  reference: number | undefined,
): PriceRow {
  return {
    amount,
    minQuantity,
    startsAt,
    ...(compareAt !== undefined && { compareAt }),
    ...(endsAt !== undefined && { endsAt }),
    ...(reference !== undefined && { reference }),
  }
}

function availabilityIn(
  market: Market,
  row: VariantRow,
  rows: ProductRows,
  isHeldBack: boolean,
): Availability {
  const states = rows.told.get(row.id)?.states ?? {}
  const told = Object.hasOwn(states, market.code) ? states[market.code] : undefined
  if (isHeldBack && told !== undefined) return told
  return nextAvailability(told, {
    tracked: row.tracked,
    backorder: row.backorder,
    available: marketAvailable(rows.levels.get(row.id) ?? [], market.locations),
    lowStockThreshold: row.lowStockThreshold,
  })
}

function variantSnapshot(product: LiveProduct, variant: SnapshotVariant, row: VariantRow): VariantSnapshot {
  const titles = Object.entries(product.translations).flatMap(([locale, texts]) =>
    texts.title === undefined ? [] : [[locale, texts.title]],
  )
  return {
    state: 'live',
    id: variant.id,
    productId: product.id,
    handle: product.handle,
    sku: variant.sku,
    title: product.base.title,
    titles: Object.fromEntries(titles),
    options: product.options.map((name, at) => ({ name, value: variant.values[at] ?? '' })),
    image: variant.image ?? product.media[0]?.url ?? null,
    prices: variant.prices,
    availability: variant.availability,
    backorder: row.backorder,
    taxClass: row.taxClass,
    categoryIds: [
      ...new Set(product.categories.flatMap(({ id, ancestorIds }) => [id, ...(ancestorIds ?? [])])),
    ],
    tags: product.tags,
    weightGrams: variant.weightGrams,
  }
}

/** The category tree, parents before children, in the order of positions. A child of a missing parent is a root. */
export function buildCategories({ rows, texts, redirects }: CategoryRows): CategoriesSnapshot {
  const byId = new Map(rows.map((row) => [row.id, row]))
  const children = Map.groupBy(rows, (row) =>
    row.parentId !== null && byId.has(row.parentId) ? row.parentId : null,
  )
  const categories: CategoryNode[] = []
  const visit = (
    parentId: CategoryRows['rows'][number]['parentId'],
    parent: Handle | null,
    depth: number,
  ): void => {
    if (depth > 32) return
    for (const row of children.get(parentId) ?? []) {
      categories.push({
        id: row.id,
        handle: row.handle,
        parent,
        title: row.title,
        description: row.description,
        translations: Object.fromEntries(
          (texts.get(row.id) ?? []).map(({ locale, title, description }) => [
            locale,
            { ...(title !== null && { title }), ...(description !== null && { description }) },
          ]),
        ),
        revision: row.revision,
      })
      visit(row.id, row.handle, depth + 1)
    }
  }
  visit(null, null, 0)
  const former = redirects.flatMap(({ handle, categoryId }) => {
    const category = byId.get(categoryId)
    return category === undefined ? [] : [[handle, category.handle] as const]
  })
  return { categories, redirects: Object.fromEntries(former) }
}
