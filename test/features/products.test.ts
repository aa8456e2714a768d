import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it, test } from 'vitest'
import { productKey } from '../../src/catalog/shelves.ts'
import { fresh, make } from './doors/door.ts'
import { madeProduct, productBody } from './doors/product-samples.ts'
import { count } from './imports/support.ts'
import { getJson, importFile, ndjson, publishAll, send, token } from './shop.ts'

// Products through the admin API: what is stored, what is refused, and what shoppers then see.

type Shown = {
  id: string
  handle: string
  title: string
  status: string
  description: string
  tags: string[]
  categories: string[]
  options: string[]
  redirects: string[]
  revision: number
  withdrawnVariants: number
  translations: Record<string, Record<string, string>>
  variants: {
    id: string
    sku: string | null
    options: Record<string, string>
    prices: Record<string, unknown[]>
  }[]
}
type Refused = { code: string; errors?: { pointer: string; code: string }[]; current?: Shown }

let bearer: Record<string, string> = {}
beforeAll(async () => {
  bearer = { Authorization: `Bearer ${await token('catalog:write')}` }
})

async function ask<Body = Shown & Refused>(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Body; etag: string; location: string | null }> {
  const answer = await send(`/v1/admin${path}`, {
    method,
    headers: { ...bearer, ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await answer.text()
  return {
    status: answer.status,
    body: (text === '' ? undefined : JSON.parse(text)) as Body,
    etag: answer.headers.get('ETag') ?? '',
    location: answer.headers.get('Location'),
  }
}

const statuses = (all: readonly { status: number }[]) =>
  all.map(({ status }) => status).toSorted((a, b) => a - b)
const read = (id: string) => ask('GET', `/products/${id}`)
const patch = (id: string, etag: string, body: unknown) =>
  ask('PATCH', `/products/${id}`, body, { 'If-Match': etag })
const publicStatus = async (handle: string, market = 'us') => {
  const answer = await send(`/v1/markets/${market}/products/${handle}`, { redirect: 'manual' })
  await answer.text()
  return answer.status === 308 ? `308 ${answer.headers.get('Location')?.split('/').at(-1)}` : answer.status
}
const inCategory = async (title = `Shelf ${fresh()}`) => {
  const seed = fresh()
  await importFile(ndjson([{ type: 'category', handle: `shelf-${seed}`, title }]), 'ndjson')
  return `shelf-${seed}`
}

describe('create', () => {
  it('stores what the body says and answers what a read then shows', async () => {
    const category = await inCategory()
    const number = fresh()
    const made = await ask('POST', '/products', {
      id: `own-${number}`,
      handle: `whole-kettle-${number}`,
      title: ' Whole Kettle ',
      description: '<p onclick="x()">Fine<script>alert(1)</script></p>',
      vendor: "O'Neil & Söhne",
      productType: 'Kettle',
      status: 'draft',
      tags: ['a', 'b', 'a'],
      popularity: 7,
      categories: [category],
      options: ['Size', 'Finish'],
      media: [{ url: '/media/copper-stovetop-kettle.svg', alt: 'x', width: 10, height: 20 }],
      seo: { title: 'S', description: 'D' },
      translations: { de: { title: 'Kessel', description: '<b>Fein</b>' }, ja: { title: 'ケトル' } },
      variants: [
        {
          id: `own-var-${number}`,
          sku: `W-${number}`,
          options: { Size: '1', Finish: 'Matt' },
          barcode: '0123',
          weightGrams: 900,
          taxClass: 'reduced',
          image: '/media/copper-stovetop-kettle.svg',
          tracked: false,
          backorder: true,
          lowStockThreshold: 2,
          prices: {
            us: { price: { amount: 1999, currency: 'USD' }, compareAt: { amount: 2999, currency: 'USD' } },
            jp: [
              { price: { amount: 3000, currency: 'JPY' } },
              {
                price: { amount: 2500, currency: 'JPY' },
                minQuantity: 10,
                startsAt: '2027-01-01T00:00:00+09:00',
                endsAt: '2027-02-01T00:00:00Z',
              },
            ],
          },
        },
        { options: { Size: '2', Finish: 'Matt' } },
      ],
    })
    expect(made.status, JSON.stringify(made.body)).toBe(201)
    expect(made.location).toBe(`/v1/admin/products/own-${number}`)
    expect(made.etag).toBe('"1"')
    expect(made.body).toMatchObject({
      title: 'Whole Kettle',
      description: '<p>Fine</p>',
      tags: ['a', 'b'],
      categories: [category],
      revision: 1,
      withdrawnVariants: 0,
      redirects: [],
      translations: { de: { title: 'Kessel', description: '<b>Fein</b>' }, ja: { title: 'ケトル' } },
    })
    expect(made.body.variants[0]).toMatchObject({
      id: `own-var-${number}`,
      prices: {
        us: [{ price: { amount: 1999, currency: 'USD' }, compareAt: { amount: 2999, currency: 'USD' } }],
        jp: [
          { minQuantity: 1, startsAt: null, endsAt: null },
          { minQuantity: 10, startsAt: '2026-12-31T15:00:00.000Z', endsAt: '2027-02-01T00:00:00.000Z' },
        ],
      },
    })
    const shown = await read(`own-${number}`)
    expect(shown.body).toEqual(made.body)
    expect(shown.etag).toBe(made.etag)
    const again = await ask('GET', `/products/own-${number}`, undefined, { 'If-None-Match': shown.etag })
    expect(again.status).toBe(304)
  })

  it('makes a handle of the title, and another where that is taken', async () => {
    const title = `Plain Pan ${fresh()}`
    const one = await ask('POST', '/products', { title })
    const two = await ask('POST', '/products', { title })
    expect([one.status, two.status]).toEqual([201, 201])
    expect(two.body.handle.startsWith(`${one.body.handle}-prd-`)).toBe(true)
    expect(one.body.variants).toHaveLength(1)
  })

  it('refuses what somebody has', async () => {
    const number = fresh()
    const there = await madeProduct(productBody(number))
    const id = await ask('POST', '/products', { id: there.id, title: 'X' })
    expect([id.status, id.body.code, id.body.errors?.[0]?.pointer]).toEqual([409, 'already_exists', '/id'])
    const handle = await ask('POST', '/products', { handle: there.handle, title: 'X' })
    expect([handle.status, handle.body.errors]).toMatchObject([
      409,
      [{ pointer: '/handle', code: 'handle_taken' }],
    ])
    const sku = await ask('POST', '/products', { title: 'X', variants: [{ sku: `SAMPLE-${number}` }] })
    expect([sku.status, sku.body.errors]).toMatchObject([409, [{ pointer: '/variants/0/sku' }]])
    const variant = await ask('POST', '/products', { title: 'X', variants: [{ id: there.variants[0]?.id }] })
    expect([variant.status, variant.body.errors]).toMatchObject([409, [{ pointer: '/variants/0/id' }]])
  })

  it('gives one of two that ask for the same at the same moment', async () => {
    for (const body of [
      (number: number) => ({ handle: `twins-${number}`, title: 'Twin' }),
      (number: number) => ({ id: `twin-${number}`, title: `Twin ${fresh()}` }),
      (number: number) => ({ title: `Twin ${fresh()}`, variants: [{ sku: `TWIN-${number}` }] }),
      (number: number) => ({ title: `Twin ${fresh()}`, variants: [{ id: `twin-var-${number}` }] }),
    ]) {
      const number = fresh()
      const products = await count('products')
      const all = await Promise.all(Array.from({ length: 6 }, () => ask('POST', '/products', body(number))))
      expect(statuses(all)).toEqual([201, 409, 409, 409, 409, 409])
      expect(await count('products')).toBe(products + 1)
    }
  })
})

describe('PATCH', () => {
  it('leaves what it does not name, and takes lists whole', async () => {
    const made = await madeProduct({
      title: 'Patch me',
      vendor: 'V',
      tags: ['x'],
      options: ['Size'],
      translations: { de: { title: 'A' }, ja: { title: 'B' } },
      variants: [
        {
          sku: `P-${fresh()}`,
          options: { Size: '1' },
          prices: { us: { price: { amount: 1, currency: 'USD' } } },
        },
        { options: { Size: '2' } },
      ],
    })
    const first = made.variants[0]?.id
    const next = await patch(made.id, made.etag, {
      title: 'Patched',
      translations: { de: null },
      variants: [{ id: first, weightGrams: 5 }],
    })
    expect(next.body).toMatchObject({
      title: 'Patched',
      vendor: 'V',
      tags: ['x'],
      translations: { ja: { title: 'B' } },
      revision: 2,
      withdrawnVariants: 1,
      variants: [{ id: first, weightGrams: 5, options: { Size: '1' }, prices: { us: [{}] } }],
    })
    expect((await read(made.id)).body).toEqual(next.body)
    const back = await patch(made.id, next.etag, { variants: [{ id: first }, { options: { Size: '2' } }] })
    expect(back.body).toMatchObject({ withdrawnVariants: 0, variants: [{}, { id: made.variants[1]?.id }] })
    const none = await patch(made.id, back.etag, {
      variants: [{ id: first, prices: { us: null } }, { id: made.variants[1]?.id }],
    })
    expect(none.body.variants[0]?.prices).toEqual({})
  })

  it('changes nothing where everything is so already', async () => {
    const made = await madeProduct()
    const before = [await count('events'), await count('audit_entries')]
    const same = await patch(made.id, made.etag, {
      title: (await read(made.id)).body.title,
      vendor: 'Hearth & Flame',
    })
    expect([same.status, same.etag]).toEqual([200, made.etag])
    expect([await count('events'), await count('audit_entries')]).toEqual(before)
  })

  test.each([
    ['none', undefined, 428, 'version_required'],
    ['an old one', '"0"', 412, 'version_mismatch'],
    ['a weak one', 'W/"1"', 412, 'version_mismatch'],
    ['no tag', '1', 412, 'version_mismatch'],
    ['a list without it', '"0", "2"', 412, 'version_mismatch'],
    ['a list with it', '"0", "1"', 200, undefined],
    ['any', '*', 200, undefined],
    ['the present one', '"1"', 200, undefined],
  ])('If-Match: %s', async (_what, ifMatch, status, code) => {
    const { id } = await madeProduct()
    const answer = await ask(
      'PATCH',
      `/products/${id}`,
      { title: 'Other' },
      ifMatch === undefined ? {} : { 'If-Match': ifMatch },
    )
    expect([answer.status, answer.body.code]).toEqual([status, code])
    if (status === 412) {
      expect(answer.etag).toBe('"1"')
      expect(answer.body.current).toEqual((await read(id)).body)
    }
    const gone = await ask(
      'DELETE',
      `/products/${id}`,
      undefined,
      ifMatch && status !== 200 ? { 'If-Match': ifMatch } : {},
    )
    expect(gone.status).toBe(status === 200 ? 428 : status)
  })

  it('loses no update of 200 writers at once, each of whom reads, merges and tries again', async () => {
    const { id } = await madeProduct()
    const writers = Array.from({ length: 200 }, (_, at) => `tag-${at}`)
    let refused = 0
    await Promise.all(
      writers.map(async (tag) => {
        for (;;) {
          const now = await read(id)
          const { status } = await patch(id, now.etag, { tags: [...now.body.tags, tag] })
          if (status === 200) return
          expect(status).toBe(412)
          refused += 1
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 400))
        }
      }),
    )
    const { body } = await read(id)
    expect(body.tags.toSorted()).toEqual(writers.toSorted())
    expect(body.revision).toBe(201)
    expect(refused).toBeGreaterThan(0)
  })

  it('lets one of two with the same tag through; the other gets what is there now', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { id, etag } = await madeProduct()
      const both = await Promise.all([patch(id, etag, { title: 'One' }), patch(id, etag, { title: 'Two' })])
      const [done, refused] = both.toSorted((left, right) => left.status - right.status)
      expect([done?.status, refused?.status]).toEqual([200, 412])
      expect(refused?.body.current).toEqual(done?.body)
      expect(refused?.etag).toBe(done?.etag)
    }
  })
})

