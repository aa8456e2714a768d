import type { Ctx } from '../platform/context.ts'
import { brokenConstraint, commit, type Statement } from '../platform/d1.ts'
import { providerEvent } from './queries.ts'
import type { ProviderName } from './provider.ts'
import type { EventOutcome } from './tables.ts'

/** An event as it is noted: ids, and the SHA-256 of its bytes in hexadecimal. */
export type NotedEvent = {
  readonly provider: ProviderName
  readonly eventId: string
  readonly type: string
  readonly reference: string | null
  readonly operationId: string | null
  readonly bodyHash: string
  readonly outcome: EventOutcome
}

/**
 * The statement that notes an event. It stands first in the batch of the effect: of an event that comes again, however
 * many at once, the primary key breaks the whole batch.
 */
export const noteEvent = ({ db, now }: Pick<Ctx, 'db' | 'now'>, event: NotedEvent): Statement[] => [
  db
    .prepare(
      `INSERT INTO provider_events (provider, event_id, type, reference, operation_id, body_hash, outcome, received_at)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`,
    )
    .bind(
      event.provider,
      event.eventId,
      event.type,
      event.reference,
      event.operationId,
      event.bodyHash,
      event.outcome,
      now,
    ),
]

const NOTED_ALREADY = 'provider_events.provider, provider_events.event_id'

/**
 * Does what an event asks for, once: `act` puts the note in front of the batch of its effect. `repeated`: it was taken
 * before, and nothing happens. `conflicting`: so it was, with another body; the first effect stands, and staff is told.
 * Whatever else breaks is thrown on.
 */
export async function onceByEvent(
  ctx: Pick<Ctx, 'db' | 'now'>,
  event: NotedEvent,
  act: (note: readonly Statement[]) => Promise<unknown>,
): Promise<'taken' | 'repeated' | 'conflicting'> {
  try {
    await act(noteEvent(ctx, event))
    return 'taken'
  } catch (error) {
    if (brokenConstraint(error) !== NOTED_ALREADY) throw error
  }
  const { provider, eventId, bodyHash } = event
  const first = await providerEvent(ctx.db, provider, eventId)
  if (first?.bodyHash === bodyHash) return 'repeated'
  await commit(ctx.db, [
    ctx.db
      .prepare('UPDATE provider_events SET conflicts = conflicts + 1 WHERE provider = ?1 AND event_id = ?2')
      .bind(provider, eventId),
  ])
  const message = 'an event of a payment provider came again with another body'
  console.error(JSON.stringify({ level: 'error', message, provider, eventId }))
  return 'conflicting'
}

/** Commits an event with its effect, once. */
export const commitEvent = (
  ctx: Pick<Ctx, 'db' | 'now'>,
  event: NotedEvent,
  effect: readonly Statement[],
): Promise<'taken' | 'repeated' | 'conflicting'> =>
  onceByEvent(ctx, event, (note) => commit(ctx.db, [...note, ...effect]))
