import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, test } from 'vitest'
import { createPromotion, patchPromotion } from '../../src/promotions/save-promotion.ts'
import { retirePrices } from '../../src/catalog/save-prices.ts'
import { patchMarket } from '../../src/markets/save-market.ts'
import { askAs, disturbed, expectRefusal, match, refusal, walk, atRevision } from './ask.ts'
import { fresh } from './doors/door.ts'
import { makeMarket } from './doors/market-samples.ts'
import { promotionBody } from './doors/promotion-samples.ts'
import { adminCall, context, importFile, ndjson } from './shop.ts'

const AT = '/v1/admin/promotions'
const ask = askAs('promotions:write')
const nothing = { products: [], variants: [], categories: [], tags: [] }

beforeAll(async () => {
  await importFile(
    ndjson([
      { type: 'category', handle: 'kitchen', title: 'Kitchen' },
      {
        id: 'prd-kettle',
        handle: 'kettle',
        title: 'Kettle',
        categories: ['kitchen'],
        variants: [{ id: 'var-kettle', price: '20.00' }],
      },
    ]),
    'ndjson',
  )
})

const make = async (more: Record<string, unknown> = {}): Promise<string> => {
  const answer = await ask('POST', AT, promotionBody(more))
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  return (answer.body as { id: string }).id
}
const tagOf = async (id: string) => (await ask('GET', `${AT}/${id}`)).etag
const change = async (id: string, body: unknown) =>
  ask('PATCH', `${AT}/${id}`, body, { 'If-Match': await tagOf(id) })

test('makes, reads, changes, replaces, archives and deletes one', async () => {
  const code = `Été-${fresh()}`
  const made = await ask('POST', AT, {
    id: `pro-${fresh()}`,
    name: 'Second kettle free',
    kind: 'code',
    codes: [code],
    rule: {
      effect: {
        kind: 'buy_x_get_y',
        buy: { quantity: 1, from: { include: { products: ['prd-kettle'] } } },
        get: { quantity: 1, from: { include: { variants: ['var-kettle'] } }, percent: '100' },
      },
      conditions: { minimumQuantity: 2, exclude: { tags: ['sale'] } },
    },
    usageLimit: 100,
    endsAt: '2027-01-01T00:00:00+01:00',
  })
  expect([made.status, made.etag]).toEqual([201, expect.stringMatching(/^"1-[0-9a-z]+"$/)])
  const path = made.location ?? ''
  expect(made.body).toMatchObject({
    status: 'draft',
    codes: [code],
    markets: [],
    rule: {
      effect: {
        kind: 'buy_x_get_y',
        buy: { quantity: 1, from: { include: { ...nothing, products: ['prd-kettle'] }, exclude: nothing } },
        times: null,
      },
      conditions: {
        minimumSubtotal: [],
        minimumQuantity: 2,
        include: nothing,
        exclude: { ...nothing, tags: ['sale'] },
      },
      target: 'items',
    },
    priority: 0,
    exclusive: false,
    usageLimit: 100,
    customerLimit: null,
    startsAt: null,
    endsAt: '2026-12-31T23:00:00.000Z',
  })
  expect((await ask('GET', path)).body).toEqual(made.body)
  expect((await ask('GET', path, undefined, { 'If-None-Match': made.etag })).status).toBe(304)

  const active = await ask('PATCH', path, { status: 'active' }, { 'If-Match': made.etag })
  expect(active.body).toMatchObject({ status: 'active', codes: [code], revision: 2 })
  expect(
    (await ask('PATCH', path, { status: 'active' }, { 'If-Match': atRevision(2, made.etag) })).etag,
  ).toBe(atRevision(2, made.etag))
  const refused = expectRefusal(
    await ask('DELETE', path, undefined, { 'If-Match': atRevision(2, made.etag) }),
    409,
    'invalid_transition',
  )
  expect(refused.detail).toBe('The promotion is active; archive it before it is deleted.')
  const put = await ask(
    'PUT',
    path,
    { name: 'Free', kind: 'automatic', rule: { effect: { kind: 'free_shipping' } }, status: 'active' },
    { 'If-Match': atRevision(2, made.etag) },
  )
  expect(put.body).toMatchObject({ codes: [], rule: { target: 'shipping' }, usageLimit: null, endsAt: null })
  expect((await change(put.body['id'], { status: 'archived' })).status).toBe(200)
  expect((await ask('DELETE', path, undefined, { 'If-Match': atRevision(4, made.etag) })).status).toBe(204)
  expectRefusal(await ask('GET', path), 404, 'not_found')
})

