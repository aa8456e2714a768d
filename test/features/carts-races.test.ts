import { beforeAll, describe, expect, test } from 'vitest'
import type { ShownCart } from '../../src/cart/cart-schemas.ts'
import { applyCommand, type Cart, type CartCommand } from '../../src/domain/cart.ts'
import type { LineId, VariantId } from '../../src/domain/ids.ts'
import { market } from '../domain/make.ts'
import { forget, type Guest, item, MANY, open, pieces, stock } from './carts/support.ts'

// Many at one cart at once (I-18, I-20): no unit is lost, and what comes out is what the versions say. The isolate knows
// nothing when they come, so that each waits for KV and all are in the object together.

beforeAll(stock)

const versions = (answers: readonly { body: ShownCart }[]) =>
  answers.map(({ body }) => body.version).toSorted((left, right) => left - right)
const upTo = (from: number, count: number) => Array.from({ length: count }, (_, at) => from + at)

test.each([1, 2])('100 parallel adds of one unit are 100 units (round %i)', async () => {
  const guest = await open([], 'us')
  forget()
  const answers = await Promise.all(Array.from({ length: 100 }, () => guest.add(item('var-mug'))))
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 100 }, () => 200))
  const { body } = await guest.read()
  expect([pieces(body), body.items.length, body.version]).toEqual([{ 'var-mug': 100 }, 1, 101])
  // Each saw its own change, and nobody the same version.
  expect(versions(answers)).toEqual(upTo(2, 100))
  for (const { body: seen } of answers) expect(pieces(seen)['var-mug']).toBe(seen.version - 1)
})

test('90 parallel adds of different variants are 90 lines', async () => {
  const guest = await open([], 'us')
  forget()
  const answers = await Promise.all(MANY.slice(0, 90).map((variantId) => guest.add(item(variantId, 2))))
  const { body } = await guest.read()
  expect(body.items).toHaveLength(90)
  expect(new Set(body.items.map(({ id }) => id)).size).toBe(90)
  expect(body.items.every(({ quantity }) => quantity === 2)).toBe(true)
  expect(versions(answers)).toEqual(upTo(2, 90))
})

test('of 30 adds that would pass the limit together, as many are taken as fit', async () => {
  const guest = await open([item('var-mug', 990)], 'us')
  forget()
  const answers = await Promise.all(Array.from({ length: 30 }, () => guest.add(item('var-mug'))))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(9)
  expect(answers.filter(({ status }) => status === 422)).toHaveLength(21)
  expect(pieces((await guest.read()).body)).toEqual({ 'var-mug': 999 })
})

test('of nine new lines at once into 95, four are taken; and room that is made is room', async () => {
  const guest = await open(
    MANY.slice(0, 95).map((id) => item(id)),
    'us',
  )
  const others = [...MANY.slice(95), 'var-kettle', 'var-mug', 'var-sold-out', 'var-back-order']
  forget()
  const answers = await Promise.all(others.map((id) => guest.add(item(id))))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(4)
  expect(answers.filter(({ status }) => status === 422)).toHaveLength(5)
  const { items } = (await guest.read()).body
  expect(items).toHaveLength(99)
  const removed = await Promise.all(items.slice(0, 40).map(({ id }) => guest.ask('DELETE', `/items/${id}`)))
  expect(removed.every(({ status }) => status === 200)).toBe(true)
  expect((await guest.read()).body.items).toHaveLength(59)
  expect((await guest.add(...others.map((id) => item(id)))).status).toBe(200)
})

