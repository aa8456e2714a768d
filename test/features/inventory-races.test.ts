import { afterEach, describe, expect, it, test } from 'vitest'
import { adjustStock } from '../../src/inventory/adjust-stock.ts'
import { deleteLocation } from '../../src/inventory/delete-location.ts'
import { STOCK_LAWS } from '../../src/inventory/stock-violations.ts'
import { broken } from './consistency/broken.ts'
import { setLevel } from '../../src/inventory/set-level.ts'
import type { Ctx } from '../../src/platform/context.ts'
import type { Statement } from '../../src/platform/d1.ts'
import { Problem } from '../../src/platform/problem.ts'
import { fresh } from './doors/door.ts'
import { count, queueImport, reportsOf, work } from './imports/support.ts'
import { adjust, ask, hold, ledgerOf, line, onHand, type Refusal, stocked } from './inventory/support.ts'
import { adminCall, context, ndjson } from './shop.ts'

// Whoever comes in between: forced at the batch itself, and in parallel through the doors.

afterEach(async () => {
  expect(await broken(STOCK_LAWS)).toEqual({})
})

/** A context in which something else happens once, between the look and the batch that holds `sql`. */
function interrupted(sql: string, meanwhile: () => Promise<unknown>): Ctx {
  const ctx = context()
  const { db } = ctx
  let isArmed = false
  let isDone = false
  return Object.defineProperty(ctx, 'db', {
    value: {
      ...db,
      prepare: (text: string) => {
        isArmed ||= text.includes(sql)
        return db.prepare(text)
      },
      batch: async (statements: Statement[]) => {
        if (isArmed && !isDone) {
          isDone = true
          await meanwhile()
        }
        return db.batch(statements)
      },
    },
  })
}

const UPDATE = 'UPDATE stock_levels'

async function refusalOf(act: Promise<unknown>): Promise<Problem> {
  try {
    await act
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
  throw new Error('was not refused')
}

describe('adjustments in parallel', () => {
  it('sells fifty pieces to a hundred takers: to fifty of them', async () => {
    const id = await stocked(50)
    const before = [await count('events'), await count('audit_entries'), await count('idempotency_keys')]
    const told = await Promise.all(Array.from({ length: 100 }, () => adjust(line(id, -1))))
    expect(told.filter(({ status }) => status === 200)).toHaveLength(50)
    const refused = told.filter(({ status }) => status !== 200)
    expect(new Set(refused.map(({ status, body }) => `${status} ${body.code}`))).toEqual(
      new Set(['409 out_of_stock']),
    )
    expect(await onHand(id)).toBe(0)
    const ledger = await ledgerOf(id)
    expect(ledger.map(({ on_hand }) => on_hand)).toEqual(Array.from({ length: 51 }, (_, at) => 50 - at))
    expect([await count('events'), await count('audit_entries'), await count('idempotency_keys')]).toEqual(
      before.map((number) => number + 50),
    )
  })

  it('never goes below what is held', async () => {
    const id = await stocked(10)
    await hold(id, 6)
    const told = await Promise.all(Array.from({ length: 20 }, () => adjust(line(id, -1))))
    expect(told.filter(({ status }) => status === 200)).toHaveLength(4)
    expect(await onHand(id)).toBe(6)
    await hold(id, 0)
  })

  it('adds up, whatever comes and goes at once', async () => {
    const [first, second] = [await stocked(20), await stocked(0)]
    const deltas = Array.from({ length: 60 }, (_, at) => ((at * 7919) % 23) - 11).filter(
      (delta) => delta !== 0,
    )
    const told = await Promise.all(
      deltas.map((delta) => adjust(line(first, delta), line(second, Math.abs(delta)))),
    )
    const done = deltas.filter((_, at) => told[at]?.status === 200)
    expect(done.length).toBeGreaterThan(20)
    const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0)
    expect(await onHand(first)).toBe(20 + sum(done))
    expect(await onHand(second)).toBe(sum(done.map(Math.abs)))
    expect((await ledgerOf(first)).every(({ on_hand }) => on_hand >= 0)).toBe(true)
  })

  it('lets one of many setters through who all have seen the same', async () => {
    const id = await stocked(5)
    const told = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        ask<Refusal>('PUT', `/inventory/${id}/loc_main`, { onHand: 100 + at, expected: 5 }),
      ),
    )
    expect(told.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(told.filter(({ status }) => status === 412)).toHaveLength(19)
    expect(await ledgerOf(id)).toHaveLength(2)
  })
})

