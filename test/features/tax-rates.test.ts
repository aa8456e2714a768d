import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { createTaxRate, patchTaxRate } from '../../src/markets/save-tax-rate.ts'
import { askAs, disturbed, expectRefusal, match, refusal, walk, atRevision } from './ask.ts'
import { makeMarket, taxRateBody } from './doors/market-samples.ts'
import { adminCall, context } from './shop.ts'

type Rate = { id: string; revision: number; etag: string }
const AT = '/v1/admin/tax-rates'
const ask = askAs('markets:write')

const make = async (body: object): Promise<Rate> => {
  const answer = await ask('POST', AT, body)
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  return { ...(answer.body as Rate), etag: answer.etag }
}

test('makes, reads, changes, replaces and deletes a rate', async () => {
  const { code } = await makeMarket()
  const made = await ask('POST', AT, { id: `tax-${code}`, ...taxRateBody(code), postcodePrefix: 'ax-22' })
  expect([made.status, made.etag, made.location]).toEqual([
    201,
    expect.stringMatching(/^"1-[0-9a-z]+"$/),
    `${AT}/tax-${code}`,
  ])
  const path = made.location ?? ''
  expect(made.body).toMatchObject({
    region: '',
    postcodePrefix: 'AX22',
    taxClass: 'standard',
    onShipping: true,
    startsAt: null,
    endsAt: null,
  })
  expect((await ask('GET', path)).body).toEqual(made.body)
  expect((await ask('GET', path, undefined, { 'If-None-Match': made.etag })).status).toBe(304)
  const patched = await ask('PATCH', path, { endsAt: '2027-01-01T00:00:00+02:00' }, { 'If-Match': made.etag })
  expect(patched.body).toMatchObject({ endsAt: '2026-12-31T22:00:00.000Z', revision: 2, rate: '0.255' })
  expect((await ask('PATCH', path, { rate: '0.255' }, { 'If-Match': atRevision(2, made.etag) })).etag).toBe(
    atRevision(2, made.etag),
  )
  const opened = await ask('PATCH', path, { endsAt: null }, { 'If-Match': atRevision(2, made.etag) })
  expect(opened.body).toMatchObject({ endsAt: null, revision: 3 })
  const put = await ask(
    'PUT',
    path,
    { ...taxRateBody(code), rate: '0.24' },
    { 'If-Match': atRevision(3, made.etag) },
  )
  expect(put.body).toMatchObject({ rate: '0.24', postcodePrefix: '', revision: 4 })
  expectRefusal(
    await ask('PATCH', path, { rate: '0' }, { 'If-Match': atRevision(3, made.etag) }),
    412,
    'version_mismatch',
  )
  expectRefusal(await ask('DELETE', path), 428, 'version_required')
  expect((await ask('DELETE', path, undefined, { 'If-Match': atRevision(4, made.etag) })).status).toBe(204)
  expectRefusal(await ask('GET', path), 404, 'not_found')
  expectRefusal(
    await ask('PATCH', path, { rate: '0' }, { 'If-Match': atRevision(4, made.etag) }),
    404,
    'not_found',
  )
  const again = await ask('PUT', path, taxRateBody(code), { 'If-None-Match': '*' })
  expect(again.status).toBe(201)
})

test('the log and the audit tell of it', async () => {
  const { code } = await makeMarket()
  const { id, etag } = await make(taxRateBody(code))
  await ask('PATCH', `${AT}/${id}`, { rate: '0.24' }, { 'If-Match': etag })
  const { results } = await env.DB.prepare(
    'SELECT type, data FROM events WHERE subject = ?1 ORDER BY sequence',
  )
    .bind(`tax_rate:${id}`)
    .all<{ type: string; data: string }>()
  expect(results.map(({ type }) => type)).toEqual(['tax_rate.created', 'tax_rate.updated'])
  expect(JSON.parse(results[1]?.data ?? '')).toEqual({ changed: ['rate'], market: code })
  const entry = await env.DB.prepare(
    "SELECT changes FROM audit_entries WHERE subject = ?1 AND action = 'tax_rate.updated'",
  )
    .bind(`tax_rate:${id}`)
    .first<{ changes: string }>()
  expect(JSON.parse(entry?.changes ?? '')).toEqual([{ member: 'rate', from: '0.255', to: '0.24' }])
})