describe('PUT', () => {
  it('makes, replaces whole, and needs the tag of what is there', async () => {
    const number = fresh()
    const path = `/products/put-${number}`
    const body = { ...productBody(number), tags: ['x'], translations: { de: { title: 'D' } } }
    const none = await ask('PUT', path, body, { 'If-Match': '"1"' })
    expect(none.status).toBe(412)
    const made = await ask('PUT', path, body, { 'If-None-Match': '*' })
    expect([made.status, made.location]).toEqual([201, `/v1/admin${path}`])
    expect((await ask('PUT', path, body, { 'If-None-Match': '*' })).status).toBe(412)
    expect((await ask('PUT', path, body)).status).toBe(428)
    const same = await ask('PUT', path, body, { 'If-Match': made.etag })
    expect([same.status, same.etag]).toEqual([200, made.etag])
    const bare = await ask(
      'PUT',
      path,
      { id: `put-${number}`, title: 'Bare', variants: [{ sku: `SAMPLE-${number}` }] },
      { 'If-Match': made.etag },
    )
    expect(bare.body).toMatchObject({
      handle: made.body.handle,
      vendor: '',
      tags: [],
      translations: {},
      options: [],
      revision: 2,
      variants: [{ id: made.body.variants[0]?.id, options: {}, prices: { us: [{}] } }],
    })
    expect((await read(`put-${number}`)).body).toEqual(bare.body)
    const other = await ask('PUT', path, { id: 'another', title: 'X' }, { 'If-Match': bare.etag })
    expect([other.status, other.body.errors?.[0]?.pointer]).toEqual([422, '/id'])
  })

  it('makes one product, whoever else makes it at the same moment', async () => {
    const number = fresh()
    const all = await Promise.all(
      Array.from({ length: 5 }, () =>
        ask('PUT', `/products/once-${number}`, productBody(number), { 'If-None-Match': '*' }),
      ),
    )
    expect(statuses(all)).toEqual([201, 412, 412, 412, 412])
  })
})

