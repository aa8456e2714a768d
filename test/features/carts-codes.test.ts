import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Guest, item, open, published, stock } from './carts/support.ts'
import { make } from './doors/door.ts'
import { promotionBody } from './doors/promotion-samples.ts'

// Discount codes: as they were typed, each with what became of it (domain.md §10).

const YEAR = 365 * 86_400_000
const at = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString()

const promotion = (code: string, more: Record<string, unknown> = {}) =>
  make<{ id: string }>(
    'POST',
    '/v1/admin/promotions',
    'promotions:write',
    promotionBody({ codes: [code], markets: [], status: 'active', ...more }),
  )

beforeAll(async () => {
  await stock()
  await promotion('Spring-10', { codes: ['Spring-10', 'Été-10'] })
  await promotion('Later', { startsAt: at(YEAR) })
  await promotion('Past', { startsAt: at(-2 * YEAR), endsAt: at(-YEAR) })
  await promotion('Germany', { markets: ['de'] })
  await promotion('Draft', { status: 'draft' })
  await promotion('Many', {
    rule: { effect: { kind: 'percent', percent: '5' }, conditions: { minimumQuantity: 50 } },
  })
  const { body } = await promotion('Twice', { usageLimit: 2 })
  // Orders redeem them; there are none yet.
  await env.DB.prepare('UPDATE promotions SET redeemed = 2 WHERE id = ?').bind(body.id).run()
  await published()
})

const enter = (guest: Guest, ...codes: string[]) => guest.ask('PUT', '/codes', { codes })
const outcomes = async (guest: Guest, ...codes: string[]) => {
  const { status, body } = await enter(guest, ...codes)
  expect(status, JSON.stringify(body)).toBe(200)
  return body.codes.map(({ code, status: outcome, reason }) => [code, reason ?? outcome])
}

describe('what becomes of a code', () => {
  test.each([
    ['Spring-10', 'applied'],
    ['SPRING-10', 'applied'],
    ['  spring-10 ', 'applied'],
    ['ＳＰＲＩＮＧ-10', 'applied'],
    ['ete-10', 'applied'],
    ['Nothing', 'unknown'],
    ['Draft', 'unknown'],
    ['Later', 'not_started'],
    ['Past', 'unknown'],
    ['Twice', 'unknown'],
    ['Germany', 'other_market'],
    ['Many', 'conditions_not_met'],
  ])('%j: %s', async (code, outcome) => {
    const guest = await open([item('var-kettle')], 'us')
    expect(await outcomes(guest, code)).toEqual([[code.trim(), outcome]])
    const { body } = await guest.read()
    const refused = outcome !== 'applied'
    expect(body.codes[0]?.message !== undefined).toBe(refused)
    expect(body.discounts.length).toBe(refused ? 0 : 1)
    expect(body.total.amount).toBe(refused ? 2000 : 1800)
    expect(body.totals.reduce((sum, { amount }) => sum + amount.amount, 0)).toBe(body.total.amount)
  })

  test('one that is used up or over is answered like one that never was, its reckoning too', async () => {
    const seen = await Promise.all(
      ['Nothing', 'Draft', 'Past', 'Twice'].map(async (code) => {
        const guest = await open([item('var-kettle')], 'us')
        expect((await enter(guest, code)).status).toBe(200)
        const { body } = await guest.ask('GET', '?explain=true')
        expect(Object.keys(body.codes[0] ?? {}).toSorted()).toEqual(['code', 'message', 'reason', 'status'])
        const { codes, messages, discounts, explanation, total } = body
        return JSON.stringify({ codes, messages, discounts, steps: explanation?.steps, total })
          .replaceAll(code, 'CODE')
          .replaceAll(/lin_\w+/g, 'LINE')
      }),
    )
    expect(new Set(seen).size, seen.join('\n')).toBe(1)
    // What is true of a code that may yet hold is told, and why.
    const guest = await open([item('var-kettle')], 'us')
    await enter(guest, 'Later')
    expect(JSON.stringify((await guest.ask('GET', '?explain=true')).body.explanation)).toContain(
      'not_started',
    )
  })
})

