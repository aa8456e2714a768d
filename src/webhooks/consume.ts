import type { Ctx, WebhookMessage } from '../platform/context.ts'
import { deliver } from './deliver.ts'

// What is due later than this is found by cron, which looks every minute.
const AHEAD_MS = 60_000
const NEXT_WAKE = 'webhooks:next wake'

/** Wakes are all alike: however many messages came, one run; and one message for what is due a little later. */
export async function consumeWebhooks(ctx: Ctx, batch: MessageBatch<WebhookMessage>): Promise<void> {
  const wait = await deliver(ctx)
  if (wait !== undefined && wait <= AHEAD_MS) await wakeIn(ctx, Math.ceil(wait / 1_000))
  batch.ackAll()
}

/** Without this look every wake of a commit would beget another one, for as long as something is due later. */
async function wakeIn(ctx: Ctx, delaySeconds: number): Promise<void> {
  const now = Date.now()
  const at = now + delaySeconds * 1_000
  const planned = ctx.memory.get<number>(NEXT_WAKE, now)?.value
  if (delaySeconds > 0 && planned !== undefined && planned <= at) return
  await ctx.webhookQueue.send({ kind: 'wake' }, { delaySeconds })
  ctx.memory.set(NEXT_WAKE, at, NEXT_WAKE.length, at, at)
}