describe('in between look and batch', () => {
  it('an adjustment is made on top of another', async () => {
    const id = await stocked(10)
    const ctx = interrupted(UPDATE, () => adjust(line(id, -4)))
    expect((await adjustStock(ctx, adminCall(), [line(id, -5) as never])).status).toBe(200)
    expect(await onHand(id)).toBe(1)
  })

  it('the last pieces go to whoever was first, and the other is told', async () => {
    const id = await stocked(10)
    const ctx = interrupted(UPDATE, () => adjust(line(id, -8)))
    const refusal = await refusalOf(adjustStock(ctx, adminCall(), [line(id, -5) as never]))
    expect([refusal.code, refusal.errors[0]?.pointer]).toEqual(['out_of_stock', '/adjustments/0/delta'])
    expect(await onHand(id)).toBe(2)
  })

  it('pieces that were held meanwhile stay', async () => {
    const id = await stocked(10)
    const ctx = interrupted(UPDATE, () => hold(id, 9))
    const refusal = await refusalOf(adjustStock(ctx, adminCall(), [line(id, -5) as never]))
    expect(refusal.code).toBe('out_of_stock')
    expect(await onHand(id)).toBe(10)
    await hold(id, 0)
  })

  it('a sale is not swallowed by a count', async () => {
    const id = await stocked(10)
    const ctx = interrupted(UPDATE, () => adjust(line(id, -1)))
    const refusal = await refusalOf(setLevel(ctx, adminCall(), id, 'loc_main', { onHand: 12, expected: 10 }))
    expect([refusal.code, refusal.current]).toEqual([
      'version_mismatch',
      expect.objectContaining({ variantId: id, onHand: 9 }),
    ])
    expect(await onHand(id)).toBe(9)
  })

  it('nor is the first delivery to a place', async () => {
    const id = await stocked(10)
    const ctx = interrupted(UPDATE, () => adjust(line(id, 3, { location: 'loc_east' })))
    const refusal = await refusalOf(setLevel(ctx, adminCall(), id, 'loc_east', { onHand: 5, expected: 0 }))
    expect(refusal.code).toBe('version_mismatch')
    expect(await onHand(id, 'loc_east')).toBe(3)
  })

  it('nothing changed and changed back is nothing changed', async () => {
    const id = await stocked(10)
    const ctx = interrupted(UPDATE, () => adjust(line(id, -1), line(id, 1)))
    expect((await setLevel(ctx, adminCall(), id, 'loc_main', { onHand: 12, expected: 10 })).status).toBe(200)
    expect(await onHand(id)).toBe(12)
  })
})

