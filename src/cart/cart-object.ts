import { DurableObject } from 'cloudflare:workers'
import {
  applyCommand,
  type Cart,
  type CartCommand,
  codesAfter,
  marketAfter,
  newCart,
  type Poured,
  pourInto,
  variantsOf,
} from '../domain/cart.ts'
import type { CartId, LineId } from '../domain/ids.ts'
import type { Evaluation } from '../domain/evaluation.ts'
import { resolveLocale } from '../domain/market.ts'
import { foldCode } from '../domain/promotion.ts'
import type { Instant } from '../domain/time.ts'
import type { Ctx } from '../platform/context.ts'
import { callObject } from '../platform/objects.ts'
import { Problem, problemData } from '../platform/problem.ts'
import type { CartCall, CartCalls, CartReply, Opening } from './cart-reply.ts'
import { CartStore } from './cart-store.ts'
import { cartStub } from './cart-stub.ts'
import { type CartWorld, covers, type Needs, offerOf, readWorld } from './cart-world.ts'
import { priceCart, renderCart } from './price-cart.ts'
import { invalid, refusalProblem } from './refuse.ts'

/** The calls of an object that ends in a reply: without what it cost, which is added to each. */
type Answered = CartReply extends infer Reply ? (Reply extends unknown ? Omit<Reply, 'cost'> : never) : never

// What is left to do of a claim is tried again this soon, and then ever later.
const CLAIM_RETRY_MS = 1_000
const CLAIM_RETRY_MS_MAX = 60_000
const DAY_MS = 86_400_000

/**
 * One cart: a mailbox around `domain/cart`. What a command asks of the world is read first; then it is judged, applied,
 * priced and stored in one synchronous step, so that nothing comes between. Nothing in the storage is priced.
 */
export abstract class CartObject<Env> extends DurableObject<Env> implements CartCalls {
  readonly #store: CartStore
  #claimRetries = 0

  constructor(state: DurableObjectState, env: Env) {
    super(state, env)
    this.#store = new CartStore(state.storage.sql)
  }

  protected abstract openContext(): Ctx

