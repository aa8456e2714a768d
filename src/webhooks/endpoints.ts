import { formatInstant, type Instant } from '../domain/time.ts'
import type { Db } from '../platform/d1.ts'
import { type Current, versionTag } from '../platform/preconditions.ts'
import { notFound } from '../platform/problem.ts'

export const ENDPOINT_STATUSES = ['enabled', 'disabled'] as const
export type EndpointStatus = (typeof ENDPOINT_STATUSES)[number]

/** An endpoint as admins see it. Its secrets are no part of it: no query that serves an answer reads them along. */
export type Endpoint = {
  readonly id: string
  readonly url: string
  readonly description: string
  readonly eventTypes: readonly string[]
  readonly status: EndpointStatus
  readonly previousSecretUntil: Instant | null
  readonly revision: number
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

const COLUMNS = `id, url, description, event_types AS eventTypes, status,
  previous_secret_until AS previousSecretUntil, revision, created_at AS createdAt, updated_at AS updatedAt`

type Row = Omit<Endpoint, 'eventTypes'> & { readonly eventTypes: string }
const parsed = (row: Row): Endpoint => ({ ...row, eventTypes: JSON.parse(row.eventTypes) as string[] })

export async function endpointById(db: Db, id: string): Promise<Endpoint> {
  const row = await db
    .prepare(`SELECT ${COLUMNS} FROM webhook_endpoints WHERE id = ?1 AND status <> 'deleted'`)
    .bind(id)
    .first<Row>()
  if (row === null) throw notFound()
  return parsed(row)
}

/** One page of endpoints, oldest first. */
export async function endpointsAfter(
  db: Db,
  after: readonly [Instant, string] | undefined,
  limit: number,
): Promise<Endpoint[]> {
  const [createdAt = -1, id = ''] = after ?? []
  const { results } = await db
    .prepare(
      `SELECT ${COLUMNS} FROM webhook_endpoints WHERE status <> 'deleted' AND (created_at, id) > (?1, ?2)
       ORDER BY created_at, id LIMIT ?3`,
    )
    .bind(createdAt, id, limit)
    .all<Row>()
  return results.map(parsed)
}

/** The secret that signs now; for the answers that show it, which are never kept. */
export async function secretOf(db: Db, id: string): Promise<string | undefined> {
  const row = await db
    .prepare(`SELECT secret FROM webhook_endpoints WHERE id = ?1 AND status <> 'deleted'`)
    .bind(id)
    .first<{ secret: string }>()
  return row?.secret
}

export type ShownEndpoint = Omit<
  Endpoint,
  'createdAt' | 'updatedAt' | 'previousSecretUntil' | 'eventTypes'
> & {
  eventTypes: string[]
  previousSecretUntil: string | null
  createdAt: string
  updatedAt: string
}

export const showEndpoint = ({ eventTypes, ...endpoint }: Endpoint): ShownEndpoint => ({
  ...endpoint,
  eventTypes: [...eventTypes],
  previousSecretUntil:
    endpoint.previousSecretUntil === null ? null : formatInstant(endpoint.previousSecretUntil),
  createdAt: formatInstant(endpoint.createdAt),
  updatedAt: formatInstant(endpoint.updatedAt),
})

export const currentOf = (endpoint: Endpoint): Current => ({
  tag: versionTag(endpoint),
  shown: showEndpoint(endpoint),
})

/** The answer that an endpoint gives as it will be stored. */
export const outcomeOf = <Status extends number>(status: Status, endpoint: Endpoint) => ({
  status,
  headers: { ETag: versionTag(endpoint) },
  body: showEndpoint(endpoint),
})
