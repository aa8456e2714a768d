import type { Cart, CartCommand, WantedItem } from '../domain/cart.ts'
import type { CartId, CheckoutId, ClaimId } from '../domain/ids.ts'
import type { Locale, MarketCode } from '../domain/market.ts'
import type { Instant } from '../domain/time.ts'
import type { Cost } from '../platform/meter.ts'
import type { ProblemData, ProblemError } from '../platform/problem.ts'

/** Whose call it is and what of it was seen before, as the Worker tells the object. */
export type CartCall = {
  /** Names this call: should its reply get lost, it is asked again and must not count twice. */
  readonly id: string
  /** The Idempotency-Key, in its scope, and what it was used for. */
  readonly key?: { readonly id: string; readonly print: string }
  readonly ifMatch?: string
}

/** What a cart's object can be asked, over RPC. Every call is harmless when it is made twice. */
export type CartCalls = {
  open(opening: Opening, call: CartCall): Promise<CartReply>
  read(explain: boolean): Promise<CartReply>
  act(command: CartCommand, call: CartCall): Promise<CartReply>
  claimFor(target: CartId): Promise<CartReply>
  pour(pour: Pour, target: CartId): Promise<PourReply>
  readPoured(source: CartId): Promise<CartReply>
  lend(checkout: CheckoutId): Promise<LoanReply>
  freeze(checkout: CheckoutId): Promise<LoanReply>
  thaw(checkout: CheckoutId): Promise<LoanReply>
  release(checkout: CheckoutId): Promise<LoanReply>
  close(checkout: CheckoutId): Promise<LoanReply>
  forget(): Promise<LoanReply>
}

/** What a cart answers about the checkout that is made from it. */
export type LoanReply = { readonly cost: Cost } &
  /** The cart as it is, and the checkout that it is lent to. */
  (
    | { readonly kind: 'lent'; readonly cart: Cart; readonly checkout: CheckoutId }
    | { readonly kind: 'gone' }
    | { readonly kind: 'refused'; readonly problem: ProblemData }
  )

/** How a cart is opened, or what it is asked to be where it is open already. */
export type Opening = {
  readonly id: CartId
  readonly market: MarketCode
  readonly locale?: Locale | undefined
  readonly items: readonly WantedItem[]
  /** A customer's: when it has ended it may be opened again, under the same id. */
  readonly lasting: boolean
  /** Where the market stands in the request, for the refusal of another one. */
  readonly place: Pick<ProblemError, 'pointer' | 'parameter'>
}

/** What the object of a cart answers: values only, foreseen refusals among them. */
export type CartReply = { readonly cost: Cost } & (
  | {
      readonly kind: 'cart'
      readonly status: number
      /** The priced cart as JSON. */
      readonly text: string
      readonly etag: string
      readonly replayed: boolean
      /** Its life begins anew with this visit. */
      readonly extended: boolean
    }
  /** There is no cart: it never was, or it has ended. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'refused'; readonly problem: ProblemData }
)

/** A reply of the object itself: what it cost is added to each when it goes out. */
export type WithoutCost<Reply> = Reply extends unknown ? Omit<Reply, 'cost'> : never
export type Answered = WithoutCost<CartReply>
export const GONE = { kind: 'gone' } as const

/** A frozen cart on its way into another. */
export type Pour = {
  /** Later claims of a cart have greater ids. */
  readonly claim: ClaimId
  readonly cart: Cart
  /** What was poured into it itself: whoever asks for that is to find it where it is now. */
  readonly decisions: readonly Decision[]
}

/** What a cart has decided on another that was to be poured into it. */
export type Decision = {
  readonly source: CartId
  readonly claim: ClaimId
  /** Why it does not fit; null: it has been poured in. */
  readonly refusal: ProblemData | null
  /** Until then the source, or who holds its token, may ask again. */
  readonly until: Instant
}

/** What the target of a claim answers. */
export type PourReply = { readonly cost: Cost } &
  /** The lines are in; with the cart as it is now, if it is there and can be priced. */
  (
    | { readonly kind: 'poured'; readonly cart: Answered }
    /** Decided: under this claim they will never be. */
    | { readonly kind: 'unfit'; readonly problem: ProblemData }
    /** Undecided: to be asked again. */
    | { readonly kind: 'refused'; readonly problem: ProblemData }
  )
