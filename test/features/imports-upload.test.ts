import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { startImport } from '../../src/imports/start-import.ts'
import { cancel, resume } from '../../src/imports/steer-import.ts'
import { wakeImports } from '../../src/imports/wake.ts'
import { workOnImport } from '../../src/imports/work.ts'
import type { Ctx } from '../../src/platform/context.ts'
import type { Db, Statement } from '../../src/platform/d1.ts'
import { requestKey } from '../../src/platform/idempotency.ts'
import { count, emptyShop, files, jobOf, lines, queueImport, work } from './imports/support.ts'
import { adminCall, context, send, token } from './shop.ts'

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
          ...adminCall(),
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
        ...adminCall(),
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

describe('a reply of the database that is lost', () => {
  /** Loses the connection at every batch that `at` names: before it was run, or after. */
  function losing(at: (statements: Statement[]) => 'before' | 'after' | undefined): Ctx {
    const ctx = context()
    const lost = new Error('D1_ERROR: Network connection lost.')
    const batch = async <T>(statements: Statement[]) => {
      const moment = at(statements)
      if (moment === 'before') throw lost
      const results = await ctx.db.batch<T>(statements)
      if (moment === 'after') throw lost
      return results
    }
    return { ...ctx, db: { ...ctx.db, batch }, wakeImport: () => undefined }
  }
  const start = (ctx: Ctx) => {
    const bytes = encode(CSV)
    const key = requestKey('staff:test', 'POST', 'https://shop.test/v1/admin/imports', 'lost')
    const file = { format: 'shopify-csv', market: 'us', dryRun: false, length: bytes.length } as const
    return startImport(ctx, {
      ...file,
      ...adminCall(),
      actor: 'staff:test',
      key,
      body: new Blob([bytes]).stream(),
    })
  }
  // Queueing and answering is the batch of many statements; taking it back has two, for the row and the key.
  const isLast = (statements: Statement[]): boolean => statements.length > 3
  const onlyId = async () =>
    (await env.DB.prepare('SELECT id FROM imports').first<{ id: string }>())?.id ?? ''

  test('queued all the same: the import completes, and a retry is told of it', async () => {
    await expect(start(losing((batch) => (isLast(batch) ? 'after' : undefined)))).rejects.toThrow('lost')
    const retry = await start(context())
    expect(retry).toMatchObject({ replayed: true, outcome: { status: 202, body: { id: await onlyId() } } })
    expect(await work(await onlyId())).toMatchObject({ status: 'completed', rows: 3, products_created: 2 })
    expect(await count('imports')).toBe(1)
  })

  test('not queued: nothing is left, and a retry begins anew', async () => {
    await expect(start(losing((batch) => (isLast(batch) ? 'before' : undefined)))).rejects.toThrow('lost')
    expect([await count('imports'), await count('idempotency_keys')]).toEqual([0, 0])
    expect(await files()).toEqual([])
    expect((await start(context())).replayed).toBe(false)
  })

  test('nothing can be taken back either: cron ends the upload and deletes its file', async () => {
    let isGone = false
    const away = losing((batch) => {
      isGone ||= isLast(batch)
      return isGone ? 'before' : undefined
    })
    await expect(start(away)).rejects.toThrow('lost')
    const id = await onlyId()
    expect(await jobOf(id)).toMatchObject({ status: 'uploading' })
    expect(await files()).toHaveLength(1)
    await wakeImports({ ...context(), now: away.now + 7_200_000, wakeImport: () => undefined })
    expect(await jobOf(id)).toMatchObject({ status: 'failed', failure: 'upload_aborted', cleaned: 1 })
    expect(await files()).toEqual([])
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

describe('cancel and resume', () => {
  const SMALL = { bytes: 100, products: 2 }
  const products = (length: number): string =>
    lines(...Array.from({ length }, (_, at) => ({ handle: `p-${at}`, title: 'P', price: '1' })))
  // Nothing wakes these imports: they stand where a test leaves them.
  const steer = (id: string, verb: string, headers: Record<string, string> = {}) =>
    ask(`/v1/admin/imports/${id}/${verb}`, {
      method: 'POST',
      scope: 'imports:write imports:admin',
      headers,
    })
  const quiet = () => ({ ...context(), wakeImport: () => undefined })

  test('what is stored stays, and the import goes on where it stood', async () => {
    const id = await queueImport(products(6))
    expect(await workOnImport(context(), id, SMALL)).toBe('more')
    const cancelled = await steer(id, 'cancel')
    expect([cancelled.status, cancelled.body.status]).toEqual([200, 'cancelled'])
    expect(await workOnImport(context(), id, SMALL)).toBe('done')
    expect(await count('products')).toBe(2)
    expect((await steer(id, 'cancel')).body).toEqual(cancelled.body)
    const shown = await ask(`/v1/admin/imports/${id}`, { scope: 'imports:write imports:admin' })
    expect(cancelled.body).toEqual(shown.body)
    expect(cancelled.headers.get('ETag')).toBe(shown.headers.get('ETag'))

    const resumed = await resume(quiet(), adminCall(), id, { actor: undefined })
    expect(resumed).toMatchObject({ status: 200, body: { status: 'queued', finishedAt: null } })
    expect(await work(id, SMALL)).toMatchObject({ status: 'completed', rows: 6, products_created: 6 })
    for (const verb of ['cancel', 'resume']) {
      const late = await steer(id, verb)
      expect([late.status, late.body.code]).toEqual([409, 'invalid_transition'])
    }
  })

  test('resume wakes what it resumes, and nothing else', async () => {
    const id = await queueImport(products(1))
    const woken: string[] = []
    const ctx = { ...context(), wakeImport: (importId: string) => void woken.push(importId) }
    await resume(ctx, adminCall(), id, { actor: undefined })
    expect(woken).toEqual([])
    await cancel(ctx, adminCall(), id, { actor: undefined })
    await resume(ctx, adminCall(), id, { actor: undefined })
    expect(woken).toEqual([id])
  })

  test('with a key: the same answer again, and no second effect', async () => {
    const id = await queueImport(products(1))
    const key = { 'Idempotency-Key': 'steer' }
    const first = await steer(id, 'cancel', key)
    expect([first.status, first.headers.get('Idempotent-Replayed')]).toEqual([200, null])
    await resume(quiet(), adminCall(), id, { actor: undefined })
    const again = await steer(id, 'cancel', key)
    expect([again.status, again.headers.get('Idempotent-Replayed')]).toEqual([200, 'true'])
    expect(again.body).toEqual(first.body)
    expect(again.headers.get('ETag')).toBe(first.headers.get('ETag'))
    expect(await jobOf(id)).toMatchObject({ status: 'queued' })
    // Another path: another request, whose answer is kept as well.
    expect((await steer(id, 'resume', key)).headers.get('Idempotent-Replayed')).toBeNull()
    expect((await steer(id, 'resume', key)).headers.get('Idempotent-Replayed')).toBe('true')
  })

  test.each(['cancel', 'resume'])('%s: a key that is none is refused', async (verb) => {
    const id = await queueImport(products(1))
    const { status, body } = await steer(id, verb, { 'Idempotency-Key': 'a, b' })
    expect([status, body.code]).toEqual([400, 'idempotency_key_invalid'])
    expect(await jobOf(id)).toMatchObject({ status: 'queued' })
  })

  test('a refusal is not kept under its key', async () => {
    const id = await queueImport(products(1))
    await work(id)
    expect((await steer(id, 'cancel', { 'Idempotency-Key': 'late' })).status).toBe(409)
    expect(await count('idempotency_keys')).toBe(0)
  })

  test('a chunk that comes in between is in the answer', async () => {
    const id = await queueImport(products(6))
    const ctx = quiet()
    let chunks = 0
    const db: Db = {
      ...ctx.db,
      batch: async <T>(statements: Statement[]) => {
        if ((chunks += 1) === 1) await workOnImport(context(), id, SMALL)
        return ctx.db.batch<T>(statements)
      },
    }
    const outcome = await cancel({ ...ctx, db }, adminCall(), id, { actor: undefined })
    expect(outcome.body).toMatchObject({ status: 'cancelled', productsCreated: 2 })
    expect(await jobOf(id)).toMatchObject({ status: 'cancelled', products_created: 2 })
  })
})
