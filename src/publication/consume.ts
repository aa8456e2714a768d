import type { Ctx, PublishMessage } from '../platform/context.ts'
import { publish } from './publish.ts'
import { coalesce, purgeOrPostpone } from './purge.ts'

// Another publisher holds the lease: it may have read the log before this message's commit, so look again soon.
const BUSY_SECONDS = 2

/** Wakes are all alike and purges add up: however many messages came, one run and one purge. */
export async function consumePublish(ctx: Ctx, batch: MessageBatch<PublishMessage>): Promise<void> {
  const bodies = batch.messages.map((message) => message.body)
  const tags = new Set(bodies.flatMap((body) => (body.kind === 'purge' ? body.tags : [])))
  if (tags.size > 0) await purgeOrPostpone(ctx, coalesce(tags))
  if (bodies.some((body) => body.kind === 'wake')) {
    const outcome = await publish(ctx)
    if (outcome === 'more') ctx.wakePublisher()
    if (outcome === 'busy') await ctx.publishQueue.send({ kind: 'wake' }, { delaySeconds: BUSY_SECONDS })
  }
  batch.ackAll()
}
