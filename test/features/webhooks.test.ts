import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { make } from './doors/door.ts'
import { deadDelivery } from './doors/webhook-samples.ts'
import { context, send, token } from './shop.ts'
import { consumer, endpoint, freshUrl, say, nounOf, World } from './webhooks/support.ts'
import { deliver } from '../../src/webhooks/deliver.ts'
import { atRevision } from './ask.ts'

const world = new World()
const PATH = '/v1/admin/webhooks'
const READ = 'webhooks:read'
const WRITE = 'webhooks:write'

type Shown = Record<string, unknown> & { id: string; revision: number; secret?: string }
type Refused = {
  code: string
  errors?: { pointer: string; code: string; message: string }[]
  current?: Shown
}

async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const answer = await send(path, {
    method,
    headers: {
      Authorization: `Bearer ${await token(WRITE)}`,
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return {
    status: answer.status,
    headers: answer.headers,
    etag: answer.headers.get('ETag') ?? '',
    body: JSON.parse(text || 'null') as Refused & Shown,
  }
}

test('an endpoint is made, read, changed and deleted', async () => {
  const url = freshUrl()
  const made = await ask('POST', PATH, {
    url,
    description: 'Stock sync',
    eventTypes: ['product.*', 'category.deleted'],
  })
  expect(made.status).toBe(201)
  const { secret, ...shown } = made.body
  expect(shown).toMatchObject({
    id: expect.stringMatching(/^whe_/),
    url,
    description: 'Stock sync',
    eventTypes: ['product.*', 'category.deleted'],
    status: 'enabled',
    revision: 1,
    previousSecretUntil: null,
  })
  expect(made.headers.get('Location')).toBe(`${PATH}/${shown.id}`)
  const path = `${PATH}/${shown.id}`
  const first = made.headers.get('ETag') ?? ''
  expect(first).toMatch(/^"1-[0-9a-z]+"$/)

  const read = await ask('GET', path)
  expect([read.status, read.headers.get('ETag'), read.body]).toEqual([200, first, shown])
  expect((await ask('GET', path, undefined, { 'If-None-Match': first })).status).toBe(304)
  expect(JSON.stringify((await ask('GET', PATH)).body)).not.toContain(secret)

  const same = await ask('PATCH', path, { description: 'Stock sync' }, { 'If-Match': first })
  expect([same.status, same.body.revision]).toEqual([200, 1])
  const changed = await ask('PATCH', path, { status: 'disabled', eventTypes: [] }, { 'If-Match': first })
  expect(changed.body).toMatchObject({ status: 'disabled', eventTypes: [], revision: 2, url })
  expect(changed.body.secret).toBeUndefined()

  expect(await ask('PATCH', path, { status: 'enabled' })).toMatchObject({
    status: 428,
    body: { code: 'version_required' },
  })
  const stale = await ask('PATCH', path, { status: 'enabled' }, { 'If-Match': first })
  expect(stale).toMatchObject({ status: 412, body: { code: 'version_mismatch', current: { revision: 2 } } })
  expect(stale.body.current?.secret).toBeUndefined()
  expect((await ask('DELETE', path)).status).toBe(428)
  expect((await ask('DELETE', path, undefined, { 'If-Match': first })).status).toBe(412)
  expect((await ask('DELETE', path, undefined, { 'If-Match': atRevision(2, first) })).status).toBe(204)
  for (const [method, gone, body] of [
    ['GET', path],
    ['PATCH', path, {}],
    ['DELETE', path],
    ['POST', `${path}/rotate-secret`],
    ['POST', `${path}/test`],
    ['GET', `${path}/deliveries`],
    ['POST', `${path}/retry-dead`],
  ] as const)
    expect([
      gone,
      (
        await ask(method, gone, body, {
          'If-Match': atRevision(2, first),
          'Idempotency-Key': `${method} ${gone}`,
        })
      ).status,
    ]).toEqual([gone, 404])
  expect(await ask('POST', PATH, { id: shown.id, url })).toMatchObject({
    status: 409,
    body: { code: 'already_exists', errors: [{ pointer: '/id' }] },
  })
})

test('the secret stands in the answers of create and rotate alone, and nowhere else in the database', async () => {
  const created = await ask('POST', PATH, { url: freshUrl() }, { 'Idempotency-Key': 'secret-create' })
  const again = await ask('POST', PATH, { url: created.body.url }, { 'Idempotency-Key': 'secret-create' })
  expect(again.headers.get('Idempotent-Replayed')).toBe('true')
  expect(again.body).toEqual(created.body)
  const path = `${PATH}/${created.body.id}`
  const rotated = await ask('POST', `${path}/rotate-secret`, undefined, {
    'Idempotency-Key': 'secret-rotate',
  })
  expect(rotated.body).toMatchObject({ revision: 2, previousSecretUntil: expect.any(String) })
  const secrets = [created.body.secret ?? '', rotated.body.secret ?? '']
  expect(new Set(secrets).size).toBe(2)
  for (const secret of secrets) {
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    expect(Buffer.from(secret.slice(6), 'base64')).toHaveLength(32)
  }
  // A retry of the rotation is no second rotation: that would end the secret that the receiver still knows.
  expect(await ask('POST', `${path}/rotate-secret`)).toMatchObject({
    status: 400,
    body: { code: 'idempotency_key_required' },
  })
  expect((await ask('GET', path)).body.revision).toBe(2)
  const retried = await ask('POST', `${path}/rotate-secret`, undefined, {
    'Idempotency-Key': 'secret-rotate',
  })
  expect(retried.body).toEqual(rotated.body)
  for (const table of ['idempotency_keys', 'audit_entries', 'events', 'webhook_deliveries']) {
    const { results } = await env.DB.prepare(`SELECT * FROM ${table}`).all()
    const text = JSON.stringify(results)
    for (const secret of secrets) expect(text).not.toContain(secret.slice(6, 20))
    expect(text).not.toContain('whsec')
  }
})

test('neither audit nor events hold the URL, whose path may be a key', async () => {
  const url = `${freshUrl()}/a-capability-in-the-path`
  const { body, etag } = await ask('POST', PATH, { url })
  const { id } = body
  await ask('PATCH', `${PATH}/${id}`, { url: `${url}/2` }, { 'If-Match': etag })
  const audit = await env.DB.prepare('SELECT * FROM audit_entries WHERE subject = ?')
    .bind(`webhook:${id}`)
    .all()
  const events = await env.DB.prepare('SELECT * FROM events WHERE subject = ?').bind(`webhook:${id}`).all()
  expect([audit.results.length, events.results.length]).toEqual([2, 2])
  expect(JSON.stringify([audit.results, events.results])).not.toContain('capability')
})

test.each([
  [{ url: 'https://127.0.0.2.example.com:22/' }, '/url'],
  [{ url: 'file:///etc/passwd' }, '/url'],
  [{ url: 'javascript:alert(1)' }, '/url'],
  [{ url: 'https://169.254.169.254/latest' }, '/url'],
  [{ url: 'https://[fd00::1]/' }, '/url'],
  [{ url: 'https://user:pass@hooks.example.com/' }, '/url'],
  [{ url: 'http://hooks.example.com/' }, '/url'],
  [{ url: 'https://inside.example.com/' }, '/url'],
  [{ url: 'https://half-inside.example.com/' }, '/url'],
  [{ url: '' }, '/url'],
  [{ url: null }, '/url'],
  [{ url: 7 }, '/url'],
  [{ url: 'x'.repeat(2_001) }, '/url'],
  [{}, '/url'],
  [{ url: 'https://hooks.example.com/', id: 'a b' }, '/id'],
  [{ url: 'https://hooks.example.com/', id: 'x'.repeat(65) }, '/id'],
  [{ url: 'https://hooks.example.com/', description: 'x'.repeat(501) }, '/description'],
  [{ url: 'https://hooks.example.com/', description: 'a\u0000b' }, '/description'],
  [{ url: 'https://hooks.example.com/', eventTypes: 'product.*' }, '/eventTypes'],
  [{ url: 'https://hooks.example.com/', eventTypes: ['product'] }, '/eventTypes/0'],
  [{ url: 'https://hooks.example.com/', eventTypes: ['product.*', 'Product.Updated'] }, '/eventTypes/1'],
  [{ url: 'https://hooks.example.com/', eventTypes: ["product.' OR 1=1"] }, '/eventTypes/0'],
  [{ url: 'https://hooks.example.com/', eventTypes: ['a.b', 'a.b'] }, '/eventTypes'],
  [{ url: 'https://hooks.example.com/', status: 'deleted' }, '/status'],
  [{ url: 'https://hooks.example.com/', secret: 'mine' }, '/secret'],
  [{ url: 'https://hooks.example.com/', cursor: 0 }, '/cursor'],
])('%j is refused, and nothing is stored or fetched', async (body, pointer) => {
  world.resolve('inside.example.com', ['10.1.2.3'])
  world.resolve('half-inside.example.com', ['93.184.216.34', '::1'])
  world.resolve('hooks.example.com', ['93.184.216.34'])
  const before = await env.DB.prepare('SELECT count(*) AS n FROM webhook_endpoints').first('n')
  const refused = await ask('POST', PATH, body)
  expect([refused.status, refused.body.code, refused.body.errors?.[0]?.pointer]).toEqual([
    422,
    'validation_failed',
    pointer,
  ])
  expect(await env.DB.prepare('SELECT count(*) AS n FROM webhook_endpoints').first('n')).toBe(before)
  expect(world.fetched).toEqual([])
})

test('a URL that leads inside is refused on PATCH too; one whose name does not resolve yet is kept', async () => {
  world.resolve('inside.example.com', ['192.168.1.1'])
  world.resolve('soon.example.com', [])
  const made = await ask('POST', PATH, { url: 'https://soon.example.com/', eventTypes: ['a.b'] })
  const { id } = made.body
  const refused = await ask(
    'PATCH',
    `${PATH}/${id}`,
    { url: 'https://inside.example.com/' },
    { 'If-Match': made.etag },
  )
  expect(refused).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: '/url', code: 'target_refused' }] },
  })
  expect((await ask('GET', `${PATH}/${id}`)).body).toMatchObject({
    url: 'https://soon.example.com/',
    revision: 1,
  })
})

