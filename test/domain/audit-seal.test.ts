import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NO_HASH, sealHash, type StoredEntry } from '../../src/audit/seal-hash.ts'
import { changesBetween, recordAudit } from '../../src/audit/record.ts'
import { showEntry } from '../../src/audit/show-entry.ts'
import type { AdminCall } from '../../src/platform/admin-call.ts'
import type { Ctx } from '../../src/platform/context.ts'
import { law } from './law.ts'

const text = fc.string({ unit: 'binary', maxLength: 8 })
const number = fc.integer({ min: 0, max: 12 })
const entries: fc.Arbitrary<StoredEntry[]> = fc.array(
  fc.record({
    sequence: number,
    id: text,
    actor: text,
    tokenId: fc.option(text),
    route: text,
    requestId: text,
    action: text,
    subject: text,
    changes: text,
    createdAt: number,
  }),
  { maxLength: 3 },
)
const range = fc.record({
  number,
  fromSequence: number,
  toSequence: number,
  previousHash: fc.constantFrom(NO_HASH, 'a'.repeat(64)),
})

const members = (entry: StoredEntry) => [
  entry.sequence,
  entry.id,
  entry.actor,
  entry.tokenId,
  entry.route,
  entry.requestId,
  entry.action,
  entry.subject,
  entry.changes,
  entry.createdAt,
]

law(
  'two ranges have one hash only if they are the same',
  fc.property(range, entries, range, entries, (one, first, other, second) => {
    const same = JSON.stringify([one, first.map(members)]) === JSON.stringify([other, second.map(members)])
    expect(sealHash(one, first) === sealHash(other, second)).toBe(same)
  }),
)

law(
  'any change of any member, and any change of the range, is another hash',
  fc.property(range, entries, fc.nat(), text, (seal, some, at, other) => {
    fc.pre(some.length > 0)
    const hash = sealHash(seal, some)
    const index = at % some.length
    for (const member of [
      'id',
      'actor',
      'tokenId',
      'route',
      'requestId',
      'action',
      'subject',
      'changes',
    ] as const) {
      if (some[index]?.[member] === other) continue
      const changed = some.map((entry, place) => (place === index ? { ...entry, [member]: other } : entry))
      expect(sealHash(seal, changed)).not.toBe(hash)
    }
    expect(sealHash(seal, some.slice(1))).not.toBe(hash)
    expect(sealHash({ ...seal, number: seal.number + 1 }, some)).not.toBe(hash)
    expect(sealHash({ ...seal, fromSequence: seal.fromSequence + 1 }, some)).not.toBe(hash)
    expect(sealHash({ ...seal, toSequence: seal.toSequence + 1 }, some)).not.toBe(hash)
  }),
)

law(
  'an entry is sealed with the text that its answer gives back, however much changed',
  fc.property(fc.dictionary(text, fc.jsonValue()), fc.dictionary(text, fc.jsonValue()), (before, after) => {
    const bound: unknown[][] = []
    const db = { prepare: () => ({ bind: (...values: unknown[]) => bound.push(values) }) }
    const ctx = { db, newId: () => 'aud_1', requestId: 'req_1', now: 1 } as unknown as Ctx
    const call = { staff: { tokenId: null }, actor: 'a', route: 'r' } as unknown as AdminCall
    recordAudit(ctx, call, { action: 'a.b', subject: 'a:b', changes: changesBetween(before, after) })
    const stored = String(bound[0]?.[7])
    expect(stored.length).toBeLessThanOrEqual(8_000)
    const row = {
      sequence: 1,
      id: '',
      actor: '',
      tokenId: null,
      route: '',
      requestId: '',
      action: '',
      subject: '',
    }
    const shown = JSON.stringify(showEntry({ ...row, changes: stored, createdAt: 1, seal: null }))
    expect(JSON.stringify((JSON.parse(shown) as { changes: unknown }).changes)).toBe(stored)
  }),
)

test('text that looks like structure is text', () => {
  const plain = { sequence: 1, id: 'a', actor: 'b', tokenId: null, route: '', requestId: '', createdAt: 1 }
  const end = { action: '', subject: '', changes: '[]' }
  const seal = { number: 1, fromSequence: 1, toSequence: 1, previousHash: NO_HASH }
  const hashes = [
    { ...plain, ...end },
    { ...plain, ...end, tokenId: 'null' },
    { ...plain, ...end, tokenId: '' },
    { ...plain, ...end, id: 'a","b', actor: '' },
    { ...plain, ...end, id: 'a\n', actor: 'b' },
    { ...plain, ...end, changes: '[]\n' },
  ].map((entry) => sealHash(seal, [entry]))
  expect(new Set(hashes).size).toBe(hashes.length)
})

test('the bytes are those of docs/audit.md', () => {
  const entry = {
    sequence: 1,
    id: 'aud_1',
    actor: 'staff:i#s',
    tokenId: null,
    route: 'PATCH /v1/x',
    requestId: 'req_1',
    action: 'x.updated',
    subject: 'x:1',
    changes: '[{"member":"é"}]',
    createdAt: 1_793_491_200_000,
  }
  const bytes =
    `["highstreet audit 1",1,1,1,1,"${NO_HASH}"]\n` +
    '[1,"aud_1","staff:i#s",null,"PATCH /v1/x","req_1","x.updated","x:1","[{\\"member\\":\\"é\\"}]",1793491200000]\n'
  const seal = { number: 1, fromSequence: 1, toSequence: 1, previousHash: NO_HASH }
  expect(sealHash(seal, [entry])).toBe(createHash('sha256').update(bytes).digest('hex'))
})
