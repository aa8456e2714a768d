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

/** One page of products that are not deleted. Counts and pictures are looked up for its rows alone. */
export async function productsAfter(
  db: Db,
  filters: ProductFilters,
  sort: ProductSort,
  after: ProductPlace | undefined,
  limit: number,
): Promise<CardRow[]> {
  const conditions: string[] = []
  const values: unknown[] = []
  const value = (one: unknown): string => `?${values.push(one)}`

  if (filters.status !== undefined) conditions.push(`status = ${value(filters.status)}`)
  if (filters.vendor !== undefined) conditions.push(`vendor = ${value(filters.vendor)}`)
  if (filters.productType !== undefined) conditions.push(`product_type = ${value(filters.productType)}`)
  if (filters.tag !== undefined)
    conditions.push(`EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ${value(filters.tag)})`)
  if (filters.updatedAfter !== undefined) conditions.push(`updated_at > ${value(filters.updatedAfter)}`)
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
  const { key, descending } = ORDERS[sort]
  const [beyond, direction] = descending ? ['<', 'DESC'] : ['>', 'ASC']
  if (after !== undefined) {
    const [place, id] = [value(after[0]), value(after[1])]
    conditions.push(`(${key} ${beyond} ${place} OR (${key} = ${place} AND id ${beyond} ${id}))`)
  }
  const where = ['deleted_at IS NULL', ...conditions].join(' AND ')
  const order = `${key} ${direction}, id ${direction}`
  const { results } = await db
    .prepare(
      `SELECT p.*, (SELECT count(*) FROM variants v WHERE v.product_id = p.id AND v.withdrawn_at IS NULL) AS variants,
         (SELECT count(*) FROM media m WHERE m.product_id = p.id) AS media, m.url, m.alt
       FROM (SELECT id, handle, status, title, vendor, product_type, revision, created_at, updated_at FROM products
             WHERE ${where} ORDER BY ${order} LIMIT ${value(limit)}) p
       LEFT JOIN media m ON m.product_id = p.id AND m.position = 0
       ORDER BY p.${order.replace(', id', ', p.id')}`,
    )
    .bind(...values)
    .all<CardRow>()
  return results
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
