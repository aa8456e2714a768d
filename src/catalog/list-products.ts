import type { ProductStatus } from './tables.ts'
import { formatInstant, type Instant } from '../domain/time.ts'
import type { Db } from '../platform/d1.ts'

export const PRODUCT_SORTS = ['-updated', '-created', 'title'] as const
export type ProductSort = (typeof PRODUCT_SORTS)[number]

/** What an admin's list of products is narrowed down to. */
export type ProductFilters = {
  readonly status?: ProductStatus | undefined
  /** How a title, a handle or a SKU begins. */
  readonly q?: string | undefined
  readonly vendor?: string | undefined
  readonly productType?: string | undefined
  readonly tag?: string | undefined
  readonly category?: string | undefined
  readonly sku?: string | undefined
  readonly updatedAfter?: Instant | undefined
}

type CardRow = {
  readonly id: string
  readonly handle: string
  readonly status: ProductStatus
  readonly title: string
  readonly vendor: string
  readonly product_type: string
  readonly revision: number
  readonly created_at: number
  readonly updated_at: number
  readonly variants: number
  readonly media: number
  readonly url: string | null
  readonly alt: string | null
}

/** The sort key of a row, and its id. */
export type ProductPlace = readonly [string | number, string]

const ORDERS = {
  '-updated': { key: 'updated_at', descending: true },
  '-created': { key: 'created_at', descending: true },
  title: { key: 'title COLLATE NOCASE', descending: false },
} as const satisfies Record<ProductSort, { key: string; descending: boolean }>

// Behind every text that begins alike. Ranges use the indexes, and have no pattern whose length D1 bounds (LIKE does).
const LAST = '\u{10ffff}'

/** How many products one page looks at for what no index leads to: D1 is one thread (design.md §2). */
export const SCANNED_MAX = 5_000

type Query = { readonly sql: string; readonly values: readonly unknown[] }

/**
 * One page of products that are not deleted; and where the search stopped before it had seen all, so that what is rare
 * is found over several pages.
 */
export async function productsAfter(
  db: Db,
  filters: ProductFilters,
  sort: ProductSort,
  after: ProductPlace | undefined,
  limit: number,
): Promise<{ rows: CardRow[]; stoppedAt: ProductPlace | undefined }> {
  const { page, last } = productQueries(filters, sort, after, limit)
  const [found, seen] = await db.batch<CardRow>(
    [page, ...(last === undefined ? [] : [last])].map(({ sql, values }) => db.prepare(sql).bind(...values)),
  )
  const [lastSeen] = seen?.results ?? []
  return { rows: found?.results ?? [], stoppedAt: lastSeen && placeOf(sort)(lastSeen) }
}

const COLUMNS = 'id, handle, status, title, vendor, product_type, tags, revision, created_at, updated_at'

/** The page, its counts and pictures looked up for its rows alone; and the last product looked at, where there is a bound. */
export function productQueries(
  filters: ProductFilters,
  sort: ProductSort,
  after: ProductPlace | undefined,
  limit: number,
): { page: Query; last: Query | undefined } {
  const values: unknown[] = []
  const value = (one: unknown): string => `?${values.push(one)}`
  const { key, descending } = ORDERS[sort]
  const order = `${key} ${descending ? 'DESC' : 'ASC'}, id ${descending ? 'DESC' : 'ASC'}`

  const leading = leadingConditions(filters, sort, after, value)
  const scanned = `FROM products WHERE ${leading.join(' AND ')} ORDER BY ${order}`
  const last = { sql: `SELECT ${COLUMNS} ${scanned} LIMIT 1 OFFSET ${SCANNED_MAX - 1}`, values: [...values] }
  const others = otherConditions(filters, sort, value)
  const inner =
    others.length === 0
      ? `SELECT ${COLUMNS} ${scanned} LIMIT ${value(limit)}`
      : `SELECT * FROM (SELECT ${COLUMNS} ${scanned} LIMIT ${SCANNED_MAX})
         WHERE ${others.join(' AND ')} ORDER BY ${order} LIMIT ${value(limit)}`
  const sql = `SELECT p.*, (SELECT count(*) FROM variants v WHERE v.product_id = p.id AND v.withdrawn_at IS NULL) AS variants,
      (SELECT count(*) FROM media m WHERE m.product_id = p.id) AS media, m.url, m.alt
    FROM (${inner}) p
    LEFT JOIN media m ON m.product_id = p.id AND m.position = 0
    ORDER BY p.${order.replace(', id', ', p.id')}`
  return { page: { sql, values }, last: others.length === 0 ? undefined : last }
}

