import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { buyAndGet } from '../../src/domain/buy-and-get.ts'
import type { Rest } from '../../src/domain/reduction.ts'
import { law } from './law.ts'
import { buyGet, goods, pick, price } from './sessions.ts'

/** A line of pieces that cost so much each, which may be bought, made cheaper, or both. */
type Heap = {
  readonly each: number
  readonly quantity: number
  readonly buys: boolean
  readonly gets: boolean
}
const anyHeap = fc.record({
  each: fc.nat(5),
  quantity: fc.integer({ min: 1, max: 3 }),
  buys: fc.boolean(),
  gets: fc.boolean(),
})

const asRest = ({ each, quantity, buys, gets }: Heap, index: number): Rest => {
  const tags = [...(buys ? ['buy'] : []), ...(gets ? ['get'] : [])]
  const item = goods(`v${index}`, { price: each, tags })
  const line = { id: `l${index}`, variantId: `v${index}`, quantity, item, pieces: quantity }
  return { line: { ...line, row: price(each), subtotal: each * quantity }, left: each * quantity }
}

/** All ways to choose pieces that become cheaper: the most rounds, and what the cheapest choice of those costs. */
function tryAll(heaps: readonly Heap[], buy: number, get: number, times: number) {
  const pieces = heaps.flatMap((heap) => Array.from({ length: heap.quantity }, () => heap))
  const best = { rounds: 0, worth: 0 }
  for (let choice = 1; choice < 2 ** pieces.length; choice++) {
    const got = pieces.filter((_, index) => choice & (2 ** index))
    const rounds = got.length / get
    if (!Number.isInteger(rounds) || rounds > times || got.some(({ gets }) => !gets)) continue
    const others = pieces.filter((piece, index) => !(choice & (2 ** index)) && piece.buys)
    if (others.length < rounds * buy) continue
    const worth = got.reduce((sum, { each }) => sum + each, 0)
    if (rounds > best.rounds || (rounds === best.rounds && worth < best.worth))
      Object.assign(best, { rounds, worth })
  }
  return best
}

const anyCase = fc.record({
  heaps: fc.array(anyHeap, { minLength: 1, maxLength: 4, size: 'max' }),
  buy: fc.integer({ min: 1, max: 3 }),
  get: fc.integer({ min: 1, max: 2 }),
  times: fc.constantFrom(1, 2, 99),
})

law(
  'buy X get Y holds as often as any choice of pieces lets it, and takes the cheapest',
  fc.property(anyCase, ({ heaps, buy, get, times }) => {
    const effect = buyGet(buy, get, {
      from: pick({ tags: ['buy'] }),
      getFrom: pick({ tags: ['get'] }),
      times,
    })
    if (effect.kind !== 'buy_x_get_y') throw new Error('the test makes another effect')
    const { rounds, cuts } = buyAndGet(effect, heaps.map(asRest))
    const worth = cuts.reduce((sum, { amount }) => sum + amount, 0)
    expect({ rounds, worth }).toEqual(tryAll(heaps, buy, get, times))
    for (const { line, pieces = 0 } of cuts) expect(pieces).toBeLessThanOrEqual(line.quantity)
  }),
)

test('it holds in many of these cases', () => {
  const sample = fc.sample(anyCase, { seed: 2026, numRuns: 500 })
  const rounds = sample.map(({ heaps, buy, get, times }) => tryAll(heaps, buy, get, times).rounds)
  expect(rounds.filter((each) => each > 0).length).toBeGreaterThan(150)
  expect(rounds.filter((each) => each > 1).length).toBeGreaterThan(30)
})
