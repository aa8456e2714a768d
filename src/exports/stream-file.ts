import type { Ctx } from '../platform/context.ts'
import type { FileTexts } from './export-catalog.ts'

/**
 * The file as a stream: the first text is read here, so that an outage is still an answer of its own; the others when
 * the client has taken what came before. A failure in the middle breaks the connection: half a file must not look whole.
 */
export async function streamFile(ctx: Ctx, texts: FileTexts): Promise<ReadableStream<Uint8Array>> {
  const encoder = new TextEncoder()
  let next = await texts.next()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (next.done === true) return controller.close()
        controller.enqueue(encoder.encode(next.value))
        try {
          next = await texts.next()
          // An end that is known is told at once.
          if (next.done === true) controller.close()
        } catch (error) {
          console.error(
            JSON.stringify({
              level: 'error',
              requestId: ctx.requestId,
              message: 'an export broke off',
              error: error instanceof Error ? error.name : 'unknown',
            }),
          )
          controller.error(new Error('the export broke off'))
        }
        return undefined
      },
      async cancel() {
        await texts.return()
      },
    },
    { highWaterMark: 0 },
  )
}
