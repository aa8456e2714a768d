import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MEMORY_DISK } from '../../scripts/memory-disk.ts'
import * as buyers from '../../scripts/proof/buyers.ts'
import { stageOn, type Stage, wrongIn } from '../../scripts/proof/buying/proof-server.ts'
import { type Known, reckon } from '../../scripts/proof/buying/reckon.ts'
import * as code from '../../scripts/proof/code.ts'
import * as overload from '../../scripts/proof/overload.ts'
import { Server } from './server.ts'

// `npm run proof -- overload`, `code` and `buyers` at a small size, against one server.
const seed = Number(process.env.SEED ?? 5)
let stateDir: string
let server: Server
let stage: Stage

beforeAll(async () => {
  stateDir = await mkdtemp(join(MEMORY_DISK, 'highstreet-buyers-'))
  server = await Server.open(stateDir, { HOLD_SECONDS: String(buyers.HOLD_SECONDS) })
})
afterAll(async () => {
  await server.kill()
  await rm(stateDir, { recursive: true, force: true })
})

test('far more at once than can be served are served, or refused with a time to come again', async () => {
  stage = stageOn(server)
  const size = { seed, clients: 40, units: 5, seconds: 2 }
  const figures = await overload.proveOverload(stage, size)
  expect(wrongIn(figures, overload.NOTHING), JSON.stringify(figures)).toEqual([])
  expect(figures['units sold']).toBe(5)
})

test('a code for two is redeemed twice, whoever is declined, and one for each customer once by each', async () => {
  stage = stageOn(server)
  const figures = await code.proveCode(stage, { seed, limit: 2, buyers: 12, parallel: 5 })
  expect(wrongIn(figures, code.NOTHING), JSON.stringify(figures)).toEqual([])
  expect(figures.redemptions).toBe(2)
})

test('more buyers than units: nothing is sold twice, doubled, halved or left over, also when the server is killed', async () => {
  stage = stageOn(server)
  const figures = await buyers.proveBuyers(stage, { seed, rounds: 1, buyers: 16, units: 4 })
  expect(wrongIn(figures, buyers.NOTHING), JSON.stringify(figures)).toEqual([])
  expect(figures['units sold']).toBe(4 + 10 + 5)
  expect(figures['asked again after a restart']).toBeGreaterThan(0)
})

describe('the reckoning sees', () => {
  const item = { variantId: 'var-a', quantity: 1 }
  const order = (id: string, checkoutId = `chk-${id}`): Known['orders'][number] => ({
    id,
    checkoutId,
    cartId: null,
    items: [item] as never,
    total: { amount: 500, currency: 'USD' } as never,
    status: 'placed',
  })
  const told = (orderId: string, key = orderId): Known['attempts'][number] => ({
    buyer: 'b',
    checkout: 'c',
    key,
    script: 'approve',
    sentAt: 0,
    ms: 1,
    status: 200,
    orderId,
    order: orderId,
    replayed: false,
    retryAfter: undefined,
    requestId: undefined,
    timing: '',
  })
  const charge = (orderId: string, captured = 500) => ({
    orderId,
    captured,
    script: 'approve',
    status: 'authorized',
    amount: 500,
    refunded: 0,
  })
  const sold = { delta: -1, reason: 'sale' }
  const right: Known = {
    wishes: new Map([
      ['chk-1', [item]],
      ['chk-2', [item]],
    ]),
    attempts: [told('1'), told('2')],
    orders: [order('1'), order('2')],
    booked: [charge('1'), charge('2')],
    stock: [
      {
        variantId: 'var-a',
        received: 2,
        onHand: 0,
        held: 0,
        available: 0,
        ledger: [{ delta: 2, reason: 'import' }, sold, sold],
      },
    ],
  }
  const [level = (() => expect.unreachable())()] = right.stock
  const wrongs: [string, Partial<Known>, ...string[]][] = [
    ['nothing where all is right', {}],
    ['a unit sold twice', { stock: [{ ...level, received: 1 }] }, 'units oversold', 'units unaccounted for'],
    ['two orders of one checkout', { orders: [order('1'), order('2', 'chk-1')] }, 'duplicate orders'],
    [
      'an order of half a wish',
      { wishes: new Map([...right.wishes, ['chk-2', [item, { variantId: 'var-b', quantity: 1 }]]]) },
      'partial orders',
    ],
    ['a unit that is gone', { stock: [{ ...level, received: 3 }] }, 'units unaccounted for'],
    [
      'a counter below nothing and a hold that stays',
      { stock: [{ ...level, held: 1, available: -1 }] },
      'negative counters',
      'units held in the end',
    ],
    [
      'an order that is gone, and one that nobody knows',
      { attempts: [told('1'), told('3')] },
      'acknowledged orders missing',
      'orders that nobody was told of',
    ],
    [
      'two orders of one key',
      { attempts: [told('1', 'key'), told('2', 'key')] },
      'keys with two orders',
      'keys with differing orders',
    ],
    ['an order that is not paid', { booked: [charge('1'), charge('2', 0)] }, 'orders not paid'],
    [
      'a charge of another amount',
      { booked: [charge('1'), charge('2', 499)] },
      'charges that are not the total of one order',
    ],
    [
      'an order paid twice',
      { booked: [charge('1'), charge('2'), charge('2')] },
      'charges that are not the total of one order',
    ],
  ]
  test.each(wrongs)('%s', (_, other, ...names) => {
    const figures = Object.entries(reckon({ ...right, ...other }))
    expect(figures.filter(([, figure]) => figure !== 0).map(([name]) => name)).toEqual(names)
  })
})
