import { env } from 'cloudflare:workers'
import { beforeEach, expect, test, vi } from 'vitest'
import { sealAudit } from '../../src/audit/seal.ts'
import { commit } from '../../src/platform/d1.ts'
import {
  contextAt,
  emptyLog,
  run,
  sealAll,
  sealedLog,
  statementsOf,
  verification,
  writeEntries,
} from './audit/log.ts'
import { context } from './shop.ts'

const witness = vi.spyOn(console, 'warn').mockImplementation(() => undefined)

beforeEach(async () => {
  await emptyLog()
  witness.mockClear()
})

const seals = async () =>
  (
    await env.DB.prepare(
      'SELECT from_sequence AS f, to_sequence AS t, entries AS n FROM audit_seals ORDER BY number',
    ).all<{
      f: number
      t: number
      n: number
    }>()
  ).results

test('an empty log is whole', async () => {
  expect(await verification()).toMatchObject({
    intact: true,
    seals: 0,
    sealedUpTo: 0,
    headHash: '0'.repeat(64),
    unsealed: { from: null, to: null, entries: 0 },
    nextSeal: null,
  })
})

test('seals follow each other without a gap; young entries wait', async () => {
  await sealedLog(3, 4)
  await writeEntries([{}, {}])
  await sealAudit(context())
  expect(await seals()).toEqual([
    { f: 1, t: 4, n: 4 },
    { f: 5, t: 8, n: 4 },
    { f: 9, t: 12, n: 4 },
  ])
  expect(await verification()).toMatchObject({
    intact: true,
    seals: 3,
    verified: { fromSeal: 1, toSeal: 3, entries: 12 },
    sealedUpTo: 12,
    unsealed: { from: 13, to: 14, entries: 2 },
  })
})

test.each([
  ['a minute old', [{ at: Date.now() - 60_000 }], 1],
  ['not yet a minute old', [{ at: Date.now() - 50_000 }], 0],
  ['a hundred, brand new', Array.from({ length: 100 }, () => ({ at: Date.now() })), 1],
  ['ninety-nine, brand new', Array.from({ length: 99 }, () => ({ at: Date.now() })), 0],
])('entries are sealed when they are many or old: %s', async (_what, entries, made) => {
  await writeEntries(entries)
  await sealAudit(context())
  expect(await seals()).toHaveLength(made)
})

test('a seal holds a thousand entries at most, a run five seals; the next run goes on', async () => {
  await writeEntries(Array.from({ length: 6_200 }, () => ({ at: Date.now() - 3_600_000 })))
  await sealAudit(context())
  expect((await seals()).map(({ n }) => n)).toEqual([1_000, 1_000, 1_000, 1_000, 1_000])
  await sealAudit(context())
  expect((await seals()).map(({ n }) => n).slice(5)).toEqual([1_000, 200])
  const found = []
  let next: number | null = 1
  do {
    const page = await verification(`?fromSeal=${next}`)
    expect(page.intact).toBe(true)
    found.push(page.verified)
    next = page.nextSeal
  } while (next !== null)
  expect(found).toEqual([
    { fromSeal: 1, toSeal: 2, entries: 2_000 },
    { fromSeal: 3, toSeal: 4, entries: 2_000 },
    { fromSeal: 5, toSeal: 6, entries: 2_000 },
    { fromSeal: 7, toSeal: 7, entries: 200 },
  ])
})

test('twenty sealers at once, with writers between them: one chain', async () => {
  const late = () => sealAudit(contextAt(Date.now() + 3_600_000))
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      await writeEntries([{}, {}, {}])
      await late()
    }),
  )
  await late()
  expect(await verification()).toMatchObject({
    intact: true,
    sealedUpTo: 60,
    unsealed: { entries: 0 },
  })
})

test('a batch that fails leaves no gap, on which the search for removed entries relies', async () => {
  const ctx = context()
  await writeEntries([{}])
  for (const broken of [
    'INSERT INTO guard (ok) VALUES (0)',
    `INSERT INTO events SELECT * FROM events LIMIT 1`,
  ]) {
    await expect(commit(ctx.db, [...statementsOf({}), ctx.db.prepare(broken)])).rejects.toThrow('constraint')
    await expect(
      commit(ctx.db, [...statementsOf({}), ...statementsOf({}), ctx.db.prepare(broken)]),
    ).rejects.toThrow('constraint')
  }
  await writeEntries([{}])
  const { results } = await env.DB.prepare('SELECT sequence FROM audit_entries ORDER BY sequence').all()
  expect(results).toEqual([{ sequence: 1 }, { sequence: 2 }])
  expect(await verification()).toMatchObject({ intact: true })
})