test('lists by status, kind, market and code, newest first, every one once', async () => {
  const { code: market } = await makeMarket()
  const here = await make({ markets: [market], status: 'active' })
  const also = await make({ markets: [market], kind: 'automatic', codes: [] })
  const everywhere = await make({ markets: [], codes: ['Überall!'] })
  const inMarket = await walk(ask, `${AT}?market=${market}`)
  expect(inMarket).toEqual(expect.arrayContaining([here, also, everywhere]))
  expect(new Set(inMarket).size).toBe(inMarket.length)
  expect(await walk(ask, `${AT}?market=${market}&status=active`)).toEqual([here])
  expect(await walk(ask, `${AT}?market=${market}&kind=automatic`)).toEqual([also])
  expect(await walk(ask, `${AT}?code=${encodeURIComponent('UBERALL!')}`)).toEqual([everywhere])
  expectRefusal(await ask('GET', `${AT}?sort=name`), 400, 'invalid_parameter')
})

describe('content that cannot be', () => {
  const usd = { amount: 100, currency: 'USD' }
  const eur = { amount: 100, currency: 'EUR' }
  const effect = (given: object, more: object = {}) => ({ rule: { effect: given, ...more } })
  const percent = (text: unknown) => effect({ kind: 'percent', percent: text })
  const times = { kind: 'buy_x_get_y', buy: { quantity: 1 }, get: { quantity: 1, percent: '50' } }
  const where = (conditions: object) => effect({ kind: 'percent', percent: '5' }, { conditions })
  test.each([
    ['101 per cent', percent('101'), '/rule/effect/percent', '0 to 100'],
    ['a little over', percent('100.01'), '/rule/effect/percent', '0 to 100'],
    ['less than nothing', percent('-10'), '/rule/effect/percent', '0 to 100'],
    ['three decimals', percent('10.125'), '/rule/effect/percent', 'two decimals'],
    ['a number', percent(10), '/rule/effect/percent', ''],
    ['an effect of ours', effect({ kind: 'half' }), '/rule/effect/kind', ''],
    ['no amount', effect({ kind: 'fixed', amounts: [] }), '/rule/effect/amounts', 'at least one'],
    [
      'no euros in a market of euros',
      effect({ kind: 'fixed', amounts: [usd] }),
      '/rule/effect/amounts',
      'no amount in EUR',
    ],
    [
      'euros twice',
      effect({ kind: 'fixed', amounts: [eur, eur] }),
      '/rule/effect/amounts/1/currency',
      'one for each currency',
    ],
    [
      'a negative amount',
      effect({ kind: 'fixed', amounts: [{ ...eur, amount: -5 }] }),
      '/rule/effect/amounts/0/amount',
      'at least 0',
    ],
    [
      'free items by shipping',
      effect({ kind: 'free_shipping' }, { target: 'items' }),
      '/rule/target',
      'shipping when',
    ],
    ['a gift of shipping', effect(times, { target: 'shipping' }), '/rule/target', 'is items when'],
    ['none to buy', effect({ ...times, buy: { quantity: 0 } }), '/rule/effect/buy/quantity', 'at least 1'],
    [
      'an unknown gift',
      effect({ ...times, get: { ...times.get, from: { include: { products: ['no'] } } } }),
      '/rule/effect/get/from/include/products/0',
      'not the id of a product',
    ],
    [
      'a minimum in dollars',
      where({ minimumSubtotal: [usd] }),
      '/rule/conditions/minimumSubtotal',
      'no minimum in EUR',
    ],
    [
      'an unknown product',
      where({ include: { products: ['prd-kettle', 'prd-none'] } }),
      '/rule/conditions/include/products/1',
      'not the id of a product',
    ],
    [
      'an unknown variant',
      where({ exclude: { variants: ['none'] } }),
      '/rule/conditions/exclude/variants/0',
      'not the id of a variant',
    ],
    [
      'an unknown category',
      where({ include: { categories: ['kitchen'] } }),
      '/rule/conditions/include/categories/0',
      'not the id of a category',
    ],
    ['an unknown market', { markets: ['de', 'zz'] }, '/markets/1', 'not the code of a market'],
    ['no code', { codes: [] }, '/codes', 'at least one code'],
    ['automatic with a code', { kind: 'automatic' }, '/codes', 'is empty'],
    ['a code twice', { codes: ['Twice-x', 'other-x', 'TWICE-X'] }, '/codes/2', 'in the list already'],
    ['a code of blanks', { codes: ['a b'] }, '/codes/0', 'no blanks'],
    ['an empty code', { codes: [''] }, '/codes/0', 'at least one character'],
    ['a long code', { codes: ['x'.repeat(65)] }, '/codes/0', 'at most 64'],
    [
      'too many codes',
      { codes: Array.from({ length: 1001 }, (_, at) => `many-${at}`) },
      '/codes',
      'at most 1000',
    ],
    [
      'dates reversed',
      { startsAt: '2027-02-01T00:00:00Z', endsAt: '2027-01-01T00:00:00Z' },
      '/endsAt',
      'is after startsAt',
    ],
    ['a limit of none', { usageLimit: 0 }, '/usageLimit', 'at least 1'],
    ['a status of ours', { status: 'paused' }, '/status', ''],
    ['an unknown condition', where({ customers: ['x'] }), '/rule/conditions/customers', 'not known'],
  ])('%s is refused', async (_what, difference, pointer, words) => {
    const id = `pro-${fresh()}`
    const refused = expectRefusal(
      await ask('POST', AT, { id, ...promotionBody(difference) }),
      422,
      'validation_failed',
    )
    expect(refused.errors?.map((error) => error.pointer)).toEqual([pointer])
    expect(refused.errors?.[0]?.message).toContain(words)
    expect((await ask('GET', `${AT}/${id}`)).status).toBe(404)
  })
})