describe('handles', () => {
  it('a rename redirects; back, in a chain, and until another product takes the handle', async () => {
    const n = fresh()
    const made = await madeProduct({ ...productBody(n), handle: `walk-a-${n}` })
    const b = await patch(made.id, made.etag, { handle: `walk-b-${n}` })
    expect(b.body.redirects).toEqual([`walk-a-${n}`])
    await publishAll()
    expect(await publicStatus(`walk-a-${n}`)).toBe(`308 walk-b-${n}`)
    expect(await publicStatus(`walk-b-${n}`)).toBe(200)

    const c = await patch(made.id, b.etag, { handle: `walk-c-${n}` })
    await publishAll()
    expect(await publicStatus(`walk-a-${n}`)).toBe(`308 walk-c-${n}`)
    expect(await publicStatus(`walk-b-${n}`)).toBe(`308 walk-c-${n}`)

    const back = await patch(made.id, c.etag, { handle: `walk-a-${n}` })
    expect(back.body.redirects).toEqual([`walk-b-${n}`, `walk-c-${n}`])
    expect((await read(made.id)).body).toEqual(back.body)
    await publishAll()
    expect(await publicStatus(`walk-a-${n}`)).toBe(200)
    expect(await publicStatus(`walk-b-${n}`)).toBe(`308 walk-a-${n}`)

    const other = await madeProduct({ ...productBody(), handle: `walk-b-${n}` })
    await publishAll()
    expect(await publicStatus(`walk-b-${n}`)).toBe(200)
    expect((await getJson<Shown>(`/v1/markets/us/products/walk-b-${n}`)).id).toBe(other.id)
    expect((await read(made.id)).body.redirects).toEqual([`walk-c-${n}`])
  })

  test.each([
    'Capital',
    'two words',
    'a/b',
    '..',
    'a%2fb',
    'kettle☕',
    'x‏y',
    'x​y',
    'x'.repeat(300),
    '',
    '-x',
    'x-',
    'a--b',
    'admin',
    'api',
    'null',
    'new',
    '.well-known',
    'é',
    'ｋettle',
    'deleted.prd',
  ])('%j is no handle', async (handle) => {
    const answer = await ask('POST', '/products', { title: 'X', handle })
    expect([answer.status, answer.body.code, answer.body.errors?.[0]?.pointer]).toEqual([
      422,
      'validation_failed',
      '/handle',
    ])
  })
})

