import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, test } from 'vitest'
import { STOCK_LAWS } from '../../src/inventory/stock-violations.ts'
import { broken } from './consistency/broken.ts'
import { fresh } from './doors/door.ts'
import { count } from './imports/support.ts'
import { adjust, ask, hold, ledgerOf, line, onHand, type Refusal, stocked } from './inventory/support.ts'
import { importFile, ndjson } from './shop.ts'
import { atRevision } from './ask.ts'

// Locations, levels, adjustments, the ledger (reliability.md §3.5 to 3.7). Races: inventory-races.test.ts.

// Whatever a test did: what is on hand is what the ledger says.
afterEach(async () => {
  expect(await broken(STOCK_LAWS)).toEqual({})
})

const written = async () => [
  await count('stock_ledger'),
  await count('stock_levels'),
  await count('events'),
  await count('audit_entries'),
]

describe('adjustments', () => {
  it('adds and takes in the order of the list, with ledger, events and one audit entry', async () => {
    const id = await stocked(3)
    const [ledger = 0, levels = 0, events = 0, entries = 0] = await written()
    const told = await adjust(
      line(id, -3, { note: 'Fell off the shelf' }),
      { sku: `SKU-${id}`, location: 'loc_main', delta: 10, reason: 'received' },
      line(id, 4, { location: 'loc_east', reason: 'transferred' }),
    )
    expect(told.status).toBe(200)
    expect(told.body.adjustments).toEqual([
      expect.objectContaining({
        variantId: id,
        sku: `SKU-${id}`,
        location: 'loc_main',
        delta: -3,
        reason: 'damaged',
        note: 'Fell off the shelf',
      }),
      expect.objectContaining({ variantId: id, delta: 10, note: '' }),
      expect.objectContaining({ location: 'loc_east', delta: 4 }),
    ])
    expect(await written()).toEqual([ledger + 3, levels + 1, events + 3, entries + 1])
    expect([await onHand(id), await onHand(id, 'loc_east')]).toEqual([10, 4])
    expect((await ledgerOf(id)).map(({ delta, on_hand, reason }) => [delta, on_hand, reason])).toEqual([
      [3, 3, 'import'],
      [-3, 0, 'damaged'],
      [10, 10, 'received'],
      [4, 4, 'transferred'],
    ])
    const { results } = await env.DB.prepare(
      "SELECT type, data FROM events WHERE subject = ? AND type LIKE 'inventory%' ORDER BY sequence",
    )
      .bind(`variant:${id}`)
      .all<{ type: string; data: string }>()
    expect(results.map(({ type, data }) => [type, JSON.parse(data) as unknown])).toEqual([
      ['inventory.adjusted', { location: 'loc_main', delta: -3, reason: 'damaged' }],
      ['inventory.adjusted', { location: 'loc_main', delta: 10, reason: 'received' }],
      ['inventory.adjusted', { location: 'loc_east', delta: 4, reason: 'transferred' }],
    ])
  })

  it("leaves the product's revision alone: an editor's ETag stays good", async () => {
    const id = await stocked(3)
    const revision = () =>
      env.DB.prepare('SELECT revision FROM products WHERE id = ?').bind(`prd-${id}`).first('revision')
    const before = await revision()
    await adjust(line(id, 5))
    expect(await revision()).toBe(before)
  })

  it('refuses all when one line has not enough, and names every such line', async () => {
    const [id, other] = [await stocked(5), await stocked(2)]
    await hold(id, 3)
    const before = await written()
    const told = await adjust(line(id, -2), line(id, -1), line(other, 1), line(other, -4), line(other, -3))
    expect([told.status, told.body.code]).toEqual([409, 'out_of_stock'])
    expect(told.body.errors).toEqual([
      {
        pointer: '/adjustments/1/delta',
        code: 'out_of_stock',
        message: 'There are 3 on hand, 3 of them held for buyers; this would leave 2.',
      },
      expect.objectContaining({ pointer: '/adjustments/3/delta' }),
    ])
    expect(await written()).toEqual(before)
    expect([await onHand(id), await onHand(other)]).toEqual([5, 2])
    await hold(id, 0)
  })

  it('takes stock that is received in the same list, but not before it', async () => {
    const id = await stocked(0)
    expect((await adjust(line(id, 5), line(id, -5))).status).toBe(200)
    expect((await adjust(line(id, -5), line(id, 5))).status).toBe(409)
  })

  it('names every unknown variant, SKU and location', async () => {
    const id = await stocked(5)
    const before = await written()
    const told = await adjust(
      line('var-nowhere', 1),
      { sku: 'NO-SUCH', location: 'loc_nowhere', delta: 1, reason: 'received' },
      line(id, 1),
    )
    expect([told.status, told.body.code]).toEqual([422, 'validation_failed'])
    expect(told.body.errors?.map(({ pointer, code }) => [pointer, code])).toEqual([
      ['/adjustments/0/variantId', 'unknown'],
      ['/adjustments/1/sku', 'unknown'],
      ['/adjustments/1/location', 'unknown'],
    ])
    expect(await written()).toEqual(before)
  })

  it('takes a hundred lines and not one more', async () => {
    const id = await stocked(0)
    const lines = Array.from({ length: 100 }, () => line(id, 1))
    expect((await adjust(...lines)).status).toBe(200)
    expect(await onHand(id)).toBe(100)
    expect((await adjust(...lines, line(id, 1))).status).toBe(422)
  })

  it('does not go beyond what a level may hold', async () => {
    const id = await stocked(1_000_000_000)
    const told = await adjust(line(id, 1))
    expect([told.status, told.body.errors?.[0]]).toEqual([
      422,
      expect.objectContaining({ pointer: '/adjustments/0/delta', code: 'too_large' }),
    ])
  })

  const good = { variantId: 'var-x', location: 'loc_main', delta: 1, reason: 'received' }
  test.each<[string, unknown, string?]>([
    ['no list', {}],
    ['an empty list', { adjustments: [] }],
    ['no object', [good]],
    ['an unknown member', { adjustments: [good], another: 1 }, '/another'],
    ['an unknown member of a line', { adjustments: [{ ...good, onHand: 3 }] }, '/adjustments/0/onHand'],
    ['delta 0', { adjustments: [{ ...good, delta: 0 }] }, '/adjustments/0/delta'],
    ['delta -0', { adjustments: [{ ...good, delta: -0 }] }, '/adjustments/0/delta'],
    ['a fraction', { adjustments: [{ ...good, delta: 1.5 }] }, '/adjustments/0/delta'],
    ['1e9 + 1', { adjustments: [{ ...good, delta: 1_000_000_001 }] }, '/adjustments/0/delta'],
    ['2^53', { adjustments: [{ ...good, delta: 2 ** 53 }] }, '/adjustments/0/delta'],
    ['text', { adjustments: [{ ...good, delta: '1' }] }, '/adjustments/0/delta'],
    ['null', { adjustments: [{ ...good, delta: null }] }, '/adjustments/0/delta'],
    ['no delta', { adjustments: [{ ...good, delta: undefined }] }, '/adjustments/0/delta'],
    ['an unknown reason', { adjustments: [{ ...good, reason: 'because' }] }, '/adjustments/0/reason'],
    ['a reason of ours', { adjustments: [{ ...good, reason: 'import' }] }, '/adjustments/0/reason'],
    ['no reason', { adjustments: [{ ...good, reason: undefined }] }, '/adjustments/0/reason'],
    ['two names', { adjustments: [{ ...good, sku: 'X' }] }, '/adjustments/0'],
    ['no name', { adjustments: [{ ...good, variantId: undefined }] }, '/adjustments/0'],
    ['no id', { adjustments: [{ ...good, variantId: "1' OR 1=1" }] }, '/adjustments/0/variantId'],
    ['a long note', { adjustments: [{ ...good, note: 'x'.repeat(201) }] }, '/adjustments/0/note'],
    ['half a surrogate', { adjustments: [{ ...good, note: '\ud800' }] }, '/adjustments/0/note'],
    ['a NUL', { adjustments: [{ ...good, note: 'a\0' }] }, '/adjustments/0/note'],
    ['a second line', { adjustments: [good, { ...good, delta: 0 }] }, '/adjustments/1/delta'],
  ])('%s is refused', async (_what, body, pointer) => {
    const before = await written()
    const told = await ask<Refusal>('POST', '/inventory/adjustments', body)
    expect([told.status, told.body.code]).toEqual([422, 'validation_failed'])
    if (pointer !== undefined) expect(told.body.errors?.map((error) => error.pointer)).toContain(pointer)
    expect(await written()).toEqual(before)
  })

  it('takes any text as a note, as text', async () => {
    const id = await stocked(1)
    const note = `'); DROP TABLE stock_ledger; -- {{7*7}} 漆器 👩‍👩‍👧 ${'x'.repeat(120)}`
    expect((await adjust(line(id, 1, { note }))).body.adjustments).toEqual([
      expect.objectContaining({ note }),
    ])
  })

  it('is refused without a key', async () => {
    const told = await ask<Refusal>(
      'POST',
      '/inventory/adjustments',
      { adjustments: [good] },
      {
        'Idempotency-Key': '',
      },
    )
    expect(told.body.code).toMatch(/^idempotency_key_/)
  })
})

