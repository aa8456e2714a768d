import { env } from 'cloudflare:workers'
import { describe, expect, it, test } from 'vitest'
import { askAdmin, statuses } from './admin-ask.ts'
import { categoryBody, madeCategory } from './doors/category-samples.ts'
import { fresh } from './doors/door.ts'
import { madeProduct, productBody } from './doors/product-samples.ts'
import { context, getJson, importFile, ndjson, publishAll, send } from './shop.ts'

// Categories through the admin API.

type Shown = {
  id: string
  handle: string
  parent: string | null
  position: number
  title: string
  description: string
  translations: Record<string, { title?: string; description?: string }>
  revision: number
}

const ask = <Body = Shown>(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) => askAdmin<Body>('catalog:write', method, path, body, headers)
const patch = (id: string, etag: string, body: unknown) =>
  ask('PATCH', `/categories/${id}`, body, { 'If-Match': etag })
const publicTitle = async (handle: string, locale = 'en', market = 'us') => {
  const answer = await send(`/v1/markets/${market}/categories/${handle}?locale=${locale}`, {
    redirect: 'manual',
  })
  return answer.status === 200 ? ((await answer.json()) as { title: string }).title : answer.status
}

it('stores what the body says, and shows it to shoppers in their language', async () => {
  const home = await madeCategory()
  const n = fresh()
  const made = await ask('POST', '/categories', {
    id: `own-cat-${n}`,
    title: ' Kettles ',
    handle: `kettles-${n}`,
    parent: home.handle,
    position: 3,
    description: '<p onclick="x()">Fine</p>',
    translations: { de: { title: 'Kessel', description: '<b>Fein</b>' }, ja: { title: 'ケトル' } },
  })
  expect([made.status, made.etag, made.location]).toEqual([
    201,
    expect.stringMatching(/^"1-[0-9a-z]+"$/),
    `/v1/admin/categories/own-cat-${n}`,
  ])
  expect(made.body).toMatchObject({
    id: `own-cat-${n}`,
    title: 'Kettles',
    parent: home.handle,
    position: 3,
    description: '<p>Fine</p>',
    translations: { de: { title: 'Kessel', description: '<b>Fein</b>' }, ja: { title: 'ケトル' } },
  })
  const shown = await ask('GET', `/categories/own-cat-${n}`)
  expect([shown.body, shown.etag]).toEqual([made.body, made.etag])
  expect(
    (await ask('GET', `/categories/own-cat-${n}`, undefined, { 'If-None-Match': made.etag })).status,
  ).toBe(304)
  await publishAll()
  expect(await publicTitle(`kettles-${n}`)).toBe('Kettles')
  expect(await publicTitle(`kettles-${n}`, 'de', 'de')).toBe('Kessel')
})

it('changes what is named, replaces whole, and leaves what is so already', async () => {
  const made = await madeCategory({
    ...categoryBody(),
    position: 4,
    translations: { de: { title: 'A' }, ja: { title: 'B' } },
  })
  const next = await patch(made.id, made.etag, { title: 'Next', translations: { de: null } })
  expect(next.body).toMatchObject({
    title: 'Next',
    position: 4,
    translations: { ja: { title: 'B' } },
    revision: 2,
  })
  const same = await patch(made.id, next.etag, { title: 'Next' })
  expect([same.status, same.etag]).toEqual([200, next.etag])
  const whole = await ask('PUT', `/categories/${made.id}`, { title: 'Bare' }, { 'If-Match': next.etag })
  expect(whole.body).toMatchObject({
    handle: made.handle,
    title: 'Bare',
    position: 0,
    translations: {},
    revision: 3,
  })
  expect((await ask('GET', `/categories/${made.id}`)).body).toEqual(whole.body)
  expect((await patch(made.id, made.etag, { title: 'Late' })).body).toMatchObject({
    code: 'version_mismatch',
    current: whole.body,
  })
  expect((await ask('PATCH', `/categories/${made.id}`, { title: 'x' })).status).toBe(428)
  expect((await ask('PUT', `/categories/${made.id}`, { title: 'x' }, { 'If-None-Match': '*' })).status).toBe(
    412,
  )
  expect(
    (await ask('PUT', `/categories/${made.id}`, { title: 'x', id: 'y' }, { 'If-Match': '*' })).status,
  ).toBe(422)
  expect((await patch('none-such', '*', { title: 'x' })).status).toBe(404)
})

