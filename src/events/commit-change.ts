import { type AuditEntry, recordAudit } from '../audit/record.ts'
import type { AdminCall } from '../platform/admin-call.ts'
import type { Ctx } from '../platform/context.ts'
import { brokenConstraint, commit, type Statement } from '../platform/d1.ts'
import type { Outcome } from '../platform/idempotency.ts'
import { Problem } from '../platform/problem.ts'
import { type NewEvent, appendEvents } from './append.ts'
import type { Lane } from './tables.ts'

/** Everything that one admin change writes and says; `commitChange` makes one batch of it. */
export type Change<Body, Status extends number> = {
  readonly statements: readonly Statement[]
  readonly events: readonly NewEvent[]
  readonly audit: AuditEntry
  readonly outcome: Outcome<Body, Status>
  /** Where the events travel; the import lane is for what is large and may wait. */
  readonly lane?: Lane
}

/**
 * Commits rows, events, audit and the kept answer together: all of it or none. Then wakes whoever reads the log; that
 * message may get lost, cron sends another. The kept answer goes first, so that of two requests with one key the second
 * breaks on the key and not on what the first has changed.
 */
export async function commitChange<Body, Status extends number>(
  ctx: Ctx,
  call: AdminCall,
  { statements, events, audit, outcome, lane = 'live' }: Change<Body, Status>,
): Promise<Outcome<Body, Status>> {
  const auditId = ctx.newId('audit')
  await commit(ctx.db, [
    ...call.keep(outcome),
    ...statements,
    ...appendEvents(ctx, events, call.actor, lane, auditId),
    ...recordAudit(ctx, call, audit, auditId),
  ])
  ctx.wakeConsumers()
  return outcome
}

/** Answers a request that changes nothing (a PATCH to what is already so): no event, no entry, but the kept answer. */
export async function commitNothing<Body, Status extends number>(
  ctx: Ctx,
  call: AdminCall,
  outcome: Outcome<Body, Status>,
): Promise<Outcome<Body, Status>> {
  await commit(ctx.db, call.keep(outcome))
  return outcome
}

// Each try reads, decides and commits: that another writer comes in between so often in a row does not happen by chance.
const TRIES = 5

/**
 * Runs a use case again when what it read has changed before it could commit (a guard broke). A second look decides:
 * with If-Match it ends in 412, without it the change is made on top of the other's. `tells` names further constraints
 * that only break when somebody came in between, because the use case has looked for what they forbid.
 */
export async function untilUnraced<T>(
  act: () => Promise<T>,
  tells: (constraint: string) => boolean = () => false,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await act()
    } catch (error) {
      const broken = brokenConstraint(error)
      if (broken === undefined || (broken !== 'guard_held' && !tells(broken))) throw error
      if (tries === TRIES) throw new Problem('unavailable')
    }
  }
}
