import { beforeAll, expect, it, test } from 'vitest'
import { openApiDocument } from '../../src/app.ts'
import { context, importFile, ndjson, publishAll, send, token } from './shop.ts'

// Every door against the storage budget it states (design.md §8): cold, that is in an isolate that has just started.

type Cost = { kv: number; d1: number }
type Door = { operationId: string; method: string; budget: Cost; scope: string | undefined }

const PRODUCTS = [
  {
    id: 'prd-a',
    handle: 'a-kettle',
    title: 'A Kettle',
    price: '1.00',
    stock: 1,
    categories: [['Kitchen']],
    sku: 'A',
  },
  {
    id: 'prd-b',
    handle: 'a-cup',
    title: 'A Cup',
    price: '2.00',
    stock: 1,
    categories: [['Kitchen']],
    sku: 'B',
  },
]
let importId = ''

/** A good request to each door, by operationId. */
const SAMPLES: Record<string, () => { path: string; init?: RequestInit }> = {
  listMarkets: () => ({ path: '/v1/markets' }),
  readMarket: () => ({ path: '/v1/markets/de' }),
  suggestMarket: () => ({ path: '/v1/market-suggestion' }),
  listProducts: () => ({ path: '/v1/markets/us/products?q=ketle&facets=true' }),
  suggestSearches: () => ({ path: '/v1/markets/us/search-suggestions?q=ke' }),
  readProduct: () => ({ path: '/v1/markets/us/products/nowhere-at-all' }),
  listCategories: () => ({ path: '/v1/markets/us/categories' }),
  readCategory: () => ({ path: '/v1/markets/us/categories/kitchen' }),
  readAvailability: () => ({ path: `/v1/markets/us/availability?variants=${manyIds()}` }),
  startImport: () => ({ path: '/v1/admin/imports?format=ndjson&market=us', init: upload() }),
  listImports: () => ({ path: '/v1/admin/imports' }),
  readImport: () => ({ path: `/v1/admin/imports/${importId}` }),
  listImportErrors: () => ({ path: `/v1/admin/imports/${importId}/errors` }),
  listImportChanges: () => ({ path: `/v1/admin/imports/${importId}/changes` }),
  cancelImport: () => ({ path: `/v1/admin/imports/${importId}/cancel`, init: { method: 'POST' } }),
  resumeImport: () => ({ path: `/v1/admin/imports/${importId}/resume`, init: { method: 'POST' } }),
  readPublication: () => ({ path: '/v1/admin/publication' }),
  rebuildPublication: () => ({ path: '/v1/admin/publication/rebuild', init: { method: 'POST' } }),
  health: () => ({ path: '/healthz' }),
  ready: () => ({ path: '/readyz' }),
  readProblem: () => ({ path: '/problems/not_found' }),
  readPicture: () => ({ path: '/media/copper-stovetop-kettle.svg' }),
}

const manyIds = () => Array.from({ length: 100 }, (_, at) => `v${String(at).padStart(3, '0')}`).join(',')
const upload = (): RequestInit => {
  const body = new TextEncoder().encode('{"title":"Another"}')
  const headers = {
    'Content-Type': 'application/x-ndjson',
    'Content-Length': String(body.length),
    'Idempotency-Key': 'budget',
  }
  return { method: 'POST', body, headers }
}

const doors: Door[] = Object.values(openApiDocument().paths ?? {}).flatMap((path) =>
  Object.entries(
    path as Record<string, { operationId: string; 'x-highstreet': { budget: Cost; scope?: string } }>,
  ).map(([method, { operationId, 'x-highstreet': facts }]) => ({
    operationId,
    method,
    budget: facts.budget,
    scope: facts.scope,
  })),
)

const overBudget = (cost: Cost, budget: Cost): boolean => cost.kv > budget.kv || cost.d1 > budget.d1

function costOf(answer: Response): Cost {
  const count = (tier: string) =>
    Number(
      new RegExp(`${tier};dur=[\\d.]+;desc="(\\d+)"`).exec(answer.headers.get('Server-Timing') ?? '')?.[1] ??
        NaN,
    )
  return { kv: count('kv'), d1: count('d1') }
}

beforeAll(async () => {
  importId = (await importFile(ndjson(PRODUCTS), 'ndjson')).id
  await publishAll()
})

test.each(doors)('$operationId keeps its budget $budget', async ({ operationId, budget, scope }) => {
  const sample = SAMPLES[operationId]
  expect(sample, `a sample request for ${operationId}`).toBeDefined()
  if (sample === undefined) return
  const { path, init } = sample()
  const headers = new Headers(init?.headers)
  if (scope !== undefined) headers.set('Authorization', `Bearer ${await token(scope)}`)
  context().memory.clear()
  context().answers.clear()
  const answer = await send(path, { ...init, headers })
  expect(answer.status).toBeLessThan(500)
  expect(answer.status).not.toBe(401)
  const cost = costOf(answer)
  expect([cost, overBudget(cost, budget)]).toEqual([cost, false])
})

it('notices a door over its budget', () => {
  expect(overBudget({ kv: 2, d1: 0 }, { kv: 1, d1: 1 })).toBe(true)
  expect(overBudget({ kv: 0, d1: 2 }, { kv: 1, d1: 1 })).toBe(true)
  expect(overBudget({ kv: 1, d1: 1 }, { kv: 1, d1: 1 })).toBe(false)
})
