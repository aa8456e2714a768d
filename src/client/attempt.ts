import type { Kept } from './cart-memory.ts'
import type {
  Cart,
  CartCommand,
  CartFailure,
  CartNotice,
  CartOutcome,
  CustomerToken,
  WantedItem,
} from './cart-types.ts'
import type { Errand } from './errand.ts'
import {
  exchange,
  type Again,
  type Answer as AnswerOf,
  type Refusal,
  type Reply,
  type Sending,
} from './exchange.ts'
import type { Client } from './shop.ts'

/** What an attempt works on: the cart that all tabs share, as this one sees it. */
export type Desk = {
  /** Where the next cart is opened. */
  opening: { readonly market: string; readonly locale: string | undefined }
  readonly customerToken: CustomerToken
  /** Reads what other tabs have done, and goes along. */
  follow(): Kept | undefined
  keep(kept: Kept | undefined): void
  shown(): Cart | undefined
  /** Shows a cart that was read or changed as `kept`, unless it is late: older than what is shown, or left since. */
  take(kept: Kept, cart: Cart, token: string | undefined): void
  /** Keeps and shows another cart from now on. */
  move(cart: Cart, token: string | undefined): void
  notify(notice: CartNotice): void
}

/** Done, for good or ill; to be looked at again at once, since the world is another one now; or to be sent again later. */
export type Step = CartOutcome | 'at once' | Again
type Answer = AnswerOf<{ readonly kind: 'cart'; readonly cart: Cart; readonly token: string | undefined }>
type Send = (sending: Sending) => Promise<Reply>

