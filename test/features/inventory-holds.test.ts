import { afterEach, describe, expect, it, test } from 'vitest'
import type { Piece } from '../../src/domain/allocation.ts'
import { freeStock } from '../../src/inventory/free-stock.ts'
import { holdsOf } from '../../src/inventory/hold-queries.ts'
import { holdStock, retakeStock } from '../../src/inventory/hold-stock.ts'
import { releaseExpired, releaseHeld, sweepExpiredHolds } from '../../src/inventory/release-holds.ts'
import { returnStock } from '../../src/inventory/return-stock.ts'
import { STOCK_LAWS } from '../../src/inventory/stock-violations.ts'
import { broken } from './consistency/broken.ts'
import { takeHeld } from '../../src/inventory/take-held.ts'
import { commit } from '../../src/platform/d1.ts'
import { count } from './imports/support.ts'
import {
  at,
  brokenBy,
  buy,
  eventsOf,
  giveBack,
  holdsAs,
  holding,
  levelOf,
  linesOf,
  MINUTE,
  newOrder,
  NOW,
  pay,
  piece,
} from './inventory/holds.ts'
import { adjust, ask, ledgerOf, line, stocked } from './inventory/support.ts'

// Holds with an end: held, taken, given back, taken again, returned (reliability.md I-01 to I-05, I-33). In parallel: test/races.

afterEach(async () => {
  expect(await broken(STOCK_LAWS)).toEqual({})
})

const written = async () => [
  await count('stock_holds'),
  await count('stock_ledger'),
  await count('stock_levels'),
  await count('events'),
]

const toEast = (id: string, pieces: number) => adjust(line(id, pieces, { location: 'loc_east' }))

describe('holding', () => {
  it('holds pieces until their end, and tells of it', async () => {
    const id = await stocked(5)
    const order = newOrder()
    expect(await buy(at(), order, linesOf({ [id]: 2 }), { life: MINUTE })).toBe('held')
    expect(await levelOf(id)).toEqual([5, 2])
    expect(await holdsOf(at().db, order)).toEqual([
      {
        id: expect.stringMatching(/^hld_[0-9A-Z]{26}$/) as string,
        variantId: id,
        location: 'loc_main',
        quantity: 2,
        returned: 0,
        state: 'held',
        expiresAt: NOW + MINUTE,
      },
    ])
    expect(await eventsOf(id)).toEqual([['inventory.held', { order, location: 'loc_main', quantity: 2 }]])
    expect((await ledgerOf(id)).map(({ delta }) => delta)).toEqual([5])
  })

  it('splits over the locations of the market when none has all', async () => {
    const id = await stocked(2)
    await toEast(id, 2)
    const order = newOrder()
    expect(await buy(at(), order, linesOf({ [id]: 3 }), { market: 'us' })).toEqual([
      { variantId: id, wanted: 3, free: 2 },
    ])
    expect(await buy(at(), order, linesOf({ [id]: 3 }), { market: 'jp' })).toBe('held')
    expect(await holdsAs(order)).toEqual(['2 held loc_east', '1 held loc_main'])
  })

  it('names what is short and holds nothing of the rest', async () => {
    const [id, other] = [await stocked(5), await stocked(1)]
    const before = await written()
    const order = newOrder()
    expect(await buy(at(), order, linesOf({ [id]: 2, [other]: 2 }))).toEqual([
      { variantId: other, wanted: 2, free: 1 },
    ])
    expect(await written()).toEqual(before)
  })

  test.each<[what: string, broken: string, pieces: (id: string, other: string) => Piece[]]>([
    ['more than is free', 'stock_held', (id) => [piece(id, 6)]],
    ['the second piece', 'stock_held', (id, other) => [piece(id, 2), piece(other, 2)]],
    ['a level that there is not', 'guard_held', (id) => [piece(id, 1), piece(id, 1, 'loc_east')]],
  ])('breaks the whole batch: %s', async (_what, constraint, pieces) => {
    const [id, other] = [await stocked(5), await stocked(1)]
    const before = await written()
    const batch = holdStock(at(), holding(newOrder(), ...pieces(id, other)))
    expect(await brokenBy(commit(at().db, batch))).toBe(constraint)
    expect(await written()).toEqual(before)
    expect(await levelOf(id)).toEqual([5, 0])
  })

  it('holds for an order once, also where the second look finds another place', async () => {
    const id = await stocked(5)
    await toEast(id, 5)
    const order = newOrder()
    const hold = (location: string) =>
      commit(at().db, holdStock(at(), holding(order, piece(id, 1, location))))
    await hold('loc_main')
    expect(await brokenBy(hold('loc_east'))).toBe('guard_held')
    await commit(at().db, takeHeld(at(), order))
    expect(await brokenBy(hold('loc_east'))).toBe('guard_held')
    expect([await levelOf(id), await levelOf(id, 'loc_east')]).toEqual([
      [4, 0],
      [5, 0],
    ])
  })

  it('holds again for an order whose stock was given back', async () => {
    const id = await stocked(5)
    const order = newOrder()
    for (let times = 0; times < 3; times += 1) {
      await commit(at().db, holdStock(at(), holding(order, piece(id, 5))))
      await giveBack(at(), order)
    }
    await commit(at().db, holdStock(at(), holding(order, piece(id, 4))))
    expect(await levelOf(id)).toEqual([5, 4])
  })

  test.each([0, -1, 1.5])('%s pieces cannot be held', async (quantity) => {
    const id = await stocked(5)
    const order = newOrder()
    await expect(commit(at().db, holdStock(at(), holding(order, piece(id, quantity))))).rejects.toThrow()
    expect(await holdsAs(order)).toEqual([])
  })
})