describe('DELETE', () => {
  it('leaves nothing but the id; handles and SKUs are free', async () => {
    const n = fresh()
    const made = await madeProduct({ ...productBody(n), handle: `del-a-${n}` })
    const renamed = await patch(made.id, made.etag, { handle: `del-b-${n}` })
    await publishAll()
    expect(await publicStatus(`del-b-${n}`)).toBe(200)
    const gone = await ask('DELETE', `/products/${made.id}`, undefined, { 'If-Match': renamed.etag })
    expect(gone.status).toBe(204)
    expect((await read(made.id)).status).toBe(404)
    expect((await patch(made.id, '"3"', { title: 'x' })).status).toBe(404)
    expect((await ask('DELETE', `/products/${made.id}`, undefined, { 'If-Match': '*' })).status).toBe(404)
    const list = await ask<{ data: unknown[] }>('GET', `/products?q=del-b-${n}`)
    expect(list.body.data).toEqual([])
    await publishAll()
    expect([await publicStatus(`del-a-${n}`), await publicStatus(`del-b-${n}`)]).toEqual([404, 404])
    expect(await env.KV.get(productKey(`del-b-${n}`), 'json')).toEqual({ state: 'gone' })
    expect((await env.KV.list({ prefix: 'product:deleted' })).keys).toEqual([])

    const id = await ask('POST', '/products', { id: made.id, title: 'X' })
    expect([id.status, id.body.code]).toEqual([409, 'already_exists'])
    const heir = await ask('POST', '/products', { ...productBody(n), handle: `del-b-${n}` })
    expect(heir.status).toBe(201)
    await publishAll()
    expect(await publicStatus(`del-b-${n}`)).toBe(200)
    expect(await publicStatus(`del-a-${n}`)).toBe(404)
  })

  it('PUT makes it anew, with the variants that it names again', async () => {
    const n = fresh()
    const made = await madeProduct({
      ...productBody(n),
      tags: ['old'],
      translations: { de: { title: 'Alt' } },
    })
    await ask('DELETE', `/products/${made.id}`, undefined, { 'If-Match': made.etag })
    const anew = await ask(
      'PUT',
      `/products/${made.id}`,
      { title: `Anew ${n}`, variants: [{ sku: `SAMPLE-${n}` }] },
      { 'If-None-Match': '*' },
    )
    expect([anew.status, anew.body.code]).toEqual([201, undefined])
    expect(anew.body).toMatchObject({
      handle: `anew-${n}`,
      tags: [],
      translations: {},
      options: [],
      revision: 3,
      redirects: [made.handle],
      variants: [{ id: made.variants[0]?.id, sku: `SAMPLE-${n}` }],
    })
    expect((await read(made.id)).body).toEqual(anew.body)
    await publishAll()
    expect(await publicStatus(`anew-${n}`)).toBe(200)
    expect(await publicStatus(made.handle)).toBe(`308 anew-${n}`)
  })

  it('an import that names its id makes it anew, too', async () => {
    const n = fresh()
    const made = await madeProduct({ ...productBody(n), vendor: 'Old' })
    await ask('DELETE', `/products/${made.id}`, undefined, { 'If-Match': '*' })
    const short = await importFile(ndjson([{ id: made.id, price: '1.00' }]), 'ndjson')
    expect(short).toMatchObject({ productsFailed: 1 })
    const job = await importFile(ndjson([{ id: made.id, title: `Again ${n}`, price: '1.00' }]), 'ndjson')
    expect(job).toMatchObject({ productsCreated: 1, productsFailed: 0 })
    expect((await read(made.id)).body).toMatchObject({ title: `Again ${n}`, vendor: '', status: 'active' })
  })
})