test('lists by market and country, every rate once', async () => {
  const { code } = await makeMarket({ countries: ['FI', 'AX'] })
  const made: string[] = []
  for (const more of [
    {},
    { country: 'AX' },
    { region: '01' },
    { postcodePrefix: '9' },
    { taxClass: 'reduced' },
  ])
    made.push((await make({ ...taxRateBody(code), ...more })).id)
  const listed = await walk(ask, `${AT}?market=${code}`)
  expect(listed.toSorted()).toEqual(made.toSorted())
  expect(listed).toHaveLength(5)
  expect(await walk(ask, `${AT}?market=${code}&country=AX`)).toEqual([made[1]])
  const first = await ask('GET', `${AT}?market=${code}&limit=2`)
  const { nextCursor } = (first.body as { page: { nextCursor: string } }).page
  expectRefusal(await ask('GET', `${AT}?limit=2&cursor=${nextCursor}`), 400, 'invalid_cursor')
  expectRefusal(await ask('GET', `${AT}?offset=2`), 400, 'invalid_parameter')
})

describe('content that cannot be', () => {
  test.each([
    ['more than all', { rate: '1.01' }, '/rate', 'fraction from 0 to 1'],
    ['per cent', { rate: '19' }, '/rate', 'fraction from 0 to 1'],
    ['less than nothing', { rate: '-0.1' }, '/rate', 'fraction from 0 to 1'],
    ['an exponent', { rate: '1e-1' }, '/rate', 'fraction from 0 to 1'],
    ['a number', { rate: 0.19 }, '/rate', ''],
    ['another country', { country: 'SE' }, '/country', 'is a country of the market: FI'],
    ['no country', { country: 'UK' }, '/country', 'ISO 3166'],
    ['a region with its country', { region: 'FI-01' }, '/region', 'behind the hyphen'],
    ['a prefix with a star', { postcodePrefix: '27*' }, '/postcodePrefix', 'letters and digits'],
    ['a class of ours', { taxClass: 'luxury' }, '/taxClass', ''],
    ['an unknown market', { market: 'zz' }, '/market', 'not the code of a market'],
    [
      'an end before its start',
      { startsAt: '2027-01-01T00:00:00Z', endsAt: '2026-01-01T00:00:00Z' },
      '/endsAt',
      'after startsAt',
    ],
    ['30 February', { startsAt: '2027-02-30T00:00:00Z' }, '/startsAt', 'RFC 3339'],
    ['a time without a zone', { startsAt: '2027-02-01T00:00:00' }, '/startsAt', 'RFC 3339'],
    ['before 1970', { startsAt: '1969-12-31T00:00:00Z' }, '/startsAt', 'from 1970 on'],
    ['a name of nothing', { name: '' }, '/name', 'not empty'],
    ['an unknown member', { percent: 19 }, '/percent', 'not known'],
    ['an id with a slash', { id: 'a/b' }, '/id', 'letters, digits'],
  ])('%s is refused', async (_what, difference, pointer, words) => {
    const { code } = await makeMarket()
    const refused = expectRefusal(
      await ask('POST', AT, { ...taxRateBody(code), ...difference }),
      422,
      'validation_failed',
    )
    expect(refused.errors?.map((error) => error.pointer)).toEqual([pointer])
    expect(refused.errors?.[0]?.message).toContain(words)
    expect(await walk(ask, `${AT}?market=${code}`)).toEqual([])
  })

  test('its market stays', async () => {
    const [{ code }, { code: other }] = [await makeMarket(), await makeMarket()]
    const { id, etag } = await make(taxRateBody(code))
    const refused = expectRefusal(
      await ask('PATCH', `${AT}/${id}`, { market: other }, { 'If-Match': etag }),
      422,
      'validation_failed',
    )
    expect(refused.errors?.[0]).toMatchObject({
      pointer: '/market',
      message: expect.stringContaining(`stays ${code}`),
    })
  })
})

