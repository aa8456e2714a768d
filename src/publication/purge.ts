import type { Ctx } from '../platform/context.ts'
import { CATALOG_TAG } from '../catalog/tags.ts'

// Cloudflare takes 100 operations a call and, on every plan, 5 calls a minute (platform.md §2a).
const TAGS_PER_CALL = 100
const SECONDS_BETWEEN_CALLS = 12
// KV may be 60 s old elsewhere and memory 10 s: a miss in that time refills the edge with the old answer, so what was
// purged is purged again when every copy below has moved on (design.md §3, the refill hazard).
const SECOND_PURGE_SECONDS = 90

const LAST_CALL = 'purge:last call'

/** Purges the tags now if the rate allows, else a little later; and a second time when no old copy can refill the edge. */
export async function purgeTwice(ctx: Ctx, tags: ReadonlySet<string>): Promise<void> {
  if (tags.size === 0) return
  const coalesced = coalesce(tags)
  await purgeOrPostpone(ctx, coalesced)
  await ctx.publishQueue.send({ kind: 'purge', tags: coalesced }, { delaySeconds: SECOND_PURGE_SECONDS })
}

/** One purge call; when the platform refuses it, or one went out just now, a message tries again. */
export async function purgeOrPostpone(ctx: Ctx, tags: readonly string[]): Promise<void> {
  const tooSoon = ctx.memory.get(LAST_CALL, Date.now()) !== undefined
  if (!tooSoon) {
    const until = Date.now() + SECONDS_BETWEEN_CALLS * 1_000
    ctx.memory.set(LAST_CALL, true, LAST_CALL.length, until, until)
    if (await ctx.purge(tags)) return
  }
  await ctx.publishQueue.send({ kind: 'purge', tags }, { delaySeconds: SECONDS_BETWEEN_CALLS })
}

/** Too many tags for one call: everything of the catalog goes instead, which costs refills, not truth. */
export const coalesce = (tags: ReadonlySet<string>): string[] =>
  tags.size > TAGS_PER_CALL ? [CATALOG_TAG] : [...tags].toSorted()