describe('taking', () => {
  it('takes what is held out of both, into the ledger, and tells of it', async () => {
    const id = await stocked(5)
    const order = newOrder()
    await buy(at(), order, linesOf({ [id]: 2 }))
    expect(await pay(at(NOW + 1), order, [])).toBe('taken')
    expect(await levelOf(id)).toEqual([3, 0])
    expect(await holdsAs(order)).toEqual(['2 taken loc_main'])
    expect((await eventsOf(id)).at(-1)).toEqual([
      'inventory.sold',
      { order, location: 'loc_main', quantity: 2 },
    ])
    const [hold] = await holdsOf(at().db, order)
    const told = await ask<{ data: unknown[] }>('GET', `/inventory/${id}/ledger`)
    expect(told.body.data[0]).toEqual({
      id: hold?.id.replace('hld_', 'led_'),
      location: 'loc_main',
      delta: -2,
      onHand: 3,
      reason: 'sale',
      note: '',
      actor: `order:${order}`,
      createdAt: new Date(NOW + 1).toISOString(),
    })
  })

  it('takes once', async () => {
    const id = await stocked(5)
    const order = newOrder()
    await buy(at(), order, linesOf({ [id]: 2 }))
    await pay(at(), order, [])
    const before = await written()
    expect(await brokenBy(commit(at().db, takeHeld(at(), order)))).toBe('guard_held')
    expect(await pay(at(), order, [])).toBe('again')
    expect(await written()).toEqual(before)
    expect(await levelOf(id)).toEqual([3, 0])
  })

  it('takes every line from where it is held', async () => {
    const [id, other] = [await stocked(2), await stocked(9)]
    await toEast(id, 2)
    const order = newOrder()
    await buy(at(), order, linesOf({ [id]: 4, [other]: 1 }), { market: 'jp' })
    await pay(at(), order, [])
    expect([await levelOf(id), await levelOf(id, 'loc_east'), await levelOf(other)]).toEqual([
      [0, 0],
      [0, 0],
      [8, 0],
    ])
    expect((await ledgerOf(id)).map(({ delta, on_hand }) => [delta, on_hand])).toEqual([
      [2, 2],
      [2, 2],
      [-2, 0],
      [-2, 0],
    ])
  })

  it('takes what has expired but was not given back', async () => {
    const id = await stocked(5)
    const order = newOrder()
    await buy(at(), order, linesOf({ [id]: 2 }), { life: 1 })
    expect(await pay(at(NOW + MINUTE), order, [])).toBe('taken')
    expect(await levelOf(id)).toEqual([3, 0])
  })

  it('takes nothing for an order of downloads', async () => {
    const id = await stocked(0, { tracked: false })
    const order = newOrder()
    expect(await buy(at(), order, linesOf({ [id]: 2 }))).toBe('held')
    await commit(at().db, takeHeld(at(), order))
    expect(await holdsAs(order)).toEqual([])
    expect(await levelOf(id)).toEqual([0, 0])
  })
})

