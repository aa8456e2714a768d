import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { SCANNED_MAX } from '../../src/audit/queries.ts'
import { recordAudit } from '../../src/audit/record.ts'
import { commit } from '../../src/platform/d1.ts'
import { emptyLog, type Entry, sealAll, writeEntries } from './audit/log.ts'
import { fresh, make } from './doors/door.ts'
import { adminCall, context, send, token } from './shop.ts'

type Shown = {
  sequence: number
  id: string
  actor: string
  tokenId: string | null
  action: string
  subject: string
  createdAt: string
  seal: number | null
  changes: object[]
}
type List = { data: Shown[]; page: { nextCursor: string | null } }

const PATH = '/v1/admin/audit'
const ADA = 'staff:https://issuer.test#ada'
const list = async (query: string) => (await make<List>('GET', `${PATH}?${query}`, 'audit:read')).body

async function walk(query: string): Promise<{ entries: Shown[]; pages: number }> {
  const entries: Shown[] = []
  let pages = 0
  let cursor: string | null = ''
  do {
    const page: List = await list(`${query}${cursor === '' ? '' : `&cursor=${cursor}`}`)
    entries.push(...page.data)
    pages += 1
    cursor = page.page.nextCursor
  } while (cursor !== null)
  return { entries, pages }
}

const get = async (path: string, headers: Record<string, string> = {}) =>
  send(path, { headers: { Authorization: `Bearer ${await token('audit:read')}`, ...headers } })

vi.spyOn(console, 'warn').mockImplementation(() => undefined)

