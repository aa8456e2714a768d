import type { Ctx } from '../platform/context.ts'
import { type Attempt, attempt } from './attempt.ts'
import { type Claimed, claim, type Wish } from './claim.ts'
import { expandLog } from './expand-log.ts'
import { type Listener, readListeners } from './listeners.ts'
import { disableGone, settle } from './settle.ts'

// One run ends well inside what an invocation may do (1,000 D1 queries, 15 minutes); the next message goes on.
const RUN_MS = 20_000
const STATEMENTS_PER_RUN = 400
// A Worker opens six connections at a time: one is left for settling.
const PARALLEL = 5
const PARALLEL_PER_ENDPOINT = 4
// An endpoint that lets us wait gets one connection, and after so many long waits in a row none until the next run.
const TIMEOUTS_MAX = 2
const REST_MS = 10_000
// While attempts are under way the log is looked at again, so that nobody waits for somebody else's slow receiver.
const LOOK_AGAIN_MS = 1_000
// Due and yet not to be had: another consumer is at it.
const ELSEWHERE_MS = 2_000

/** Long waits in a row by endpoint, in this run. */
type Patience = Map<string, number>

/**
 * Carries the log to the webhook endpoints: makes delivery rows of new events, and attempts what is due. Everything that
 * matters stands in rows, so it may be killed anywhere and run twice at once. Answers after how many milliseconds there
 * is something to do again; undefined = nothing is left.
 */
export async function deliver(ctx: Ctx): Promise<number | undefined> {
  const running = new Map<Promise<void>, string>()
  try {
    return await run(ctx, running, Date.now() + RUN_MS)
  } finally {
    // Whatever has been sent is to be settled, also when the run itself has failed.
    await Promise.allSettled(running.keys())
  }
}

async function run(ctx: Ctx, running: Map<Promise<void>, string>, end: number): Promise<number | undefined> {
  const patience: Patience = new Map()
  const failures: unknown[] = []
  const isOver = () => failures.length > 0 || Date.now() >= end || ctx.meter.statements >= STATEMENTS_PER_RUN

  const start = (claimed: Claimed, listener: Listener): void => {
    const work: Promise<void> = send(ctx, claimed, listener, patience)
      .catch((error: unknown) => void failures.push(error))
      .finally(() => running.delete(work))
    running.set(work, claimed.endpointId)
  }

  while (!isOver()) {
    const { listeners, isBehind } = await lookAround(ctx)
    const claimed = await claim(ctx, wishesFor(listeners, [...running.values()], patience))
    const byId = new Map(listeners.map((listener) => [listener.id, listener]))
    for (const each of claimed) {
      const listener = byId.get(each.endpointId)
      if (listener !== undefined) start(each, listener)
    }
    if (running.size > 0) await Promise.race([...running.keys(), sleep(LOOK_AGAIN_MS)])
    else if (!isBehind) return nextLook(listeners, patience)
  }
  await Promise.all(running.keys())
  if (failures.length > 0) throw failures[0]
  return 0
}

/** The endpoints, after deliveries have been made of the next slice of the log. */
async function lookAround(ctx: Ctx): Promise<{ listeners: Listener[]; isBehind: boolean }> {
  const before = await readListeners(ctx.db)
  if (!before.isBehind) return before
  await expandLog(ctx, before.listeners, before.head)
  return readListeners(ctx.db)
}

const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })

async function send(ctx: Ctx, claimed: Claimed, listener: Listener, patience: Patience): Promise<void> {
  const { url, secret, previousSecret, previousSecretUntil } = listener
  const { eventId, body } = claimed
  const outcome: Attempt = await attempt(ctx, {
    url,
    eventId,
    body,
    secret,
    previousSecret,
    previousSecretUntil,
  })
  if (!outcome.ok && outcome.error === 'timeout')
    patience.set(listener.id, (patience.get(listener.id) ?? 0) + 1)
  else patience.delete(listener.id)
  await settle(ctx, claimed, outcome)
  if (!outcome.ok && outcome.error === 'gone') await disableGone(ctx, listener.id, listener.revision)
}

/** What to take now: endpoints with something due, the longest waiting first, as far as connections are free. */
function wishesFor(
  listeners: readonly Listener[],
  running: readonly string[],
  patience: ReadonlyMap<string, number>,
): Wish[] {
  const now = Date.now()
  let free = PARALLEL - running.length
  const due = listeners
    .filter(({ dueAt, id }) => dueAt !== null && dueAt <= now && (patience.get(id) ?? 0) < TIMEOUTS_MAX)
    .toSorted((a, b) => (a.dueAt ?? now) - (b.dueAt ?? now))
  const wishes: Wish[] = []
  for (const { id } of due) {
    const most = patience.has(id) ? 1 : PARALLEL_PER_ENDPOINT
    const count = Math.min(free, most - running.filter((each) => each === id).length)
    if (count <= 0) continue
    wishes.push({ endpointId: id, count })
    free -= count
  }
  return wishes
}

function nextLook(listeners: readonly Listener[], patience: ReadonlyMap<string, number>): number | undefined {
  const now = Date.now()
  const waits = listeners.flatMap(({ id, dueAt }) => {
    if (dueAt === null) return []
    const rest = (patience.get(id) ?? 0) >= TIMEOUTS_MAX ? REST_MS : ELSEWHERE_MS
    return [dueAt > now ? dueAt - now : rest]
  })
  return waits.length === 0 ? undefined : Math.min(...waits)
}
