import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { startImport } from '../../src/imports/start-import.ts'
import { workOnImport } from '../../src/imports/work.ts'
import { requestKey } from '../../src/platform/idempotency.ts'
import { count, emptyShop, files, lines, work } from './imports/support.ts'
import { context, send, token } from './shop.ts'

const CSV = 'Handle,Title,Variant Price\na,A,1\nb,B,x\nc,C,3\n'
const encode = (text: string): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>

type Sent = {
  status: number
  headers: Headers
  body: Record<string, unknown> & { code?: string; id?: string }
}
let keys = 0

type Upload = {
  body?: string | Uint8Array<ArrayBuffer>
  query?: string
  headers?: Record<string, string | null>
  scope?: string
  subject?: string
}

async function upload({
  body = CSV,
  query,
  headers = {},
  scope = 'imports:write',
  subject = 'me',
}: Upload = {}): Promise<Sent> {
  const bytes = typeof body === 'string' ? encode(body) : body
  const all: Record<string, string | null> = {
    Authorization: `Bearer ${await token(scope, subject)}`,
    'Content-Type': 'text/csv',
    'Content-Length': String(bytes.length),
    'Idempotency-Key': `upload-${(keys += 1)}`,
    ...headers,
  }
  const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null)) as Record<
    string,
    string
  >
  const answer = await send(`/v1/admin/imports?${query ?? 'format=shopify-csv&market=us'}`, {
    method: 'POST',
    headers: sent,
    // The runtime knows the length of bytes and says it; of a stream it does not.
    body: 'Content-Length' in sent ? bytes : new Blob([bytes]).stream().pipeThrough(new TransformStream()),
  })
  return { status: answer.status, headers: answer.headers, body: await answer.json() }
}

async function ask(
  path: string,
  { method = 'GET', subject = 'me', scope = 'imports:write', headers = {} } = {},
): Promise<Sent> {
  const answer = await send(path, {
    method,
    headers: { Authorization: `Bearer ${await token(scope, subject)}`, ...headers },
  })
  const text = await answer.text()
  return { status: answer.status, headers: answer.headers, body: text === '' ? {} : JSON.parse(text) }
}