  /** Opens the cart; one that is open already gets the items, if it is in that market. */
  open(opening: Opening, call: CartCall): Promise<CartReply> {
    return this.#answer(async (ctx) => {
      const needs: Needs = {
        market: opening.market,
        variantIds: new Set(opening.items.map(({ variantId }) => variantId)),
        codes: new Set(),
      }
      const world = await readWorld(ctx, needs)
      const cart = this.#cartAt(ctx.now)
      if (cart === undefined) return this.#begin(ctx, opening, world, call)
      if (cart.market !== opening.market) {
        const message = `is not that of the cart, which is in ${cart.market}`
        throw invalid([{ ...opening.place, code: 'other_market', message }])
      }
      const add: CartCommand = { kind: 'add', items: opening.items }
      return this.#settle(ctx, opening.items.length === 0 ? undefined : add, call)
    })
  }

  /** The cart as it is and what it costs now; `explain`: and why. */
  read(explain: boolean): Promise<CartReply> {
    return this.#answer(async (ctx) => this.#settle(ctx, undefined, NO_CALL, explain))
  }

  /** Does something to the cart: once per call, and once per Idempotency-Key. */
  act(command: CartCommand, call: CartCall): Promise<CartReply> {
    return this.#answer(async (ctx) => this.#settle(ctx, command, call))
  }

  /**
   * Pours this cart into another one and ends: frozen first, then poured once, then gone. Each step can be done again;
   * the alarm goes on from wherever it was interrupted.
   */
  claimFor(target: CartId): Promise<CartReply> {
    return this.#answer(async (ctx) => {
      const cart = this.#cartAt(ctx.now)
      if (cart === undefined) return GONE
      const leaving = this.#store.leavingFor
      if (leaving !== undefined && leaving !== target) throw new Problem('cart_locked')
      if (leaving === undefined) {
        this.#store.leaveFor(target)
        await this.ctx.storage.setAlarm(ctx.now + CLAIM_RETRY_MS)
      }
      return this.#finishClaim(ctx, cart, target)
    })
  }

  /** Takes in another cart's lines, once. */
  pour(source: CartId, target: CartId, poured: Poured): Promise<CartReply> {
    return this.#answer(async (ctx) => {
      for (;;) {
        if (this.#store.hasPoured(source)) return this.#settle(ctx, undefined, NO_CALL)
        const before = this.#cartAt(ctx.now)
        const outcome = pourInto(before ?? emptyLike(target, poured, ctx), poured)
        if (!outcome.ok) throw refusalProblem(undefined, outcome.refusal)
        const world = await readWorld(ctx, needsOf(outcome.cart))
        // Others may have come in meanwhile, and what they did must not be undone: again, from what there is now.
        if (this.#store.hasPoured(source) || this.#cartAt(ctx.now)?.version !== before?.version) continue
        if (this.#store.leavingFor !== undefined) throw new Problem('cart_locked')
        return this.#commit(ctx, before, slid(outcome.cart, ctx), world, NO_CALL, { poured: source })
      }
    })
  }

  /** The cart, if that other one has been poured into it. */
  readPoured(source: CartId): Promise<CartReply> {
    return this.#answer(async (ctx) =>
      this.#store.hasPoured(source) ? this.#settle(ctx, undefined, NO_CALL) : GONE,
    )
  }

  /** Goes on with a claim, or ends the cart when its time is over; otherwise waits for that. */
  override async alarm(): Promise<void> {
    const ctx = this.openContext()
    const { cart, leavingFor } = this.#store
    if (cart === undefined || (leavingFor === undefined && cart.expiresAt <= ctx.now)) return this.#end()
    if (leavingFor === undefined) return this.ctx.storage.setAlarm(cart.expiresAt)
    // Set before the attempt: a platform's alarm gives up after a few throws, this one never does.
    const wait = Math.min(CLAIM_RETRY_MS_MAX, CLAIM_RETRY_MS * 2 ** this.#claimRetries)
    this.#claimRetries += 1
    await this.ctx.storage.setAlarm(ctx.now + wait)
    await this.#finishClaim(ctx, cart, leavingFor as CartId).catch(() => undefined)
  }

  async #finishClaim(ctx: Ctx, cart: Cart, target: CartId): Promise<Answered> {
    const { cost: _cost, ...answered } = await callObject(ctx, () =>
      cartStub(ctx, target).pour(cart.id, target, cart),
    )
    if (answered.kind === 'cart') await this.#end()
    else if (answered.kind === 'refused' && answered.problem.code !== 'unavailable') {
      // The two do not fit together: both stay as they were.
      this.#store.stay()
      await this.ctx.storage.setAlarm(cart.expiresAt)
    }
    return answered
  }

  async #end(): Promise<void> {
    await this.ctx.storage.deleteAll()
    this.#store.forget()
  }

  /** Reads what is needed, then decides in one step; once more, if the cart has changed meanwhile and needs other things. */
  async #settle(
    ctx: Ctx,
    command: CartCommand | undefined,
    call: CartCall,
    explain = false,
  ): Promise<Answered> {
    for (;;) {
      const before = this.#cartAt(ctx.now)
      if (before === undefined) return GONE
      const known = this.#keptAnswer(ctx, call)
      if (known !== undefined) return known
      const world = await readWorld(ctx, needsOf(before, command))
      const cart = this.#cartAt(ctx.now)
      if (cart === undefined) return GONE
      if (covers(world, needsOf(cart, command))) return this.#decide(ctx, cart, world, command, call, explain)
    }
  }

  /** From here to the write nothing waits: what was looked at is what is changed. */
  #decide(
    ctx: Ctx,
    cart: Cart,
    world: CartWorld,
    command: CartCommand | undefined,
    call: CartCall,
    explain: boolean,
  ): Promise<Answered> {
    const known = this.#keptAnswer(ctx, call)
    if (known !== undefined) return Promise.resolve(known)
    if (command === undefined || this.#store.hasAnswered(call.id))
      return this.#commit(ctx, cart, slid(cart, ctx), world, NO_CALL, { explain })
    if (this.#store.leavingFor !== undefined) throw new Problem('cart_locked')
    if (call.ifMatch !== undefined && command.kind !== 'add') demandVersion(ctx, cart, world, call.ifMatch)
    const outcome = applyCommand(cart, command, {
      market: world.open,
      offer: (variantId) => offerOf(world, variantId, cart.locale, ctx.now),
      newLineId: () => ctx.newId('line') as LineId,
    })
    if (!outcome.ok) throw refusalProblem(command, outcome.refusal)
    return this.#commit(ctx, cart, slid(outcome.cart, ctx), world, call, {})
  }

  #begin(ctx: Ctx, opening: Opening, world: CartWorld, call: CartCall): Promise<Answered> {
    const { open } = world
    if (open === undefined)
      throw invalid([{ ...opening.place, code: 'unknown', message: 'is not the code of an open market' }])
    const locale = resolveLocale(open, opening.locale)
    if (locale === undefined)
      throw refusalProblem(undefined, { why: 'no_such_locale', locales: open.locales })
    const blank = newCart(opening.id, open, locale, ctx.now, ctx.now + ctx.config.cartLifeMs)
    const outcome = applyCommand(
      blank,
      { kind: 'add', items: opening.items },
      {
        market: open,
        offer: (variantId) => offerOf(world, variantId, locale, ctx.now),
        newLineId: () => ctx.newId('line') as LineId,
      },
    )
    if (!outcome.ok) throw refusalProblem(undefined, outcome.refusal)
    return this.#commit(ctx, undefined, outcome.cart, world, call, {})
  }

  /** Prices and stores in one step; the reply leaves when it is durable. What changes nothing is not written. */
  async #commit(
    ctx: Ctx,
    before: Cart | undefined,
    after: Cart,
    world: CartWorld,
    call: CartCall,
    more: { readonly poured?: CartId; readonly explain?: boolean },
  ): Promise<Answered> {
    const cart = { ...after, version: Math.max(1, after.version) }
    const evaluation = priceCart(ctx, cart, world)
    refuseTooLarge(before, evaluation)
    const status = before === undefined && more.poured === undefined ? 201 : 200
    const shown = renderCart(ctx, cart, world, evaluation, more.explain)
    if (call.key !== undefined && !this.#store.hasRoomForKey(ctx.now)) throw tooManyKeys()
    const isNew = before === undefined || JSON.stringify(before) !== JSON.stringify(cart)
    this.ctx.storage.transactionSync(() => {
      if (before === undefined) this.#store.clear()
      if (isNew) this.#store.save(cart, call.id)
      if (more.poured !== undefined) this.#store.notePoured(more.poured, ctx.now)
      if (call.key !== undefined)
        this.#store.keepAnswer(call.key.id, { ...shown, status, print: call.key.print }, ctx.now)
    })
    if (before?.expiresAt !== cart.expiresAt) await this.ctx.storage.setAlarm(cart.expiresAt)
    return { kind: 'cart', status, ...shown, replayed: false }
  }

  /** The cart, while it lives. */
  #cartAt(now: Instant): Cart | undefined {
    const { cart } = this.#store
    return cart !== undefined && cart.expiresAt > now ? cart : undefined
  }

  #keptAnswer(ctx: Ctx, { key }: CartCall): Answered | undefined {
    const kept = key && this.#store.answerTo(key.id, ctx.now)
    if (kept === undefined) return undefined
    if (kept.print !== key?.print) throw new Problem('idempotency_conflict')
    const { status, text, etag } = kept
    return { kind: 'cart', status, text, etag, replayed: true }
  }

  /** Every reply of the object: what it cost is added, and refusals become values. */
  async #answer(act: (ctx: Ctx) => Promise<Answered>): Promise<CartReply> {
    const ctx = this.openContext()
    try {
      return { ...(await act(ctx)), cost: ctx.meter.cost }
    } catch (error) {
      if (error instanceof Problem)
        return { kind: 'refused', problem: problemData(error), cost: ctx.meter.cost }
      throw error
    }
  }
}