describe('compare and set', () => {
  const put = (id: string, body: unknown, location = 'loc_main') =>
    ask<Refusal & Record<string, unknown>>('PUT', `/inventory/${id}/${location}`, body)

  it('sets what was counted', async () => {
    const id = await stocked(10)
    const told = await put(id, { onHand: 7, expected: 10, reason: 'lost', note: 'Stocktaking' })
    expect(told).toMatchObject({
      status: 200,
      body: {
        variantId: id,
        sku: `SKU-${id}`,
        productId: `prd-${id}`,
        location: 'loc_main',
        onHand: 7,
        held: 0,
        available: 7,
        lowStockThreshold: 5,
      },
    })
    expect((await ledgerOf(id)).at(-1)).toEqual({ delta: -3, on_hand: 7, reason: 'lost' })
  })

  it('needs the number that the writer believes in, and the present one', async () => {
    const id = await stocked(10)
    const before = await written()
    const without = await put(id, { onHand: 7 })
    expect([without.status, without.body.code]).toEqual([428, 'version_required'])
    const stale = await put(id, { onHand: 7, expected: 9 })
    expect([stale.status, stale.body.code]).toEqual([412, 'version_mismatch'])
    expect(stale.body.current).toMatchObject({ variantId: id, location: 'loc_main', onHand: 10 })
    expect(await written()).toEqual(before)
  })

  it('sets a level that is not there yet from 0', async () => {
    const id = await stocked(1)
    expect((await put(id, { onHand: 4, expected: 1 }, 'loc_east')).status).toBe(412)
    expect(await put(id, { onHand: 4, expected: 0 }, 'loc_east')).toMatchObject({
      status: 200,
      body: { onHand: 4 },
    })
    expect(await onHand(id, 'loc_east')).toBe(4)
  })

  it('changes nothing where nothing is to change', async () => {
    const id = await stocked(10)
    const before = await written()
    expect(await put(id, { onHand: 10, expected: 10 })).toMatchObject({ status: 200, body: { onHand: 10 } })
    expect(await put(id, { onHand: 0, expected: 0 }, 'loc_east')).toMatchObject({
      status: 200,
      body: { onHand: 0, updatedAt: null },
    })
    expect(await written()).toEqual(before)
  })

  it('does not go below what is held for buyers', async () => {
    const id = await stocked(10)
    await hold(id, 4)
    const told = await put(id, { onHand: 3, expected: 10 })
    expect([told.status, told.body.code, told.body.errors?.[0]?.pointer]).toEqual([
      409,
      'out_of_stock',
      '/onHand',
    ])
    expect((await put(id, { onHand: 4, expected: 10 })).status).toBe(200)
    await hold(id, 0)
  })

  test.each<[unknown, string]>([
    [{ onHand: -5, expected: 0 }, '/onHand'],
    [{ onHand: 1.5, expected: 0 }, '/onHand'],
    [{ onHand: 1e12, expected: 0 }, '/onHand'],
    [{ onHand: '3', expected: 0 }, '/onHand'],
    [{ onHand: null, expected: 0 }, '/onHand'],
    [{ expected: 0 }, '/onHand'],
    [{ onHand: 1, expected: null }, '/expected'],
    [{ onHand: 1, expected: -1 }, '/expected'],
    [{ onHand: 1, expected: '0' }, '/expected'],
    [{ onHand: 1, expected: 0, reason: 'opening' }, '/reason'],
    [{ onHand: 1, expected: 0, held: 3 }, '/held'],
  ])('%j is refused', async (body, pointer) => {
    const id = await stocked(0)
    const told = await put(id, body)
    expect([told.status, told.body.code]).toEqual([422, 'validation_failed'])
    expect(told.body.errors?.map((error) => error.pointer)).toContain(pointer)
  })

  test.each([
    'var-nowhere/loc_main',
    '0/loc_main',
    "1'%20OR%201=1/loc_main",
    'null/loc_main',
    '%00/loc_main',
  ])('%s is not found', async (path) => {
    const told = await ask<Refusal>('PUT', `/inventory/${path}`, { onHand: 1, expected: 0 })
    expect([400, 404]).toContain(told.status)
    expect(told.body.code).toMatch(/^not_found$|^malformed_request$/)
  })

  it('does not find an unknown location', async () => {
    const id = await stocked(0)
    expect((await put(id, { onHand: 1, expected: 0 }, 'loc_nowhere')).status).toBe(404)
  })
})