const bytesOf = (...numbers: number[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array([...numbers, ...encode(CSV)])

beforeEach(emptyShop)

test('202, a job with its place, and in the end what became of every row', async () => {
  const { status, headers, body } = await upload()
  expect(status).toBe(202)
  expect(headers.get('Location')).toBe(`/v1/admin/imports/${body.id}`)
  expect(headers.get('Cache-Control')).toBe('private, no-store')
  expect(body).toMatchObject({
    status: 'queued',
    format: 'shopify-csv',
    market: 'us',
    dryRun: false,
    rows: 0,
  })

  await work(String(body.id))
  const job = await ask(`/v1/admin/imports/${body.id}`)
  expect(job.body).toMatchObject({
    status: 'completed',
    rows: 3,
    rowsFailed: 1,
    productsCreated: 2,
    bytesRead: CSV.length,
    failure: null,
  })
  expect(
    (
      await ask(`/v1/admin/imports/${body.id}`, {
        headers: { 'If-None-Match': job.headers.get('ETag') ?? '' },
      })
    ).status,
  ).toBe(304)
  const errors = await ask(`/v1/admin/imports/${body.id}/errors`)
  expect(errors.body).toMatchObject({
    data: [
      {
        line: 3,
        column: 'Variant Price',
        code: 'invalid_amount',
        severity: 'error',
        message: expect.any(String),
      },
    ],
    page: { nextCursor: null },
  })
  const changes = await ask(`/v1/admin/imports/${body.id}/changes`)
  expect(changes.body.data).toMatchObject([
    { line: 2, action: 'create', kind: 'product', handle: 'a' },
    { line: 4, action: 'create', kind: 'product', handle: 'c' },
  ])
})

describe('refused at the door, and nothing is left of it', () => {
  const zip = bytesOf(0x50, 0x4b, 0x03, 0x04)
  test.each<{ name: string; status: number; code: string } & Upload>([
    { name: 'without a scope', scope: 'catalog:write', status: 403, code: 'insufficient_scope' },
    { name: 'without a token', headers: { Authorization: null }, status: 401, code: 'unauthenticated' },
    {
      name: 'unknown parameter',
      query: 'format=shopify-csv&market=us&dry_run=true',
      status: 400,
      code: 'invalid_parameter',
    },
    { name: 'unknown format', query: 'format=xml&market=us', status: 400, code: 'invalid_parameter' },
    { name: 'no market', query: 'format=shopify-csv', status: 400, code: 'invalid_parameter' },
    {
      name: 'a parameter twice',
      query: 'format=shopify-csv&market=us&market=de',
      status: 400,
      code: 'invalid_parameter',
    },
    {
      name: 'dryRun=1',
      query: 'format=shopify-csv&market=us&dryRun=1',
      status: 400,
      code: 'invalid_parameter',
    },
    {
      name: 'unknown market',
      query: 'format=shopify-csv&market=mars',
      status: 422,
      code: 'validation_failed',
    },
    { name: 'no key', headers: { 'Idempotency-Key': null }, status: 400, code: 'idempotency_key_required' },
    { name: 'empty key', headers: { 'Idempotency-Key': '' }, status: 400, code: 'idempotency_key_invalid' },
    {
      name: 'empty quoted key',
      headers: { 'Idempotency-Key': '""' },
      status: 400,
      code: 'idempotency_key_invalid',
    },
    {
      name: '256 characters',
      headers: { 'Idempotency-Key': 'k'.repeat(256) },
      status: 400,
      code: 'idempotency_key_invalid',
    },
    {
      name: 'two headers',
      headers: { 'Idempotency-Key': 'a, b' },
      status: 400,
      code: 'idempotency_key_invalid',
    },
    {
      name: 'two quoted headers',
      headers: { 'Idempotency-Key': '"a", "b"' },
      status: 400,
      code: 'idempotency_key_invalid',
    },
    {
      name: 'unclosed quote',
      headers: { 'Idempotency-Key': '"k' },
      status: 400,
      code: 'idempotency_key_invalid',
    },
    { name: 'a tab', headers: { 'Idempotency-Key': 'a\tb' }, status: 400, code: 'idempotency_key_invalid' },
    {
      name: 'other letters',
      headers: { 'Idempotency-Key': 'k\u00e9y' },
      status: 400,
      code: 'idempotency_key_invalid',
    },
    { name: 'no length', headers: { 'Content-Length': null }, status: 411, code: 'length_required' },
    {
      name: 'a length that is none',
      headers: { 'Content-Length': '1e3' },
      status: 411,
      code: 'length_required',
    },
    { name: 'too long', headers: { 'Content-Length': '104857601' }, status: 413, code: 'content_too_large' },
    { name: 'longer than said', headers: { 'Content-Length': '10' }, status: 413, code: 'content_too_large' },
    {
      name: 'shorter than said',
      headers: { 'Content-Length': '10000' },
      status: 400,
      code: 'malformed_request',
    },
    { name: 'empty', body: '', status: 422, code: 'validation_failed' },
    {
      name: 'gzip as such',
      headers: { 'Content-Encoding': 'gzip' },
      status: 415,
      code: 'unsupported_media_type',
    },
    { name: 'gzip in disguise', body: bytesOf(0x1f, 0x8b), status: 415, code: 'unsupported_media_type' },
    { name: 'zip or xlsx in disguise', body: zip, status: 415, code: 'unsupported_media_type' },
    { name: 'UTF-16 little end', body: bytesOf(0xff, 0xfe), status: 415, code: 'unsupported_media_type' },
    { name: 'UTF-16 big end', body: bytesOf(0xfe, 0xff), status: 415, code: 'unsupported_media_type' },
    {
      name: 'UTF-16 without a mark',
      body: encode(CSV.split('').join('\0')),
      status: 415,
      code: 'unsupported_media_type',
    },
    { name: 'no media type', headers: { 'Content-Type': null }, status: 415, code: 'unsupported_media_type' },
    {
      name: 'JSON',
      headers: { 'Content-Type': 'application/json' },
      status: 415,
      code: 'unsupported_media_type',
    },
    {
      name: 'a form',
      headers: { 'Content-Type': 'multipart/form-data; boundary=x' },
      status: 415,
      code: 'unsupported_media_type',
    },
    {
      name: 'NDJSON as CSV',
      headers: { 'Content-Type': 'application/x-ndjson' },
      status: 415,
      code: 'unsupported_media_type',
    },
    {
      name: 'another charset',
      headers: { 'Content-Type': 'text/csv; charset=iso-8859-1' },
      status: 415,
      code: 'unsupported_media_type',
    },
    { name: 'semicolons', body: CSV.replaceAll(',', ';'), status: 422, code: 'validation_failed' },
    { name: 'tabs', body: CSV.replaceAll(',', '\t'), status: 422, code: 'validation_failed' },
    { name: 'a missing column', body: 'Handle,Title\na,A\n', status: 422, code: 'validation_failed' },
    {
      name: 'a column twice',
      body: 'Handle,Title,Variant Price,title\na,A,1,B\n',
      status: 422,
      code: 'validation_failed',
    },
    {
      name: 'one column under two names',
      body: 'Handle,Title,Variant Price,Price\na,A,1,2\n',
      status: 422,
      code: 'validation_failed',
    },
    { name: 'an empty header', body: '\n\n', status: 422, code: 'validation_failed' },
    {
      name: '10,000 columns',
      body: `Handle,Title,Variant Price${',x'.repeat(10_000)}\n`,
      status: 413,
      code: 'content_too_large',
    },
    {
      name: 'a header without end',
      body: `Handle,"${'x'.repeat(200_000)}`,
      status: 413,
      code: 'content_too_large',
    },
  ])('$name: $status $code', async ({ status, code, ...request }) => {
    const answer = await upload(request)
    expect([answer.status, answer.body.code]).toEqual([status, code])
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json')
    expect(await count('imports')).toBe(0)
    expect(await count('idempotency_keys')).toBe(0)
    expect(await files()).toEqual([])
  })

  test('the header problem says what it is', async () => {
    expect((await upload({ body: CSV.replaceAll(',', ';') })).body.errors).toMatchObject([
      { code: 'wrong_delimiter', message: expect.stringContaining('semicolons') },
    ])
    expect((await upload({ body: 'Titel,Variant Price\na,1\n' })).body.errors).toMatchObject([
      { pointer: '/header/Handle', code: 'missing_column' },
      { pointer: '/header/Title', code: 'missing_column' },
    ])
  })

  test.each([
    'text/csv',
    'text/csv; charset=utf-8',
    'TEXT/CSV;charset="UTF-8"',
    'application/csv',
    'application/octet-stream',
  ])('%s is taken', async (type) => {
    expect((await upload({ headers: { 'Content-Type': type } })).status).toBe(202)
  })

  test('a file name is nobody’s business', async () => {
    const name = `attachment; filename="../../=cmd|' /C calc'!A0.csv"`
    const { status, body } = await upload({ headers: { 'Content-Disposition': name } })
    expect(status).toBe(202)
    expect(JSON.stringify(body)).not.toContain('calc')
  })
})

const withKey = (key: string, more: Upload = {}) =>
  upload({ ...more, headers: { ...more.headers, 'Idempotency-Key': key } })

describe('Idempotency-Key', () => {
  test('same key, same file: the stored answer, bare or quoted', async () => {
    const first = await withKey('one')
    const second = await withKey('"one"')
    expect(second.status).toBe(202)
    expect(second.body).toEqual(first.body)
    expect(second.headers.get('Location')).toBe(first.headers.get('Location'))
    expect(second.headers.get('Idempotent-Replayed')).toBe('true')
    expect(first.headers.get('Idempotent-Replayed')).toBeNull()
    expect(await count('imports')).toBe(1)
  })

  test('another file or another query: 422', async () => {
    await withKey('two')
    expect((await withKey('two', { body: `${CSV}d,D,4\n` })).body.code).toBe('idempotency_conflict')
    const dry = await withKey('two', { query: 'format=shopify-csv&market=us&dryRun=true' })
    expect([dry.status, dry.body.code]).toEqual([422, 'idempotency_conflict'])
    expect(await count('imports')).toBe(1)
  })

  test('another principal: another key', async () => {
    await withKey('three')
    const other = await withKey('three', { subject: 'you', body: `${CSV}d,D,4\n` })
    expect(other.status).toBe(202)
    expect(other.headers.get('Idempotent-Replayed')).toBeNull()
  })

  test('a refusal stores nothing: the same key may try again', async () => {
    expect((await withKey('four', { body: 'nonsense' })).status).toBe(422)
    expect((await withKey('four')).status).toBe(202)
  })

  test('while the first is open: 409; when its lock has run out, the next one goes on', async () => {
    const ctx = context()
    const key = requestKey('staff:test', 'POST', 'https://shop.test/v1/admin/imports', 'five')
    const bytes = encode(CSV)
    const start = (body: ReadableStream<Uint8Array>, now = ctx.now) =>
      startImport(
        { ...ctx, now },
        {
          actor: 'staff:test',
          key,
          format: 'shopify-csv',
          market: 'us',
          dryRun: false,
          length: bytes.length,
          body,
        },
      )

    const slow = new TransformStream<Uint8Array, Uint8Array>()
    const writer = slow.writable.getWriter()
    const first = start(slow.readable)
    void writer.write(bytes.slice(0, 30))
    void writer.write(bytes.slice(30))
    while ((await count('idempotency_keys')) === 0) await new Promise((resolve) => setTimeout(resolve, 5))

    await expect(start(new Blob([bytes]).stream())).rejects.toMatchObject({
      code: 'idempotency_in_flight',
      headers: { 'Retry-After': expect.stringMatching(/^\d+$/) },
    })
    const later = await start(new Blob([bytes]).stream(), ctx.now + 3_600_000)
    expect(later.replayed).toBe(false)
    await writer.close()
    await expect(first).rejects.toMatchObject({ code: 'idempotency_in_flight' })
    expect(await count('imports')).toBe(1)
    const again = await start(new Blob([bytes]).stream(), ctx.now + 3_600_001)
    expect(again).toEqual({ outcome: later.outcome, replayed: true })
  })

  test('an upload that breaks off leaves nothing behind, and its key is free', async () => {
    const ctx = context()
    const key = requestKey('staff:test', 'POST', 'https://shop.test/v1/admin/imports', 'six')
    const bytes = encode(CSV + 'x'.repeat(200_000))
    const start = (body: ReadableStream<Uint8Array>) =>
      startImport(ctx, {
        actor: 'staff:test',
        key,
        format: 'shopify-csv',
        market: 'us',
        dryRun: false,
        length: bytes.length,
        body,
      })
    let sent = 0
    const breaking = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (sent > 100_000) controller.error(new Error('gone'))
        else controller.enqueue(bytes.slice(sent, (sent += 50_000)))
      },
    })
    await expect(start(breaking)).rejects.toMatchObject({ code: 'malformed_request' })
    expect(await count('imports')).toBe(0)
    expect(await count('idempotency_keys')).toBe(0)
    expect(await files()).toEqual([])
    expect((await start(new Blob([bytes]).stream())).replayed).toBe(false)
  })
})

