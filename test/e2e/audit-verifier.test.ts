import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { NO_HASH, sealHash, type StoredEntry } from '../../src/audit/seal-hash.ts'
import { showEntry } from '../../src/audit/show-entry.ts'

// The program in docs/audit.md, as an outsider would run it, against answers of the API's form.

const stored: StoredEntry[] = Array.from({ length: 250 }, (_, at) => ({
  sequence: at + 1,
  id: `aud_${at}`,
  actor: 'staff:https://issuer.test#ada',
  tokenId: at % 2 === 0 ? null : `token "${at}"`,
  route: 'PATCH /v1/admin/products/{id}',
  requestId: `req_${at}`,
  action: 'product.updated',
  subject: `product:p-${at}`,
  changes: JSON.stringify([
    { member: 'title', from: { 2: 'a', 1: 0.1, b: 1e21 }, to: 'é 日本\n"\\ 😀\u2028' },
  ]),
  createdAt: 1_793_491_200_000 + at,
}))

let previousHash = NO_HASH
const seals = [1, 101, 201].map((fromSequence, at) => {
  const range = { number: at + 1, fromSequence, toSequence: Math.min(fromSequence + 99, 240), previousHash }
  const entries = stored.slice(range.fromSequence - 1, range.toSequence)
  previousHash = sealHash(range, entries)
  return { ...range, entries: entries.length, hash: previousHash, createdAt: '2026-11-24T00:00:00.000Z' }
})

let shown: unknown[]
const server = createServer((request, response) => {
  const url = new URL(request.url ?? '', 'http://localhost')
  const all = url.pathname.endsWith('/seals') ? seals : shown
  const start = Number(url.searchParams.get('cursor') ?? 0)
  const end = start + Number(url.searchParams.get('limit'))
  const page = { nextCursor: end < all.length ? String(end) : null }
  response.end(JSON.stringify({ data: all.slice(start, end), page }))
})
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'highstreet-audit-'))
  const docs = await readFile(join(import.meta.dirname, '../../docs/audit.md'), 'utf8')
  await writeFile(join(folder, 'verify.mjs'), /```js\n([^]*?)```/.exec(docs)?.[1] ?? '')
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  server.close()
  await rm(folder, { recursive: true })
})

const show = (entry: StoredEntry) => showEntry({ ...entry, seal: null })

const verify = async () => {
  const { port } = server.address() as AddressInfo
  const env = { ...process.env, SHOP: `http://127.0.0.1:${port}`, TOKEN: 'x' }
  return promisify(execFile)(process.execPath, [join(folder, 'verify.mjs')], { env })
}

test('it agrees with a log that is whole', async () => {
  shown = stored.map(show).toReversed()
  expect((await verify()).stdout).toBe(`3 seals hold, up to entry 240; the last hash is ${seals[2]?.hash}\n`)
})

test('it finds an altered and a missing entry', async () => {
  shown = stored.map((entry) => show(entry.sequence === 150 ? { ...entry, actor: 'x' } : entry))
  await expect(verify()).rejects.toThrow('seal 2 is broken')
  shown = stored.filter(({ sequence }) => sequence !== 201).map(show)
  await expect(verify()).rejects.toThrow('seal 3 is broken')
})
