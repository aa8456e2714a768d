import type { Ctx, ImportMessage } from '../platform/context.ts'
import { workOnImport } from './work.ts'

// One delivery works this long, then the message is sent again: far below the 15 minutes of a consumer.
const RUN_MS = 20_000

/** Works on the named imports chunk by chunk; whatever is left when time is up goes on with another message. */
export async function consumeImports(ctx: Ctx, batch: MessageBatch<ImportMessage>): Promise<void> {
  for (const message of batch.messages) {
    const end = Date.now() + RUN_MS
    // Each chunk has its own time: cron takes an import for idle by the time of its last one.
    const workOnChunk = () => workOnImport({ ...ctx, now: Date.now() }, message.body.importId)
    let outcome = await workOnChunk()
    // Each chunk is committed; the publisher may start on it while the next one is read.
    ctx.wakePublisher()
    while (outcome === 'more' && Date.now() < end) outcome = await workOnChunk()
    if (outcome === 'more') ctx.wakeImport(message.body.importId)
    ctx.wakePublisher()
    message.ack()
  }
}