test('of many writers at once one wins, the others see what there is', async () => {
  const { body, etag } = await ask('POST', PATH, { url: freshUrl() })
  const { id } = body
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, at) =>
      ask('PATCH', `${PATH}/${id}`, { description: `writer ${at}` }, { 'If-Match': etag }),
    ),
  )
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
    200,
    ...Array.from({ length: 9 }, () => 412),
  ])
  const rotations = await Promise.all(
    Array.from({ length: 3 }, (_, at) =>
      ask('POST', `${PATH}/${id}/rotate-secret`, undefined, { 'Idempotency-Key': `rotate ${id} ${at}` }),
    ),
  )
  expect(rotations.map(({ status }) => status)).toEqual([200, 200, 200])
  expect((await ask('GET', `${PATH}/${id}`)).body.revision).toBe(5)
})

test('lists are walked by cursor; each endpoint and delivery once', async () => {
  const ids = new Set<string>()
  for (let at = 0; at < 5; at += 1) ids.add((await ask('POST', PATH, { url: freshUrl() })).body.id)
  const walk = async (path: string): Promise<string[]> => {
    const found: string[] = []
    let cursor: string | null = null
    do {
      const page = (await make(
        'GET',
        `${path}${path.includes('?') ? '&' : '?'}limit=2${cursor === null ? '' : `&cursor=${cursor}`}`,
        READ,
      )) as {
        body: { data: { id: string }[]; page: { nextCursor: string | null } }
      }
      found.push(...page.body.data.map(({ id }) => id))
      cursor = page.body.page.nextCursor
    } while (cursor !== null)
    return found
  }
  const all = await walk(PATH)
  expect(new Set(all).size).toBe(all.length)
  expect([...ids].every((id) => all.includes(id))).toBe(true)
  const [id = ''] = ids
  const dead: string[] = []
  for (let at = 0; at < 5; at += 1) dead.unshift(await deadDelivery(id))
  expect((await walk(`${PATH}/${id}/deliveries?status=dead`)).slice(0, 5)).toEqual(dead)
  expect(await walk(`${PATH}/${id}/deliveries?status=delivered`)).toEqual([])
  // A cursor belongs to its list.
  const first = (await make('GET', `${PATH}/${id}/deliveries?limit=1`, READ)).body as {
    page: { nextCursor: string }
  }
  expect(
    (await ask('GET', `${PATH}/${id}/deliveries?status=dead&cursor=${first.page.nextCursor}`)).body.code,
  ).toBe('invalid_cursor')
  for (const query of ['status=lost', 'limit=0', 'limit=101', 'offset=3', 'status=dead&status=dead'])
    expect([query, (await ask('GET', `${PATH}/${id}/deliveries?${query}`)).status]).toEqual([query, 400])
})

