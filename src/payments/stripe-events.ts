import { z } from '@hono/zod-openapi'
import { parseCurrency } from '../domain/money.ts'
import type { PaymentNews } from '../domain/payment-news.ts'
import type { Incoming } from './provider.ts'
import { amountOfStripe } from './stripe-amount.ts'

// Only what we look at. The shape decides, not the version that the endpoint was made with: what does not fit is ignored.
const amount = z.number().int().nonnegative()
const metadata = z.record(z.string(), z.string()).nullish()

const paymentIntent = z.object({
  id: z.string().min(1).max(255),
  object: z.literal('payment_intent'),
  status: z.string(),
  amount,
  amount_capturable: amount,
  amount_received: amount,
  currency: z.string(),
  metadata,
})
const refund = z.object({
  id: z.string().min(1).max(255),
  object: z.literal('refund'),
  status: z.string().nullable(),
  amount,
  currency: z.string(),
  payment_intent: z.string().max(255).nullable(),
  metadata,
})
const dispute = z.object({
  id: z.string().min(1).max(255),
  object: z.literal('dispute'),
  amount,
  currency: z.string(),
  payment_intent: z.string().max(255).nullable(),
})
const event = z.object({
  id: z.string().min(1).max(255),
  object: z.literal('event'),
  type: z.string().min(1).max(255),
  data: z.object({ object: z.unknown() }),
})

type Found = {
  readonly reference: string
  readonly news: Omit<PaymentNews, 'amount' | 'currency'>
  readonly amount: number
  readonly currency: string
}

/** What a genuine event says. Pure: whether it is genuine was asked before. */
export function readStripeEvent(text: string): Incoming {
  const parsed = event.safeParse(parseJson(text))
  if (!parsed.success) return { kind: 'ignored', eventId: null, type: 'unknown' }
  const { id: eventId, type, data } = parsed.data
  const found =
    readPayment(type, data.object) ?? readRefund(type, data.object) ?? readDispute(type, data.object)
  const currency = found && parseCurrency(found.currency.toUpperCase())
  const ours = found && currency && amountOfStripe(found.amount, currency)
  if (found === undefined || currency === undefined || ours === undefined)
    return { kind: 'ignored', eventId, type }
  return {
    kind: 'news',
    eventId,
    type,
    reference: found.reference,
    news: { ...found.news, amount: ours, currency },
  }
}

function readPayment(type: string, object: unknown): Found | undefined {
  const parsed = type.startsWith('payment_intent.') ? paymentIntent.safeParse(object) : undefined
  if (!parsed?.success) return undefined
  const intent = parsed.data
  const found = (kind: PaymentNews['kind'], outcome: PaymentNews['outcome'], of: number): Found => ({
    reference: intent.id,
    news: { kind, outcome, operationId: intent.metadata?.operation ?? null },
    amount: of,
    currency: intent.currency,
  })
  switch (type) {
    case 'payment_intent.amount_capturable_updated':
      return found('authorize', 'approved', intent.amount_capturable)
    case 'payment_intent.succeeded':
      return found('capture', 'approved', intent.amount_received)
    case 'payment_intent.canceled':
      return found('void', 'approved', intent.amount)
    // The buyer may try again: whether it is the end is asked for.
    case 'payment_intent.payment_failed':
      return found('authorize', 'unclear', intent.amount)
    default:
      return undefined
  }
}

function readRefund(type: string, object: unknown): Found | undefined {
  const parsed = /^(?:charge\.)?refund\./.test(type) ? refund.safeParse(object) : undefined
  if (!parsed?.success) return undefined
  const { id, status, payment_intent, metadata: labels, amount: of, currency } = parsed.data
  const isOver = status === 'failed' || status === 'canceled'
  return {
    reference: payment_intent ?? id,
    news: {
      kind: 'refund',
      outcome: status === 'succeeded' ? 'approved' : isOver ? 'declined' : 'unclear',
      operationId: labels?.operation ?? null,
    },
    amount: of,
    currency,
  }
}

function readDispute(type: string, object: unknown): Found | undefined {
  const parsed = type.startsWith('charge.dispute.') ? dispute.safeParse(object) : undefined
  if (!parsed?.success) return undefined
  const { id, payment_intent, amount: of, currency } = parsed.data
  return {
    reference: payment_intent ?? id,
    news: { kind: 'dispute', outcome: 'unclear', operationId: null },
    amount: of,
    currency,
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
