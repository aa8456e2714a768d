import { describe, expect, test } from 'vitest'
import { retirePrices } from '../../src/catalog/save-prices.ts'
import { patchMarket } from '../../src/markets/save-market.ts'
import { createShippingOption } from '../../src/markets/save-shipping-option.ts'
import { askAs, disturbed, expectRefusal, match, refusal, walk, atRevision } from './ask.ts'
import { makeMarket, shippingOptionBody } from './doors/market-samples.ts'
import { adminCall, context } from './shop.ts'

const AT = '/v1/admin/shipping-options'
const ask = askAs('markets:write')

test('makes, reads, changes, replaces and deletes an option', async () => {
  const { code } = await makeMarket()
  const made = await ask('POST', AT, {
    id: `shp-${code}`,
    ...shippingOptionBody(code),
    names: { fi: 'Postipaketti' },
    regions: ['FI-18'],
    freeFrom: { amount: 5000, currency: 'EUR' },
    weightMax: 2000,
  })
  expect([made.status, made.etag, made.location]).toEqual([
    201,
    expect.stringMatching(/^"1-[0-9a-z]+"$/),
    `${AT}/shp-${code}`,
  ])
  const path = made.location ?? ''
  expect(made.body).toMatchObject({
    countries: [],
    regions: ['FI-18'],
    price: { amount: 590, currency: 'EUR' },
    freeFrom: { amount: 5000, currency: 'EUR' },
    weightMin: null,
    taxClass: 'standard',
    active: true,
    position: 0,
  })
  expect((await ask('GET', path)).body).toEqual(made.body)
  const patched = await ask('PATCH', path, { freeFrom: null, active: false }, { 'If-Match': made.etag })
  expect(patched.body).toEqual({
    ...(made.body as object),
    freeFrom: null,
    active: false,
    revision: 2,
    updatedAt: expect.any(String),
  })
  expect((await ask('PATCH', path, { active: false }, { 'If-Match': atRevision(2, made.etag) })).etag).toBe(
    atRevision(2, made.etag),
  )
  const put = await ask('PUT', path, shippingOptionBody(code), { 'If-Match': atRevision(2, made.etag) })
  expect(put.body).toMatchObject({ regions: [], weightMax: null, active: true, names: {}, revision: 3 })
  expectRefusal(await ask('PUT', path, shippingOptionBody(code)), 428, 'version_required')
  expectRefusal(
    await ask('DELETE', path, undefined, { 'If-Match': atRevision(2, made.etag) }),
    412,
    'version_mismatch',
  )
  expect((await ask('DELETE', path, undefined, { 'If-Match': atRevision(3, made.etag) })).status).toBe(204)
  expectRefusal(await ask('GET', path), 404, 'not_found')
})

test('lists by market, in the order of the shop, every option once', async () => {
  const { code } = await makeMarket()
  const made: string[] = []
  for (const [position, active] of [
    [2, true],
    [1, true],
    [1, false],
  ] as const) {
    const answer = await ask('POST', AT, { ...shippingOptionBody(code), position, active })
    made.push((answer.body as { id: string }).id)
  }
  expect(await walk(ask, `${AT}?market=${code}`)).toEqual([made[1], made[2], made[0]])
  expect(await walk(ask, `${AT}?market=${code}&active=true`)).toEqual([made[1], made[0]])
  expect(await walk(ask, `${AT}?market=${code}&active=false`)).toEqual([made[2]])
})

describe('content that cannot be', () => {
  test.each([
    ['less than nothing', { price: { amount: -1, currency: 'EUR' } }, '/price/amount', 'at least 0'],
    ['half a cent', { price: { amount: 10.5, currency: 'EUR' } }, '/price/amount', 'whole number'],
    ['text for an amount', { price: { amount: '10', currency: 'EUR' } }, '/price/amount', ''],
    ['more than is exact', { price: { amount: 9007199254740992, currency: 'EUR' } }, '/price/amount', ''],
    [
      'another currency',
      { price: { amount: 1, currency: 'USD' } },
      '/price/currency',
      'is EUR, the currency',
    ],
    ['a small currency', { price: { amount: 1, currency: 'eur' } }, '/price/currency', 'ISO 4217'],
    ['free from dollars', { freeFrom: { amount: 1, currency: 'USD' } }, '/freeFrom/currency', 'is EUR'],
    ['a country of another market', { countries: ['SE'] }, '/countries/0', 'is a country of the market: FI'],
    [
      'a region elsewhere',
      { regions: ['US-CA'] },
      '/regions/0',
      'part of a country that the option goes to: FI',
    ],
    ['a region without country', { regions: ['CA'] }, '/regions/0', 'ISO 3166-2'],
    ['weights reversed', { weightMin: 2000, weightMax: 1000 }, '/weightMax', 'more than weightMin'],
    ['days reversed', { daysMin: 5, daysMax: 2 }, '/daysMax', 'at least daysMin'],
    ['a name in no language', { names: { Finnish: 'x' } }, '/names/Finnish', ''],
    ['an unknown market', { market: 'zz' }, '/market', 'not the code of a market'],
    ['an unknown member', { price: { amount: 1, currency: 'EUR', tax: 1 } }, '/price/tax', 'not known'],
  ])('%s is refused', async (_what, difference, pointer, words) => {
    const { code } = await makeMarket()
    const refused = expectRefusal(
      await ask('POST', AT, { ...shippingOptionBody(code), ...difference }),
      422,
      'validation_failed',
    )
    expect(refused.errors?.map((error) => error.pointer)).toEqual([pointer])
    expect(refused.errors?.[0]?.message).toContain(words)
    expect(await walk(ask, `${AT}?market=${code}`)).toEqual([])
  })

  test('an id that is taken, a market that moves', async () => {
    const [{ code }, { code: other }] = [await makeMarket(), await makeMarket()]
    const body = { id: `shp-${code}`, ...shippingOptionBody(code) }
    const { etag } = await ask('POST', AT, body)
    const taken = expectRefusal(await ask('POST', AT, body), 409, 'already_exists')
    expect(taken.errors?.[0]).toMatchObject({
      pointer: '/id',
      message: 'is the id of another shipping option',
    })
    const moved = expectRefusal(
      await ask('PATCH', `${AT}/${body.id}`, { market: other }, { 'If-Match': etag }),
      422,
      'validation_failed',
    )
    expect(moved.errors?.[0]?.message).toContain(`stays ${code}`)
  })
})

test('the currency of a market stays while options have prices in it, also when both come at once', async () => {
  const { code, path, etag } = await makeMarket()
  const recoin = () =>
    patchMarket(context(), adminCall(), code, match(etag), { currency: 'SEK' as never }, retirePrices)
  const refused = await refusal(
    createShippingOption(disturbed(recoin), adminCall(), shippingOptionBody(code) as never),
  )
  expect([refused.code, refused.errors[0]?.pointer]).toEqual(['validation_failed', '/price/currency'])

  const option = await ask('POST', AT, {
    ...shippingOptionBody(code),
    price: { amount: 5900, currency: 'SEK' },
  })
  expect(option.status).toBe(201)
  const kept = expectRefusal(
    await ask('PATCH', path, { currency: 'EUR' }, { 'If-Match': atRevision(2, etag) }),
    409,
    'in_use',
  )
  expect(kept.detail).toContain('while the market has shipping options')
})
