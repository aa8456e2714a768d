export const ORDER_STATUSES = ['pending', 'placed', 'completed', 'canceled', 'failed'] as const
export type OrderStatus = (typeof ORDER_STATUSES)[number]

export const PAYMENT_STATUSES = [
  'pending',
  'authorized',
  'paid',
  'partially_refunded',
  'refunded',
  'voided',
  'failed',
] as const
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number]

export const FULFILLMENT_STATUSES = ['unfulfilled', 'partially_fulfilled', 'fulfilled'] as const
export type FulfillmentStatus = (typeof FULFILLMENT_STATUSES)[number]

export type OrderState = `${OrderStatus}/${PaymentStatus}`

/**
 * The published graph: which states an order may have, and what leads from one to the next. Nothing else moves it. The
 * table of the database has the states (`order_state`), the statements of a completion their moves from here.
 */
export const ORDER_MOVES = {
  /** The buyer is done, money comes later (cash on delivery). */
  place: { 'pending/pending': 'placed/pending' },
  authorize: { 'pending/pending': 'placed/authorized', 'placed/pending': 'placed/authorized' },
  pay: {
    'pending/pending': 'placed/paid',
    'placed/pending': 'placed/paid',
    'placed/authorized': 'placed/paid',
  },
  /** Money that came although the order is over: it goes back. */
  pay_late: {
    'failed/failed': 'failed/paid',
    'canceled/voided': 'canceled/paid',
    'canceled/authorized': 'canceled/paid',
  },
  fail: { 'pending/pending': 'failed/failed' },
  /** By the buyer, before money moved. */
  abandon: { 'pending/pending': 'canceled/voided' },
  /** By staff before anything was sent, or by the shop when it has nothing to send. */
  cancel: {
    'placed/pending': 'canceled/voided',
    'placed/authorized': 'canceled/authorized',
    'placed/paid': 'canceled/paid',
    'placed/partially_refunded': 'canceled/partially_refunded',
    'placed/refunded': 'canceled/refunded',
  },
  let_go: { 'canceled/authorized': 'canceled/voided' },
  refund_part: {
    'placed/paid': 'placed/partially_refunded',
    'placed/partially_refunded': 'placed/partially_refunded',
    'completed/paid': 'completed/partially_refunded',
    'completed/partially_refunded': 'completed/partially_refunded',
    'canceled/paid': 'canceled/partially_refunded',
    'canceled/partially_refunded': 'canceled/partially_refunded',
    'failed/paid': 'failed/partially_refunded',
    'failed/partially_refunded': 'failed/partially_refunded',
  },
  refund_rest: {
    'placed/paid': 'placed/refunded',
    'placed/partially_refunded': 'placed/refunded',
    'completed/paid': 'completed/refunded',
    'completed/partially_refunded': 'completed/refunded',
    'canceled/paid': 'canceled/refunded',
    'canceled/partially_refunded': 'canceled/refunded',
    'failed/paid': 'failed/refunded',
    'failed/partially_refunded': 'failed/refunded',
  },
  /** All is sent, and paid. */
  complete: {
    'placed/paid': 'completed/paid',
    'placed/partially_refunded': 'completed/partially_refunded',
    'placed/refunded': 'completed/refunded',
  },
} as const satisfies Record<string, Partial<Record<OrderState, OrderState>>>

export type OrderMove = keyof typeof ORDER_MOVES

/** How a new order begins. */
export const FIRST_STATE: OrderState = 'pending/pending'

/** Every state that an order can have. */
export const ORDER_STATES: readonly OrderState[] = [
  ...new Set<OrderState>([FIRST_STATE, ...Object.values(ORDER_MOVES).flatMap((move) => Object.values(move))]),
]

type Standing = { readonly status: OrderStatus; readonly paymentStatus: PaymentStatus }

export const stateOf = ({ status, paymentStatus }: Standing): OrderState => `${status}/${paymentStatus}`

/** Where a move leads from a state; undefined: it is not possible there. */
export const leadsTo = (move: OrderMove, from: OrderState): OrderState | undefined =>
  (ORDER_MOVES[move] as Partial<Record<OrderState, OrderState>>)[from]

export const partsOf = (state: OrderState): Standing => {
  const [status, paymentStatus] = state.split('/')
  return { status: status as OrderStatus, paymentStatus: paymentStatus as PaymentStatus }
}
