import type { CartCommand, Poured, WantedItem } from '../domain/cart.ts'
import type { CartId } from '../domain/ids.ts'
import type { Locale, MarketCode } from '../domain/market.ts'
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
  pour(source: CartId, target: CartId, poured: Poured): Promise<CartReply>
  readPoured(source: CartId): Promise<CartReply>
}

/** How a cart is opened, or what it is asked to be where it is open already. */
export type Opening = {
  readonly id: CartId
  readonly market: MarketCode
  readonly locale?: Locale | undefined
  readonly items: readonly WantedItem[]
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
    }
  /** There is no cart: it never was, or it has ended. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'refused'; readonly problem: ProblemData }
)
