import type { CartId, CheckoutId, IdKind, OrderId } from '../domain/ids.ts'
import type { Instant } from '../domain/time.ts'
import type { Db } from './d1.ts'
import type { Kv } from './kv.ts'
import type { Memory } from './memory.ts'
import type { Meter } from './meter.ts'
import type { Stepper } from './steps.ts'

/** Messages that wake the publisher, and the late second purge of design.md §3. */
export type PublishMessage =
  { readonly kind: 'wake' } | { readonly kind: 'purge'; readonly tags: readonly string[] }
export type ImportMessage = { readonly importId: string }
/** Wakes the webhook deliverer; what there is to deliver stands in D1. */
export type WebhookMessage = { readonly kind: 'wake' }

/** How a shop takes money (src/payments). */
export type PaymentsConfig = {
  /** By which providers new orders may be paid, in the order in which they are shown. */
  readonly offered: readonly ('manual' | 'stripe' | 'test')[]
  readonly stripe?: { readonly secretKey: string; readonly webhookSecret: string } | undefined
}

/** What the operator configured, checked once (env.ts). */
export type Config = {
  readonly stage: 'development' | 'production'
  /** Absolute base of our own URLs: never taken from a request header. Empty = links stay relative. */
  readonly publicUrl: string
  readonly corsOrigins: readonly string[]
  readonly issuers: readonly Issuer[]
  /** Signing keys of cursors and capabilities, newest first. */
  readonly tokenSecrets: readonly string[]
  /** How long a cart lives after it was last visited. */
  readonly cartLifeMs: number
  /** How long a checkout lives after it was last changed. */
  readonly checkoutLifeMs: number
  /** How long stock is held for a buyer who completes and has not paid yet. */
  readonly holdMs: number
  readonly payments: PaymentsConfig
  /** Development only: seconds between the attempts at a webhook delivery, in place of two days. */
  readonly webhookRetrySeconds?: readonly number[] | undefined
}

/** One entry of AUTH_ISSUERS (contract.md, "Configuration"). The role is the issuer's, never the token's. */
export type Issuer = {
  readonly issuer: string
  readonly audience: string
  readonly role: 'staff' | 'customer'
  readonly algorithms: readonly string[]
  readonly typ: readonly string[]
  /** Seconds since `iat` that a token is good for, whatever its `exp` says. */
  readonly maxTokenAge: number
  readonly scopeClaim?: string
  /** Where its people sign in from a page (authorization code with PKCE); absent = not from ours. */
  readonly signIn?: SignIn
} & ({ readonly jwks: { readonly keys: readonly JsonWebKey[] } } | { readonly jwksUri: string })

/** What a page has to know to have somebody signed in: a public client of the issuer, and its two doors. */
export type SignIn = {
  readonly clientId: string
  readonly authorizationEndpoint: string
  readonly tokenEndpoint: string
  /** What to ask for, separated by blanks. */
  readonly scope: string
}

/** A class of Durable Objects. What they can be asked, the feature knows whose they are. */
export type ObjectNamespace = { getByName(name: string): unknown }

/** What is counted by the minute (limits.ts): who opens, who pays, who tries codes, who asks for what is not theirs. */
export type Limit = 'open' | 'pay' | 'code' | 'guess'