describe('whose import it is', () => {
  test('somebody else finds nothing, with the same bytes as for what does not exist', async () => {
    const { body } = await upload()
    const missing = await ask('/v1/admin/imports/imp_none', { subject: 'you' })
    for (const [path, method] of [
      ['', 'GET'],
      ['/errors', 'GET'],
      ['/changes', 'GET'],
      ['/cancel', 'POST'],
      ['/resume', 'POST'],
    ] as const) {
      const foreign = await ask(`/v1/admin/imports/${body.id}${path}`, { method, subject: 'you' })
      expect([foreign.status, foreign.body.code]).toEqual([404, 'not_found'])
      expect({ ...foreign.body, requestId: '' }).toEqual({ ...missing.body, requestId: '' })
    }
    expect((await ask('/v1/admin/imports', { subject: 'you' })).body.data).toEqual([])
    const overseer = { subject: 'you', scope: 'imports:write imports:admin' }
    expect((await ask(`/v1/admin/imports/${body.id}`, overseer)).status).toBe(200)
  })

  test.each(['0', '-1', "1'%20OR%201=1", 'null', '%00', '..%2f', 'x'.repeat(200), '%F0%9F%98%80'])(
    'id %s is not found',
    async (id) => {
      expect((await ask(`/v1/admin/imports/${id}`)).status).toBe(404)
    },
  )
})