describe('what is not active is not public', () => {
  test.each(['draft', 'archived'])('%s', async (status) => {
    const n = fresh()
    const category = await inCategory()
    const word = `zanzibar${n}`
    const made = await madeProduct({
      ...productBody(n),
      title: `${word} Kettle`,
      tags: [`tag-${word}`],
      categories: [category],
    })
    await publishAll()
    const seen = async () => {
      const lists = await Promise.all(
        [`q=${word}`, `category=${category}`, `tag=tag-${word}`, `category=${category}&facets=true`].map(
          (query) => getJson<{ data: unknown[]; facets?: unknown }>(`/v1/markets/us/products?${query}`),
        ),
      )
      const suggested = await getJson<{ data: { kind: string }[] }>(
        `/v1/markets/us/search-suggestions?q=${word}`,
      )
      const availability = await getJson<{ data: unknown[] }>(
        `/v1/markets/us/availability?variants=${made.variants[0]?.id}`,
      )
      return [
        await publicStatus(made.handle),
        ...lists.map(({ data }) => data.length),
        JSON.stringify(lists[3]?.facets ?? {}).includes('Hearth'),
        suggested.data.filter(({ kind }) => kind === 'product').length,
        availability.data.length,
      ]
    }
    expect(await seen()).toEqual([200, 1, 1, 1, 1, true, 1, 1])
    await patch(made.id, made.etag, { status })
    await publishAll()
    expect(await seen()).toEqual([404, 0, 0, 0, 0, false, 0, 0])
    const draft = await madeProduct({ ...productBody(), status, title: `${word} Pan` })
    await publishAll()
    expect(await publicStatus(draft.handle)).toBe(404)
    expect((await getJson<{ data: unknown[] }>(`/v1/markets/us/products?q=${word}`)).data).toEqual([])
  })
})