type Bind = (one: unknown) => string

/** What indexes lead through: the order itself, and filters that name few products. */
function leadingConditions(
  filters: ProductFilters,
  sort: ProductSort,
  after: ProductPlace | undefined,
  value: Bind,
): string[] {
  const conditions = ['deleted_at IS NULL']
  if (filters.updatedAfter !== undefined && sort === '-updated')
    conditions.push(`updated_at > ${value(filters.updatedAfter)}`)
  if (filters.category !== undefined)
    conditions.push(
      `id IN (SELECT product_id FROM product_categories WHERE category_id =
         (SELECT id FROM categories WHERE handle = ${value(filters.category)}))`,
    )
  if (filters.sku !== undefined)
    conditions.push(
      `id IN (SELECT product_id FROM variants WHERE sku IS NOT NULL AND withdrawn_at IS NULL AND sku = ${value(filters.sku)})`,
    )
  if (filters.q !== undefined) {
    const from = value(filters.q)
    const to = value(filters.q + LAST)
    const [lowFrom, lowTo] = [value(filters.q.toLowerCase()), value(filters.q.toLowerCase() + LAST)]
    conditions.push(
      `id IN (
         SELECT id FROM products WHERE deleted_at IS NULL
           AND title COLLATE NOCASE >= ${from} AND title COLLATE NOCASE < ${to}
         UNION SELECT id FROM products WHERE handle >= ${lowFrom} AND handle < ${lowTo}
         UNION SELECT product_id FROM variants WHERE sku IS NOT NULL AND withdrawn_at IS NULL
           AND sku >= ${from} AND sku < ${to})`,
    )
  }
  if (after !== undefined) {
    const { key, descending } = ORDERS[sort]
    const beyond = descending ? '<' : '>'
    const [place, id] = [value(after[0]), value(after[1])]
    // The first half is a range of the index; alternatives alone are none, and would begin at the very first product.
    conditions.push(`${key} ${beyond}= ${place} AND (${key} ${beyond} ${place} OR id ${beyond} ${id})`)
  }
  return conditions
}

/** What has to be looked at in each product. */
function otherConditions(filters: ProductFilters, sort: ProductSort, value: Bind): string[] {
  const conditions: string[] = []
  if (filters.status !== undefined) conditions.push(`status = ${value(filters.status)}`)
  if (filters.vendor !== undefined) conditions.push(`vendor = ${value(filters.vendor)}`)
  if (filters.productType !== undefined) conditions.push(`product_type = ${value(filters.productType)}`)
  if (filters.tag !== undefined)
    conditions.push(`EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ${value(filters.tag)})`)
  if (filters.updatedAfter !== undefined && sort !== '-updated')
    conditions.push(`updated_at > ${value(filters.updatedAfter)}`)
  return conditions
}

export const placeOf =
  (sort: ProductSort) =>
  (row: CardRow): ProductPlace => [
    sort === 'title' ? row.title : sort === '-created' ? row.created_at : row.updated_at,
    row.id,
  ]

export const showCard = (row: CardRow) => ({
  id: row.id,
  handle: row.handle,
  status: row.status,
  title: row.title,
  vendor: row.vendor,
  productType: row.product_type,
  image: row.url === null ? null : { url: row.url, alt: row.alt ?? '' },
  variantCount: row.variants,
  mediaCount: row.media,
  revision: row.revision,
  createdAt: formatInstant(row.created_at),
  updatedAt: formatInstant(row.updated_at),
})