test('lists meet every entry once, ties included, and know their own cursors', async () => {
  const ids = new Set<string>()
  for (let at = 0; at < 5; at += 1) ids.add(String((await upload()).body.id))
  await env.DB.prepare('UPDATE imports SET created_at = 1').run()
  const walk = async (path: string): Promise<unknown[]> => {
    const met: unknown[] = []
    let cursor = ''
    do {
      const { status, body } = await ask(`${path}?limit=2${cursor}`)
      expect(status).toBe(200)
      const page = body as unknown as { data: unknown[]; page: { nextCursor: string | null } }
      met.push(...page.data)
      cursor = page.page.nextCursor === null ? '' : `&cursor=${encodeURIComponent(page.page.nextCursor)}`
    } while (cursor !== '')
    return met
  }
  const met = (await walk('/v1/admin/imports')).map((job) => (job as { id: string }).id)
  expect(met).toHaveLength(5)
  expect(new Set(met)).toEqual(ids)

  const bad = lines(...Array.from({ length: 5 }, (_, at) => ({ title: '', price: 'x', stock: at - 10 })))
  const { body } = await upload({
    body: bad,
    query: 'format=ndjson&market=us',
    headers: { 'Content-Type': 'application/x-ndjson' },
  })
  await work(String(body.id))
  expect(await walk(`/v1/admin/imports/${body.id}/errors`)).toHaveLength(10)
  const page = (await ask(`/v1/admin/imports/${body.id}/errors?limit=2`)).body as unknown as {
    page: { nextCursor: string }
  }
  for (const path of [
    '/v1/admin/imports',
    `/v1/admin/imports/${body.id}/changes`,
    `/v1/admin/imports/${[...ids][0]}/errors`,
  ]) {
    const foreign = await ask(`${path}?cursor=${page.page.nextCursor}`)
    expect([foreign.status, foreign.body.code]).toEqual([400, 'invalid_cursor'])
  }
})