test("a delivery belongs to its endpoint: another's is not found", async () => {
  const one = (await ask('POST', PATH, { url: freshUrl() })).body.id
  const two = (await ask('POST', PATH, { url: freshUrl() })).body.id
  const delivery = await deadDelivery(one)
  expect((await ask('GET', `${PATH}/${one}/deliveries/${delivery}`)).status).toBe(200)
  for (const [method, path] of [
    ['GET', `${PATH}/${two}/deliveries/${delivery}`],
    ['POST', `${PATH}/${two}/deliveries/${delivery}/retry`],
    ['GET', `${PATH}/${one}/deliveries/whd_none`],
    ['GET', `${PATH}/${one}/deliveries/..%2f`],
    ['GET', `${PATH}/x' OR 1=1`],
  ] as const)
    expect([path, (await ask(method, path)).status]).toEqual([path, 404])
})

test('a delivery can be looked at: its bytes, its state, its tag', async () => {
  const { id, url } = await endpoint()
  world.answer(url, () => new Response(null, { status: 204 }))
  const noun = await nounOf(id)
  await say(noun, ['kettle'])
  await deliver(consumer())
  await expect
    .poll(async () => (await make<{ data: Shown[] }>('GET', `${PATH}/${id}/deliveries`, READ)).body.data)
    .toHaveLength(1)
  const [row] = (await make<{ data: Shown[] }>('GET', `${PATH}/${id}/deliveries`, READ)).body.data
  await expect
    .poll(async () => (await make<Shown>('GET', `${PATH}/${id}/deliveries/${row?.id}`, READ)).body.status)
    .toBe('delivered')
  const { body, etag } = await make<Shown>('GET', `${PATH}/${id}/deliveries/${row?.id}`, READ)
  expect(body).toMatchObject({
    endpointId: id,
    eventType: `${noun}.updated`,
    subject: `${noun}:kettle`,
    status: 'delivered',
    attempts: 1,
    nextAttemptAt: null,
    lastStatus: 204,
    lastError: null,
    body: world.of(url)[0]?.body,
  })
  expect(
    (await ask('GET', `${PATH}/${id}/deliveries/${row?.id}`, undefined, { 'If-None-Match': etag })).status,
  ).toBe(304)
})

test('there is an end to how many endpoints there may be, also for those who come at once', async () => {
  const count = async () =>
    (
      await env.DB.prepare(`SELECT count(*) AS n FROM webhook_endpoints WHERE status <> 'deleted'`).first<{
        n: number
      }>()
    )?.n ?? 0
  for (let left = 97 - (await count()); left > 0; left -= 1)
    await env.DB.prepare(
      `INSERT INTO webhook_endpoints (id, url, status, secret, cursor, created_at, updated_at)
       VALUES (?, 'http://127.0.0.1:9/', 'disabled', '', 0, 1, 1)`,
    )
      .bind(context().newId('webhookEndpoint'))
      .run()
  const answers = await Promise.all(Array.from({ length: 6 }, () => ask('POST', PATH, { url: freshUrl() })))
  expect(await count()).toBe(100)
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(3)
  expect(answers.find(({ status }) => status !== 201)).toMatchObject({
    status: 409,
    body: { code: 'invalid_transition' },
  })
})
