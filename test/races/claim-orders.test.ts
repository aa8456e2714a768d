import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { CartId } from '../../src/domain/ids.ts'
import { signCapability } from '../../src/auth/capability.ts'
import { forget, item, MANY, open, pieces, stock } from '../features/carts/support.ts'
import { context } from '../features/shop.ts'
import {
  breakAt,
  calls,
  change,
  claimPatiently,
  evict,
  hold,
  holds,
  isOpen,
  loseAlarm,
  meet,
  NOTHING,
  piecesOf,
  ring,
  rows,
  Shopper,
  slowDown,
  TOGETHER,
} from './claims.ts'

// Claims that meet each other, the alarm, an edit, an outage or an end: whatever comes first, each unit is in one cart.
beforeAll(stock)
// A tier that has failed is not asked for a while; the next test is another day.
afterEach(forget)

const DAY = 86_400_000
const LIFE = 30 * DAY
const at = (id: string, now: number): Promise<void> =>
  change(id, (ctx) => Object.defineProperty(ctx, 'now', { value: now }))
const later = (id: string, milliseconds: number): Promise<void> =>
  change(id, (ctx) => Object.defineProperty(ctx, 'now', { value: ctx.now + milliseconds }))
const without = (id: string, faults: string): Promise<void> =>
  change(id, (ctx) => {
    const broken = context({ FAULTS: faults } as never)
    return Object.defineProperties(ctx, {
      db: { get: () => broken.db },
      kv: { get: () => broken.kv },
    })
  })

describe('two claims at once', () => {
  test('of one customer: both are answered the one cart', async () => {
    const { guest, shopper, version } = await meet()
    const answers = await Promise.all(Array.from({ length: 5 }, () => shopper.claim(guest)))
    for (const { status, body } of answers)
      expect([status, pieces(body), body.version]).toEqual([200, TOGETHER, version + 1])
    expect(await holds(guest.id)).toEqual(NOTHING)
  })

  test('of two customers who hold the token: one gets it all, the other is told', async () => {
    const { guest, shopper } = await meet()
    const rival = await Shopper.make()
    await rival.open()
    const answers = await Promise.all([shopper.claim(guest), rival.claim(guest)])
    expect(answers.filter(({ status }) => status === 200).length).toBe(1)
    expect(answers.filter(({ status }) => status === 409 || status === 410).length).toBe(1)
    const [winner, loser] = answers[0]?.status === 200 ? [shopper, rival] : [rival, shopper]
    expect((await loser.claim(guest)).body.code).toBe('cart_expired')
    const sum: Record<string, number> = {}
    for (const who of [winner, loser])
      for (const [id, count] of Object.entries(await piecesOf(who))) sum[id] = (sum[id] ?? 0) + count
    expect(sum).toEqual(TOGETHER)
  })

  test('and an alarm, and a read, and an add to the target', async () => {
    const { guest, shopper, target } = await meet()
    await breakAt(guest.id, 'claim.frozen', 'throws')
    await shopper.claim(guest)
    const [, read, added, claimed] = await Promise.all([
      ring(guest.id),
      guest.read(),
      shopper.ask('POST', `/v1/carts/${target}/items`, { items: [item('var-mug', 4)] }),
      shopper.claim(guest),
    ])
    expect([200, 410]).toContain(read?.status)
    expect([added?.status, claimed?.status]).toEqual([200, 200])
    expect(await piecesOf(shopper)).toEqual({ ...TOGETHER, 'var-mug': 7 })
    expect(await holds(guest.id)).toEqual(NOTHING)
  })

  test('while the target reads what it must know, and others change it', async () => {
    const { guest, shopper, target } = await meet()
    const other = await open([item('var-mug', 5)])
    await slowDown(target)
    const answers = await Promise.all([
      ...Array.from({ length: 4 }, () => shopper.claim(guest)),
      shopper.claim(other),
      ...Array.from({ length: 4 }, () =>
        shopper.ask('POST', `/v1/carts/${target}/items`, { items: [item('var-mug', 1)] }),
      ),
    ])
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    expect(await piecesOf(shopper)).toEqual({ 'var-kettle': 3, 'var-mug': 3 + 5 + 4 })
  })

  test('of two guests into one new cart', async () => {
    const guests = [await open([item('var-mug', 2)]), await open([item('var-mug', 3)])]
    const shopper = await Shopper.make()
    const answers = await Promise.all(guests.map(shopper.claim))
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    const { body } = await shopper.cart()
    // One after the other, each once.
    expect([pieces(body), body.version - Date.parse(body.createdAt)]).toEqual([{ 'var-mug': 5 }, 2])
  })
})

