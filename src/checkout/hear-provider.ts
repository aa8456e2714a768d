import type { OrderId } from '../domain/ids.ts'
import type { Judgement } from '../domain/payment-news.ts'
import { matchNews } from '../payments/match-news.ts'
import type { ProviderName } from '../payments/provider.ts'
import { paymentProvider } from '../payments/providers.ts'
import { commitEvent, type NotedEvent } from '../payments/save-event.ts'
import type { EventOutcome } from '../payments/tables.ts'
import type { Ctx } from '../platform/context.ts'
import { sha256 } from '../platform/idempotency.ts'
import { callObject } from '../platform/objects.ts'
import { notFound, problemOfData } from '../platform/problem.ts'
import type { Hearing } from './checkout-reply.ts'
import { checkoutStub } from './checkout-stub.ts'
import { checkoutOfOrders } from './order-checkouts.ts'

// The object may be asking the provider itself.
const HEAR_MS = 25_000

/**
 * Takes in what a provider tells at its hook; false: it is not signed by the provider. Outcomes are settled by the object
 * of the order's checkout alone, each event with its effect in one batch. Throws 503 when that cannot be now: the
 * provider sends it again.
 */
export async function hearProvider(
  ctx: Ctx,
  name: ProviderName,
  body: Uint8Array,
  headers: Headers,
): Promise<boolean> {
  const provider = paymentProvider(ctx, name)
  // What this shop does not take money by has no hook.
  if (provider === undefined || name === 'manual') throw notFound()
  const incoming = await provider.parseWebhook(body, headers, ctx.now)
  if (incoming.kind === 'invalid_signature') return false
  const bodyHash = sha256(body)
  if (incoming.kind === 'ignored') {
    const { eventId, type } = incoming
    if (eventId !== null)
      await commitEvent(ctx, noted(name, { eventId, type, reference: null }, bodyHash, 'ignored'), [])
    return true
  }
  const { orderId, judgement } = await matchNews(ctx, name, incoming)
  const event = noted(name, incoming, bodyHash, outcomeOf(judgement), operationOf(judgement))
  const hearing = hearingOf(orderId, judgement, event)
  const [order] = hearing === undefined ? [] : await checkoutOfOrders(ctx.db, [hearing.orderId])
  if (hearing === undefined || order === undefined) {
    await commitEvent(ctx, event, [])
    return true
  }
  const reply = await callObject(ctx, () => checkoutStub(ctx, order.checkoutId).hear(hearing), HEAR_MS)
  if (reply.kind === 'refused') throw problemOfData(reply.problem)
  return true
}

const noted = (
  provider: ProviderName,
  { eventId, type, reference }: { eventId: string; type: string; reference: string | null },
  bodyHash: string,
  outcome: EventOutcome,
  operationId: string | null = null,
): NotedEvent => ({ provider, eventId, type, reference, operationId, bodyHash, outcome })

const outcomeOf = (judgement: Judgement): EventOutcome => {
  switch (judgement.does) {
    case 'show_staff':
      return judgement.why
    case 'nothing':
      return 'nothing'
    case 'settle':
    case 'let_go':
    case 'look_up':
      return 'applied'
  }
}

const operationOf = (judgement: Judgement): string | null =>
  'operation' in judgement ? judgement.operation.id : null

/** What the checkout's object is to do about it; undefined: nothing. */
function hearingOf(
  orderId: string | undefined,
  judgement: Judgement,
  event: NotedEvent,
): Hearing | undefined {
  if (orderId === undefined || !('operation' in judgement)) return undefined
  const known = { orderId: orderId as OrderId, operationId: judgement.operation.id, event }
  return judgement.does === 'settle'
    ? { ...known, news: judgement.decision }
    : { ...known, news: { status: judgement.does } }
}