it('a renamed handle moves the category, and the products below it, to the new address', async () => {
  const n = fresh()
  const home = await madeCategory()
  const child = await madeCategory({ ...categoryBody(), parent: home.id })
  const product = await madeProduct({ ...productBody(), categories: [child.handle] })
  await publishAll()
  const inList = async (category: string) =>
    (await getJson<{ data: { id: string }[] }>(`/v1/markets/us/products?category=${category}`)).data.map(
      ({ id }) => id,
    )
  expect(await inList(home.handle)).toEqual([product.id])

  const moved = await patch(home.id, home.etag, { handle: `moved-${n}`, title: 'Moved' })
  expect(moved.status).toBe(200)
  await publishAll()
  expect(await publicTitle(`moved-${n}`)).toBe('Moved')
  expect(await publicTitle(home.handle)).toBe(308)
  expect(await inList(`moved-${n}`)).toEqual([product.id])
  expect((await ask('GET', `/categories/${child.id}`)).body.parent).toBe(`moved-${n}`)
  // The old handle is free.
  expect((await ask('POST', '/categories', { title: 'New', handle: home.handle })).status).toBe(201)
})

describe('a renamed category', () => {
  const follow = async (path: string) => {
    const answer = await send(`/v1/markets/us${path}`, { redirect: 'manual' })
    await answer.text()
    return [answer.status, answer.headers.get('Location')?.replace('/v1/markets/us', '')]
  }

  it('leads from every handle it had to its present one, in one step, with the query', async () => {
    const n = fresh()
    const made = await madeCategory()
    const product = await madeProduct({ ...productBody(), categories: [made.id] })
    await patch(made.id, '*', { handle: `second-${n}` })
    await patch(made.id, '*', { handle: `third-${n}` })
    await publishAll()
    for (const old of [made.handle, `second-${n}`]) {
      expect(await follow(`/categories/${old}?locale=en`)).toEqual([308, `/categories/third-${n}?locale=en`])
      expect(await follow(`/categories/${old}`)).toEqual([308, `/categories/third-${n}`])
      expect(await follow(`/products?category=${old}&sort=price&vendor=A%20%26%20B`)).toEqual([
        308,
        `/products?category=third-${n}&sort=price&vendor=A+%26+B`,
      ])
    }
    expect(await follow(`/products?category=third-${n}`)).toEqual([200, undefined])
    // One of several: the page is not empty, and would be without what is in the other.
    const other = await madeCategory()
    await madeProduct({ ...productBody(), categories: [other.id] })
    await publishAll()
    expect(await follow(`/products?category=${other.handle}&category=${made.handle}`)).toEqual([
      308,
      `/products?category=${other.handle}&category=third-${n}`,
    ])
    expect(await follow('/products?category=never-was')).toEqual([200, undefined])
    expect(await follow('/categories/constructor')).toEqual([404, undefined])
    expect((await ask('GET', `/products/${product.id}`)).status).toBe(200)
  })

  it('takes a handle of its own back, and none of its redirects goes in a circle', async () => {
    const n = fresh()
    const made = await madeCategory()
    await patch(made.id, '*', { handle: `away-${n}` })
    await patch(made.id, '*', { handle: made.handle })
    await publishAll()
    expect(await follow(`/categories/${made.handle}`)).toEqual([200, undefined])
    expect(await follow(`/categories/away-${n}`)).toEqual([308, `/categories/${made.handle}`])
  })

  it.each(['the admin API', 'an import'])('gives up its old handle to one that %s makes', async (who) => {
    const made = await madeCategory()
    const moved = await madeCategory()
    await patch(made.id, '*', { handle: `gone-on-${fresh()}` })
    if (who === 'an import')
      await importFile(ndjson([{ type: 'category', handle: made.handle, title: 'New' }]), 'ndjson')
    else expect((await patch(moved.id, '*', { handle: made.handle })).status).toBe(200)
    await publishAll()
    expect(await follow(`/categories/${made.handle}`)).toEqual([200, undefined])
    // For good: what took it leaves a redirect to itself alone.
    if (who === 'an import') return
    expect(await follow(`/categories/${moved.handle}`)).toEqual([308, `/categories/${made.handle}`])
  })

  it('takes its redirects with it when it is deleted', async () => {
    const made = await madeCategory()
    await patch(made.id, '*', { handle: `doomed-${fresh()}` })
    expect((await ask('DELETE', `/categories/${made.id}`, undefined, { 'If-Match': '*' })).status).toBe(204)
    await publishAll()
    expect(await follow(`/categories/${made.handle}`)).toEqual([404, undefined])
    expect(await follow(`/products?category=${made.handle}`)).toEqual([200, undefined])
  })

  it('a snapshot of the release before has no redirects, and is read', async () => {
    const made = await madeCategory()
    await publishAll()
    const tree = await env.KV.get<Record<string, unknown>>('categories', 'json')
    await env.KV.put('categories', JSON.stringify({ categories: tree?.categories }))
    context().memory.clear()
    context().answers.clear()
    expect(await follow(`/categories/${made.handle}`)).toEqual([200, undefined])
    expect(await follow('/categories/never-was')).toEqual([404, undefined])
    expect(await follow('/products?category=never-was')).toEqual([200, undefined])
  })
})