/** A generator that can be repeated. */
function seeded(seed: number) {
  let state = seed
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** A cart as it is shown, without what is priced. */
const kept = ({ market: code, currency, locale, items, codes, destination, note }: ShownCart) => ({
  market: code,
  currency,
  locale,
  lines: items.map(({ id, variantId, quantity }) => ({ id, variantId, quantity })),
  codes: codes.map(({ code: typed }) => typed),
  destination: destination ?? null,
  note: note ?? null,
})

const plain = ({ market: code, currency, locale, lines, codes, destination, note }: Cart) => ({
  market: code,
  currency,
  locale,
  lines: lines.map(({ id, variantId, quantity }) => ({ id, variantId, quantity })),
  codes,
  destination,
  note,
})

const MARKETS = Object.fromEntries(
  (
    [
      ['us', 'USD', ['en']],
      ['de', 'EUR', ['de', 'en']],
      ['jp', 'JPY', ['ja', 'en']],
    ] as const
  ).map(([code, currency, locales]) => [
    code,
    market(code, { currency, locales, defaultLocale: locales[0] } as never),
  ]),
)

/** What a command makes of a cart; a new line has the id that it was given. */
function after(cart: Cart, command: CartCommand, shown: ReturnType<typeof kept>): Cart {
  let made = ''
  const outcome = applyCommand(cart, command, {
    market: MARKETS[(command.kind === 'change' ? command.change.market : undefined) ?? cart.market],
    offer: (variantId) => {
      made = variantId
      return { state: 'purchasable', seen: undefined as never }
    },
    newLineId: () => (shown.lines.find(({ variantId }) => variantId === made)?.id ?? 'lin_?') as LineId,
  })
  return outcome.ok ? outcome.cart : { ...cart, version: -1 }
}

type Sent = { readonly command: CartCommand; readonly answer: Awaited<ReturnType<Guest['ask']>> }

/** Sends a command as a client would. */
async function send(guest: Guest, command: CartCommand): Promise<Sent> {
  const answer = await {
    add: () => guest.ask('POST', '/items', { items: (command as CartCommand & { kind: 'add' }).items }),
    set: () => {
      const { lineId, quantity } = command as CartCommand & { kind: 'set' }
      return guest.ask('PATCH', `/items/${lineId}`, { quantity })
    },
    remove: () => guest.ask('DELETE', `/items/${(command as CartCommand & { kind: 'remove' }).lineId}`),
    change: () => guest.ask('PATCH', '', (command as CartCommand & { kind: 'change' }).change),
    codes: () => guest.ask('PUT', '/codes', { codes: (command as CartCommand & { kind: 'codes' }).codes }),
  }[command.kind]()
  return { command, answer }
}

describe.each([7, 2026, 31_337])('50 mixed commands from three clients (seed %i)', (seed) => {
  test('end where the versions say, and a client that keeps the highest is right', async () => {
    const random = seeded(seed)
    const names = ['var-kettle', 'var-mug', ...MANY.slice(0, 6)] as VariantId[]
    const one = <Value>(list: readonly Value[]): Value => list[random(list.length)] as Value
    const guest = await open(
      names.slice(0, 4).map((id) => item(id, 3)),
      'us',
    )
    const lines = guest.opened.items.map(({ id }) => id)
    const next = (): CartCommand =>
      one<() => CartCommand>([
        () => ({ kind: 'add', items: [{ variantId: one(names), quantity: 1 + random(3) }] }),
        () => ({
          kind: 'add',
          items: [
            { variantId: one(names), quantity: 1 },
            { variantId: one(names), quantity: 2 },
          ],
        }),
        () => ({ kind: 'set', lineId: one(lines), quantity: random(6) }),
        () => ({ kind: 'remove', lineId: one(lines) }),
        () => ({ kind: 'change', change: { note: `note ${random(1_000)}` } }),
        () => ({ kind: 'change', change: { market: one(['us', 'de', 'jp']) as never } }),
        () => ({ kind: 'codes', codes: [`code-${random(100)}`] }),
      ])()
    // Three clients, each with several commands on the way: replies overtake each other.
    const commands = Array.from({ length: 50 }, next)
    const client = async (mine: CartCommand[]): Promise<Sent[]> => {
      const sent: Promise<Sent>[] = []
      for (const command of mine) {
        if (random(3) === 0) forget()
        sent.push(send(guest, command))
        if (random(3) === 0) await Promise.all(sent)
      }
      return Promise.all(sent)
    }
    const sent = (
      await Promise.all([0, 1, 2].map((who) => client(commands.filter((_, at) => at % 3 === who))))
    ).flat()
    const final = (await guest.read()).body
    const taken = sent.filter(({ answer }) => answer.status === 200)
    // A line that somebody has removed is not there for the next one; nothing else is refused.
    expect(new Set(sent.map(({ answer }) => answer.status).filter((status) => status !== 200))).toEqual(
      new Set(sent.length === taken.length ? [] : [404]),
    )

    // The serial result, by the pure domain, in the order of the versions. What changed nothing has the version of what
    // it met, and comes after the change that made it.
    let cart = {
      ...guest.opened,
      ...kept(guest.opened),
      lines: kept(guest.opened).lines,
    } as unknown as Cart
    const byVersion = Map.groupBy(taken, ({ answer }) => answer.body.version)
    for (const [version, group] of [...byVersion].toSorted(([left], [right]) => left - right)) {
      const shown = kept(group[0]?.answer.body ?? final)
      // Each reply is the state right after its command.
      for (const { answer } of group) expect(kept(answer.body)).toEqual(shown)
      const isMaker = ({ command }: Sent) =>
        JSON.stringify(plain(after(cart, command, shown))) === JSON.stringify(shown)
      if (version > cart.version) {
        const maker = group.findIndex(isMaker)
        if (maker < 0) expect.fail(`no command leads to version ${version}`)
        const [{ command }] = group.splice(maker, 1) as [Sent]
        cart = after(cart, command, shown)
      }
      expect([cart.version, plain(cart)]).toEqual([version, shown])
      for (const { command } of group) expect(after(cart, command, shown)).toBe(cart)
    }
    expect(final.version).toBe(cart.version)

    // Replies in any order: the client that drops those with a lower version ends with the server's state.
    for (let round = 0; round < 20; round += 1) {
      let shown = guest.opened
      for (const { answer } of taken.toSorted(() => random(3) - 1))
        if (answer.body.version >= shown.version) shown = answer.body
      expect(kept(shown)).toEqual(kept(final))
    }
  })
})

describe('adding while the market is switched', () => {
  test('what is sold in both is added, before or after; nothing is lost', async () => {
    const guest = await open([item('var-kettle')], 'us')
    forget()
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, at) =>
        at % 4 === 3
          ? guest.ask('PATCH', '', { market: ['de', 'jp', 'us'][at % 3] })
          : guest.add(item('var-mug')),
      ),
    )
    expect(answers.every(({ status }) => status === 200)).toBe(true)
    const { body } = await guest.read()
    expect(pieces(body)).toEqual({ 'var-kettle': 1, 'var-mug': 30 })
    const unit = { us: 500, de: 450, jp: 700 } as Record<string, number>
    for (const { body: seen } of [...answers, { body }]) {
      const mug = seen.items.find(({ variantId }) => variantId === 'var-mug')
      if (mug === undefined) continue
      // Never a price of one market in the currency of another.
      expect([seen.market, mug.unitPrice]).toEqual([
        seen.market,
        { amount: unit[seen.market], currency: { us: 'USD', de: 'EUR', jp: 'JPY' }[seen.market] },
      ])
    }
  })

  test('what is sold in one of them alone is taken there and refused elsewhere', async () => {
    const guest = await open([], 'de')
    forget()
    const answers = await Promise.all([
      ...Array.from({ length: 10 }, () => guest.add(item('var-stein'))),
      guest.ask('PATCH', '', { market: 'us' }),
      ...Array.from({ length: 10 }, () => guest.add(item('var-stein'))),
    ])
    const switched = answers[10]?.body.version ?? 0
    const adds = answers.filter((_, at) => at !== 10)
    for (const { status, body } of adds) {
      expect([200, 409]).toContain(status)
      if (status === 200) expect(body.version).toBeLessThan(switched)
    }
    const taken = adds.filter(({ status }) => status === 200).length
    expect(pieces((await guest.read()).body)['var-stein'] ?? 0).toBe(taken)
  })
})
