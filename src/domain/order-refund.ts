import { assert } from './assert.ts'
import { allocate } from './money.ts'
import type { Order, OrderBill, OrderLine } from './order.ts'
import {
  type Changed,
  counted,
  moved,
  type Piece,
  piecesOf,
  refundable,
  refused,
  withLines,
} from './order-moves.ts'
import type { Instant } from './time.ts'

/** Pieces whose money goes back: how much of it, and how much of that is tax. */
export type RefundLine = Piece & { readonly amount: number; readonly tax: number }

/** What somebody wants back: an amount, the money of pieces, or all that is left. */
export type RefundWish =
  | { readonly kind: 'amount'; readonly amount: number }
  | { readonly kind: 'lines'; readonly lines: readonly Piece[]; readonly restock: boolean }
  | { readonly kind: 'rest' }

/** A refund: its amount is the sum of its lines where it has any. */
export type RefundParts = {
  readonly amount: number
  readonly lines: readonly RefundLine[]
  /** Whether the pieces go back into stock once the money is back. */
  readonly restock: boolean
}

/** What the first pieces of a line cost together: the exact share, by the largest remainder. It never falls. */
const costOfFirst = (pieces: number, amount: number, quantity: number): number =>
  allocate(amount, [pieces, quantity - pieces])[0] ?? 0

/**
 * The share of so many further pieces in what was paid for a line. It is worked out from what went back before, so that
 * however a line is refunded, all of its pieces together give what was paid for it, to the minor unit.
 */
export function shareOf(bill: OrderBill, line: OrderLine, pieces: number): Omit<RefundLine, 'lineId'> {
  const { quantity, returned, comingBack, refunded, refundedTax } = line
  const gone = returned + comingBack + pieces
  assert(pieces > 0 && gone <= quantity, 'there are so many pieces to refund')
  const levied = costOfFirst(gone, line.bill.tax?.amount ?? 0, quantity)
  const goods = costOfFirst(gone, line.bill.total, quantity)
  const amount = Math.max(0, goods + (bill.taxIncluded ? 0 : levied) - refunded)
  return { quantity: pieces, amount, tax: Math.min(amount, Math.max(0, levied - refundedTax)) }
}

/**
 * The order with a refund under way. It is never more than was captured, less what went back and what may have; nor
 * for more pieces than there are.
 */
export function refund(
  order: Order,
  wish: RefundWish,
  now: Instant,
): Changed<{ readonly refund: RefundParts }> {
  const parts = refundParts(order, wish)
  if (!parts.ok) return parts
  const { amount, lines } = parts.refund
  if (order.captured === 0 || amount > refundable(order)) return refused({ why: 'beyond_captured' })
  if (amount === 0) return refused({ why: 'nothing_to_refund' })
  const going = lines.map((part) => {
    const line = lineOf(order, part)
    return {
      ...line,
      comingBack: line.comingBack + part.quantity,
      refunded: line.refunded + part.amount,
      refundedTax: line.refundedTax + part.tax,
    }
  })
  return {
    ok: true,
    order: { ...withLines(order, going), refunding: order.refunding + amount, updatedAt: now },
    refund: parts.refund,
  }
}

function refundParts(order: Order, wish: RefundWish): Changed<{ readonly refund: RefundParts }> {
  switch (wish.kind) {
    case 'amount':
      return { ok: true, order, refund: { amount: wish.amount, lines: [], restock: false } }
    case 'rest':
      return { ok: true, order, refund: { amount: refundable(order), lines: [], restock: false } }
    case 'lines': {
      // A canceled order has given its stock back already.
      const isOver = order.status !== 'placed' && order.status !== 'completed'
      if (wish.restock && isOver) return refused({ why: 'not_to_be_restocked' })
      const room = (line: OrderLine): number => line.quantity - line.returned - line.comingBack
      const found = piecesOf(order, wish.lines, room)
      if (!found.ok) return found
      const lines = found.pieces.map(({ line, quantity }) => ({
        lineId: line.id,
        ...shareOf(order.bill, line, quantity),
      }))
      const amount = lines.reduce((sum, line) => sum + line.amount, 0)
      return { ok: true, order, refund: { amount, lines, restock: wish.restock } }
    }
  }
}

function lineOf(order: Order, { lineId }: Piece): OrderLine {
  const line = order.lines.find(({ id }) => id === lineId)
  assert(line !== undefined, 'a refund names lines of its order')
  return line
}

/** The order when the money of a refund is back. */
export function refundDone(order: Order, { amount, lines, restock }: RefundParts, now: Instant): Changed {
  const back = lines.map((part) => {
    const line = lineOf(order, part)
    return {
      ...line,
      comingBack: line.comingBack - part.quantity,
      returned: line.returned + part.quantity,
      restocked: line.restocked + (restock ? part.quantity : 0),
    }
  })
  const refunded = order.refunded + amount
  const move = refunded === order.captured ? 'refund_rest' : 'refund_part'
  const next = moved({ ...withLines(order, back), refunded, refunding: order.refunding - amount }, move, now)
  return next.ok ? { ok: true, order: counted(next.order, now) } : next
}

/** The order when a refund was refused by the provider: as if it had never been asked for. */
export function refundRefused(order: Order, { amount, lines }: RefundParts, now: Instant): Order {
  const back = lines.map((part) => {
    const line = lineOf(order, part)
    return {
      ...line,
      comingBack: line.comingBack - part.quantity,
      refunded: line.refunded - part.amount,
      refundedTax: line.refundedTax - part.tax,
    }
  })
  return { ...withLines(order, back), refunding: order.refunding - amount, updatedAt: now }
}