test('cancel and resume', async () => {
  const many = lines(...Array.from({ length: 6 }, (_, at) => ({ handle: `p-${at}`, title: 'P', price: '1' })))
  const { body } = await upload({
    body: many,
    query: 'format=ndjson&market=us',
    headers: { 'Content-Type': 'application/x-ndjson' },
  })
  const path = `/v1/admin/imports/${body.id}`
  const small = { bytes: 100, products: 2 }
  // The queue of the tests may have begun already: what matters is where cancel finds it.
  await env.DB.prepare(`UPDATE imports SET status = 'queued' WHERE status = 'queued'`).run()
  const cancelled = await ask(`${path}/cancel`, { method: 'POST' })
  expect([cancelled.status, cancelled.body.status]).toEqual([200, 'cancelled'])
  expect(await workOnImport(context(), String(body.id), small)).toBe('done')
  expect(await count('products')).toBe(0)
  expect((await ask(`${path}/cancel`, { method: 'POST' })).status).toBe(200)

  const resumed = await ask(`${path}/resume`, { method: 'POST' })
  expect(resumed.status).toBe(200)
  expect(await work(String(body.id), small)).toMatchObject({
    status: 'completed',
    rows: 6,
    products_created: 6,
  })
  for (const verb of ['cancel', 'resume']) {
    const late = await ask(`${path}/${verb}`, { method: 'POST' })
    expect([late.status, late.body.code]).toEqual([409, 'invalid_transition'])
  }
})