describe('giving back', () => {
  it('gives back once, whoever asks how often', async () => {
    const id = await stocked(5)
    const order = newOrder()
    await buy(at(), order, linesOf({ [id]: 2 }))
    await giveBack(at(), order)
    const before = await written()
    await giveBack(at(), order)
    await commit(at().db, [...releaseHeld(at(), order), ...releaseHeld(at(), order)])
    expect(await written()).toEqual(before)
    expect(await levelOf(id)).toEqual([5, 0])
    expect((await eventsOf(id)).map(([type, data]) => [type, data.reason])).toEqual([
      ['inventory.held', undefined],
      ['inventory.released', 'released'],
    ])
  })

  it('gives nothing back that was taken, and takes nothing that was given back', async () => {
    const id = await stocked(5)
    const [paid, declined] = [newOrder(), newOrder()]
    await buy(at(), paid, linesOf({ [id]: 2 }))
    await buy(at(), declined, linesOf({ [id]: 2 }))
    await pay(at(), paid, [])
    await giveBack(at(), paid)
    await giveBack(at(), declined)
    expect(await brokenBy(commit(at().db, takeHeld(at(), declined)))).toBe('guard_held')
    expect(await levelOf(id)).toEqual([3, 0])
  })

  it('gives nothing of others back', async () => {
    const id = await stocked(5)
    const [mine, other] = [newOrder(), newOrder()]
    await buy(at(), mine, linesOf({ [id]: 2 }))
    await buy(at(), other, linesOf({ [id]: 3 }))
    await giveBack(at(), mine)
    expect([await levelOf(id), await holdsAs(other)]).toEqual([[5, 3], ['3 held loc_main']])
  })
})