describe('reading', () => {
  type Level = { variantId: string; location: string | null; onHand: number; available: number }
  type Page<Entry> = { data: Entry[]; page: { nextCursor: string | null } }

  async function walk<Entry>(path: string, limit: number): Promise<Entry[]> {
    const all: Entry[] = []
    let cursor: string | null = null
    do {
      const next: string = cursor === null ? '' : `&cursor=${cursor}`
      const told = await ask<Page<Entry>>(
        'GET',
        `${path}${path.includes('?') ? '&' : '?'}limit=${limit}${next}`,
      )
      expect(told.status).toBe(200)
      all.push(...told.body.data)
      cursor = told.body.page.nextCursor
    } while (cursor !== null)
    return all
  }

  it('walks every level exactly once, whatever the page', async () => {
    const ids = [await stocked(1), await stocked(2), await stocked(0)]
    for (const id of ids) await adjust(line(id, 1, { location: 'loc_east' }))
    const places = (levels: Level[]) => levels.map(({ variantId, location }) => `${variantId} ${location}`)
    const whole = places(await walk<Level>('/inventory', 100))
    expect(new Set(whole).size).toBe(whole.length)
    for (const id of ids) expect(whole).toEqual(expect.arrayContaining([`${id} loc_east`, `${id} loc_main`]))
    expect(places(await walk<Level>('/inventory', 1))).toEqual(whole)
    expect(places(await walk<Level>('/inventory', 3))).toEqual(whole)
  })

  it('filters by variant, SKU, product and location, and adds filters up', async () => {
    const id = await stocked(3)
    await adjust(line(id, 2, { location: 'loc_east' }))
    for (const filter of [`variantId=${id}`, `sku=SKU-${id}`, `productId=prd-${id}`]) {
      const levels = await walk<Level>(`/inventory?${filter}`, 10)
      expect(levels.map(({ location, onHand: pieces }) => [location, pieces])).toEqual([
        ['loc_east', 2],
        ['loc_main', 3],
      ])
    }
    expect(await walk<Level>(`/inventory?variantId=${id}&location=loc_east`, 10)).toHaveLength(1)
    expect(await walk<Level>(`/inventory?variantId=${id}&sku=OTHER`, 10)).toEqual([])
    expect(await walk<Level>('/inventory?location=loc_nowhere', 10)).toEqual([])
  })

  it('finds what is low: tracked, and no more left over all locations than the threshold', async () => {
    const low = await stocked(3, { lowStockThreshold: 3 })
    const enough = await stocked(4, { lowStockThreshold: 3 })
    const held = await stocked(9, { lowStockThreshold: 3 })
    const elsewhere = await stocked(1, { lowStockThreshold: 3 })
    const untracked = await stocked(0, { tracked: false })
    const never = `var-inv-${fresh()}`
    await importFile(
      ndjson([{ handle: never, title: 'Never', variants: [{ id: never, price: '1.00' }] }]),
      'ndjson',
    )
    await hold(held, 6)
    await adjust(line(elsewhere, 5, { location: 'loc_east' }))
    const levels = await walk<Level>('/inventory?lowStock=true', 100)
    const ids = levels.map(({ variantId }) => variantId)
    expect(ids).toEqual(expect.arrayContaining([low, held, never]))
    for (const id of [enough, elsewhere, untracked]) expect(ids).not.toContain(id)
    expect(levels.find(({ variantId }) => variantId === never)).toMatchObject({
      location: null,
      onHand: 0,
      available: 0,
      updatedAt: null,
    })
    await hold(held, 0)
  })

  it('shows one variant: levels, total, what each market is told', async () => {
    const id = await stocked(3)
    await adjust(line(id, 9, { location: 'loc_east' }))
    await hold(id, 1)
    const told = await ask('GET', `/inventory/${id}`)
    expect(told.body).toMatchObject({
      variantId: id,
      onHand: 12,
      held: 1,
      available: 11,
      levels: [
        { location: 'loc_main', onHand: 3, held: 1, available: 2 },
        { location: 'loc_east', onHand: 9, held: 0, available: 9 },
      ],
    })
    expect(told.body.markets).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ market: 'us', available: 2, availability: 'low_stock' }),
        expect.objectContaining({ market: 'jp', available: 11, availability: 'in_stock' }),
      ]),
    )
    const again = await ask('GET', `/inventory/${id}`, undefined, { 'If-None-Match': told.etag ?? '' })
    expect(again.status).toBe(304)
    await hold(id, 0)
    const changed = await ask('GET', `/inventory/${id}`, undefined, { 'If-None-Match': told.etag ?? '' })
    expect(changed.status).toBe(200)
  })

  it('shows the ledger newest first, each entry once, by location too', async () => {
    const id = await stocked(0)
    for (let at = 1; at <= 5; at += 1) await adjust(line(id, at), line(id, 1, { location: 'loc_east' }))
    type Entry = { id: string; location: string; delta: number; onHand: number; actor: string }
    const main = await walk<Entry>(`/inventory/${id}/ledger?location=loc_main`, 2)
    expect(main.map(({ delta, onHand: pieces }) => [delta, pieces])).toEqual([
      [5, 15],
      [4, 10],
      [3, 6],
      [2, 3],
      [1, 1],
    ])
    expect(new Set(main.map(({ actor }) => actor))).toEqual(new Set(['staff:https://issuer.test#tester']))
    const both = await walk<Entry>(`/inventory/${id}/ledger`, 3)
    expect([both.length, new Set(both.map((entry) => entry.id)).size]).toEqual([10, 10])
    expect((await ask('GET', '/inventory/var-nowhere/ledger')).status).toBe(404)
  })

  test.each([
    '/inventory?limit=0',
    '/inventory?limit=101',
    '/inventory?limit=abc',
    '/inventory?limit=1&limit=2',
    '/inventory?cursor=abc',
    '/inventory?cursor=',
    '/inventory?offset=100',
    '/inventory?variantId=a&variantId=b',
    '/inventory?variantId[]=a',
    '/inventory?variantId[$ne]=',
    '/inventory?variantId=',
    '/inventory?lowStock=yes',
    '/inventory?lowStock=',
    '/inventory?sort=onHand',
    '/locations?cursor=abc',
    '/locations?limit=1e9',
    '/locations?name=Main',
  ])('%s is refused', async (path) => {
    const told = await ask<Refusal>('GET', path)
    expect([told.status, told.body.code]).toEqual([
      400,
      expect.stringMatching(/^invalid_(?:parameter|cursor)$/),
    ])
  })

  it("refuses another list's cursor", async () => {
    await stocked(1)
    await stocked(1)
    const { body } = await ask<Page<Level>>('GET', '/inventory?limit=1')
    for (const path of [
      '/inventory?limit=1&lowStock=true',
      '/inventory?location=loc_main',
      '/locations?limit=1',
    ]) {
      const told = await ask<Refusal>('GET', `${path}&cursor=${body.page.nextCursor}`)
      expect([told.status, told.body.code]).toEqual([400, 'invalid_cursor'])
    }
  })
})

