import { expect, it, test } from 'vitest'
import { askAdmin, statuses } from './admin-ask.ts'
import { fresh } from './doors/door.ts'
import { madeProduct, productBody } from './doors/product-samples.ts'
import { getJson, publishAll } from './shop.ts'

// Variants one by one, under the revision of their product.

type Shown = {
  id: string
  sku: string | null
  options: Record<string, string>
  barcode: string
  prices: Record<string, { price: { amount: number } }[]>
}
const ask = <Body = Shown>(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) => askAdmin<Body>('catalog:write', method, `/products/${path}`, body, headers)

async function twoSizes() {
  const n = fresh()
  const body = productBody(n)
  const made = await madeProduct({ ...body, variants: [...body.variants, { options: { Size: '2 l' } }] })
  const [first, second] = made.variants
  return { ...made, n, first: first?.id ?? '', second: second?.id ?? '' }
}
const price = (amount: number) => ({ us: { price: { amount, currency: 'USD' } } })

it('adds, changes, replaces and withdraws; every answer carries the new tag of the product', async () => {
  const { id, etag, n, first, second } = await twoSizes()
  const added = await ask('POST', `${id}/variants`, {
    id: `added-${n}`,
    options: { Size: '3 l' },
    prices: price(5),
  })
  expect([added.status, added.etag, added.location]).toEqual([
    201,
    '"2"',
    `/v1/admin/products/${id}/variants/added-${n}`,
  ])
  const changed = await ask(
    'PATCH',
    `${id}/variants/added-${n}`,
    { barcode: '77' },
    { 'If-Match': added.etag },
  )
  expect([changed.status, changed.etag]).toEqual([200, '"3"'])
  expect(changed.body).toMatchObject({ barcode: '77', options: { Size: '3 l' }, prices: { us: [{}] } })
  const same = await ask(
    'PATCH',
    `${id}/variants/added-${n}`,
    { barcode: '77' },
    { 'If-Match': changed.etag },
  )
  expect([same.status, same.etag]).toEqual([200, changed.etag])
  const whole = await ask(
    'PUT',
    `${id}/variants/added-${n}`,
    { options: { Size: '4 l' } },
    { 'If-Match': '"3"' },
  )
  expect(whole.body).toMatchObject({ barcode: '', options: { Size: '4 l' }, prices: { us: [{}] } })
  expect((await ask('GET', `${id}/variants/added-${n}`)).body).toEqual(whole.body)
  const list = await ask<{ data: Shown[] }>('GET', `${id}/variants`)
  expect(list.body.data.map((variant) => variant.id)).toEqual([first, second, `added-${n}`])
  expect(list.etag).toBe(whole.etag)

  const gone = await ask('DELETE', `${id}/variants/${second}`, undefined, { 'If-Match': whole.etag })
  expect([gone.status, gone.etag]).toEqual([204, '"5"'])
  expect((await ask('GET', `${id}/variants/${second}`)).status).toBe(404)
  expect((await ask('PATCH', `${id}/variants/${second}`, {}, { 'If-Match': '*' })).status).toBe(404)
  const back = await ask(
    'PUT',
    `${id}/variants/${second}`,
    { options: { Size: '2 l' } },
    { 'If-None-Match': '*' },
  )
  expect([back.status, back.body.id]).toEqual([201, second])
  expect((await ask<{ withdrawnVariants: number }>('GET', id)).body.withdrawnVariants).toBe(0)
  expect(etag).toBe('"1"')
})

it('shows shoppers what is not withdrawn', async () => {
  const { id, handle, first, n } = await twoSizes()
  await ask('POST', `${id}/variants`, { sku: `NEW-${n}`, options: { Size: '9 l' }, prices: price(100) })
  await ask('DELETE', `${id}/variants/${first}`, undefined, { 'If-Match': '*' })
  await publishAll()
  const shown = await getJson<{ variants: { sku: string }[] }>(`/v1/markets/us/products/${handle}`)
  expect(shown.variants.map(({ sku }) => sku)).toEqual([`NEW-${n}`])
})

