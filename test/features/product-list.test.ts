import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { PRODUCT_SORTS, SCANNED_MAX, productQueries } from '../../src/catalog/list-products.ts'
import { askAdmin } from './admin-ask.ts'

// The list of products in a shop that is too large to be looked at as a whole.

type Page = { data: { id: string; title: string }[]; page: { nextCursor: string | null } }

const PRODUCTS = 2 * SCANNED_MAX + 10

beforeAll(async () => {
  // The rare ones are the last by every order, and there is one amid the rest.
  await env.DB.prepare(
    `INSERT INTO products (id, handle, status, title, vendor, product_type, tags, created_at, updated_at)
     WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
     SELECT printf('big-%05d', i), printf('big-%05d', i), iif(i > ?1 - 2 OR i = 6000, 'draft', 'active'),
       printf('%s %05d', iif(i % 2, 'Kettle', 'kettle'), i), iif(i > ?1 - 2 OR i = 6000, 'Rare', 'Common'),
       iif(i > ?1 - 2 OR i = 6000, 'rare', ''), iif(i > ?1 - 2 OR i = 6000, '["rare"]', '[]'),
       1000000 - i, 1000000 - i FROM n`,
  )
    .bind(PRODUCTS)
    .run()
})

const rare = ['big-06000', `big-${PRODUCTS - 1}`, `big-${PRODUCTS}`]

async function walk(query: string): Promise<{ ids: string[]; pages: number }> {
  const ids: string[] = []
  let pages = 0
  for (let cursor: string | null = ''; cursor !== null; pages += 1) {
    const more: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const { status, body } = await askAdmin<Page>('catalog:read', 'GET', `/products?${query}${more}`)
    expect(status).toBe(200)
    ids.push(...body.data.map(({ id }) => id))
    cursor = body.page.nextCursor
  }
  return { ids, pages }
}

describe('what no index leads to', () => {
  it.each(
    PRODUCT_SORTS.flatMap((sort) =>
      ['vendor=Rare', 'status=draft', 'tag=rare', 'productType=rare'].map((filter) => [sort, filter]),
    ),
  )('sort=%s %s: found over several pages, each once and in order', async (sort, filter) => {
    const first = await askAdmin<Page>('catalog:read', 'GET', `/products?sort=${sort}&${filter}`)
    // A page has looked at so many products, and no more.
    expect([first.body.data, first.body.page.nextCursor === null]).toEqual([[], false])
    expect(await walk(`sort=${sort}&${filter}`)).toEqual({ ids: rare, pages: 3 })
    expect((await walk(`sort=${sort}&${filter}&limit=1`)).ids).toEqual(rare)
  })

  it('in the smaller set that another filter leads to, at once', async () => {
    expect(await walk('q=big-06&vendor=Rare')).toEqual({ ids: ['big-06000'], pages: 1 })
  })
})

describe('each page begins where the one before ended', () => {
  it.each(PRODUCT_SORTS)('sort=%s is a search in the index of the order', async (sort) => {
    const after = [sort === 'title' ? 'Kettle 05000' : 995_000, 'big-05000'] as const
    for (const filters of [{}, { vendor: 'Rare' }]) {
      const { page } = productQueries(filters, sort, after, 50)
      const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${page.sql}`)
        .bind(...page.values)
        .all<{ detail: string }>()
      const plan = results.map(({ detail }) => detail)
      const search = /^SEARCH products USING INDEX products_(updated|created|title) \(/
      expect(
        plan.filter((step) => search.test(step)),
        plan.join('\n'),
      ).toHaveLength(1)
      expect(plan.filter((step) => step.startsWith('SCAN products'))).toEqual([])
    }
  })

  it('title: without regard to case, and none twice', async () => {
    const { ids } = await walk('sort=title&q=kettle%200600&limit=3')
    expect(ids).toEqual(Array.from({ length: 10 }, (_, at) => `big-0600${at}`))
  })
})
