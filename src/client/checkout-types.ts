import type { InferRequestType, InferResponseType } from 'hono/client'
import type { CartKeeper, CartStorage } from './cart-types.ts'
import type { Client, Money, Problem } from './shop.ts'

type Checkouts = Client['v1']['checkouts']
type OneCheckout = Checkouts[':id']

/** A checkout as it is shown: without its token, and without the order that it came to. */
export type Checkout = Omit<InferResponseType<OneCheckout['$get'], 200>, 'token' | 'order'>
export type Order = InferResponseType<Client['v1']['orders'][':id']['$get'], 200>
export type CheckoutChange = InferRequestType<OneCheckout['$patch']>['json']
/** Items without a cart. */
export type CheckoutItems = Exclude<InferRequestType<Checkouts['$post']>['json'], { cartId: string }>
/** What a payment provider gave to the browser; never anything of a card. */
export type PaymentDetails = InferRequestType<OneCheckout['complete']['$post']>['json']['payment']
/** What the buyer has to do in the browser before it goes on. */
export type BuyerAction = NonNullable<InferResponseType<OneCheckout['complete']['$post'], 202>['action']>

/** Why nothing came of it: the code of the shop's problem, or one of the client's own. */
export type CheckoutFailure =
  | Problem['code']
  /** There is no checkout: `open` one. */
  | 'no_checkout'
  /** No answer within `patienceMs`. What was asked may have been done: `resume` looks. */
  | 'unreachable'
  /** It is being paid, and nobody knows yet what comes of it: `resume` looks again. */
  | 'in_progress'
  /** Looked at again: nothing has been ordered, nothing is charged, and nothing is under way. */
  | 'not_ordered'

type Failed = {
  readonly ok: false
  readonly code: CheckoutFailure
  readonly problem?: Problem | undefined
  /** The checkout as it is known now; with `price_changed` and its like what the buyer has to agree to. */
  readonly checkout: Checkout | undefined
}
/** Expected refusals are values: nothing of this rejects. */
export type CheckoutOutcome = { readonly ok: true; readonly checkout: Checkout } | Failed
export type CompletionOutcome =
  | { readonly ok: true; readonly order: Order }
  /** The buyer does it, then `resume` goes on. */
  | { readonly ok: false; readonly code: 'action_required'; readonly action: BuyerAction }
  | Failed

/** What there is to show. The same object until something has changed. */
export type CheckoutSnapshot = {
  readonly checkout: Checkout | undefined
  readonly order: Order | undefined
  readonly action: BuyerAction | undefined
  /** Somebody has pressed, and is not answered: nothing should be pressed again. */
  readonly paying: boolean
  /** The last request met no server; it is tried again. */
  readonly offline: boolean
}

export type CheckoutOptions = {
  /** Default: `localStorage` where there is one, else the memory of the page. */
  readonly storage?: CartStorage | undefined
  /** The name in the storage; default `highstreet.checkout`. */
  readonly key?: string | undefined
  /** How long something is tried, and an unknown outcome looked after; default 2 minutes. */
  readonly patienceMs?: number | undefined
}

/** Keeps one checkout, from opening to order. */
export type CheckoutKeeper = {
  subscribe(listener: () => void): () => void
  getSnapshot(): CheckoutSnapshot
  /** Opens the checkout of a cart, or brings it up to what the cart holds by now; or one of items. */
  open(from: CartKeeper | CheckoutItems, authorization?: string): Promise<CheckoutOutcome>
  change(change: CheckoutChange): Promise<CheckoutOutcome>
  /** Reads it anew, priced at this moment. */
  refresh(): Promise<CheckoutOutcome>
  /** Orders and pays at this total or not at all. Pressed while it runs, it is the same press. */
  complete(confirmedTotal: Money, payment: PaymentDetails): Promise<CompletionOutcome>
  /** Goes on: after an `action`, an unknown outcome, a reload. Begins nothing. */
  resume(): Promise<CompletionOutcome>
  cancel(): Promise<CheckoutOutcome>
  /** The Authorization header for requests of your own to the order, once there is one; else to the checkout. */
  authorization(): string | undefined
  /** Forgets it here. */
  forget(): void
}
