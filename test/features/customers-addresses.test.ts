import { env } from 'cloudflare:workers'
import { describe, expect, it, test } from 'vitest'
import type { ShownKeptAddress } from '../../src/customers/customer-schemas.ts'
import { ADDRESS, newShopper, type Shopper } from './customers/support.ts'
import { customerToken, send, token } from './shop.ts'

// The addresses that customers keep: theirs alone (reliability.md §3.6, row 82), bounded, each default once.

type Page = { data: ShownKeptAddress[]; page: { nextCursor: string | null } }
const AT = '/addresses'
const kept = async (shopper: Shopper, more: object = {}, headers: Record<string, string> = {}) => {
  const answer = await shopper.ask<ShownKeptAddress>('POST', AT, { address: ADDRESS, ...more }, headers)
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  return answer
}
const list = async (shopper: Shopper): Promise<ShownKeptAddress[]> =>
  (await shopper.ask<Page>('GET', `${AT}?limit=100`)).body.data

test('keeps, reads, changes and deletes an address', async () => {
  const shopper = await newShopper()
  const made = await kept(shopper, { label: 'Home', defaultShipping: true })
  expect(made.body).toEqual({
    id: expect.stringMatching(/^adr_[0-9A-Z]{26}$/),
    label: 'Home',
    address: ADDRESS,
    defaultShipping: true,
    defaultBilling: false,
    revision: 1,
    createdAt: expect.stringMatching(/Z$/),
    updatedAt: made.body.createdAt,
  })
  const at = `${AT}/${made.body.id}`
  const read = await shopper.ask('GET', at)
  expect([read.status, read.body, read.etag]).toEqual([200, made.body, made.etag])
  expect((await shopper.ask('GET', at, undefined, { 'If-None-Match': made.etag })).status).toBe(304)
  const changed = await shopper.ask<ShownKeptAddress>('PATCH', at, {
    address: { line1: '1 Main St', country: 'US' },
    label: null,
  })
  expect(changed.body).toMatchObject({
    address: { line1: '1 Main St', country: 'US' },
    label: null,
    defaultShipping: true,
    revision: 2,
  })
  // The address before is gone as a whole.
  expect(changed.body.address).not.toHaveProperty('city')
  const same = await shopper.ask<ShownKeptAddress>('PATCH', at, { defaultShipping: true })
  expect([same.body.revision, same.etag]).toEqual([2, changed.etag])
  expect((await shopper.ask('DELETE', at)).status).toBe(204)
  expect((await shopper.ask('DELETE', at)).status).toBe(404)
  expect(await list(shopper)).toEqual([])
})

describe('If-Match, if it is sent', () => {
  it('refuses what was read before somebody changed it, and shows what is there', async () => {
    const shopper = await newShopper()
    const { body, etag } = await kept(shopper)
    const at = `${AT}/${body.id}`
    const changed = await shopper.ask('PATCH', at, { label: 'Work' }, { 'If-Match': etag })
    for (const [method, patch] of [
      ['PATCH', { label: 'Late' }],
      ['DELETE', undefined],
    ] as const) {
      const refused = await shopper.ask(method, at, patch, { 'If-Match': etag })
      expect([refused.status, refused.body.code, refused.etag]).toEqual([
        412,
        'version_mismatch',
        changed.etag,
      ])
      expect(refused.body.current).toEqual(changed.body)
    }
    expect((await shopper.ask('DELETE', at, undefined, { 'If-Match': changed.etag })).status).toBe(204)
  })

  it('is missed when another address takes the default away', async () => {
    const shopper = await newShopper()
    const first = await kept(shopper, { defaultShipping: true, defaultBilling: true })
    await kept(shopper, { defaultShipping: true })
    const at = `${AT}/${first.body.id}`
    const now = await shopper.ask<ShownKeptAddress>('GET', at)
    expect(now.body).toMatchObject({ defaultShipping: false, defaultBilling: true, revision: 2 })
    expect((await shopper.ask('PATCH', at, { label: 'x' }, { 'If-Match': first.etag })).status).toBe(412)
  })
})

describe('defaults', () => {
  it('are one of each kind, whoever comes at the same moment', async () => {
    const shopper = await newShopper()
    const all = await Promise.all(
      Array.from({ length: 8 }, () => kept(shopper, { defaultShipping: true, defaultBilling: true })),
    )
    await Promise.all(
      all.map(({ body }) => shopper.ask('PATCH', `${AT}/${body.id}`, { defaultShipping: true })),
    )
    const addresses = await list(shopper)
    expect(addresses.filter(({ defaultShipping }) => defaultShipping)).toHaveLength(1)
    expect(addresses.filter(({ defaultBilling }) => defaultBilling)).toHaveLength(1)
  })

  it('can be none', async () => {
    const shopper = await newShopper()
    const { body } = await kept(shopper, { defaultShipping: true })
    await shopper.ask('PATCH', `${AT}/${body.id}`, { defaultShipping: false })
    const me = await shopper.ask<object>('GET', '')
    expect(me.body).toMatchObject({ addresses: 1, defaultShippingAddressId: null })
  })
})

test('at most fifty are kept, also when sixty come at once, and a place that is free is taken again', async () => {
  const shopper = await newShopper()
  const all = await Promise.all(
    Array.from({ length: 60 }, () => shopper.ask('POST', AT, { address: ADDRESS })),
  )
  expect(all.filter(({ status }) => status === 201)).toHaveLength(50)
  expect(
    new Set(all.filter(({ status }) => status !== 201).map(({ status, body }) => `${status} ${body.code}`)),
  ).toEqual(new Set(['409 invalid_transition']))
  const addresses = await list(shopper)
  expect(addresses).toHaveLength(50)
  // Somebody else's fifty are their own.
  await kept(await newShopper())
  await shopper.ask('DELETE', `${AT}/${addresses[17]?.id}`)
  await kept(shopper)
  const places = env.DB.prepare(
    'SELECT count(DISTINCT place) AS n, max(place) AS most FROM customer_addresses WHERE subject = ?',
  )
  expect(await places.bind(shopper.customer.subject).first()).toEqual({ n: 50, most: 50 })
})