const GONE: Answered = { kind: 'gone' }
const NO_CALL: CartCall = { id: '' }

const needsOf = (cart: Cart, command?: CartCommand): Needs => ({
  market: marketAfter(cart, command),
  variantIds: new Set([...cart.lines.map(({ variantId }) => variantId), ...variantsOf(command)]),
  codes: new Set(codesAfter(cart, command).map(foldCode)),
})

/** Every visit makes the cart live its whole life again; written at most once a day. */
function slid(cart: Cart, { now, config: { cartLifeMs } }: Ctx): Cart {
  const expiresAt = now + cartLifeMs
  return expiresAt - cart.expiresAt > Math.min(DAY_MS, cartLifeMs / 10) ? { ...cart, expiresAt } : cart
}

/** What a cart is poured into that is not there yet. */
const emptyLike = (id: CartId, { market, currency, locale }: Poured, { now, config }: Ctx): Cart => ({
  id,
  version: 0,
  market,
  currency,
  locale,
  lines: [],
  codes: [],
  destination: null,
  note: null,
  createdAt: now,
  expiresAt: now + config.cartLifeMs,
})

/** 412 with the present cart, when the one that the client has seen is another (contract.md: the version is compared). */
function demandVersion(ctx: Ctx, cart: Cart, world: CartWorld, ifMatch: string): void {
  if (matchesVersion(ifMatch, cart.version)) return
  const { text, etag } = renderCart(ctx, cart, world, priceCart(ctx, cart, world))
  throw new Problem('version_mismatch', undefined, { headers: { ETag: etag }, current: JSON.parse(text) })
}

/** `"{version}.{hash}"` strongly compared, by its version. */
const matchesVersion = (ifMatch: string, version: number): boolean =>
  ifMatch.trim() === '*' ||
  ifMatch.split(',').some((each) => /^"(\d+)\.[\w-]+"$/.exec(each.trim())?.[1] === String(version))

/** A line that somebody makes larger must stay reckonable (reliability.md §3.4, row 61). */
function refuseTooLarge(before: Cart | undefined, { lines }: Evaluation): void {
  const had = new Map(before?.lines.map(({ id, quantity }) => [id as string, quantity]))
  const tooLarge = lines.some(
    (line) => !line.sold && line.why === 'amount_too_large' && line.quantity > (had.get(line.id) ?? 0),
  )
  if (tooLarge)
    throw invalid([
      { pointer: '', code: 'amount_too_large', message: 'would cost more than can be reckoned with' },
    ])
}

const tooManyKeys = (): Problem =>
  new Problem('rate_limited', 'This cart remembers too many Idempotency-Keys already.', {
    headers: { 'Retry-After': '3600' },
  })