// Four seals of five entries, and three entries behind them.
const FORGED = `INSERT INTO audit_entries (sequence, id, actor, route, request_id, action, subject, changes, created_at)
  VALUES (?1, 'aud_forged', 'staff:x#y', 'r', 'q', 'product.updated', 'product:x', '[]', 1)`

test.each<[string, number | null, string, string[]]>([
  [
    'an altered actor',
    2,
    'hash_differs',
    [`UPDATE audit_entries SET actor = 'staff:x#bob' WHERE sequence = 7`],
  ],
  ['an altered token id', 2, 'hash_differs', [`UPDATE audit_entries SET token_id = 'x' WHERE sequence = 7`]],
  [
    'an altered subject',
    1,
    'hash_differs',
    [`UPDATE audit_entries SET subject = 'product:y' WHERE sequence = 1`],
  ],
  ['an altered change', 4, 'hash_differs', [`UPDATE audit_entries SET changes = '[]' WHERE sequence = 20`]],
  [
    'a blank in the changes',
    4,
    'hash_differs',
    [`UPDATE audit_entries SET changes = changes || ' ' WHERE sequence = 20`],
  ],
  [
    'an altered time',
    3,
    'hash_differs',
    [`UPDATE audit_entries SET created_at = created_at + 1 WHERE sequence = 11`],
  ],
  ['an altered route', 3, 'hash_differs', [`UPDATE audit_entries SET route = '' WHERE sequence = 12`]],
  [
    'an altered request id',
    3,
    'hash_differs',
    [`UPDATE audit_entries SET request_id = '' WHERE sequence = 13`],
  ],
  [
    'an altered action',
    3,
    'hash_differs',
    [`UPDATE audit_entries SET action = 'product.created' WHERE sequence = 14`],
  ],
  ['an altered id', 3, 'hash_differs', [`UPDATE audit_entries SET id = 'aud_x' WHERE sequence = 15`]],
  [
    'swapped entries of one seal',
    2,
    'hash_differs',
    [
      'UPDATE audit_entries SET sequence = 1000 WHERE sequence = 6',
      'UPDATE audit_entries SET sequence = 6 WHERE sequence = 8',
      'UPDATE audit_entries SET sequence = 8 WHERE sequence = 1000',
    ],
  ],
  [
    'swapped entries of two seals',
    2,
    'hash_differs',
    [
      'UPDATE audit_entries SET sequence = 1000 WHERE sequence = 6',
      'UPDATE audit_entries SET sequence = 6 WHERE sequence = 11',
      'UPDATE audit_entries SET sequence = 11 WHERE sequence = 1000',
    ],
  ],
  ['a removed entry', 3, 'entries_missing', ['DELETE FROM audit_entries WHERE sequence = 12']],
  [
    'all entries of a seal removed',
    3,
    'entries_missing',
    ['DELETE FROM audit_entries WHERE sequence BETWEEN 11 AND 15'],
  ],
  [
    'a removed entry, and another put in its place',
    3,
    'hash_differs',
    ['DELETE FROM audit_entries WHERE sequence = 12', FORGED.replace('?1', '12')],
  ],
  ['an entry before all others', 1, 'entries_added', [FORGED.replace('?1', '0')]],
  ['an entry far before all others', 1, 'entries_added', [FORGED.replace('?1', '-9')]],
  [
    'an inserted entry, the others moved up',
    3,
    'hash_differs',
    [
      'UPDATE audit_entries SET sequence = -sequence WHERE sequence >= 13',
      'UPDATE audit_entries SET sequence = 1 - sequence WHERE sequence < 0',
      FORGED.replace('?1', '13'),
    ],
  ],
  [
    'a changed hash',
    2,
    'hash_differs',
    [`UPDATE audit_seals SET hash = '${'a'.repeat(64)}' WHERE number = 2`],
  ],
  [
    'a changed last hash',
    4,
    'hash_differs',
    [`UPDATE audit_seals SET hash = '${'a'.repeat(64)}' WHERE number = 4`],
  ],
  [
    'a changed predecessor',
    3,
    'previous_hash_differs',
    [`UPDATE audit_seals SET previous_hash = '${'a'.repeat(64)}' WHERE number = 3`],
  ],
  ['a changed count', 3, 'entries_missing', ['UPDATE audit_seals SET entries = 6 WHERE number = 3']],
  ['a smaller count', 3, 'entries_added', ['UPDATE audit_seals SET entries = 4 WHERE number = 3']],
  [
    'an absurd count',
    3,
    'entries_missing',
    ['UPDATE audit_seals SET entries = 9000000000000 WHERE number = 3'],
  ],
  [
    'a shorter range',
    3,
    'hash_differs',
    ['UPDATE audit_seals SET to_sequence = 14, entries = 4 WHERE number = 3'],
  ],
  [
    'a shorter range, the next one longer',
    3,
    'hash_differs',
    [
      'UPDATE audit_seals SET to_sequence = 14, entries = 4 WHERE number = 3',
      'UPDATE audit_seals SET from_sequence = 15, entries = 6 WHERE number = 4',
    ],
  ],
  [
    'a later begin',
    3,
    'range_differs',
    ['UPDATE audit_seals SET from_sequence = 12, entries = 4 WHERE number = 3'],
  ],
  ['a removed seal', 2, 'seal_missing', ['DELETE FROM audit_seals WHERE number = 2']],
  ['the first seal removed', 1, 'seal_missing', ['DELETE FROM audit_seals WHERE number = 1']],
  ['the last seal removed', 4, 'seal_missing', ['DELETE FROM audit_seals WHERE number = 4']],
  ['all seals removed', 1, 'seal_missing', ['DELETE FROM audit_seals']],
  [
    'the last seal removed with its entries and all behind',
    4,
    'seal_missing',
    ['DELETE FROM audit_seals WHERE number = 4', 'DELETE FROM audit_entries WHERE sequence > 15'],
  ],
  [
    'the last entry removed',
    null,
    'unsealed_entries_missing',
    ['DELETE FROM audit_entries WHERE sequence = 23'],
  ],
  [
    'everything behind the last seal removed',
    null,
    'unsealed_entries_missing',
    ['DELETE FROM audit_entries WHERE sequence > 20'],
  ],
  [
    'an entry without a seal removed',
    null,
    'unsealed_entries_missing',
    ['DELETE FROM audit_entries WHERE sequence = 22'],
  ],
  ['an entry far behind the last', null, 'unsealed_entries_missing', [FORGED.replace('?1', '1000')]],
  ['the whole log removed', 1, 'entries_missing', ['DELETE FROM audit_entries']],
  [
    'the whole log and all seals removed',
    1,
    'seal_missing',
    ['DELETE FROM audit_entries', 'DELETE FROM audit_seals'],
  ],
])('found: %s', async (_what, seal, why, tampering) => {
  await sealedLog(4, 5)
  await writeEntries([{}, {}, {}])
  expect(await verification()).toMatchObject({ intact: true, seals: 4, unsealed: { entries: 3 } })
  for (const sql of tampering) await run(sql)
  const found = await verification()
  expect([found.intact, found.firstBroken]).toEqual([false, { seal, why, message: expect.any(String) }])
})

