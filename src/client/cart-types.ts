import type { InferRequestType, InferResponseType } from 'hono/client'
import type { Client, Problem } from './shop.ts'

type Carts = Client['v1']['carts']
type ReadCart = InferResponseType<Carts[':id']['$get'], 200>

/** A cart as it is shown: without its token, which goes nowhere but into the storage and the Authorization header. */
export type Cart = Omit<ReadCart, 'token' | 'explanation'>
export type CartItem = Cart['items'][number]
export type CartMessage = Cart['messages'][number]
export type CartCode = Cart['codes'][number]
export type LedgerEntry = Cart['totals'][number]
export type Explanation = NonNullable<ReadCart['explanation']>

export type WantedItem = InferRequestType<Carts[':id']['items']['$post']>['json']['items'][number]
export type CartChange = InferRequestType<Carts[':id']['$patch']>['json']

/** What can be asked of a cart. Lines go by their variant: a cart has one line of each. */
export type CartCommand =
  | { readonly kind: 'add'; readonly items: readonly WantedItem[] }
  | { readonly kind: 'set'; readonly variantId: string; readonly quantity: number }
  | { readonly kind: 'change'; readonly change: CartChange }
  | { readonly kind: 'codes'; readonly codes: readonly string[] }
  | { readonly kind: 'claim' }
  | { readonly kind: 'read' }

/** `seen`: the version that the shopper looked at. Should another tab or device have gone on since, nothing is done. */
export type Guard = { readonly seen?: number | undefined }

/** Why nothing came of a command: the code of the shop's problem, or one of the client's own. */
export type CartFailure =
  | Problem['code']
  /** No answer within `patienceMs`: it may have been done. The next read shows. */
  | 'unreachable'
  /** The reply got lost, then another tab left for another cart: it may have been done in the former one. */
  | 'moved'
  /** The customer's token is not taken any more, and there is no other. */
  | 'login_needed'
  /** `logout` came first. */
  | 'forgotten'
  | 'too_many_waiting'

/** What came of a command. Expected refusals are values: nothing of this rejects. */
export type CartOutcome =
  /** `cart` is undefined where there is none yet. */
  | { readonly ok: true; readonly cart: Cart | undefined }
  | {
      readonly ok: false
      readonly code: CartFailure
      readonly problem?: Problem | undefined
      /** The cart as it is now; with `version_mismatch` what the shopper should look at before they decide again. */
      readonly cart: Cart | undefined
    }

/** What the shopper should be told, besides the outcome of a command. */
export type CartNotice =
  /** The cart has ended: the next add opens a new one. */
  | { readonly kind: 'ended' }
  | { readonly kind: 'login_needed' }
  | {
      readonly kind: 'refused'
      readonly command: CartCommand
      readonly code: CartFailure
      readonly problem?: Problem | undefined
    }

/** A line as it will be when all commands are answered. */
export type ExpectedLine = {
  readonly variantId: string
  readonly quantity: number
  /** The server's line with titles and prices; undefined while it does not know of it. Its quantity may be older. */
  readonly item: CartItem | undefined
  readonly pending: boolean
}

/** What there is to show. The same object until something has changed. */
export type CartSnapshot = {
  /** The server's last word. */
  readonly cart: Cart | undefined
  /** What the shopper has asked for: the server's lines and the commands that are not answered yet. */
  readonly lines: readonly ExpectedLine[]
  /** Pieces of all lines. */
  readonly count: number
  /** Commands that are not answered yet. */
  readonly pending: number
  /** The last request met no server; it is tried again. */
  readonly offline: boolean
}

/** Gets the customer's token. With `refused`, that one is not taken any more: get another, or undefined. */
export type CustomerToken = (refused?: string) => string | undefined | Promise<string | undefined>

/** `localStorage`, `sessionStorage`, or something alike. It may throw, be full or hold rubbish. */
export type CartStorage = {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

/** The events of a window that matter here: `storage` and `online`. */
export type CartEvents = {
  addEventListener(type: string, listener: (event: Event) => void): void
  removeEventListener(type: string, listener: (event: Event) => void): void
}

export type CartOptions = {
  /** Where a cart is opened. */
  readonly market: string
  readonly locale?: string | undefined
  /** Default: `localStorage` where there is one, else the memory of the page. */
  readonly storage?: CartStorage | undefined
  /** The name in the storage; default `highstreet.cart`. */
  readonly key?: string | undefined
  readonly customerToken?: CustomerToken | undefined
  readonly notify?: ((notice: CartNotice) => void) | undefined
  /** How long a command is tried; default 15 minutes. */
  readonly patienceMs?: number | undefined
  /** Default: the window. */
  readonly events?: CartEvents | undefined
}

/** Keeps one shopper's cart. */
export type CartKeeper = {
  /** For `useSyncExternalStore`, with `getSnapshot`; returns how to end it. */
  subscribe(listener: () => void): () => void
  getSnapshot(): CartSnapshot
  add(items: WantedItem | readonly WantedItem[]): Promise<CartOutcome>
  /** 0 removes. */
  set(variantId: string, quantity: number, guard?: Guard): Promise<CartOutcome>
  remove(variantId: string, guard?: Guard): Promise<CartOutcome>
  /** Market, language, destination, note. */
  change(change: CartChange, guard?: Guard): Promise<CartOutcome>
  /** The whole list of discount codes. */
  codes(codes: readonly string[], guard?: Guard): Promise<CartOutcome>
  /** Reads the cart anew, priced at this moment. */
  refresh(): Promise<CartOutcome>
  /**
   * After a login: moves the guest's cart into the customer's, and works on that one from then on. Without a token it
   * is the one that `options.customerToken` gets. Goes on after a reload.
   */
  claim(customerToken?: string | CustomerToken): Promise<CartOutcome>
  /** Forgets the cart here, and what is still waiting. */
  logout(): void
  /** The Authorization header for requests of your own to this cart, such as `?explain=true`. */
  authorization(): Promise<string | undefined>
  /** Ends the listening to the window. */
  close(): void
}
