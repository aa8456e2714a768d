import { env } from 'cloudflare:workers'
import { recordAudit } from '../../../src/audit/record.ts'
import { sealAudit } from '../../../src/audit/seal.ts'
import type { Ctx, Staff } from '../../../src/platform/context.ts'
import { commit } from '../../../src/platform/d1.ts'
import { principalOf } from '../../../src/platform/idempotency.ts'
import { make } from '../doors/door.ts'
import { context } from '../shop.ts'

export type Entry = {
  readonly action?: string
  readonly subject?: string
  readonly who?: string
  readonly tokenId?: string | null
  readonly at?: number
}

/** A context at another moment. */
export const contextAt = (now: number): Ctx => Object.defineProperty(context(), 'now', { value: now })

/** Writes entries as admin changes would, many to a batch. */
export async function writeEntries(entries: readonly Entry[]): Promise<void> {
  const ctx = context()
  for (let start = 0; start < entries.length; start += 500) {
    const some = entries.slice(start, start + 500)
    await commit(ctx.db, some.flatMap(statementsOf))
  }
}

export function statementsOf({
  action = 'product.updated',
  subject = 'product:kettle',
  who = 'ada',
  tokenId = null,
  at = Date.now(),
}: Entry) {
  const staff: Staff = {
    kind: 'staff',
    issuer: 'https://issuer.test',
    subject: who,
    tokenId,
    scopes: new Set(),
  }
  const call = { staff, actor: principalOf(staff), route: 'PATCH /v1/admin/products/{id}' }
  return recordAudit(contextAt(at), call, {
    action,
    subject,
    changes: [{ member: 'title', from: 'a', to: 'é 日本 " \\ 😀' }],
  })
}

/** An empty log, as if there had never been another. */
export async function emptyLog(): Promise<void> {
  await env.DB.batch([
    env.DB.prepare('DELETE FROM audit_entries'),
    env.DB.prepare('DELETE FROM audit_seals'),
    env.DB.prepare(`DELETE FROM sqlite_sequence WHERE name IN ('audit_entries', 'audit_seals')`),
  ])
}

/** Seals everything, each run being late enough. */
export async function sealAll(): Promise<void> {
  await sealAudit(contextAt(Date.now() + 3_600_000))
}

/** `size` entries under each of `seals` seals. */
export async function sealedLog(seals: number, size: number): Promise<void> {
  await emptyLog()
  for (let seal = 0; seal < seals; seal += 1) {
    await writeEntries(Array.from({ length: size }, (_, at) => ({ subject: `product:p-${seal}-${at}` })))
    await sealAll()
  }
}

export type Verification = {
  intact: boolean
  seals: number
  verified: { fromSeal: number | null; toSeal: number | null; entries: number }
  sealedUpTo: number
  headHash: string
  firstBroken?: { seal: number | null; why: string; message: string }
  unsealed: { from: number | null; to: number | null; entries: number }
  nextSeal: number | null
}

export const verification = async (query = ''): Promise<Verification> =>
  (await make<Verification>('GET', `/v1/admin/audit/verification${query}`, 'audit:read')).body

export const run = (sql: string, ...values: unknown[]) =>
  env.DB.prepare(sql)
    .bind(...values)
    .run()