test('a change leaves one entry that says who, with which token, by which route, what', async () => {
  const [tokenId, lost] = [`held-${fresh()}`, `lost-${fresh()}`]
  const answer = await send('/v1/admin/revoked-tokens', {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${await token('tokens:write', 'ada', tokenId)}`,
      'Content-Type': 'application/json',
    },
    body: JSON.stringify({ tokenId: lost }),
  })
  expect(answer.status).toBe(201)
  const { data } = await list(`subject=${encodeURIComponent(`token:${lost}`)}`)
  expect(data).toEqual([
    {
      sequence: expect.any(Number),
      id: expect.stringMatching(/^aud_/),
      actor: ADA,
      tokenId,
      route: 'POST /v1/admin/revoked-tokens',
      requestId: answer.headers.get('X-Request-Id'),
      action: 'token.revoked',
      subject: `token:${lost}`,
      changes: [{ member: 'issuer', to: 'https://issuer.test' }],
      createdAt: expect.stringMatching(/Z$/),
      seal: null,
    },
  ])
  const one = await get(`${PATH}/${data[0]?.id}`)
  expect(await one.json()).toEqual(data[0])
  const tag = one.headers.get('ETag') ?? ''
  expect((await get(`${PATH}/${data[0]?.id}`, { 'If-None-Match': tag })).status).toBe(304)
  await sealAll()
  const sealed = await get(`${PATH}/${data[0]?.id}`, { 'If-None-Match': tag })
  expect([sealed.status, ((await sealed.json()) as Shown).seal]).toEqual([200, expect.any(Number)])
})

test.each(['aud_nobody', '0', '%00', "1' OR 1=1", 'x'.repeat(65)])('no entry %s', async (id) => {
  expect((await get(`${PATH}/${encodeURIComponent(id)}`)).status).toBe(404)
})

describe('the list', () => {
  const HOUR = 3_600_000
  const NOON = Date.parse('2026-11-20T12:00:00.000Z')
  const people = ['ada', 'bob', 'cy']
  const actions = ['product.created', 'product.updated', 'products.moved', 'price.set']
  // Ties in time, and every mixture of who, what and how.
  const entries: Entry[] = Array.from({ length: 240 }, (_, at) => ({
    who: people[at % 3] ?? '',
    action: actions[at % 4] ?? '',
    subject: `product:p-${at % 5}`,
    tokenId: at % 7 === 0 ? 'leaked' : null,
    at: NOON + Math.floor(at / 20) * HOUR,
  }))
  const timeOf = (at: number) => encodeURIComponent(new Date(NOON + at * HOUR).toISOString())

  beforeAll(async () => {
    await emptyLog()
    await writeEntries(entries.slice(0, 120))
    await sealAll()
    await writeEntries(entries.slice(120))
  })

  test.each<[string, string, (entry: Entry) => boolean]>([
    ['everything', '', () => true],
    ['an actor', `actor=${encodeURIComponent(ADA)}`, ({ who }) => who === 'ada'],
    ['a subject', 'subject=product%3Ap-2', ({ subject }) => subject === 'product:p-2'],
    ['an action', 'action=product.updated', ({ action }) => action === 'product.updated'],
    ['a noun', 'action=product.*', ({ action = '' }) => action.startsWith('product.')],
    ['no prefix of a noun', 'action=prod.*', () => false],
    ['a token', 'tokenId=leaked', ({ tokenId }) => tokenId === 'leaked'],
    [
      'a time',
      `from=${timeOf(2)}&to=${timeOf(5)}`,
      ({ at = 0 }) => NOON + 2 * HOUR <= at && at < NOON + 5 * HOUR,
    ],
    [
      'a time with an offset',
      `from=${encodeURIComponent('2026-11-20T16:00:00+02:00')}`,
      ({ at = 0 }) => at >= NOON + 2 * HOUR,
    ],
    [
      'all at once',
      `subject=product%3Ap-0&actor=${encodeURIComponent(ADA)}&tokenId=leaked&action=product.*&from=${timeOf(0)}`,
      ({ subject, who, tokenId, action = '' }) =>
        subject === 'product:p-0' && who === 'ada' && tokenId === 'leaked' && action.startsWith('product.'),
    ],
    ['an injection', `subject=${encodeURIComponent("x' OR 1=1 --")}`, () => false],
  ])('%s: each entry once, newest first', async (_what, query, fits) => {
    const wanted = entries.map((entry, at) => ({ ...entry, sequence: at + 1 })).filter(fits)
    for (const limit of [7, 100]) {
      const { entries: found } = await walk(`limit=${limit}${query === '' ? '' : `&${query}`}`)
      expect(found.map(({ sequence }) => sequence)).toEqual(
        wanted.map(({ sequence }) => sequence).toReversed(),
      )
      for (const { sequence, seal } of found) expect(seal === null).toBe(sequence > 120)
    }
  })

  test('an entry that is written while somebody walks disturbs nobody', async () => {
    const first = await list('limit=10')
    await writeEntries([{ at: Date.now() }])
    const second = await list(`limit=10&cursor=${first.page.nextCursor}`)
    expect([...first.data, ...second.data].map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: 20 }, (_, at) => 240 - at),
    )
  })

  test.each([
    ['limit=0', 'invalid_parameter'],
    ['limit=101', 'invalid_parameter'],
    ['offset=1', 'invalid_parameter'],
    ['sort=actor', 'invalid_parameter'],
    ['actor=', 'invalid_parameter'],
    ['subject=', 'invalid_parameter'],
    ['subject=a&subject=b', 'invalid_parameter'],
    ['action=*', 'invalid_parameter'],
    ['action=product*', 'invalid_parameter'],
    ['action=product.%25', 'invalid_parameter'],
    ['action=Product.updated', 'invalid_parameter'],
    ['from=yesterday', 'invalid_parameter'],
    ['from=2026-02-30T00:00:00Z', 'invalid_parameter'],
    ['from=2026-11-20', 'invalid_parameter'],
    ['from=2026-11-20T16:00:00+02:00', 'invalid_parameter'],
    ['from=2026-11-20T00:00:00Z&to=2026-11-20T00:00:00Z', 'invalid_parameter'],
    ['cursor=abc', 'invalid_cursor'],
  ])('refused: %s', async (query, code) => {
    const answer = await get(`${PATH}?${query}`)
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([400, code])
  })

  test("another list's cursor is refused", async () => {
    const { page } = await list('limit=5&action=product.*')
    for (const other of ['', 'action=price.*', 'action=product.*&tokenId=leaked']) {
      const answer = await get(`${PATH}?${other}&cursor=${page.nextCursor}`.replace('?&', '?'))
      expect(((await answer.json()) as { code: string }).code).toBe('invalid_cursor')
    }
    expect((await get(`${PATH}/seals?cursor=${page.nextCursor}`)).status).toBe(400)
  })
})

test('a rare action in a long log is found over several pages, each of bounded work', async () => {
  await emptyLog()
  const at = Date.now() - 60_000
  await writeEntries([{ action: 'market.closed', at }])
  await writeEntries(Array.from({ length: 3 * SCANNED_MAX }, () => ({ at, tokenId: 'busy' })))
  for (const query of [
    'action=market.closed',
    'action=market.*',
    `actor=${encodeURIComponent(ADA)}&action=market.*`,
  ]) {
    const { entries, pages } = await walk(query)
    expect([entries.map(({ sequence }) => sequence), pages]).toEqual([[1], 4])
  }
  for (const query of [
    'action=market.closed',
    'tokenId=busy',
    'limit=5',
    'subject=product%3Akettle&limit=5',
  ]) {
    const answer = await get(`${PATH}?${query}`)
    const rows = Number(/sql;dur=[\d.]+;desc="(\d+)"/.exec(answer.headers.get('Server-Timing') ?? '')?.[1])
    expect([query, rows < 5 * SCANNED_MAX]).toEqual([query, true])
    if (!query.includes('action')) expect([query, rows < 200]).toEqual([query, true])
  }
})

test('the seals are listed in order, each once', async () => {
  await emptyLog()
  for (let seal = 0; seal < 5; seal += 1) {
    await writeEntries([{}, {}])
    await sealAll()
  }
  type Seals = {
    data: { number: number; previousHash: string; hash: string }[]
    page: { nextCursor: string | null }
  }
  const first = (await make<Seals>('GET', `${PATH}/seals?limit=3`, 'audit:read')).body
  const second = (
    await make<Seals>('GET', `${PATH}/seals?limit=3&cursor=${first.page.nextCursor}`, 'audit:read')
  ).body
  const seals = [...first.data, ...second.data]
  expect(seals.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5])
  expect(seals.slice(1).map(({ previousHash }) => previousHash)).toEqual(
    seals.slice(0, 4).map(({ hash }) => hash),
  )
  expect(second.page.nextCursor).toBeNull()
})

test.each(['0', '-1', '1.5', 'abc', '', '3', '99999999999999'])(
  'no seal %j to verify from, behind the next',
  async (fromSeal) => {
    await emptyLog()
    await writeEntries([{}])
    await sealAll()
    expect((await get(`${PATH}/verification?fromSeal=${fromSeal}`)).status).toBe(400)
  },
)

test('changes that are too many or too long for an entry are told by name, as far as there is room', async () => {
  const changes = Array.from({ length: 500 }, (_, at) => ({
    member: `m-${at}`,
    from: 'x'.repeat(150),
    to: 'y',
  }))
  const long = [{ member: 'z'.repeat(9_000) }, { member: 'short', to: 'v'.repeat(190) }]
  for (const some of [changes, long]) {
    const entry = { action: 'a.b', subject: 'a:b', changes: some }
    await commit(context().db, recordAudit(context(), adminCall(), entry))
    const row = await env.DB.prepare(
      'SELECT changes FROM audit_entries ORDER BY sequence DESC LIMIT 1',
    ).first<{
      changes: string
    }>()
    expect(row?.changes.length).toBeLessThanOrEqual(8_000)
    const kept = JSON.parse(row?.changes ?? '') as { to?: string }[]
    expect(kept.length).toBe(some === changes ? 200 : 1)
    // The first of them have their values.
    expect(kept[0]?.to).toBeDefined()
    expect(kept.length > 1 && kept.at(-1)?.to !== undefined).toBe(false)
  }
})
