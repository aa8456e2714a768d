import type { Context, Env as HonoEnv } from 'hono'
import type { CartCredential, CheckoutCredential, Ctx, Customer, OrderCredential, Staff } from './context.ts'

/** What handlers find on Hono's context. */
export interface AppEnv extends HonoEnv {
  Variables: {
    ctx: Ctx
    staff: Staff
    /** On routes with the credential `cart`: who uses it. */
    cart: CartCredential
    /** On routes with the credential `checkout`: who asks for it. */
    checkout: CheckoutCredential
    /** On routes with the credential `order`: who asks for it. */
    order: OrderCredential
    /** On routes with the credential `customer`. */
    customer: Customer
    /** On routes with the credential `opening`: for whom, unless it is a guest. */
    opener?: Customer | undefined
    facts: AnswerFacts
    /** Method and path of the route, as its definition has them. */
    route: string
    /** The body of a JSON request as it was sent. */
    bodyBytes?: Uint8Array
  }
}

/** What a catalog handler says about the answer it made, for its cache headers. */
export type AnswerFacts = {
  tags?: readonly string[]
  /** When the answer stops being true by itself: the next price boundary. */
  boundary?: number | undefined
  /** Until when an isolate may serve it again; the youngest of what it was made from. */
  freshUntil?: number
  /** A lower tier failed and an old copy stood in: served, marked, never stored. */
  stale?: boolean
}

/** Merges what a handler knows about its answer into the request's facts. */
export function answerFacts(c: Context<AppEnv>, facts: AnswerFacts): void {
  c.set('facts', { ...c.get('facts'), ...facts })
}