it('the audit says what changed, and by whom', async () => {
  const { id, etag } = await madeProduct()
  await patch(id, etag, { title: 'Told', tags: ['t'] })
  const { results } = await env.DB.prepare(
    `SELECT action, actor, route, changes FROM audit_entries WHERE subject = 'product:${id}' ORDER BY sequence`,
  ).all<{ action: string; route: string; changes: string }>()
  expect(results).toMatchObject([
    {
      action: 'product.created',
      actor: 'staff:https://issuer.test#tester',
      route: 'POST /v1/admin/products',
    },
    { action: 'product.updated', route: 'PATCH /v1/admin/products/{id}' },
  ])
  expect(JSON.parse(results[1]?.changes ?? '[]')).toEqual([
    { member: 'title', from: expect.stringContaining('Kettle') as string, to: 'Told' },
    { member: 'tags', from: [], to: ['t'] },
  ])
})

it('an import that comes in between wins or is planned again: no update is lost', async () => {
  const { id, etag } = await madeProduct()
  const [edit] = await Promise.all([
    patch(id, etag, { vendor: 'Edited' }),
    importFile(ndjson([{ id, productType: 'Imported' }]), 'ndjson'),
  ])
  const { body } = await ask<{ vendor: string; productType: string }>('GET', `/products/${id}`)
  expect(body.productType).toBe('Imported')
  expect(body.vendor).toBe(edit.status === 200 ? 'Edited' : 'Hearth & Flame')
  expect([200, 412]).toContain(edit.status)
})

it('is seen at once by who makes it', async () => {
  expect((await make('GET', (await madeProduct()).path, 'catalog:read')).status).toBe(200)
})
