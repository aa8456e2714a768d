import { setTimeout as sleep } from 'node:timers/promises'
import type { Ctx } from '../platform/context.ts'

/** KV takes 1,000 operations in one invocation; half of it leaves room for repeats and for what ends a run. */
export const KV_OPERATIONS_PER_RUN = 500
// KV takes one write a second for one key and refuses a second one (platform.md §4).
const SAME_KEY_MS = 1_100
// Puts on their way at once; the platform opens six connections and queues the rest.
const PUTS_AT_ONCE = 24

export type Entry = readonly [key: string, value: string]

/** Puts to KV and drops this isolate's own copies; other isolates' are at most ten seconds old. */
export async function putAll(ctx: Ctx, entries: readonly Entry[]): Promise<void> {
  for (let from = 0; from < entries.length; from += PUTS_AT_ONCE) {
    const slice = entries.slice(from, from + PUTS_AT_ONCE)
    await Promise.all(slice.map((entry) => putPatiently(ctx, entry)))
    for (const [key] of slice) ctx.memory.forget(key)
  }
}

async function putPatiently(ctx: Ctx, [key, value]: Entry): Promise<void> {
  try {
    await ctx.kv.put(key, value)
  } catch {
    await sleep(SAME_KEY_MS)
    await ctx.kv.put(key, value)
  }
}