describe('two rates for one place and class', () => {
  const day = (text: string) => `2027-${text}T00:00:00Z`
  test.each([
    ['both for ever', {}, {}, true],
    ['one within the other', {}, { startsAt: day('01-01'), endsAt: day('02-01') }, true],
    ['by one day', { endsAt: day('01-02') }, { startsAt: day('01-01') }, true],
    ['one after the other', { endsAt: day('01-01') }, { startsAt: day('01-01') }, false],
    ['another class', {}, { taxClass: 'reduced' }, false],
    ['a part of it', {}, { region: '01' }, false],
    ['a beginning of postal codes', {}, { postcodePrefix: '22' }, false],
    ['the same beginning, otherwise written', { postcodePrefix: 'ax 22' }, { postcodePrefix: 'AX-22' }, true],
  ])('%s', async (_what, first, second, meets) => {
    const { code } = await makeMarket()
    const { id } = await make({ ...taxRateBody(code), ...first })
    const answer = await ask('POST', AT, { ...taxRateBody(code), ...second })
    if (!meets) return expect(answer.status).toBe(201)
    const refused = expectRefusal(answer, 409, 'already_exists')
    expect(refused.errors).toEqual([
      {
        pointer: '/startsAt',
        code: 'already_exists',
        message: expect.stringContaining(`meets the tax rate ${id}`),
      },
    ])
    return undefined
  })

  test('a change that would make them meet', async () => {
    const { code } = await makeMarket()
    const { id, etag } = await make({ ...taxRateBody(code), endsAt: day('01-01') })
    const { id: later } = await make({ ...taxRateBody(code), startsAt: day('01-01') })
    const refused = expectRefusal(
      await ask('PATCH', `${AT}/${id}`, { endsAt: null }, { 'If-Match': etag }),
      409,
      'already_exists',
    )
    expect(refused.detail).toContain(later)
  })

  test('made at once: one stands', async () => {
    const { code } = await makeMarket()
    const body = taxRateBody(code) as never
    const refused = await refusal(
      createTaxRate(
        disturbed(() => createTaxRate(context(), adminCall(), body)),
        adminCall(),
        body,
      ),
    )
    expect(refused.code).toBe('already_exists')
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, at) =>
        ask('POST', AT, { ...taxRateBody(code), taxClass: 'reduced', name: `${at}` }),
      ),
    )
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([
      201,
      ...Array.from({ length: 7 }, () => 409),
    ])
  })

  test('changed at once so that they meet: one change stands', async () => {
    const { code } = await makeMarket()
    const one = await make({ ...taxRateBody(code), endsAt: day('01-01') })
    const two = await make({ ...taxRateBody(code), startsAt: day('02-01') })
    const february = Date.parse(day('01-20'))
    const refused = await refusal(
      patchTaxRate(
        disturbed(() =>
          patchTaxRate(context(), adminCall(), two.id, match(two.etag), { startsAt: february - 1 }),
        ),
        adminCall(),
        one.id,
        match(one.etag),
        { endsAt: february },
      ),
    )
    expect([refused.code, refused.detail]).toEqual(['already_exists', expect.stringContaining(two.id)])
  })
})

test('a country that its market loses meanwhile', async () => {
  const { code, path, etag } = await makeMarket({ countries: ['FI', 'AX'] })
  const lose = () => ask('PATCH', path, { countries: ['AX'] }, { 'If-Match': etag })
  const refused = await refusal(createTaxRate(disturbed(lose), adminCall(), taxRateBody(code) as never))
  expect([refused.code, refused.errors[0]?.pointer]).toEqual(['validation_failed', '/country'])
})
