import { within } from './deadline.ts'
import type { Ctx } from './context.ts'
import { isOutage } from './d1.ts'
import type { Cost } from './meter.ts'
import { Problem, problemData, type ProblemData, unavailable } from './problem.ts'

// A shopper would rather hear 503 than wait for an object that does not answer.
const OBJECT_MS = 5_000
const ATTEMPTS_MAX = 3

/**
 * One call to a Durable Object, with what it spent added to this request. Objects are restarted with every deploy: what
 * the platform calls retryable is asked again, by a fresh stub, so `call` must be harmless when it is done twice.
 */
export async function callObject<Reply extends { readonly cost: Cost }>(
  ctx: Ctx,
  call: () => Promise<Reply>,
  patienceMs = OBJECT_MS,
): Promise<Reply> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const reply = await ctx.meter.crossing('do', () => within(patienceMs, call()))
      ctx.meter.add(reply.cost)
      return reply
    } catch (error) {
      const { retryable, overloaded, remote } = error as Partial<Record<string, boolean>>
      // Its own code threw: a defect, which the door reports.
      if (remote === true && retryable !== true && overloaded !== true) throw error
      if (retryable !== true || overloaded === true || attempt === ATTEMPTS_MAX) throw unavailable()
    }
  }
}

/** Every reply of an object: what it cost is added, and refusals become values, a database that is away among them. */
export async function replyOf<Reply>(
  ctx: Ctx,
  act: (ctx: Ctx) => Promise<Reply>,
): Promise<(Reply | { kind: 'refused'; problem: ProblemData }) & { cost: Cost }> {
  try {
    return { ...(await act(ctx)), cost: ctx.meter.cost }
  } catch (error) {
    const problem = isOutage(error) ? unavailable() : error
    if (!(problem instanceof Problem)) throw error
    return { kind: 'refused', problem: problemData(problem), cost: ctx.meter.cost }
  }
}