describe('what is not to be claimed', () => {
  test('a cart that has ended, or a token that has', async () => {
    const { guest, shopper, target } = await meet()
    const before = await holds(target)
    const [old, now] = [context(), Date.now()]
    Object.defineProperty(old, 'now', { value: now - LIFE })
    const token = await signCapability(old, 'cart', guest.id as CartId, 60)
    const expired = await shopper.ask('POST', `${guest.path}/claim`, { token })
    expect([expired.status, expired.body.code]).toEqual([410, 'cart_expired'])
    expect(await isOpen(guest.id)).toBe(true)

    await later(guest.id, LIFE + 1)
    const ended = await shopper.claim(guest)
    expect([ended.status, ended.body.code]).toEqual([410, 'cart_expired'])
    await ring(guest.id)
    expect(await holds(guest.id)).toEqual(NOTHING)
    expect((await shopper.claim(guest)).status).toBe(410)
    expect(await holds(guest.id)).toEqual(NOTHING)
    expect(await holds(target)).toEqual(before)
  })

  test('a customer without a cart makes none by claiming what has ended', async () => {
    const guest = await open([item('var-mug')])
    const shopper = await Shopper.make()
    await later(guest.id, LIFE + 1)
    expect((await shopper.claim(guest)).status).toBe(410)
    const answer = await shopper.cart()
    expect(answer.status).toBe(404)
  })

  test('itself', async () => {
    const { target, shopper } = await meet()
    const reply = await calls(target).claimFor(target)
    expect(reply.kind).toBe('cart')
    expect(await isOpen(target)).toBe(true)
    expect(await piecesOf(shopper)).toEqual({ 'var-kettle': 1 })
  })

  test('by a token of another cart, or without being a customer', async () => {
    const { guest, shopper } = await meet()
    const other = await open()
    const answers = [
      await shopper.ask('POST', `${guest.path}/claim`, { token: other.token }),
      await shopper.ask('POST', `${guest.path}/claim`, { token: `${guest.token}x` }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([404, 404])
    expect((await guest.ask('POST', '/claim', { token: guest.token })).status).toBe(401)
    expect(await isOpen(guest.id)).toBe(true)
  })
})

describe('two carts that do not fit together', () => {
  test('by their lines: both stay as they were', async () => {
    const guest = await open(MANY.slice(0, 60).map((id) => item(id)))
    const shopper = await Shopper.make()
    await shopper.open(...MANY.slice(50, 99).map((id) => item(id)))
    const fits = await shopper.claim(guest)
    expect([fits.status, fits.body.items.length]).toEqual([200, 99])

    const more = await open([item(MANY[99] ?? '')])
    const answer = await shopper.claim(more)
    expect([answer.status, answer.body.errors?.[0]]).toMatchObject([
      422,
      { code: 'too_many_lines', pointer: '' },
    ])
    expect((await shopper.cart()).body.items.length).toBe(99)
    expect(await isOpen(more.id)).toBe(true)
    expect((await more.add(item('var-mug'))).status).toBe(200)
  })

  test('by what they would cost', async () => {
    const guest = await open([item('var-palace', 5)])
    const shopper = await Shopper.make()
    await shopper.open(item('var-palace', 5))
    const answer = await shopper.claim(guest)
    expect([answer.status, answer.body.errors?.[0]?.code]).toEqual([422, 'amount_too_large'])
    expect(await piecesOf(shopper)).toEqual({ 'var-palace': 5 })
    expect((await guest.add(item('var-mug'))).status).toBe(200)
  })

  test('a call that was given up cannot pour behind the refusal', async () => {
    const { guest, shopper, target } = await meet()
    await breakAt(guest.id, 'claim.frozen', 'throws')
    await shopper.claim(guest)
    const [leaving] = await rows(guest.id, 'leaving')
    const { cart } = JSON.parse(String((await rows(guest.id, 'cart'))[0]?.state)) as { cart: never }
    const pour = { claim: leaving?.claim as never, cart, decisions: [] }
    // The target is full while the first call comes, and has room again when the one that was given up does.
    const line = (await shopper.cart()).body.items[0]?.id ?? ''
    const set = (quantity: number) => shopper.ask('PATCH', `/v1/carts/${target}/items/${line}`, { quantity })
    await set(999)
    expect((await claimPatiently(shopper, guest)).status).toBe(422)
    await set(1)
    expect((await calls(target).pour(pour, target)).kind).toBe('unfit')
    expect(await piecesOf(shopper)).toEqual({ 'var-kettle': 1 })
    // Nor can one of an earlier claim, once a later one is through.
    expect((await shopper.claim(guest)).status).toBe(200)
    expect((await calls(target).pour(pour, target)).kind).toBe('unfit')
    expect(await piecesOf(shopper)).toEqual(TOGETHER)
  })
})

describe('a call that comes back late', () => {
  test('does not thaw what is frozen for another try', async () => {
    const guest = await open([item('var-kettle', 2)])
    const shopper = await Shopper.make()
    const { id } = await shopper.open(item('var-kettle', 998))
    const first = await hold(id, 'claim.refused')
    const late = shopper.claim(guest)
    await first.isReached()
    expect((await shopper.claim(guest)).status).toBe(422)
    await breakAt(guest.id, 'claim.frozen', 'throws')
    expect((await shopper.claim(guest)).status).toBe(500)
    expect(await isOpen(guest.id)).toBe(false)
    first.letGo()
    expect((await late).status).toBe(422)
    expect(await isOpen(guest.id)).toBe(false)
  })
})

describe('an outage', () => {
  test.each(['KV=fail,DB=fail', 'KV=stall,DB=stall'])(
    '%s during the pour: 503, then the alarm',
    async (faults) => {
      const { guest, shopper, target, version } = await meet()
      forget()
      await without(target, faults)
      const answer = await shopper.claim(guest)
      expect([answer.status, answer.body.code]).toEqual([503, 'unavailable'])
      expect(answer.headers.get('Retry-After')).toMatch(/^\d+$/)
      await ring(guest.id)
      forget()
      expect((await guest.add(item('var-mug'))).body.code).toBe('cart_locked')
      expect(await isOpen(guest.id)).toBe(false)
      expect((await holds(guest.id)).alarm).not.toBeNull()
      await evict(target)
      forget()
      await ring(guest.id)
      expect(await holds(guest.id)).toEqual(NOTHING)
      const { body } = await shopper.cart()
      expect([pieces(body), body.version]).toEqual([TOGETHER, version + 1])
    },
  )

  test('after the pour: the source ends, though nobody can be shown the cart', async () => {
    const { guest, shopper, target } = await meet()
    await breakAt(target, 'claim.poured', 'throws')
    expect((await shopper.claim(guest)).status).toBe(500)
    await evict(target)
    await without(target, 'KV=fail,DB=fail')
    forget()
    expect((await shopper.claim(guest)).status).toBe(503)
    expect(await holds(guest.id)).toEqual(NOTHING)
    await evict(target)
    forget()
    const answer = await shopper.claim(guest)
    expect([answer.status, pieces(answer.body)]).toEqual([200, TOGETHER])
  })
})

describe('the frozen state ends', () => {
  const freeze = async () => {
    const met = await meet()
    await breakAt(met.guest.id, 'claim.frozen', 'throws')
    await met.shopper.claim(met.guest)
    await evict(met.guest.id)
    expect(await isOpen(met.guest.id)).toBe(false)
    return met
  }

  test('though the cart is read a day later: that does not put off the alarm', async () => {
    const { guest } = await freeze()
    const before = await holds(guest.id)
    await later(guest.id, 2 * DAY)
    expect((await guest.read()).status).toBe(200)
    expect(await holds(guest.id)).toEqual(before)
  })

  test('though the alarm is lost', async () => {
    const { guest, shopper, target } = await freeze()
    await without(target, 'KV=fail,DB=fail')
    forget()
    await loseAlarm(guest.id)
    expect((await shopper.claim(guest)).status).toBe(503)
    expect((await holds(guest.id)).alarm).not.toBeNull()
  })

  test('though the configuration is broken when the alarm comes', async () => {
    const { guest, shopper } = await freeze()
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    await change(guest.id, () => {
      throw new Error('TOKEN_SECRETS is missing')
    })
    await ring(guest.id)
    said.mockRestore()
    await evict(guest.id)
    expect((await holds(guest.id)).alarm).not.toBeNull()
    await ring(guest.id)
    expect(await piecesOf(shopper)).toEqual(TOGETHER)
  })

  test('with the time of the cart at the latest', async () => {
    const { guest, shopper } = await freeze()
    const [row] = await rows(guest.id, 'cart')
    const { cart } = JSON.parse(String(row?.state)) as { cart: { expiresAt: number } }
    expect(cart.expiresAt).toBeGreaterThan(Date.now() + LIFE - 60_000)
    await at(guest.id, cart.expiresAt)
    await ring(guest.id)
    expect(await holds(guest.id)).toEqual(NOTHING)
    expect((await shopper.claim(guest)).status).toBe(410)
    expect(await piecesOf(shopper)).toEqual({ 'var-kettle': 1 })
  })

  test('retries come ever later, at most a minute apart, and never end', async () => {
    const { guest, target } = await freeze()
    await without(target, 'KV=fail,DB=fail')
    forget()
    const start = Date.now()
    await at(guest.id, start)
    const waits: number[] = []
    for (let attempt = 0; attempt < 9; attempt += 1) {
      await ring(guest.id)
      waits.push((((await holds(guest.id)).alarm ?? 0) - start) / 1_000)
    }
    expect(waits).toEqual([2, 4, 8, 16, 32, 60, 60, 60, 60])
  })
})

describe('what has been poured is remembered', () => {
  test('for as long as the source could ask, also when the target has ended; then nothing is left', async () => {
    const { guest, shopper, target } = await meet()
    // The reply gets lost, and the source does not come to ask again.
    await breakAt(target, 'claim.poured', 'throws')
    await shopper.claim(guest)
    expect(await isOpen(guest.id)).toBe(false)
    const [decision] = await rows(target, 'decisions')
    const until = Number(decision?.until)
    expect(until).toBeGreaterThan(Date.now() + LIFE)

    // Both carts have a life of a month: the target ends, and remembers.
    await evict(target)
    await at(target, Date.now() + LIFE + 1_000)
    await ring(target)
    expect(await rows(target, 'cart')).toEqual([])
    expect(await holds(target)).toMatchObject({ alarm: until })
    await ring(guest.id)
    expect(await holds(guest.id)).toEqual(NOTHING)
    expect((await shopper.cart()).status).toBe(404)

    await evict(target)
    await at(target, until)
    await ring(target)
    expect(await holds(target)).toEqual(NOTHING)
  })

  test('a new cart of the customer does not forget it, and opens anew', async () => {
    const { guest, shopper, target } = await meet()
    await breakAt(target, 'claim.poured', 'throws')
    await shopper.claim(guest)
    await evict(target)
    await at(target, Date.now() + LIFE + 1_000)
    await shopper.open(item('var-mug', 1))
    await ring(guest.id)
    expect(await holds(guest.id)).toEqual(NOTHING)
    expect(await piecesOf(shopper)).toEqual({ 'var-mug': 1 })
  })

  test('is forgotten when it is over, while the cart goes on', async () => {
    const shopper = await Shopper.make()
    const guests = [await open([item('var-mug')]), await open([item('var-mug')])]
    const target = shopper.newestId
    for (const guest of guests) await shopper.claim(guest)
    const sources = async () =>
      (await rows(target, 'decisions')).map(({ source }) => String(source)).toSorted()
    expect(await sources()).toEqual(guests.map(({ id }) => id).toSorted())
    // A third is visited in three weeks, and claimed when the first two could not be asked for any more.
    const third = await open([item('var-mug')])
    await later(third.id, 20 * DAY)
    await third.read()
    await evict(third.id)
    await later(third.id, 40 * DAY)
    await later(target, 40 * DAY)
    expect((await shopper.claim(third)).status).toBe(200)
    expect(await sources()).toEqual([third.id])
  })

  test('nothing is taken in of a cart that nobody would remember', async () => {
    const { guest, shopper, target } = await meet()
    await later(target, LIFE + 2 * DAY)
    const answer = await shopper.claim(guest)
    expect([answer.status, await isOpen(guest.id)]).toEqual([409, true])
    expect(await rows(target, 'decisions')).toEqual([])
  })
})