describe('the end of a hold', () => {
  test.each([
    [-1, 0],
    [0, 5],
    [1, 5],
  ])('%i ms after its end there are %i free', async (after, free) => {
    const id = await stocked(5)
    await buy(at(), newOrder(), linesOf({ [id]: 5 }), { life: MINUTE })
    const { stock } = await freeStock(at(NOW + MINUTE + after), 'us', [id])
    expect([...stock.values()].map((each) => each.free.get('loc_main' as never))).toEqual([free])
  })

  it('gives way to the next taker, in the batch of that taker', async () => {
    const id = await stocked(5)
    const [gone, next] = [newOrder(), newOrder()]
    await buy(at(), gone, linesOf({ [id]: 5 }), { life: MINUTE })
    expect(await buy(at(), next, linesOf({ [id]: 5 }))).toEqual([{ variantId: id, wanted: 5, free: 0 }])
    expect(await buy(at(NOW + MINUTE), next, linesOf({ [id]: 5 }))).toBe('held')
    expect([await holdsAs(gone), await holdsAs(next)]).toEqual([['5 released loc_main'], ['5 held loc_main']])
    expect((await eventsOf(id)).map(([type, { order, reason }]) => [type, order, reason])).toEqual([
      ['inventory.held', gone, undefined],
      ['inventory.released', gone, 'expired'],
      ['inventory.held', next, undefined],
    ])
  })

  it('ends for all lines of the order, and for no other order', async () => {
    const [id, other] = [await stocked(5), await stocked(5)]
    const [gone, elsewhere, young] = [newOrder(), newOrder(), newOrder()]
    await buy(at(), gone, linesOf({ [id]: 1, [other]: 1 }), { life: MINUTE })
    await buy(at(), elsewhere, linesOf({ [other]: 1 }), { life: MINUTE })
    await buy(at(), young, linesOf({ [id]: 1 }))
    const later = at(NOW + MINUTE)
    await commit(later.db, releaseExpired(later, [id]))
    expect([await holdsAs(gone), await holdsAs(elsewhere), await holdsAs(young)]).toEqual([
      ['1 released loc_main', '1 released loc_main'],
      ['1 held loc_main'],
      ['1 held loc_main'],
    ])
    expect([await levelOf(id), await levelOf(other)]).toEqual([
      [5, 1],
      [5, 1],
    ])
    await giveBack(at(), elsewhere)
  })

  it('is found by the sweep, oldest first, a bounded number of them', async () => {
    await sweepExpiredHolds(at(NOW + 60 * MINUTE), 1_000)
    const id = await stocked(9)
    const orders = [newOrder(), newOrder(), newOrder()]
    for (const [nth, order] of orders.entries())
      await buy(at(), order, linesOf({ [id]: 1 }), { life: MINUTE + nth })
    const woken = { times: 0 }
    const later = Object.defineProperty(at(NOW + MINUTE + 2), 'wakeConsumers', {
      value: () => (woken.times += 1),
    })
    expect(await sweepExpiredHolds(at(NOW + MINUTE - 1))).toBe(0)
    expect([await sweepExpiredHolds(later, 2), await levelOf(id)]).toEqual([2, [9, 1]])
    expect(await holdsAs(orders[2] ?? '')).toEqual(['1 held loc_main'])
    expect([await sweepExpiredHolds(later, 2), await levelOf(id)]).toEqual([1, [9, 0]])
    expect([await sweepExpiredHolds(later, 2), woken.times]).toEqual([0, 2])
  })

  it('is swept twice at once without harm', async () => {
    const id = await stocked(9)
    await buy(at(), newOrder(), linesOf({ [id]: 4 }), { life: 1 })
    await Promise.all(Array.from({ length: 10 }, () => sweepExpiredHolds(at(NOW + MINUTE))))
    expect(await levelOf(id)).toEqual([9, 0])
    expect((await eventsOf(id)).filter(([type]) => type === 'inventory.released')).toHaveLength(1)
  })
})

describe('paid too late', () => {
  it('takes again what is free now, from where it is', async () => {
    const id = await stocked(2)
    await toEast(id, 2)
    const [late, next] = [newOrder(), newOrder()]
    await buy(at(), late, linesOf({ [id]: 2 }), { life: MINUTE, market: 'us' })
    await buy(at(NOW + MINUTE), next, linesOf({ [id]: 1 }), { market: 'us' })
    expect(await pay(at(NOW + MINUTE), late, linesOf({ [id]: 2 }), { market: 'jp' })).toBe('retaken')
    expect([await levelOf(id), await levelOf(id, 'loc_east')]).toEqual([
      [2, 1],
      [0, 0],
    ])
    expect(await holdsAs(late)).toEqual(['2 released loc_main', '2 taken loc_east'])
    expect((await ledgerOf(id)).at(-1)).toEqual({ delta: -2, on_hand: 0, reason: 'sale' })
    expect((await eventsOf(id)).at(-1)?.[0]).toBe('inventory.sold')
  })

  it('learns of the shortage when others have bought it, and nothing of theirs is touched', async () => {
    const id = await stocked(2)
    const [late, next] = [newOrder(), newOrder()]
    await buy(at(), late, linesOf({ [id]: 2 }), { life: MINUTE })
    await buy(at(NOW + MINUTE), next, linesOf({ [id]: 2 }))
    const before = await written()
    expect(await pay(at(NOW + MINUTE), late, linesOf({ [id]: 2 }))).toEqual([
      { variantId: id, wanted: 2, free: 0 },
    ])
    const again = retakeStock(at(), { orderId: late, pieces: [piece(id, 2)] })
    expect(await brokenBy(commit(at().db, again))).toBe('stock_held')
    expect(await written()).toEqual(before)
    expect(await pay(at(NOW + MINUTE), next, [])).toBe('taken')
    expect(await pay(at(NOW + MINUTE), late, linesOf({ [id]: 2 }))).toEqual([
      { variantId: id, wanted: 2, free: 0 },
    ])
  })

  it('takes again once', async () => {
    const id = await stocked(9)
    const order = newOrder()
    await buy(at(), order, linesOf({ [id]: 2 }))
    await giveBack(at(), order)
    const again = () => commit(at().db, retakeStock(at(), { orderId: order, pieces: [piece(id, 2)] }))
    await again()
    expect(await brokenBy(again())).toBe('guard_held')
    expect(await levelOf(id)).toEqual([7, 0])
  })
})

