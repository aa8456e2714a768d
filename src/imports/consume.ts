import type { Ctx, ImportMessage } from '../platform/context.ts'
import { workOnImport } from './work.ts'

// One delivery works this long, then the message is sent again: far below the 15 minutes of a consumer.
const RUN_MS = 20_000
// D1 takes 1,000 statements of one invocation. The other half is room for the chunk that crosses this line: at most some
// forty kinds of statement, and as many again where it is large.
const STATEMENTS_MAX = 500

/**
 * Works on the named imports chunk by chunk; whatever is left when time is up, or when the invocation has asked enough of
 * D1, goes on with another message.
 */
export async function consumeImports(ctx: Ctx, batch: MessageBatch<ImportMessage>): Promise<void> {
  const isSpent = (): boolean => ctx.meter.statements >= STATEMENTS_MAX
  for (const message of batch.messages) {
    if (isSpent()) {
      ctx.wakeImport(message.body.importId)
      message.ack()
      continue
    }
    const end = Date.now() + RUN_MS
    // Each chunk has its own time: cron takes an import for idle by the time of its last one.
    const workOnChunk = () => workOnImport({ ...ctx, now: Date.now() }, message.body.importId)
    let outcome = await workOnChunk()
    // Each chunk is committed; readers of the log may start on it while the next one is read.
    ctx.wakeConsumers()
    while (outcome === 'more' && Date.now() < end && !isSpent()) outcome = await workOnChunk()
    if (outcome === 'more') ctx.wakeImport(message.body.importId)
    ctx.wakeConsumers()
    message.ack()
  }
}
