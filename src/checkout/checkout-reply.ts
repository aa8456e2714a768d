import type { CartCall, WithoutCost } from '../cart/cart-reply.ts'
import type { Cart, WantedItem } from '../domain/cart.ts'
import type { CheckoutChange } from '../domain/checkout.ts'
import type { CheckoutId, OrderId, PaymentOperationId } from '../domain/ids.ts'
import type { Locale, MarketCode } from '../domain/market.ts'
import type { Money } from '../domain/money.ts'
import type { NewsDecision } from '../domain/payment-news.ts'
import type { PaymentDetails } from '../payments/payment-details.ts'
import type { BuyerAction } from '../payments/provider.ts'
import type { NotedEvent } from '../payments/save-event.ts'
import type { Customer } from '../platform/context.ts'
import type { Cost } from '../platform/meter.ts'
import type { ProblemData } from '../platform/problem.ts'

/** Whose call it is and what of it was seen before, as for carts; and who asks, where that is not the token's holder. */
export type CheckoutCall = CartCall & { readonly customer?: Customer | undefined }

/** What a checkout is made from: a cart as it is, or items. */
export type CheckoutSource =
  | { readonly kind: 'cart'; readonly cart: Cart }
  | {
      readonly kind: 'items'
      readonly market: MarketCode
      readonly locale: Locale | undefined
      readonly items: readonly WantedItem[]
    }

export type CheckoutOpening = {
  readonly id: CheckoutId
  readonly source: CheckoutSource
  readonly customer: Customer | undefined
}

/** What the buyer sends to pay: the total that they agreed to, and what the provider gave to their browser. */
export type Completion = { readonly confirmed: Money; readonly payment: PaymentDetails }

/** What a payment provider told unasked, with what is to be done about it. */
export type Hearing = {
  readonly orderId: OrderId
  readonly operationId: PaymentOperationId
  readonly event: NotedEvent
  /** `look_up`: ask the provider; `let_go`: the authorization has ended by itself. */
  readonly news: NewsDecision | { readonly status: 'look_up' } | { readonly status: 'let_go' }
}

/** What a checkout's object can be asked, over RPC. Every call is harmless when it is made twice. */
export type CheckoutCalls = {
  open(opening: CheckoutOpening, call: CheckoutCall): Promise<CheckoutReply>
  read(call: CheckoutCall): Promise<CheckoutReply>
  change(change: CheckoutChange, call: CheckoutCall): Promise<CheckoutReply>
  complete(completion: Completion, call: CheckoutCall): Promise<CheckoutReply>
  cancel(call: CheckoutCall): Promise<CheckoutReply>
  /** Goes on with whatever is undecided of an order: for staff, and for the sweeper. */
  advance(orderId: OrderId): Promise<AdvanceReply>
  /** Takes in what a provider told: for its webhook. */
  hear(hearing: Hearing): Promise<AdvanceReply>
}

export type CheckoutReply = { readonly cost: Cost } & (
  | {
      readonly kind: 'checkout'
      readonly status: number
      /** The priced checkout as JSON. */
      readonly text: string
      readonly etag: string
      readonly replayed: boolean
      readonly extended: boolean
      /** The order it came to: the Worker reads it, and signs a token for it. */
      readonly orderId?: OrderId
    }
  /** It has been ordered: the order as JSON; '' when that was too long to be kept, and is to be read. */
  | {
      readonly kind: 'completed'
      readonly orderId: OrderId
      readonly text: string
      readonly replayed: boolean
    }
  /** The buyer has something to do, or the outcome is not known yet. */
  | { readonly kind: 'in_progress'; readonly action?: BuyerAction }
  /** There is no checkout: it never was, has ended, or is not theirs. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'refused'; readonly problem: ProblemData; readonly replayed?: boolean }
)
export type Answered = WithoutCost<CheckoutReply>
export const GONE = { kind: 'gone' } as const

export type AdvanceReply = { readonly cost: Cost } & (
  | { readonly kind: 'done' }
  /** It could not be done now, and will be tried again. */
  | { readonly kind: 'refused'; readonly problem: ProblemData }
)
