import type { Ctx } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { judgeTarget } from './judge-target.ts'
import { readTarget } from './target.ts'

/**
 * The URL of an endpoint in its normal form. A name that does not resolve yet is accepted, since it may be set up later
 * and is looked at again before anything is sent; one that leads inside is refused.
 */
export async function acceptTarget(ctx: Ctx, text: string): Promise<string> {
  const judged = await judgeTarget(ctx, text)
  if (judged.ok) return judged.url
  const target = readTarget(text, ctx.config.stage)
  if (judged.why === 'unresolved' && target.ok) return target.url
  throw new Problem('validation_failed', 'Nothing can be delivered to this URL.', {
    errors: [{ pointer: '/url', code: 'target_refused', message: judged.message }],
  })
}