describe('codes', () => {
  test('open one promotion, whatever their capitals and accents', async () => {
    const code = `Noël-${fresh()}`
    const owner = await make({ codes: [code] })
    const refused = expectRefusal(
      await ask('POST', AT, promotionBody({ codes: [`free-${fresh()}`, code.toUpperCase()] })),
      409,
      'already_exists',
    )
    expect(refused.errors).toEqual([
      { pointer: '/codes/1', code: 'already_exists', message: `opens the promotion ${owner} already` },
    ])
  })

  test('taken at once by two: one has it', async () => {
    const codes = [`Race-${fresh()}`]
    const body = () => promotionBody({ codes }) as never
    const refused = await refusal(
      createPromotion(
        disturbed(() => createPromotion(context(), adminCall(), body())),
        adminCall(),
        body(),
      ),
    )
    expect([refused.code, refused.errors[0]?.pointer]).toEqual(['already_exists', '/codes/0'])
    const many = [`Many-${fresh()}`]
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => ask('POST', AT, promotionBody({ codes: many }))),
    )
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(7)
  })

  test('of an archived promotion are free, and missed when it comes back', async () => {
    const codes = [`Back-${fresh()}`]
    const id = await make({ codes, status: 'active' })
    await change(id, { status: 'archived' })
    expect((await ask('GET', `${AT}/${id}`)).body).toMatchObject({ codes })
    const other = await make({ codes })
    const refused = expectRefusal(await change(id, { status: 'draft' }), 409, 'already_exists')
    expect(refused.errors?.[0]?.message).toBe(`opens the promotion ${other} already`)
    await change(other, { codes: [`Else-${fresh()}`] })
    expect((await change(id, { status: 'active' })).body).toMatchObject({ status: 'active', codes })
  })

  test('a thousand of them', async () => {
    const name = fresh()
    const codes = Array.from({ length: 1000 }, (_, at) => `K${name}-${at}`)
    const id = await make({ codes })
    expect((await ask('GET', `${AT}/${id}`)).body).toMatchObject({ codes })
    expect((await change(id, { codes: codes.slice(500) })).body).toMatchObject({ codes: codes.slice(500) })
    await make({ codes: codes.slice(0, 500) })
  })
})

