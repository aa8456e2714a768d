import type { Ctx } from '../platform/context.ts'
import { isPublicAddress } from './addresses.ts'
import { readTarget } from './target.ts'

/** What became of a look at where a URL leads now. */
export type Judged =
  | { readonly ok: true; readonly url: string }
  | { readonly ok: false; readonly why: 'target_refused' | 'unresolved'; readonly message: string }

/**
 * Whether something may be sent there now: the URL itself, and every address that its name has at this moment. A name
 * that leads inside by only one of its addresses is refused, since the connection picks any.
 */
export async function judgeTarget(ctx: Ctx, text: string): Promise<Judged> {
  const target = readTarget(text, ctx.config.stage)
  if (!target.ok) return { ok: false, why: 'target_refused', message: target.why }
  if (target.resolve === undefined) return { ok: true, url: target.url }
  const addresses = await ctx.resolveHost(target.resolve).catch(() => [])
  if (addresses.length === 0)
    return { ok: false, why: 'unresolved', message: 'has a host whose name does not resolve' }
  return addresses.every(isPublicAddress)
    ? { ok: true, url: target.url }
    : {
        ok: false,
        why: 'target_refused',
        message: 'has a host that resolves to an address that is not public',
      }
}