describe('locations', () => {
  const create = (body: unknown) => ask<Refusal & Record<string, unknown>>('POST', '/locations', body)

  it('is made, found, changed and deleted', async () => {
    const id = `loc-${fresh()}`
    const made = await create({ id, name: 'Berlin store', country: 'DE', position: 7 })
    expect(made).toMatchObject({
      status: 201,
      etag: expect.stringMatching(/^"1-[0-9a-z]+"$/),
      body: { id, country: 'DE', position: 7, revision: 1 },
    })
    const changed = await ask('PATCH', `/locations/${id}`, { country: null }, { 'If-Match': made.etag })
    expect(changed).toMatchObject({
      status: 200,
      etag: atRevision(2, made.etag),
      body: { name: 'Berlin store', country: null },
    })
    const read = await ask('GET', `/locations/${id}`)
    expect([read.etag, read.body]).toEqual([changed.etag, changed.body])
    expect(
      (await ask('GET', `/locations/${id}`, undefined, { 'If-None-Match': atRevision(2, made.etag) })).status,
    ).toBe(304)
    const put = await ask(
      'PUT',
      `/locations/${id}`,
      { name: 'Berlin' },
      { 'If-Match': atRevision(2, made.etag) },
    )
    expect(put).toMatchObject({ status: 200, body: { name: 'Berlin', position: 7, revision: 3 } })
    const deletion = await ask('DELETE', `/locations/${id}`, undefined, {
      'If-Match': atRevision(3, made.etag),
    })
    expect(deletion.status).toBe(204)
    expect((await ask('GET', `/locations/${id}`)).status).toBe(404)
  })

  it('is added by PUT, and only where there is none when asked so', async () => {
    const path = `/locations/loc-${fresh()}`
    const first = await ask('PUT', path, { name: 'A' }, { 'If-None-Match': '*' })
    expect(first.status).toBe(201)
    expect((await ask('PUT', path, { name: 'B' }, { 'If-None-Match': '*' })).status).toBe(412)
    expect((await ask('PUT', path, { name: 'B' })).status).toBe(428)
    const stale = await ask<Refusal>('PUT', path, { name: 'B' }, { 'If-Match': atRevision(9, first.etag) })
    expect(stale).toMatchObject({
      status: 412,
      etag: first.etag,
      body: { current: { name: 'A', revision: 1 } },
    })
    expect((await ask('PUT', `${path}-new`, { name: 'B' }, { 'If-Match': first.etag })).status).toBe(412)
    expect((await ask<Refusal>('PUT', path, { id: 'loc_main', name: 'B' })).body.errors?.[0]?.pointer).toBe(
      '/id',
    )
  })

  it('needs the tag to change or delete, and says nothing of a change that is none', async () => {
    const { body, etag } = await create({ name: 'Here' })
    const path = `/locations/${String(body.id)}`
    for (const method of ['PATCH', 'DELETE']) {
      const sent = method === 'PATCH' ? { name: 'There' } : undefined
      expect((await ask(method, path, sent)).status).toBe(428)
      expect((await ask(method, path, sent, { 'If-Match': atRevision(2, etag) })).status).toBe(412)
      expect((await ask(method, path, sent, { 'If-Match': `W/${etag}` })).status).toBe(412)
    }
    const before = await written()
    const same = await ask('PATCH', path, { name: 'Here' }, { 'If-Match': etag })
    expect(same).toMatchObject({ status: 200, etag })
    expect(await written()).toEqual(before)
  })

  it('does not take an id twice', async () => {
    const told = await create({ id: 'loc_main', name: 'Another' })
    expect([told.status, told.body.code, told.body.errors?.[0]?.pointer]).toEqual([
      409,
      'already_exists',
      '/id',
    ])
  })

  it('stays while a market lists it, while stock lies there, and once it had stock', async () => {
    const main = await ask('GET', '/locations/loc_main')
    const listed = await ask<Refusal & { detail: string }>('DELETE', '/locations/loc_main', undefined, {
      'If-Match': main.etag ?? '',
    })
    expect([listed.status, listed.body.code, listed.body.detail]).toEqual([
      409,
      'in_use',
      expect.stringContaining('de, jp, us'),
    ])
    const { body, etag } = await create({ name: 'Attic' })
    const id = String(body.id)
    const variant = await stocked(0)
    const remove = () =>
      ask<Refusal & { detail: string }>('DELETE', `/locations/${id}`, undefined, { 'If-Match': etag ?? '' })
    await adjust(line(variant, 2, { location: id }))
    expect((await remove()).body).toMatchObject({ code: 'in_use', detail: expect.stringContaining('Stock') })
    await adjust(line(variant, -2, { location: id }))
    expect((await remove()).body).toMatchObject({ code: 'in_use', detail: expect.stringContaining('ledger') })
  })

  it('takes levels of 0 with it', async () => {
    const { body, etag } = await create({ name: 'Attic' })
    const id = String(body.id)
    const variant = `var-inv-${fresh()}`
    const product = {
      handle: variant,
      title: 'X',
      variants: [{ id: variant, price: '1', stock: { [id]: 0 } }],
    }
    await importFile(ndjson([product]), 'ndjson')
    expect(await onHand(variant, id)).toBe(0)
    expect((await ask('DELETE', `/locations/${id}`, undefined, { 'If-Match': etag ?? '' })).status).toBe(204)
    expect(await onHand(variant, id)).toBeUndefined()
  })

  test.each<[unknown, string?]>([
    [{}, '/name'],
    [{ name: '' }, '/name'],
    [{ name: ' ' }, '/name'],
    [{ name: 'x'.repeat(121) }, '/name'],
    [{ name: 3 }, '/name'],
    [{ name: 'a\u0007' }, '/name'],
    [{ name: 'A', country: 'de' }, '/country'],
    [{ name: 'A', country: 'DEU' }, '/country'],
    [{ name: 'A', position: -1 }, '/position'],
    [{ name: 'A', position: 1.5 }, '/position'],
    [{ name: 'A', id: 'a b' }, '/id'],
    [{ name: 'A', id: '' }, '/id'],
    [{ name: 'A', revision: 3 }, '/revision'],
    [{ name: 'A', createdAt: '2026-01-01T00:00:00Z' }, '/createdAt'],
    [null],
    [[]],
  ])('%j is refused', async (body, pointer) => {
    const before = await count('locations')
    const told = await create(body)
    expect([told.status, told.body.code]).toEqual([422, 'validation_failed'])
    if (pointer !== undefined) expect(told.body.errors?.map((error) => error.pointer)).toContain(pointer)
    expect(await count('locations')).toBe(before)
  })

  test.each([
    '0',
    '-1',
    "1' OR 1=1",
    'null',
    'undefined',
    '..',
    'x'.repeat(100),
    '👻',
    'prd_main',
    'LOC_MAIN',
  ])('there is no location %s', async (id) => {
    const told = await ask<Refusal>('GET', `/locations/${encodeURIComponent(id)}`)
    expect([400, 404]).toContain(told.status)
  })
})