/** Everything one request, queue batch or cron tick may touch. Built in env.ts, handed down, never ambient. */
export type Ctx = {
  readonly requestId: string
  readonly now: Instant
  readonly config: Config
  readonly db: Db
  readonly search: Db
  readonly kv: Kv
  /** The Durable Objects of carts, by the cart's id. */
  readonly carts: ObjectNamespace
  /** And of checkouts. */
  readonly checkouts: ObjectNamespace
  /** The book of the test provider; used in development only. */
  readonly testProvider: ObjectNamespace
  readonly uploads: R2Bucket
  /** Static files: pictures of the sample catalog. */
  readonly assets: Fetcher
  readonly publishQueue: Queue<PublishMessage>
  readonly webhookQueue: Queue<WebhookMessage>
  /**
   * Sends the messages that wake the readers of the log (publisher, webhooks), behind the answer: nobody waits for them,
   * and a lost one is made good by cron.
   */
  wakeConsumers(): void
  wakePublisher(): void
  /**
   * The local queue runs a consumer before the answer that woke it is out, so imports wait a second: an upload must not
   * seem to take as long as its work.
   */
  wakeImport(importId: string): void
  /** Snapshots, keys and small facts. */
  readonly memory: Memory
  /** Whole catalog answers. */
  readonly answers: Memory
  readonly meter: Meter
  newId(kind: IdKind): string
  /** Awaited between two writes of what is done in steps; crash tests stop there. */
  readonly step: Stepper
  /** The staff behind an Authorization header, if their token carries the scope; throws the problem otherwise. */
  authenticate(authorization: string | undefined, scope: string): Promise<Staff>
  /** The customer behind an Authorization header; throws the 401 otherwise. */
  authenticateCustomer(authorization: string | undefined): Promise<Customer>
  /** Whoever may use the cart of this id; throws the 404 or 410 otherwise. */
  cartCredential(authorization: string | undefined, cartId: string): Promise<CartCredential>
  /** For whom a cart is opened: a customer, or undefined for a guest; throws the 401 for anything between. */
  openingCredential(authorization: string | undefined): Promise<Customer | undefined>
  /** Who asks for the checkout of this id; throws the 404 or 410 for everybody who cannot be its buyer. */
  checkoutCredential(authorization: string | undefined, checkoutId: string): Promise<CheckoutCredential>
  /** Who asks for the order of this id; throws the 404 for everybody who cannot be its buyer. */
  orderCredential(authorization: string | undefined, orderId: string): Promise<OrderCredential>
  /** Counts one more under this key; false when it is too many. True where nobody can count: the shop sells on. */
  underLimit(limit: Limit, key: string): Promise<boolean>
  /** Keeps work alive after the answer. Failures are silent: never for anything that must happen. */
  later(work: Promise<unknown>): void
  /** The addresses of a name; none = no such name. Throws when nobody could say. */
  resolveHost(name: string): Promise<string[]>
  /** Purges edge copies by tag; false when the platform refused (rate limit) and the caller should try again. */
  purge(tags: readonly string[]): Promise<boolean>
}

/** Who is asking, after authentication. */
export type Staff = {
  readonly kind: 'staff'
  readonly issuer: string
  readonly subject: string
  /** The token's `jti`, by which it can be revoked. */
  readonly tokenId: string | null
  readonly scopes: ReadonlySet<string>
}

/** A shopper whom an issuer of customers knows. Nothing else joins two of them: no e-mail, no name. */
export type Customer = {
  readonly kind: 'customer'
  readonly issuer: string
  readonly subject: string
}

/** Who may use a cart: whoever holds its token, or the customer whose one cart it is. */
export type CartCredential =
  | {
      readonly kind: 'guest'
      readonly id: CartId
      /** Less than half of the token's life is left: the answer carries a new one. */
      readonly renew: boolean
    }
  | { readonly kind: 'customer'; readonly id: CartId; readonly customer: Customer }

/** Who asks for a checkout: whoever holds its token, or a customer, of whom the checkout must say that it is theirs. */
export type CheckoutCredential = Owned<CheckoutId>

/** Who asks for an order: whoever holds its token, or a customer, of whom the order must say that it is theirs. */
export type OrderCredential = Owned<OrderId>

type Owned<Id> =
  | {
      readonly kind: 'holder'
      readonly id: Id
      /** Less than half of the token's life is left: the answer carries a new one. */
      readonly renew: boolean
    }
  | { readonly kind: 'customer'; readonly id: Id; readonly customer: Customer }