describe('an import of stock', () => {
  const file = (id: string, stock: number) =>
    ndjson([{ id: `prd-${id}`, handle: id, variants: [{ id, stock }] }])

  test.each([
    ['less came', -4],
    ['more came', 7],
    ['it came to the same', 15],
  ])('states what is there, and the ledger tells the way: %s meanwhile', async (_what, delta) => {
    const id = await stocked(10)
    const job = await queueImport(file(id, 25))
    const done = await work(
      job,
      undefined,
      interrupted('INSERT INTO stock_levels', () => adjust(line(id, delta))),
    )
    expect([done.status, done.rows_failed]).toEqual(['completed', 0])
    expect(await onHand(id)).toBe(25)
    const steps = (await ledgerOf(id)).map((entry) => [entry.delta, entry.on_hand, entry.reason])
    expect(steps.slice(0, 2)).toEqual([
      [10, 10, 'import'],
      [delta, 10 + delta, delta > 0 ? 'received' : 'damaged'],
    ])
    expect(steps.slice(2)).toEqual(delta === 15 ? [] : [[15 - delta, 25, 'import']])
  })

  it('is planned again when pieces were held meanwhile that it would take', async () => {
    const id = await stocked(10)
    const job = await queueImport(file(id, 3))
    const done = await work(
      job,
      undefined,
      interrupted('INSERT INTO stock_levels', () => hold(id, 5)),
    )
    expect(done.status).toBe('completed')
    expect((await reportsOf(job)).map(({ code }) => code)).toEqual(['stock_below_held'])
    expect(await onHand(id)).toBe(10)
    await hold(id, 0)
  })

  it('in parallel with adjustments leaves a ledger that adds up', async () => {
    const id = await stocked(10)
    const jobs = await Promise.all([1, 2, 3].map((stock) => queueImport(file(id, stock * 10))))
    await Promise.all([
      ...jobs.map((job) => work(job)),
      ...Array.from({ length: 20 }, (_, at) => adjust(line(id, at % 2 === 0 ? 1 : -1))),
    ])
    expect((await ledgerOf(id)).at(-1)?.on_hand).toBe(await onHand(id))
  })
})

describe('locations', () => {
  const made = async () => {
    const { body, etag } = await ask('POST', '/locations', { name: 'Attic' })
    return { id: String(body.id), etag: etag ?? '' }
  }
  const remove = ({ id, etag }: { id: string; etag: string }) =>
    ask('DELETE', `/locations/${id}`, undefined, { 'If-Match': etag })

  it('is not deleted under stock that arrives', async () => {
    const place = await made()
    const id = await stocked(1)
    const ctx = interrupted('DELETE FROM locations', () => adjust(line(id, 3, { location: place.id })))
    const refusal = await refusalOf(
      deleteLocation(ctx, adminCall(), place.id, { ifMatch: place.etag, ifNoneMatch: undefined }),
    )
    expect(refusal.code).toBe('in_use')
    expect(await onHand(id, place.id)).toBe(3)
  })

  it('takes no stock once it is deleted', async () => {
    const place = await made()
    const id = await stocked(1)
    const ctx = interrupted(UPDATE, () => remove(place))
    const refusal = await refusalOf(
      adjustStock(ctx, adminCall(), [line(id, 3, { location: place.id }) as never]),
    )
    expect([refusal.code, refusal.errors[0]?.pointer]).toEqual([
      'validation_failed',
      '/adjustments/0/location',
    ])
  })

  it('has each id once', async () => {
    const id = `loc-${fresh()}`
    const told = await Promise.all(
      Array.from({ length: 8 }, (_, at) => ask<Refusal>('POST', '/locations', { id, name: `Attic ${at}` })),
    )
    expect(told.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(told.filter(({ status, body }) => status === 409 && body.code === 'already_exists')).toHaveLength(
      7,
    )
  })

  it('is changed by one of many who have read the same version', async () => {
    const place = await made()
    const told = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        ask('PATCH', `/locations/${place.id}`, { name: `Attic ${at}` }, { 'If-Match': place.etag }),
      ),
    )
    expect(told.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(told.filter(({ status }) => status === 412)).toHaveLength(19)
  })
})

it('notices a level that its ledger does not explain', async () => {
  const id = await stocked(3)
  const { db } = context()
  const say = (pieces: number) =>
    db.prepare('UPDATE stock_ledger SET delta = ? WHERE variant_id = ?').bind(pieces, id).run()
  await say(2)
  expect(await broken(STOCK_LAWS)).toEqual({ onHandIsSumOfLedger: [`${id} loc_main`] })
  await say(3)
})