test('one code in several spellings counts once, as it was typed first', async () => {
  const guest = await open([item('var-kettle')], 'us')
  expect(await outcomes(guest, 'SPRING-10', 'Spring-10', 'spring-10')).toEqual([['SPRING-10', 'applied']])
  expect((await guest.read()).body.discounts).toHaveLength(1)
})

test('two codes of one promotion make nothing cheaper twice', async () => {
  const guest = await open([item('var-kettle')], 'us')
  const codes = await outcomes(guest, 'Spring-10', 'Été-10')
  expect(codes.map(([code]) => code)).toEqual(['Spring-10', 'Été-10'])
  expect((await guest.read()).body.total.amount).toBe(1800)
})

test('the list is whole: what is not in it is gone, in the order in which it was sent', async () => {
  const guest = await open([item('var-kettle')], 'us')
  expect(await outcomes(guest, 'Nothing', 'Spring-10')).toEqual([
    ['Nothing', 'unknown'],
    ['Spring-10', 'applied'],
  ])
  expect((await enter(guest, 'Nothing', 'Spring-10')).body.version).toBe(2)
  expect(await outcomes(guest, 'Spring-10')).toEqual([['Spring-10', 'applied']])
  expect(await outcomes(guest)).toEqual([])
  expect((await guest.read()).body).toMatchObject({ version: 4, total: { amount: 2000 }, discounts: [] })
})

test('a refused code stays, and holds as soon as it can', async () => {
  const guest = await open([item('var-kettle')], 'us')
  expect(await outcomes(guest, 'Germany', 'Many')).toEqual([
    ['Germany', 'other_market'],
    ['Many', 'conditions_not_met'],
  ])
  const moved = await guest.ask('PATCH', '', { market: 'de' })
  expect(moved.body.codes.map(({ status }) => status)).toEqual(['applied', 'refused'])
  expect(moved.body.total.amount).toBe(1962)
  const more = await guest.add(item('var-kettle', 49))
  expect(more.body.codes.map(({ status }) => status)).toEqual(['applied', 'applied'])
  // 109000 less a tenth and, of that or of the whole, a twentieth.
  expect(more.body.total.amount).toBeLessThan(98100)
})

test('a change of the promotion is seen by carts that have its code', async () => {
  const made = await promotion('Changing')
  await published()
  const guest = await open([item('var-kettle')], 'us')
  expect(await outcomes(guest, 'Changing')).toEqual([['Changing', 'applied']])
  await make(
    'PATCH',
    `/v1/admin/promotions/${made.body.id}`,
    'promotions:write',
    { rule: { effect: { kind: 'percent', percent: '50' } } },
    { 'If-Match': made.etag },
  )
  await published()
  expect((await guest.read()).body).toMatchObject({ version: 2, total: { amount: 1000 } })
})

describe('what is no code', () => {
  test.each([
    [['a', 'b', 'c', 'd', 'e', 'f'], '/codes'],
    [[''], '/codes/0'],
    [['ok', ' \t '], '/codes/1'],
    [['x'.repeat(65)], '/codes/0'],
    [['a\u0000b'], '/codes/0'],
    [['\ud800'], '/codes/0'],
    [[5], '/codes/0'],
    [[null], '/codes/0'],
    ['SPRING', '/codes'],
    [{ 0: 'SPRING' }, '/codes'],
    // One character that folds to eighteen: as a key it would be longer than KV takes.
    [['\ufdfa'.repeat(64)], '/codes/0'],
  ])('%j', async (codes, pointer) => {
    const guest = await open([item('var-kettle')], 'us')
    const { status, body } = await guest.ask('PUT', '/codes', { codes })
    expect([status, body.code, body.errors?.[0]?.pointer]).toEqual([422, 'validation_failed', pointer])
    expect((await guest.read()).body).toEqual(guest.opened)
  })
})
