import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { foldCode } from '../../src/domain/promotion.ts'
import { readThrough } from '../../src/platform/snapshots.ts'
import { publish } from '../../src/publication/publish.ts'
import {
  type CodeSnapshot,
  codeKey,
  codeShelf,
  type RulesSnapshot,
  rulesKey,
  rulesShelf,
} from '../../src/promotions/shelves.ts'
import { askAs } from './ask.ts'
import { fresh } from './doors/door.ts'
import { makeMarket, shippingOptionBody, taxRateBody } from './doors/market-samples.ts'
import { promotionBody } from './doors/promotion-samples.ts'
import { context, publishAll, token, send } from './shop.ts'

const ask = askAs('markets:write promotions:write')
const inKv = async <T>(key: string): Promise<T | null> => env.KV.get<T>(key, 'json')
const rulesOf = async (market: string) =>
  (await inKv<RulesSnapshot>(rulesKey(market))) as RulesSnapshot & { state: 'live' }
const codeOf = (code: string) => inKv<CodeSnapshot>(codeKey(foldCode(code)))
const change = async (path: string, body: unknown) =>
  ask('PATCH', path, body, { 'If-Match': (await ask('GET', path)).etag })
const remove = async (path: string) =>
  ask('DELETE', path, undefined, { 'If-Match': (await ask('GET', path)).etag })
const make = async (noun: string, body: object): Promise<string> => {
  const answer = await ask('POST', `/v1/admin/${noun}`, body)
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  return answer.location ?? ''
}
const idsIn = (list: readonly { id: string }[]) => list.map(({ id }) => id)
const idOf = (path: string) => path.split('/').at(-1) ?? ''
const automatic = (more: Record<string, unknown> = {}) =>
  promotionBody({ kind: 'automatic', codes: [], status: 'active', ...more })

test('every market has its rules from the beginning', async () => {
  await publishAll()
  for (const market of ['us', 'de', 'jp'])
    expect(await rulesOf(market)).toMatchObject({ state: 'live', taxRates: [], shippingOptions: [] })
})

test('rates, options and automatic promotions reach the edge, and leave it', async () => {
  const { code: market, path: marketPath } = await makeMarket()
  await publishAll()
  expect(await rulesOf(market)).toMatchObject({ state: 'live', taxRates: [] })

  const tax = await make('tax-rates', { ...taxRateBody(market), startsAt: '2090-01-01T00:00:00Z' })
  const over = await make('tax-rates', { ...taxRateBody(market), endsAt: '2001-01-01T00:00:00Z' })
  const shipping = await make('shipping-options', shippingOptionBody(market))
  const here = await make('promotions', automatic({ markets: [market], priority: 5 }))
  const everywhere = await make('promotions', automatic({ markets: [], startsAt: '2090-01-01T00:00:00Z' }))
  const draft = await make('promotions', automatic({ markets: [market], status: 'draft' }))
  const past = await make('promotions', automatic({ markets: [market], endsAt: '2001-01-01T00:00:00Z' }))
  await publishAll()
  const rules = await rulesOf(market)
  expect(rules.taxRates).toEqual([
    expect.objectContaining({
      id: idOf(tax),
      rate: '0.255',
      startsAt: Date.parse('2090-01-01'),
      endsAt: null,
    }),
  ])
  expect(idsIn(rules.taxRates)).not.toContain(idOf(over))
  expect(rules.shippingOptions).toEqual([
    expect.objectContaining({ id: idOf(shipping), price: { amount: 590, currency: 'EUR' } }),
  ])
  expect(idsIn(rules.promotions)).toEqual([idOf(here), idOf(everywhere)])
  expect(idsIn(rules.promotions)).not.toContain(idOf(past))
  expect(idsIn((await rulesOf('us')).promotions)).toContain(idOf(everywhere))
  expect(idsIn((await rulesOf('us')).promotions)).not.toContain(idOf(here))

  await change(draft, { status: 'active' })
  await change(here, { markets: ['us'] })
  await change(shipping, { active: false })
  await change(everywhere, { status: 'archived' })
  await remove(tax)
  await publishAll()
  expect(await rulesOf(market)).toMatchObject({ taxRates: [], shippingOptions: [] })
  expect(idsIn((await rulesOf(market)).promotions)).toEqual([idOf(draft)])
  expect(idsIn((await rulesOf('us')).promotions)).toContain(idOf(here))
  expect(idsIn((await rulesOf('us')).promotions)).not.toContain(idOf(everywhere))

  for (const each of [over, shipping]) expect((await remove(each)).status).toBe(204)
  for (const each of [draft, past]) await change(each, { markets: ['de'] })
  expect((await remove(marketPath)).status).toBe(204)
  await publishAll()
  expect(await inKv(rulesKey(market))).toEqual({ state: 'gone' })
})