describe('backordered pieces', () => {
  it('hold no stock, and are kept beside those that do', async () => {
    const id = await stocked(1, { backorder: true })
    const order = newOrder()
    expect(await buy(at(), order, linesOf({ [id]: 3 }))).toBe('held')
    expect(await holdsAs(order)).toEqual(['2 held later', '1 held loc_main'])
    expect(await levelOf(id)).toEqual([1, 1])
    await pay(at(), order, [])
    expect([await levelOf(id), await holdsAs(order)]).toEqual([
      [0, 0],
      ['2 taken later', '1 taken loc_main'],
    ])
    expect((await ledgerOf(id)).map(({ delta }) => delta)).toEqual([1, -1])
  })

  it('end like others, without a level or an event', async () => {
    const id = await stocked(0, { backorder: true })
    const [gone, next] = [newOrder(), newOrder()]
    await buy(at(), gone, linesOf({ [id]: 3 }), { life: MINUTE })
    await buy(at(NOW + MINUTE), next, linesOf({ [id]: 1 }))
    expect([await holdsAs(gone), await holdsAs(next)]).toEqual([['3 released later'], ['1 held later']])
    expect([await levelOf(id), await eventsOf(id)]).toEqual([[0, 0], []])
  })
})

describe('coming back', () => {
  const paid = async (pieces: number) => {
    const id = await stocked(9)
    const order = newOrder()
    await buy(at(), order, linesOf({ [id]: pieces }))
    await pay(at(), order, [])
    const back = (quantity: number, location = 'loc_main') =>
      commit(
        at().db,
        returnStock(at(), { orderId: order, pieces: [{ variantId: id, location, quantity }] }, 'staff:test'),
      )
    return { id, order, back }
  }

  it('puts pieces back where they lay', async () => {
    const { id, order, back } = await paid(3)
    await back(2)
    expect(await levelOf(id)).toEqual([8, 0])
    const told = await ask<{ data: Record<string, unknown>[] }>('GET', `/inventory/${id}/ledger`)
    expect(told.body.data[0]).toMatchObject({
      delta: 2,
      onHand: 8,
      reason: 'return',
      note: order,
      actor: 'staff:test',
    })
    expect((await eventsOf(id)).at(-1)).toEqual([
      'inventory.returned',
      { order, location: 'loc_main', quantity: 2 },
    ])
    expect((await holdsOf(at().db, order))[0]).toMatchObject({ quantity: 3, returned: 2, state: 'taken' })
  })

  it('never puts back more than was taken, over all returns', async () => {
    const { id, back } = await paid(3)
    await back(2)
    expect(await brokenBy(back(2))).toBe('hold_returned')
    const told = await Promise.allSettled(Array.from({ length: 10 }, () => back(1)))
    expect(told.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await levelOf(id)).toEqual([9, 0])
  })

  it('nor to where nothing was taken, nor what was only held, nor less than nothing', async () => {
    const { id, back } = await paid(3)
    await toEast(id, 1)
    expect(await brokenBy(back(1, 'loc_east'))).toBe('guard_held')
    expect(await brokenBy(back(-1))).toBe('guard_held')
    const order = newOrder()
    await buy(at(), order, linesOf({ [id]: 2 }))
    const pieces = [{ variantId: id, location: 'loc_main', quantity: 1 }]
    const early = returnStock(at(), { orderId: order, pieces }, 'staff:test')
    expect(await brokenBy(commit(at().db, early))).toBe('guard_held')
    expect(await levelOf(id)).toEqual([6, 2])
    await giveBack(at(), order)
  })
})
