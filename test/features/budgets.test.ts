import { beforeAll, expect, it, test } from 'vitest'
import { doors, requestOf } from './doors/door.ts'
import { askFor } from './doors/samples.ts'
import { context, importFile, ndjson, publishAll, sendRequest, token } from './shop.ts'

// Every door against the storage budget it states (design.md §8): cold, that is in an isolate that has just started.

type Cost = { kv: number; d1: number; do: number }

const PRODUCTS = ['a', 'b'].map((name) => ({
  id: `prd-${name}`,
  handle: `${name}-kettle`,
  title: `${name} Kettle`,
  price: '1.00',
  stock: 1,
  categories: [['Kitchen']],
  sku: name,
}))

const overBudget = (cost: Cost, budget: Cost): boolean =>
  cost.kv > budget.kv || cost.d1 > budget.d1 || cost.do > budget.do

function costOf(answer: Response): Cost {
  const count = (tier: string) =>
    Number(
      new RegExp(`${tier};dur=[\\d.]+;desc="(\\d+)"`).exec(answer.headers.get('Server-Timing') ?? '')?.[1] ??
        NaN,
    )
  return { kv: count('kv'), d1: count('d1'), do: count('do') }
}

beforeAll(async () => {
  await importFile(ndjson(PRODUCTS), 'ndjson')
  await publishAll()
})

test.each(doors)('$operationId keeps its budget $budget', async (door) => {
  const ask = await askFor(door)
  const headers: Record<string, string> =
    door.scope === undefined ? {} : { Authorization: `Bearer ${await token(door.scope)}` }
  // With a key where there may be one: looking it up is part of what an unsafe request costs.
  const guarded = door.scope !== undefined || door.credential !== undefined
  if (guarded && door.method !== 'GET') headers['Idempotency-Key'] = `budget ${door.operationId}`
  const request = requestOf(door, ask, headers)
  context().memory.clear()
  context().answers.clear()
  const answer = await sendRequest(request)
  expect(answer.status, await answer.clone().text()).toBeLessThan(guarded ? 400 : 500)
  const cost = costOf(answer)
  expect([cost, overBudget(cost, door.budget)]).toEqual([cost, false])
})

it('notices a door over its budget', () => {
  const budget = { kv: 1, d1: 1, do: 1 }
  expect(overBudget({ kv: 2, d1: 0, do: 0 }, budget)).toBe(true)
  expect(overBudget({ kv: 0, d1: 2, do: 0 }, budget)).toBe(true)
  expect(overBudget({ kv: 0, d1: 0, do: 2 }, budget)).toBe(true)
  expect(overBudget(budget, budget)).toBe(false)
})
