import type { Order, OrderLine } from './order.ts'
import { type FulfillmentStatus, leadsTo, type OrderMove, partsOf, stateOf } from './order-states.ts'
import type { Instant } from './time.ts'

/** Why an order does not change; `at` are positions in the request. */
export type OrderRefusal =
  /** Not in its present state. */
  | { readonly why: 'invalid_transition' }
  /** The provider has been asked for something that would be undone: wait for what comes of it. */
  | { readonly why: 'payment_in_progress' }
  | {
      readonly why: 'no_such_line' | 'named_twice' | 'too_many_pieces'
      readonly at: readonly number[]
    }
  | { readonly why: 'nothing_left' | 'beyond_captured' | 'nothing_to_refund' | 'not_to_be_restocked' }

export type Changed<More = unknown> =
  | ({ readonly ok: true; readonly order: Order } & More)
  | { readonly ok: false; readonly refusal: OrderRefusal }

export const refused = (refusal: OrderRefusal) => ({ ok: false, refusal }) as const

/** The order after a move along the graph. */
export function moved(order: Order, move: OrderMove, now: Instant): Changed {
  const to = leadsTo(move, stateOf(order))
  if (to === undefined) return refused({ why: 'invalid_transition' })
  const next: Order = { ...order, ...partsOf(to), updatedAt: now }
  const isPaid = move === 'pay' || move === 'pay_late'
  return {
    ok: true,
    order: completed(
      {
        ...next,
        placedAt: order.placedAt ?? (next.status === 'placed' ? now : null),
        captured: isPaid ? order.bill.total : order.captured,
      },
      now,
    ),
  }
}

/** Completed, if all is sent and the money is here. */
function completed(order: Order, now: Instant): Order {
  const to = order.fulfillmentStatus === 'fulfilled' ? leadsTo('complete', stateOf(order)) : undefined
  return to === undefined ? order : { ...order, ...partsOf(to), updatedAt: now }
}

export type Piece = { readonly lineId: string; readonly quantity: number }

/** What lines are named, of those that there are; or why not. `room` says how many pieces of a line may be named. */
export function piecesOf(
  order: Order,
  wanted: readonly Piece[],
  room: (line: OrderLine) => number,
):
  | {
      readonly ok: true
      readonly pieces: readonly { readonly line: OrderLine; readonly quantity: number }[]
    }
  | { readonly ok: false; readonly refusal: OrderRefusal } {
  const lines = wanted.map(({ lineId }) => order.lines.find(({ id }) => id === lineId))
  const where = (is: (piece: Piece, at: number) => boolean): number[] =>
    wanted.flatMap((piece, at) => (is(piece, at) ? [at] : []))
  const unknown = where((_, at) => lines[at] === undefined)
  if (unknown.length > 0) return refused({ why: 'no_such_line', at: unknown })
  const twice = where(({ lineId }, at) => wanted.findIndex((other) => other.lineId === lineId) < at)
  if (twice.length > 0) return refused({ why: 'named_twice', at: twice })
  const tooMany = where(({ quantity }, at) => {
    const line = lines[at]
    return line !== undefined && quantity > room(line)
  })
  if (tooMany.length > 0) return refused({ why: 'too_many_pieces', at: tooMany })
  return {
    ok: true,
    pieces: wanted.flatMap(({ quantity }, at) => {
      const line = lines[at]
      return line === undefined ? [] : [{ line, quantity }]
    }),
  }
}

export const withLines = (order: Order, changed: readonly OrderLine[]): Order => {
  const byId = new Map(changed.map((line) => [line.id, line]))
  return { ...order, lines: order.lines.map((line) => byId.get(line.id) ?? line) }
}

/**
 * How far an order has been sent. Pieces whose money is back need not be sent any more; so a refund can be what makes it
 * fulfilled. Neither number ever falls, so this never goes back.
 */
export function fulfillmentOf(lines: readonly OrderLine[]): FulfillmentStatus {
  if (lines.every(({ fulfilled }) => fulfilled === 0)) return 'unfulfilled'
  const isClosed = ({ quantity, fulfilled, returned }: OrderLine) => fulfilled + returned >= quantity
  return lines.every(isClosed) ? 'fulfilled' : 'partially_fulfilled'
}

/** Takes stock of what was sent after pieces moved. */
export const counted = (order: Order, now: Instant): Order =>
  completed({ ...order, fulfillmentStatus: fulfillmentOf(order.lines), updatedAt: now }, now)

/** Pieces that are sent: those that are named, or all that are left. */
export function fulfil(
  order: Order,
  wanted: readonly Piece[] | undefined,
  now: Instant,
): Changed<{ readonly pieces: readonly Piece[] }> {
  if (order.status !== 'placed') return refused({ why: 'invalid_transition' })
  const left = (line: OrderLine): number => line.quantity - line.fulfilled
  const rest = order.lines
    .map((line) => ({ lineId: line.id, quantity: Math.max(0, left(line) - line.returned - line.comingBack) }))
    .filter(({ quantity }) => quantity > 0)
  const found = piecesOf(order, wanted ?? rest, left)
  if (!found.ok) return found
  if (found.pieces.length === 0) return refused({ why: 'nothing_left' })
  const sent = found.pieces.map(({ line, quantity }) => ({ ...line, fulfilled: line.fulfilled + quantity }))
  return {
    ok: true,
    order: counted(withLines(order, sent), now),
    pieces: found.pieces.map(({ line, quantity }) => ({ lineId: line.id, quantity })),
  }
}

/** What has to be done about the money of a canceled order. */
export type MoneyBack =
  | { readonly does: 'nothing' }
  | { readonly does: 'void' }
  | { readonly does: 'refund'; readonly amount: number }

/**
 * The order canceled, if nothing of it was sent, and what is to be done about its money. `moving`: a capture or a void
 * is under way. While the buyer is paying it is theirs to cancel, at the checkout.
 */
export function cancel(order: Order, moving: boolean, now: Instant): Changed<{ readonly money: MoneyBack }> {
  if (order.status === 'pending') return refused({ why: 'payment_in_progress' })
  if (order.fulfillmentStatus !== 'unfulfilled') return refused({ why: 'invalid_transition' })
  const canceled = moved(order, 'cancel', now)
  // Said before the money: whoever waits for that could not cancel it then, either.
  if (!canceled.ok) return canceled
  if (moving || order.refunding > 0) return refused({ why: 'payment_in_progress' })
  const rest = refundable(order)
  if (order.paymentStatus === 'authorized') return { ...canceled, money: { does: 'void' } }
  if (rest === 0) return { ...canceled, money: { does: 'nothing' } }
  return {
    ok: true,
    order: { ...canceled.order, refunding: rest },
    money: { does: 'refund', amount: rest },
  }
}

/** Pieces of a canceled order that are still out of stock. */
export const piecesOut = ({ lines }: Order): { variantId: string; quantity: number }[] =>
  lines
    .map(({ variantId, quantity, restocked }) => ({ variantId, quantity: quantity - restocked }))
    .filter(({ quantity }) => quantity > 0)

/** Whether the money may be captured now. The order itself changes when it has been. */
export const mayCapture = (order: Order, moving: boolean): Changed => {
  if (moving) return refused({ why: 'payment_in_progress' })
  const isOpen = order.status === 'placed' && order.paymentStatus === 'authorized'
  return isOpen ? { ok: true, order } : refused({ why: 'invalid_transition' })
}

/** What may still be given back: captured, less what was and what may have been. */
export const refundable = ({ captured, refunded, refunding }: Order): number =>
  captured - refunded - refunding