describe('codes', () => {
  test('open their promotion while it is active; then a tombstone, never nothing', async () => {
    const code = `Früh-${fresh()}`
    const path = await make('promotions', promotionBody({ codes: [code] }))
    await publishAll()
    expect(await codeOf(code)).toEqual({ state: 'gone' })
    await change(path, { status: 'active' })
    await publishAll()
    expect(await codeOf(code.toUpperCase())).toMatchObject({
      state: 'live',
      code,
      promotion: { id: idOf(path), rule: { effect: { kind: 'percent', percent: '10' } } },
    })

    const renamed = `Spät-${fresh()}`
    await change(path, { codes: [renamed] })
    await publishAll()
    expect(await codeOf(code)).toEqual({ state: 'gone' })
    expect(await codeOf(renamed)).toMatchObject({ state: 'live', code: renamed })

    const heir = await make('promotions', promotionBody({ codes: [code], status: 'active' }))
    await change(path, { status: 'archived' })
    await publishAll()
    expect(await codeOf(code)).toMatchObject({ promotion: { id: idOf(heir) } })
    expect(await codeOf(renamed)).toEqual({ state: 'gone' })

    expect((await remove(path)).status).toBe(204)
    await publishAll()
    expect(await codeOf(renamed)).toEqual({ state: 'gone' })
    expect(await codeOf(code)).toMatchObject({ promotion: { id: idOf(heir) } })
  })

  test('a thousand are written within what one run may do, and it is not live before they are', async () => {
    const name = fresh()
    const codes = Array.from({ length: 1000 }, (_, at) => `mass-${name}-${at}`)
    await publishAll()
    await make('promotions', promotionBody({ codes, status: 'active' }))
    const ctx = context()
    expect(await publish(ctx)).toBe('more')
    expect(ctx.meter.crossings.kv).toBeLessThanOrEqual(600)
    const state = await send('/v1/admin/publication', {
      headers: { Authorization: `Bearer ${await token('catalog:read')}` },
    })
    expect(await state.json()).toMatchObject({ live: false })
    await publishAll()
    const found = await Promise.all(codes.map(codeOf))
    expect(found.filter((each) => each?.state === 'live')).toHaveLength(1000)
  })
})

describe('readers', () => {
  test('find rules in D1 that KV lacks, and codes only when KV fails: whoever guesses them does not get to D1', async () => {
    const { code: market } = await makeMarket()
    await make('tax-rates', taxRateBody(market))
    const code = `Leser-${fresh()}`
    await make('promotions', promotionBody({ codes: [code], status: 'active', markets: [market] }))
    const shelves = [rulesShelf(market), codeShelf(foldCode(code)), codeShelf('never-was')] as const
    const ctx = context()
    const unpublished = await readThrough(ctx, shelves)
    expect(unpublished.map(({ value }) => value)).toEqual([expect.anything(), null, null])
    expect(ctx.meter.crossings.d1).toBe(1)
    ctx.memory.clear()
    const before = await readThrough(context({ FAULTS: 'KV=fail' }), shelves)
    expect(before[2].value).toBeNull()
    await publishAll()
    ctx.memory.clear()
    const after = await readThrough(context(), shelves)
    expect(after[0].value).toEqual(before[0].value)
    expect(after[1].value).toEqual(before[1].value)
    expect(after[1].value).toMatchObject({ state: 'live' })
  })

  test('a rebuild writes all of them anew', async () => {
    const code = `Neu-${fresh()}`
    await make('promotions', promotionBody({ codes: [code], status: 'active' }))
    await publishAll()
    await Promise.all([env.KV.delete(codeKey(foldCode(code))), env.KV.delete(rulesKey('de'))])
    await send('/v1/admin/publication/rebuild', {
      method: 'POST',
      headers: { Authorization: `Bearer ${await token('catalog:write')}` },
    })
    await publishAll()
    expect(await codeOf(code)).toMatchObject({ state: 'live' })
    expect(await rulesOf('de')).toMatchObject({ state: 'live' })
  })

  test('what changes while it is being put is put again', async () => {
    const { code: market } = await makeMarket()
    await publishAll()
    const path = await make('tax-rates', taxRateBody(market))
    const ctx = context()
    const { kv } = ctx
    let changed = false
    Object.defineProperty(ctx, 'kv', {
      value: {
        ...kv,
        put: async (key: string, value: string) => {
          await kv.put(key, value)
          if (key !== rulesKey(market) || changed) return
          changed = true
          await env.DB.prepare("UPDATE tax_rates SET rate = '0.1', revision = 2 WHERE id = ?1")
            .bind(idOf(path))
            .run()
        },
      },
    })
    while ((await publish(ctx)) !== 'done');
    expect(changed).toBe(true)
    expect((await rulesOf(market)).taxRates[0]?.rate).toBe('0.1')
  })
})