it('what shows the handle of a category has another tag once that is renamed', async () => {
  const n = fresh()
  const home = await madeCategory()
  const child = await madeCategory({ ...categoryBody(), parent: home.id })
  const product = await madeProduct({ ...productBody(), categories: [home.handle] })
  const far = await madeCategory({ ...categoryBody(), parent: child.id })
  expect((await patch(home.id, home.etag, { handle: `tagged-${n}` })).body.revision).toBe(2)
  const known = { 'If-None-Match': product.etag }
  const read = await ask<{ categories: string[]; revision: number; updatedAt: string }>(
    'GET',
    `/products/${product.id}`,
    undefined,
    known,
  )
  expect([read.status, read.body.categories, read.body.revision]).toEqual([200, [`tagged-${n}`], 2])
  const stale = await ask('PATCH', `/products/${product.id}`, { title: 'x' }, { 'If-Match': product.etag })
  expect([stale.status, stale.body.current]).toEqual([412, read.body])
  const below = await ask('GET', `/categories/${child.id}`, undefined, { 'If-None-Match': child.etag })
  expect([below.status, below.body.parent, below.body.revision]).toEqual([200, `tagged-${n}`, 2])
  const late = await patch(child.id, child.etag, { title: 'x' })
  expect([late.status, late.body.current]).toEqual([412, below.body])
  // Neither what is further below, nor a change that nobody else shows.
  expect((await patch(home.id, '*', { title: 'Retitled' })).status).toBe(200)
  const same = await ask('GET', `/products/${product.id}`, undefined, { 'If-None-Match': read.etag })
  const other = await ask('GET', `/categories/${far.id}`, undefined, { 'If-None-Match': far.etag })
  expect([same.status, other.status]).toEqual([304, 304])
})

it('a retitled category is seen on its products', async () => {
  const category = await madeCategory()
  const product = await madeProduct({ ...productBody(), categories: [category.id] })
  await patch(category.id, category.etag, { title: 'Retitled' })
  await publishAll()
  const shown = await getJson<{ categories: unknown[] }>(`/v1/markets/us/products/${product.handle}`)
  expect(shown.categories).toEqual([{ handle: category.handle, title: 'Retitled' }])
})

describe('the tree stays one', () => {
  it('no circle, no unknown parent, not too deep', async () => {
    const a = await madeCategory()
    const b = await madeCategory({ ...categoryBody(), parent: a.handle })
    const refused = async (id: string, parent: string) => {
      const { status, body } = await patch(id, '*', { parent })
      return [status, body.errors?.[0]?.pointer, body.errors?.[0]?.code]
    }
    expect(await refused(a.id, a.handle)).toEqual([422, '/parent', 'category_cycle'])
    expect(await refused(a.id, b.handle)).toEqual([422, '/parent', 'category_cycle'])
    expect(await refused(a.id, 'nowhere-at-all')).toEqual([422, '/parent', 'unknown_category'])
    let parent = b.handle
    for (let depth = 3; depth <= 10; depth += 1)
      parent = (await madeCategory({ ...categoryBody(), parent })).handle
    const deep = await ask('POST', '/categories', { ...categoryBody(), parent })
    expect([deep.status, deep.body.errors?.[0]?.code]).toEqual([422, 'category_cycle'])
    const root = await patch(b.id, '*', { parent: null })
    expect(root.body.parent).toBeNull()
  })

  it('two moves at the same moment that would make a circle: one is refused', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [a, b] = [await madeCategory(), await madeCategory()]
      const both = await Promise.all([
        patch(a.id, a.etag, { parent: b.handle }),
        patch(b.id, b.etag, { parent: a.handle }),
      ])
      expect(both.filter(({ status }) => status === 200)).toHaveLength(1)
      const parents = await Promise.all(
        [a, b].map(async ({ id }) => (await ask('GET', `/categories/${id}`)).body.parent),
      )
      expect(parents.filter((parent) => parent === null)).toHaveLength(1)
    }
  })

  it('two with one handle, or one id, at the same moment: one is made', async () => {
    for (const body of [
      () => ({ title: 'T', handle: `twin-shelf-${n}` }),
      () => ({ title: `T ${fresh()}`, id: `twin-shelf-${n}` }),
    ]) {
      const all = await Promise.all(Array.from({ length: 5 }, () => ask('POST', '/categories', body())))
      expect(statuses(all)).toEqual([201, 409, 409, 409, 409])
    }
  })
  const n = fresh()
})