test.each([
  ['PATCH', 428, {}],
  ['PATCH', 412, { 'If-Match': '"9"' }],
  ['PUT', 428, {}],
  ['PUT', 412, { 'If-Match': '"9"' }],
  ['PUT', 412, { 'If-None-Match': '*' }],
  ['DELETE', 428, {}],
  ['DELETE', 412, { 'If-Match': '"9"' }],
])('%s: %i with %j', async (method, status, headers) => {
  const { id, first } = await twoSizes()
  const body = method === 'DELETE' ? undefined : { options: { Size: '8 l' } }
  const answer = await ask(method, `${id}/variants/${first}`, body, headers)
  expect(answer.status).toBe(status)
  expect(answer.etag).toBe('"1"')
  if (status === 412) expect(answer.body.current).toEqual((await ask('GET', id)).body)
})

it('refuses what the product or the shop has already, and the last one to go', async () => {
  const { id, n, first, second } = await twoSizes()
  const other = await twoSizes()
  const post = async (body: object) => {
    const { status, body: said } = await ask('POST', `${id}/variants`, body)
    return [status, said.code, said.errors?.[0]?.pointer, said.errors?.[0]?.code]
  }
  expect(await post({ options: { Size: '2 l' } })).toEqual([
    409,
    'already_exists',
    '/options',
    'duplicate_variant',
  ])
  expect(await post({ sku: `SAMPLE-${n}`, options: { Size: '3 l' } })).toEqual([
    409,
    'already_exists',
    '/sku',
    'duplicate_sku',
  ])
  expect(await post({ sku: `SAMPLE-${other.n}`, options: { Size: '3 l' } })).toEqual([
    409,
    'already_exists',
    '/sku',
    'sku_taken',
  ])
  expect(await post({ id: other.first, options: { Size: '3 l' } })).toEqual([
    409,
    'already_exists',
    '/id',
    'variant_taken',
  ])
  expect(await post({ id: first, options: { Size: '3 l' } })).toEqual([
    409,
    'already_exists',
    '/id',
    'duplicate_id',
  ])
  expect(await post({})).toEqual([422, 'validation_failed', '/options', 'missing_option_value'])
  expect(await post({ options: { Size: '3 l', Colour: 'x' } })).toEqual([
    422,
    'validation_failed',
    '/options',
    'unknown_option',
  ])
  expect(await post({ options: { Size: '3 l' }, stock: 4 })).toEqual([
    422,
    'validation_failed',
    '/stock',
    'unknown',
  ])
  const foreign = await ask(
    'PUT',
    `${id}/variants/${other.first}`,
    { options: { Size: '3 l' } },
    { 'If-None-Match': '*' },
  )
  expect(foreign.status).toBe(409)
  expect((await ask('GET', `${id}/variants/${other.first}`)).status).toBe(404)

  expect((await ask('DELETE', `${id}/variants/${first}`, undefined, { 'If-Match': '*' })).status).toBe(204)
  const last = await ask('DELETE', `${id}/variants/${second}`, undefined, { 'If-Match': '*' })
  expect([last.status, last.body.code]).toEqual([409, 'in_use'])
})

it('ten additions at once are all there, and none twice', async () => {
  const { id } = await twoSizes()
  for (let left = Array.from({ length: 10 }, (_, at) => `${at + 10} l`); left.length > 0;) {
    const all = await Promise.all(left.map((Size) => ask('POST', `${id}/variants`, { options: { Size } })))
    expect(statuses(all).every((status) => status === 201 || status === 503)).toBe(true)
    left = left.filter((_, at) => all[at]?.status === 503)
  }
  const list = await ask<{ data: Shown[] }>('GET', `${id}/variants?limit=100`)
  expect(new Set(list.body.data.map(({ options }) => options.Size)).size).toBe(12)
  expect(list.body.data).toHaveLength(12)
})

it('pages through them', async () => {
  const { id, first, second } = await twoSizes()
  type Page = { data: Shown[]; page: { nextCursor: string | null } }
  const one = await ask<Page>('GET', `${id}/variants?limit=1`)
  const two = await ask<Page>('GET', `${id}/variants?limit=1&cursor=${one.body.page.nextCursor}`)
  expect([one, two].map(({ body }) => body.data[0]?.id)).toEqual([first, second])
  expect(two.body.page.nextCursor).toBeNull()
  const elsewhere = await twoSizes()
  expect((await ask('GET', `${elsewhere.id}/variants?cursor=${one.body.page.nextCursor}`)).body.code).toBe(
    'invalid_cursor',
  )
})