test('an archived promotion stays as it is', async () => {
  const id = await make({ status: 'archived' })
  for (const body of [{ name: 'Other' }, { status: 'active', name: 'Other' }, { usageLimit: 5 }]) {
    const refused = expectRefusal(await change(id, body), 409, 'invalid_transition')
    expect(refused.detail).toContain('nothing but its status can be changed')
  }
})

test('what the shop has lost since does not stop a new name or the end', async () => {
  const id = await make({
    status: 'active',
    markets: [],
    rule: {
      effect: {
        kind: 'fixed',
        amounts: ['USD', 'EUR', 'JPY'].map((currency) => ({ amount: 100, currency })),
      },
    },
  })
  await makeMarket({ currency: 'SEK' })
  expect((await change(id, { name: 'Renamed' })).status).toBe(200)
  const refused = expectRefusal(
    await change(id, { markets: [], endsAt: '2030-01-01T00:00:00Z' }),
    422,
    'validation_failed',
  )
  expect(refused.errors?.[0]?.message).toContain('no amount in SEK')
  expect((await change(id, { status: 'archived' })).status).toBe(200)
})

test('a market that takes another currency meanwhile', async () => {
  const { code, etag } = await makeMarket()
  const recoin = () =>
    patchMarket(context(), adminCall(), code, match(etag), { currency: 'NOK' as never }, retirePrices)
  const body = promotionBody({
    markets: [code],
    rule: { effect: { kind: 'fixed', amounts: [{ amount: 100, currency: 'EUR' }] } },
  })
  const refused = await refusal(
    createPromotion(disturbed(recoin), adminCall(), {
      ...body,
      rule: { effect: { kind: 'fixed', amounts: [{ amount: 100, currency: 'EUR' }] } },
    } as never),
  )
  expect(refused.errors[0]?.message).toContain('no amount in NOK')
})

test('two who change it: the later is told', async () => {
  const id = await make()
  const etag = await tagOf(id)
  const refused = await refusal(
    patchPromotion(
      disturbed(() => patchPromotion(context(), adminCall(), id, match(etag), { name: 'First' })),
      adminCall(),
      id,
      match(etag),
      { name: 'Second' },
    ),
  )
  expect([refused.code, refused.current]).toEqual([
    'version_mismatch',
    expect.objectContaining({ name: 'First' }),
  ])
  expectRefusal(await ask('PATCH', `${AT}/${id}`, { name: 'x' }), 428, 'version_required')
})

test('the log tells which markets it held in and holds in', async () => {
  const id = await make({ markets: ['de'] })
  await change(id, { markets: ['us', 'jp'] })
  await change(id, { markets: [] })
  const { results } = await env.DB.prepare(
    'SELECT type, data FROM events WHERE subject = ?1 ORDER BY sequence',
  )
    .bind(`promotion:${id}`)
    .all<{ type: string; data: string }>()
  expect(results.map(({ data }) => (JSON.parse(data) as { markets: string[] }).markets)).toEqual([
    ['de'],
    ['de', 'us', 'jp'],
    [],
  ])
})