describe('DELETE', () => {
  it('is refused while something is in it, and says how much', async () => {
    const home = await madeCategory()
    const child = await madeCategory({ ...categoryBody(), parent: home.handle })
    const product = await madeProduct({ ...productBody(), categories: [child.handle] })
    const remove = (id: string) => ask('DELETE', `/categories/${id}`, undefined, { 'If-Match': '*' })
    const first = await remove(home.id)
    expect([first.status, first.body.code]).toEqual([409, 'in_use'])
    expect(first.body.detail).toContain('1 categories')
    const second = await remove(child.id)
    expect(second.body.detail).toContain('1 products')
    // A deleted product is in no category.
    await askAdmin('catalog:write', 'DELETE', `/products/${product.id}`, undefined, {
      'If-Match': product.etag,
    })
    await publishAll()
    expect([(await remove(child.id)).status, (await remove(home.id)).status]).toEqual([204, 204])
    expect((await ask('GET', `/categories/${home.id}`)).status).toBe(404)
    await publishAll()
    expect([await publicTitle(home.handle), await publicTitle(child.handle)]).toEqual([404, 404])
  })

  it('and a product that comes in at the same moment: never both', async () => {
    for (let round = 0; round < 8; round += 1) {
      const category = await madeCategory()
      const product = await madeProduct()
      const [gone, put] = await Promise.all([
        ask('DELETE', `/categories/${category.id}`, undefined, { 'If-Match': category.etag }),
        askAdmin(
          'catalog:write',
          'PATCH',
          `/products/${product.id}`,
          { categories: [category.handle] },
          { 'If-Match': '*' },
        ),
      ])
      expect([
        [204, 422],
        [409, 200],
      ]).toContainEqual([gone.status, put.status])
    }
  })
})

describe('the list', () => {
  it('goes through the tree, page by page, each category once', async () => {
    const home = await madeCategory()
    const first = await madeCategory({ ...categoryBody(), parent: home.id, position: 1 })
    const second = await madeCategory({ ...categoryBody(), parent: home.id, position: 2 })
    const inner = await madeCategory({ ...categoryBody(), parent: first.id })
    const walk = async (query: string) => {
      const seen: string[] = []
      for (let cursor: string | null = ''; cursor !== null;) {
        const page: { body: { data: Shown[]; page: { nextCursor: string | null } } } = await ask(
          'GET',
          `/categories?limit=2${query}${cursor && `&cursor=${cursor}`}`,
        )
        seen.push(...page.body.data.map(({ id }) => id))
        cursor = page.body.page.nextCursor
      }
      return seen
    }
    expect(await walk(`&parent=${home.handle}`)).toEqual([first.id, second.id])
    const all = await walk('')
    expect(new Set(all).size).toBe(all.length)
    const places = [home, first, inner, second].map(({ id }) => all.indexOf(id))
    expect(places).toEqual(places.toSorted((left, right) => left - right))
    expect(places).not.toContain(-1)
    const roots = await walk('&parent=null')
    expect(roots).toContain(home.id)
    expect(roots).not.toContain(first.id)
  })

  test.each(['parent=none-such', 'limit=0', 'sort=title', 'cursor=abc'])('?%s is refused', async (query) => {
    expect((await ask('GET', `/categories?${query}`)).status).toBe(400)
  })
})

test.each([
  [{ title: '' }, '/title', 'required'],
  [{ title: 'x', handle: 'New' }, '/handle', 'invalid_handle'],
  [{ title: 'x', handle: 'admin' }, '/handle', 'invalid_handle'],
  [{ title: 'x', position: -1 }, '/position', 'invalid_number'],
  [{ title: 'x', position: 1.5 }, '/position', 'invalid_number'],
  [{ title: 'x', translations: { Deutsch: { title: 'x' } } }, '/translations/Deutsch', 'invalid_locale'],
  [{ title: 'x', translations: { de: { name: 'x' } } }, '/translations/de/name', 'unknown'],
  [{ title: 'x', revision: 3 }, '/revision', 'unknown'],
  [{ title: 'x'.repeat(256) }, '/title', 'too_long'],
  [{ title: 'a\u0000b' }, '/title', 'invalid_text'],
])('%j is refused at %s', async (body, pointer, code) => {
  const answer = await ask('POST', '/categories', body)
  expect([answer.status, answer.body.errors]).toMatchObject([422, [{ pointer, code }]])
})

it('an import goes on finding categories by handle', async () => {
  const made = await madeCategory()
  await importFile(ndjson([{ type: 'category', handle: made.handle, title: 'Imported' }]), 'ndjson')
  expect((await ask('GET', `/categories/${made.id}`)).body).toMatchObject({ title: 'Imported', revision: 2 })
})