test('each seal is told to the log of the Worker, where no database user can unsay it', async () => {
  await sealedLog(2, 3)
  const { headHash } = await verification()
  expect(witness).toHaveBeenCalledTimes(2)
  expect(JSON.parse(String(witness.mock.lastCall?.[0]))).toEqual({
    level: 'info',
    message: 'audit sealed',
    seal: 2,
    from: 4,
    to: 6,
    hash: headHash,
  })
})

test('an entry that was removed before its seal was made is missed for good', async () => {
  await writeEntries([{}, {}, {}])
  await run('DELETE FROM audit_entries WHERE sequence = 2')
  await sealAll()
  await writeEntries([{}])
  await sealAll()
  expect((await verification()).firstBroken).toMatchObject({ seal: 1, why: 'entries_missing' })
})

test('a removed last seal is missed for good, although its entries are sealed again', async () => {
  await sealedLog(2, 3)
  await run('DELETE FROM audit_seals WHERE number = 2')
  await run(`UPDATE audit_entries SET actor = 'staff:x#bob' WHERE sequence = 5`)
  await sealAll()
  expect(await verification()).toMatchObject({
    intact: false,
    sealedUpTo: 6,
    firstBroken: { seal: 2, why: 'seal_missing' },
  })
})

test('a break is found on the page that it is on, and pages join', async () => {
  await sealedLog(3, 3)
  await run('DELETE FROM audit_seals WHERE number = 1')
  expect((await verification('?fromSeal=2')).firstBroken).toMatchObject({ seal: 1, why: 'seal_missing' })
  expect((await verification('?fromSeal=3')).intact).toBe(true)
})