/** What tries once to get an errand done. */
export function attempts(client: Client, desk: Desk): (errand: Errand) => Promise<Step> {
  const { carts, customers } = client.v1
  const cart = carts[':id']
  const ownCart: Send = (sending) => customers.me.cart.$get({ query: {} }, sending)

  return attempt

  async function attempt(errand: Errand): Promise<Step> {
    const { command } = errand
    const kept = desk.follow()
    // A key holds within one cart: in another one, an add might count twice.
    if (errand.sentTo !== undefined && errand.sentTo !== kept?.id) return failed('moved')
    if (kept === undefined) return withoutCart(errand)
    if (kept.token !== undefined && (command.kind === 'claim' || (kept.claim === true && errand.claims))) {
      const customer = await desk.customerToken()
      if (customer !== undefined) return claim(errand, kept, kept.token, customer)
      if (command.kind === 'claim') return loginNeeded()
      // The login is over before the claim was answered: the cart is still the guest's.
    }
    const token = kept.token ?? (await desk.customerToken())
    if (token === undefined) {
      // Whoever sits here now is not the customer any more.
      keepIf(kept, undefined)
      return 'at once'
    }
    if (command.kind === 'read' || command.kind === 'claim') {
      const step = await look(errand, kept, token)
      return step === 'seen' ? done() : step
    }
    const item = command.kind === 'set' ? itemOf(command.variantId) : undefined
    if (command.kind === 'set' && item === undefined) {
      if (desk.shown() !== undefined) return command.quantity === 0 ? done() : failed('not_found')
      const step = await look(errand, kept, token)
      return step === 'seen' ? 'at once' : step
    }
    const answer = await ask(errand, requestOf(command, kept.id, item?.id ?? ''), token, true)
    if (answer.kind === 'refused') return refused(errand, kept, token, answer)
    if (answer.kind === 'cart') {
      desk.take(kept, answer.cart, answer.token)
      return { ok: true, cart: answer.cart }
    }
    if (answer.unsure) errand.sentTo = kept.id
    return answer
  }

  function requestOf(command: CartCommand, id: string, itemId: string): Send {
    const param = { id }
    switch (command.kind) {
      case 'add':
        return (sending) => cart.items.$post({ param, json: { items: [...command.items] } }, sending)
      case 'set': {
        const { quantity } = command
        const line = cart.items[':itemId']
        return (sending) =>
          quantity === 0
            ? line.$delete({ param: { id, itemId } }, sending)
            : line.$patch({ param: { id, itemId }, json: { quantity } }, sending)
      }
      case 'change':
        return (sending) => cart.$patch({ param, json: command.change }, sending)
      case 'codes':
        return (sending) => cart.codes.$put({ param, json: { codes: [...command.codes] } }, sending)
      case 'claim':
      case 'read':
        return (sending) => cart.$get({ param, query: {} }, sending)
    }
  }

  async function ask(errand: Errand, send: Send, token?: string, isCommand = false): Promise<Answer> {
    const abort = new AbortController()
    errand.interrupt = () => abort.abort()
    const headers = {
      Authorization: token === undefined ? undefined : `Bearer ${token}`,
      'Idempotency-Key': isCommand ? errand.key : undefined,
      // The shop compares the version alone (docs/carts.md).
      'If-Match': isCommand && errand.seen !== undefined ? `"${errand.seen}.seen"` : undefined,
    }
    const answer = await exchange(send, headers, abort, readCart)
    // What comes now must not bring back what was forgotten.
    return errand.dropped ? { kind: 'again', restMs: 0, unsure: true, offline: false } : answer
  }

  /** Reads the cart. A customer's is asked for by its customer: that tells a token that has run out from a cart that has. */
  async function look(errand: Errand, kept: Kept, token: string): Promise<Step | 'seen'> {
    const isGuest = kept.token !== undefined
    const send = isGuest ? requestOf({ kind: 'read' }, kept.id, '') : ownCart
    const answer = await ask(errand, send, token)
    if (answer.kind === 'again') return answer
    if (answer.kind === 'cart') {
      if (answer.cart.id === kept.id) desk.take(kept, answer.cart, answer.token)
      else adopted(kept, answer.cart, undefined)
      return 'seen'
    }
    if (answer.status === 401) return renewed(token)
    return isGone(answer) ? ended(errand, kept, answer) : failed(answer)
  }

  async function refused(errand: Errand, kept: Kept, token: string, answer: Refusal): Promise<Step> {
    const { problem } = answer
    const isLocked = problem?.code === 'cart_locked'
    const now = desk.follow()
    if (isLocked || isGone(answer)) {
      // Another tab has left for another cart, or is about to: it claims this one.
      if (now?.id !== kept.id) return 'at once'
      if (now.claim === true && !errand.claims) {
        errand.claims = true
        return 'at once'
      }
    }
    if (isGone(answer)) {
      if (answer.status === 410 && kept.token !== undefined) return ended(errand, kept, answer)
      const step = await look(errand, kept, token)
      if (step !== 'seen') return step
      // The cart is there: it was the line that is not.
      return answer.status === 404 && desk.follow()?.id === kept.id ? failed(answer) : 'at once'
    }
    if (problem?.code === 'version_mismatch') desk.take(kept, problem.current as Cart, undefined)
    return failed(answer)
  }

  function ended(errand: Errand, kept: Kept, answer: Refusal): Step {
    if (!keepIf(kept, undefined)) return 'at once'
    desk.notify({ kind: 'ended' })
    errand.sentTo = undefined
    const { kind } = errand.command
    return kind === 'add' || kind === 'read' || kind === 'claim' ? 'at once' : failed(answer)
  }

  async function claim(errand: Errand, kept: Kept, guest: string, customer: string): Promise<Step> {
    keepIf(kept, { ...kept, claim: true })
    const send: Send = (sending) =>
      cart.claim.$post({ param: { id: kept.id }, json: { token: guest } }, sending)
    const answer = await ask(errand, send, customer)
    if (answer.kind === 'again') return answer
    if (answer.kind === 'cart') {
      const isOurs = adopted(kept, answer.cart, undefined)
      return isOurs && errand.command.kind === 'claim' ? done() : 'at once'
    }
    // Somebody else moves it or pays for it: that comes to an end.
    if (answer.problem?.code === 'cart_locked')
      return { kind: 'again', restMs: 0, unsure: false, offline: false }
    if (isGone(answer)) return ended(errand, kept, answer)
    if (answer.status === 401) {
      const step = await renewed(customer)
      errand.claims = false
      return step === 'at once' || errand.command.kind === 'claim' ? step : 'at once'
    }
    // The two do not fit together: the guest's cart stays what the shopper has.
    keepIf(kept, { ...kept, claim: false })
    if (errand.command.kind === 'claim') return failed(answer)
    desk.notify({ kind: 'refused', command: { kind: 'claim' }, ...failed(answer) })
    return 'at once'
  }

  async function withoutCart(errand: Errand): Promise<Step> {
    const { command } = errand
    if (command.kind === 'set') return command.quantity === 0 ? done() : failed('not_found')
    const customer = await desk.customerToken()
    if (customer === undefined && command.kind === 'claim') return loginNeeded()
    // Market and language are remembered for the opening; nothing else needs a cart.
    const needsCart =
      command.kind === 'add' ||
      command.kind === 'codes' ||
      (command.kind === 'change' && (command.change.destination ?? command.change.note) != null)
    if (customer === undefined) return needsCart ? openForGuest(errand) : done()
    const { market, locale } = desk.opening
    const open: Send = (sending) => carts.$post({ json: { market, locale } }, sending)
    const answer = await ask(errand, needsCart ? open : ownCart, customer)
    if (answer.kind === 'again') return answer
    if (answer.kind === 'cart') {
      const isOurs = adopted(undefined, answer.cart, undefined)
      return isOurs && (command.kind === 'read' || command.kind === 'claim') ? done() : 'at once'
    }
    if (answer.status === 401) return renewed(customer)
    if (answer.status === 404 && !needsCart) return done()
    // The customer's one cart is open in another market: that is the one to work on.
    if (answer.problem?.errors?.some(({ code }) => code === 'other_market') !== true) return failed(answer)
    const own = await ask(errand, ownCart, customer)
    if (own.kind === 'cart') adopted(undefined, own.cart, undefined)
    return own.kind === 'again' ? own : own.kind === 'cart' ? 'at once' : failed(own)
  }

  /** One request opens the cart with the items in it. Should its reply be lost, nobody will ever know of that cart. */
  async function openForGuest(errand: Errand): Promise<Step> {
    const { command } = errand
    const items: WantedItem[] = command.kind === 'add' ? [...command.items] : []
    const send: Send = (sending) => carts.$post({ json: { ...desk.opening, items } }, sending)
    const answer = await ask(errand, send)
    if (answer.kind === 'again') return answer
    if (answer.kind === 'refused') return failed(answer)
    const isOurs = adopted(undefined, answer.cart, answer.token)
    return isOurs && command.kind === 'add' ? done() : 'at once'
  }

  /** Goes over to another cart; unless another tab was faster: one cart for both, and this one is left to itself. */
  function adopted(from: Kept | undefined, other: Cart, token: string | undefined): boolean {
    const isFirst = desk.follow()?.id === from?.id
    if (isFirst) desk.move(other, token)
    return isFirst
  }

  /** Keeps this of a cart, unless another tab has gone over to another one since. */
  function keepIf(from: Kept, kept: Kept | undefined): boolean {
    const isStill = desk.follow()?.id === from.id
    if (isStill) desk.keep(kept)
    return isStill
  }

  async function renewed(refusedToken: string): Promise<Step> {
    const fresh = await desk.customerToken(refusedToken)
    return fresh === undefined || fresh === refusedToken ? loginNeeded() : 'at once'
  }

  function loginNeeded(): Step {
    desk.notify({ kind: 'login_needed' })
    return failed('login_needed')
  }

  function itemOf(variantId: string) {
    return desk.shown()?.items.find((item) => item.variantId === variantId)
  }
  function done(): CartOutcome {
    return { ok: true, cart: desk.shown() }
  }
  function failed(why: CartFailure | Refusal): CartOutcome & { ok: false } {
    if (typeof why === 'string') return { ok: false, code: why, cart: desk.shown() }
    // No problem document: something in between has refused, such as a firewall.
    return { ok: false, code: why.problem?.code ?? 'unreachable', problem: why.problem, cart: desk.shown() }
  }
}

const isGone = ({ status }: Refusal): boolean => status === 404 || status === 410

type ShownCart = Cart & { readonly token?: string }

/** Every route answers a cart with its token, or the two side by side. Throws when it is neither. */
function readCart(body: unknown): Exclude<Answer, Refusal | Again> {
  const { cart, token } =
    'cart' in (body as object)
      ? (body as { cart: ShownCart; token?: string })
      : { cart: body as ShownCart, token: undefined }
  const { token: renewed, ...shown } = cart
  if (typeof shown.id !== 'string' || !Array.isArray(shown.items)) throw new TypeError('not a cart')
  return { kind: 'cart', cart: shown, token: token ?? renewed }
}