test('pages meet every address once, in the order in which they were kept', async () => {
  const shopper = await newShopper()
  const made: string[] = []
  for (let at = 0; at < 5; at += 1) made.push((await kept(shopper)).body.id)
  const met: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const more: string = cursor === '' ? '' : `&cursor=${cursor}`
    const { body }: { body: Page } = await shopper.ask<Page>('GET', `${AT}?limit=2${more}`)
    met.push(...body.data.map(({ id }) => id))
    cursor = body.page.nextCursor
    const stranger = await newShopper()
    if (cursor !== null)
      expect((await stranger.ask('GET', `${AT}?limit=2&cursor=${cursor}`)).body.code).toBe('invalid_cursor')
  }
  expect(met).toEqual(made)
})

test.each<[string, object, string]>([
  ['nothing', {}, '/address'],
  ['an address that says nothing', { address: {} }, '/address'],
  ['members of its own', { address: ADDRESS, id: 'adr_x' }, '/id'],
  ['somebody else as its owner', { address: ADDRESS, subject: 'eve' }, '/subject'],
  ['a country that there is not', { address: { ...ADDRESS, country: 'XX' } }, '/address/country'],
  ['a card number', { address: { ...ADDRESS, line2: '4111 1111 1111 1111' } }, '/address/line2'],
  ['two lines in one', { address: { ...ADDRESS, line1: 'a\nb' } }, '/address/line1'],
  ['a long label', { address: ADDRESS, label: 'x'.repeat(61) }, '/label'],
  ['a default that is no boolean', { address: ADDRESS, defaultShipping: 1 }, '/defaultShipping'],
])('refuses %s', async (_what, body, pointer) => {
  const shopper = await newShopper()
  const refused = await shopper.ask('POST', AT, body)
  expect([refused.status, refused.body.code, refused.body.errors?.[0]?.pointer]).toEqual([
    422,
    'validation_failed',
    pointer,
  ])
  expect(await list(shopper)).toEqual([])
})

test("another customer's address is answered like one that never was", async () => {
  const [ada, eve] = [await newShopper(), await newShopper()]
  const { body, etag } = await kept(ada)
  const seen = async (method: string, id: string) => {
    const answer = await eve.ask(method, `${AT}/${id}`, method === 'PATCH' ? { label: 'mine' } : undefined, {
      'If-Match': etag,
    })
    return JSON.stringify(answer).replace(/req_\w+/, 'req')
  }
  for (const method of ['GET', 'PATCH', 'DELETE']) {
    const foreign = await seen(method, body.id)
    expect(foreign).toBe(await seen(method, 'adr_01KB0N4W2M6T9V3X5Z7B9D1F3G'))
    expect(foreign).toContain('not_found')
  }
  expect(await list(eve)).toEqual([])
  expect(await list(ada)).toEqual([body])
})

test.each<[string, () => Promise<Record<string, string>>]>([
  ['nobody', () => Promise.resolve({})],
  ['staff', async () => ({ Authorization: `Bearer ${await token('customers:read customers:write')}` })],
  ['an expired customer', async () => ({ Authorization: `Bearer ${await customerToken('a', { exp: 9 })}` })],
])('%s is asked for a token', async (_who, headersFor) => {
  for (const path of ['', '/orders', '/export', AT])
    expect((await send(`/v1/customers/me${path}`, { headers: await headersFor() })).status).toBe(401)
})

describe('with an Idempotency-Key', () => {
  it('an address is kept once, and the first answer given again', async () => {
    const shopper = await newShopper()
    const key = { 'Idempotency-Key': 'once' }
    const first = await kept(shopper, {}, key)
    const again = await kept(shopper, {}, key)
    expect([first.replayed, again.replayed]).toEqual([false, true])
    expect([again.body, again.etag]).toEqual([first.body, first.etag])
    expect(await list(shopper)).toHaveLength(1)
    const other = await shopper.ask('POST', AT, { address: ADDRESS, label: 'Other' }, key)
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_conflict'])
  })

  it('of ten at once there is one effect', async () => {
    const shopper = await newShopper()
    const all = await Promise.all(
      Array.from({ length: 10 }, () => kept(shopper, {}, { 'Idempotency-Key': 'at once' })),
    )
    expect(new Set(all.map(({ body }) => body.id)).size).toBe(1)
    expect(all.filter(({ replayed }) => !replayed)).toHaveLength(1)
  })

  it('the key of one customer is not that of another', async () => {
    const key = { 'Idempotency-Key': 'shared' }
    const [one, two] = [await kept(await newShopper(), {}, key), await kept(await newShopper(), {}, key)]
    expect([two.replayed, two.body.id === one.body.id]).toEqual([false, false])
  })

  it('a deletion that was answered is answered again', async () => {
    const shopper = await newShopper()
    const { body } = await kept(shopper)
    const key = { 'Idempotency-Key': 'gone' }
    expect((await shopper.ask('DELETE', `${AT}/${body.id}`, undefined, key)).status).toBe(204)
    const again = await shopper.ask('DELETE', `${AT}/${body.id}`, undefined, key)
    expect([again.status, again.replayed]).toEqual([204, true])
  })
})
