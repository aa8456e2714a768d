import type { Ctx } from '../platform/context.ts'
import type { Handle } from '../domain/handle.ts'
import type { ProductId } from '../domain/ids.ts'
import { loadMarkets, marketByCode } from '../markets/queries.ts'
import { isOutage } from '../platform/d1.ts'
import { invalidParameter } from '../platform/problem.ts'
import type { ProductStatus } from '../catalog/tables.ts'
import type { Format } from '../imports/tables.ts'
import { categoryPaths, parentsFirst, within } from './category-paths.ts'
import type { WholeProduct } from './exported-product.ts'
import { type Shown, categoryLine, pricesLine, productLine, stockLine } from './ndjson-lines.ts'
import {
  type CategoryStub,
  type ExportFilter,
  type PageSize,
  PAGE,
  loadCategoryTexts,
  loadOutline,
  productPage,
} from './queries.ts'
import { type Kind, type Sheet, columnsOf, headerRow, listRows, productRows } from './shopify-rows.ts'

export type ExportOrder = {
  readonly kind: Kind
  readonly format: Format
  readonly market: string | undefined
  readonly status: ProductStatus | undefined
  readonly category: Handle | undefined
  readonly updatedAfter: number | undefined
}

/** Texts of a file, one after the other; a page of the catalog is read when its text is asked for. */
export type FileTexts = AsyncGenerator<string, void, undefined>

/**
 * Checks what is asked for and opens the file. Nothing of the catalog itself is read before the first text is asked
 * for, and never more than a page of it is held.
 */
export async function openExport(ctx: Ctx, order: ExportOrder, size: PageSize = PAGE): Promise<FileTexts> {
  const { kind, format } = order
  const markets = await loadMarkets(ctx.db)
  const market = order.market === undefined ? undefined : marketByCode(markets, order.market)
  if (order.market !== undefined && market === undefined)
    throw invalidParameter('market', 'There is no market with this code.')
  if (format === 'shopify-csv' && market === undefined)
    throw invalidParameter('market', 'A Shopify CSV has the prices of one market: name it.')

  const needsOutline = format === 'shopify-csv' || kind === 'products' || order.category !== undefined
  const outline = needsOutline ? await loadOutline(ctx.db) : { categories: [], hasManyOptions: false }
  const filter: ExportFilter = {
    status: order.status,
    updatedAfter: order.updatedAfter,
    categories: order.category && categoriesBelow(order.category, outline.categories),
  }
  const pages = productPages(ctx, kind, filter, size)
  if (market !== undefined && format === 'shopify-csv') {
    const sheet: Sheet = {
      columns: columnsOf(kind, outline.hasManyOptions),
      market,
      paths: kind === 'products' ? categoryPaths(outline.categories) : new Map(),
    }
    const rowsOf = kind === 'products' ? productRows : listRows
    return fileOf(pages, (product) => rowsOf(product, sheet), headerRow(sheet))
  }
  const shown: Shown = {
    markets: market === undefined ? markets : [market],
    locations: market && new Set(market.locations),
  }
  const lineOf = LINES[kind]
  const lines = fileOf(pages, (product) => lineOf(product, shown))
  return kind === 'products' ? behind(categoryTexts(ctx, outline.categories, size), lines) : lines
}

const LINES = { products: productLine, prices: pricesLine, stock: stockLine }

function categoriesBelow(handle: Handle, categories: readonly CategoryStub[]) {
  const category = categories.find((each) => each.handle === handle)
  if (category === undefined) throw invalidParameter('category', 'There is no category with this handle.')
  return within(category.id, categories)
}

async function* behind(first: FileTexts, second: FileTexts): FileTexts {
  yield* first
  yield* second
}

async function* fileOf(
  pages: AsyncGenerator<WholeProduct[]>,
  textOf: (product: WholeProduct) => string,
  header = '',
): FileTexts {
  let text = header
  for await (const page of pages) {
    for (const product of page) text += textOf(product)
    yield text
    text = ''
  }
}

async function* productPages(
  ctx: Ctx,
  kind: Kind,
  filter: ExportFilter,
  size: PageSize,
): AsyncGenerator<WholeProduct[]> {
  const extent = kind === 'products' ? 'whole' : 'list'
  let after: ProductId | '' = ''
  for (;;) {
    const page = await patiently(() => productPage(ctx.db, extent, filter, after, size))
    yield page.products
    if (page.isLast) return
    after = page.products.at(-1)?.id ?? after
  }
}

async function* categoryTexts(ctx: Ctx, categories: readonly CategoryStub[], size: PageSize): FileTexts {
  const handles = new Map(categories.map(({ id, handle }) => [id, handle]))
  for (const slice of slices(parentsFirst(categories), size)) {
    const loaded = await patiently(() =>
      loadCategoryTexts(
        ctx.db,
        slice.map(({ id }) => id),
      ),
    )
    const texts = new Map(loaded.texts.map((each) => [each.id, each]))
    const translations = Map.groupBy(loaded.translations, ({ id }) => id)
    // One that was deleted meanwhile is in no file.
    const present = slice.filter(({ id }) => texts.has(id))
    yield present.map((each) => categoryLine(each, handles, texts, translations.get(each.id) ?? [])).join('')
  }
}

function slices(categories: readonly CategoryStub[], size: PageSize): CategoryStub[][] {
  const all: CategoryStub[][] = []
  let bytes = 0
  for (const category of categories) {
    bytes += category.weight
    const last = all.at(-1)
    if (last !== undefined && bytes <= size.bytes && last.length < size.products) last.push(category)
    else {
      all.push([category])
      bytes = category.weight
    }
  }
  return all
}

const TRIES = 3

/** Behind a first page nobody can be told to come back later: a database that stumbles is asked again. */
async function patiently<T>(read: () => Promise<T>): Promise<T> {
  for (let left = TRIES - 1; ; left -= 1) {
    try {
      return await read()
    } catch (error) {
      if (left === 0 || !isOutage(error)) throw error
    }
  }
}
