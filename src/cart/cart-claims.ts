import { type Cart, type CartLine, emptyLike, pourInto } from '../domain/cart.ts'
import type { CartId, ClaimId } from '../domain/ids.ts'
import type { Instant } from '../domain/time.ts'
import type { Ctx } from '../platform/context.ts'
import { callObject } from '../platform/objects.ts'
import { Problem, type ProblemData, problemData } from '../platform/problem.ts'
import {
  type Answered,
  type Decision,
  GONE,
  type Pour,
  type PourReply,
  type WithoutCost,
} from './cart-reply.ts'
import type { CartStore } from './cart-store.ts'
import { cartStub } from './cart-stub.ts'
import { type CartWorld, needsOf, readWorld } from './cart-world.ts'
import { unfit } from './refuse.ts'

// What is left to do of a claim is tried again this soon, and then ever later.
const RETRY_MS = 2_000
const RETRY_MS_MAX = 60_000
// How often a cart whose time is over looks whether it is being paid still.
const FROZEN_MS = 60_000
// A source pours no more when its own time is over. Clocks of two machines differ by less than this, and the source's
// tokens end before it.
const REMEMBERED_LONGER_MS = 86_400_000

/** What the cart's object does for its claims: show the cart, or store and price what became of it. */
export type Desk = {
  show(ctx: Ctx): Promise<Answered>
  commit(
    ctx: Ctx,
    before: Cart | undefined,
    after: Cart,
    world: CartWorld,
    more: { readonly moved: readonly CartLine[]; readonly also: () => void },
  ): Promise<Answered>
}

/**
 * How a cart becomes part of another: the source freezes, the target takes its lines in, the source ends. Each step is
 * keyed by the claim's id and can be done again; the source's alarm goes on from wherever it was interrupted.
 *
 * The target decides once per claim, in the write that carries it out, and remembers for as long as the source could
 * ask again. Only such a decision thaws the source: a call that is still under way can then do nothing more.
 */
export class CartClaims {
  readonly #storage: DurableObjectStorage
  readonly #store: CartStore
  readonly #desk: Desk
  #retries = 0

  constructor(storage: DurableObjectStorage, store: CartStore, desk: Desk) {
    this.#storage = storage
    this.#store = store
    this.#desk = desk
  }

  /** Moves this cart into the target; there it is shown when it has moved. */
  async leaveFor(ctx: Ctx, target: CartId): Promise<Answered> {
    const cart = this.#store.cartAt(ctx.now)
    if (cart === undefined) return GONE
    if (cart.id === target) return this.#desk.show(ctx)
    if (this.#store.loan?.frozen === true) throw new Problem('cart_locked')
    if (this.#store.leaving === undefined) {
      // A visit like any other: the cart lives its whole life again, and with it the claim.
      this.#store.save({ ...cart, expiresAt: ctx.now + ctx.config.cartLifeMs })
      this.#store.leaveFor(target, ctx.newId('claim') as ClaimId)
      await this.#storage.setAlarm(ctx.now + RETRY_MS)
    } else if ((await this.#storage.getAlarm()) === null) await this.#storage.setAlarm(ctx.now + RETRY_MS)
    if (this.#store.leaving?.target !== target) throw new Problem('cart_locked')
    return this.#moveOn(ctx)
  }

  /** Takes in another cart's lines, once per claim; or refuses them for good, if the two do not fit together. */
  async takeIn(ctx: Ctx, pour: Pour, id: CartId): Promise<WithoutCost<PourReply>> {
    const { claim, cart: from } = pour
    const until = from.expiresAt + REMEMBERED_LONGER_MS
    for (;;) {
      const known = this.#store.decisionOn(from.id)
      if (known?.claim === claim) return this.#decided(ctx, known)
      // Of an attempt that is over: the source has thawed since, or has been forgotten here.
      if ((known !== undefined && known.claim > claim) || until <= ctx.now)
        return { kind: 'unfit', problem: problemData(new Problem('cart_locked')) }
      if (this.#store.isLocked) throw new Problem('cart_locked')
      const before = this.#store.cartAt(ctx.now)
      const poured = pourInto(before ?? emptyLike(id, from, ctx.now, ctx.now + ctx.config.cartLifeMs), from)
      const refuse = (refusal: ProblemData) =>
        this.#store.decide([{ source: from.id, claim, refusal, until }], ctx.now)
      const take = () =>
        this.#store.decide([...pour.decisions, { source: from.id, claim, refusal: null, until }], ctx.now)
      if (!poured.ok) {
        refuse(problemData(unfit(poured.refusal)))
        continue
      }
      const world = await readWorld(ctx, needsOf(poured.cart))
      // Others may have come in meanwhile, and what they did must not be undone: again, from what there is now.
      const isAsItWas =
        this.#store.cartAt(ctx.now) === before &&
        this.#store.decisionOn(from.id)?.claim === known?.claim &&
        !this.#store.isLocked
      if (!isAsItWas) continue
      try {
        const more = { moved: from.lines, also: take }
        const answered = await this.#desk.commit(ctx, before, poured.cart, world, more)
        await ctx.step('claim.poured')
        return { kind: 'poured', cart: answered }
      } catch (error) {
        if (!(error instanceof Problem) || error.code !== 'validation_failed') throw error
        if (this.#store.decisionOn(from.id)?.claim !== claim) refuse(problemData(error))
      }
    }
  }

  /** The cart, if that other one has been taken in. */
  async showIfTaken(ctx: Ctx, source: CartId): Promise<Answered> {
    return this.#store.decisionOn(source)?.refusal === null ? this.#desk.show(ctx) : GONE
  }

  /** Goes on with a claim, or ends the cart when its time is over, frozen or not; otherwise waits for that. */
  async onAlarm(openContext: () => Ctx): Promise<void> {
    let ctx: Ctx
    try {
      ctx = openContext()
    } catch (error) {
      // The configuration is broken. The platform would give up after some attempts, and nobody would go on.
      complain(error)
      return this.#storage.setAlarm(Date.now() + RETRY_MS_MAX)
    }
    const { cart, leaving, loan } = this.#store
    // While it is being paid it stays, whatever its time: its checkout tells when that is over.
    if (cart !== undefined && loan?.frozen === true)
      return this.#storage.setAlarm(Math.max(cart.expiresAt, ctx.now + FROZEN_MS))
    if (cart === undefined || cart.expiresAt <= ctx.now) return this.end(ctx.now)
    if (leaving === undefined) return this.#storage.setAlarm(cart.expiresAt)
    // Set before the attempt: it may fail, or die.
    const wait = Math.min(RETRY_MS_MAX, RETRY_MS * 2 ** this.#retries)
    this.#retries += 1
    await this.#storage.setAlarm(ctx.now + wait)
    await this.#moveOn(ctx).catch((error: unknown) => {
      if (!(error instanceof Problem)) complain(error)
    })
  }

  /** The steps after the freeze. Others may be at it too: whoever comes second finds the claim over, and does nothing. */
  async #moveOn(ctx: Ctx): Promise<Answered> {
    const { cart, leaving } = this.#store
    if (cart === undefined || leaving === undefined) return GONE
    const { claim, target } = leaving
    await ctx.step('claim.frozen')
    const pour = { claim, cart, decisions: this.#store.takenIn(ctx.now) }
    const reply = await callObject(ctx, () => cartStub(ctx, target).pour(pour, target))
    const isOn = (): boolean => this.#store.leaving?.claim === claim
    switch (reply.kind) {
      case 'poured':
        await ctx.step('claim.told')
        if (isOn()) await this.end(ctx.now)
        await ctx.step('claim.ended')
        return reply.cart
      case 'unfit':
        if (isOn()) {
          this.#store.stay()
          this.#retries = 0
          await this.#storage.setAlarm(cart.expiresAt)
        }
        await ctx.step('claim.thawed')
        return { kind: 'refused', problem: reply.problem }
      case 'refused':
        return { kind: 'refused', problem: reply.problem }
    }
  }

  /** What a decision is answered with, as often as it is asked for. */
  async #decided(ctx: Ctx, { refusal }: Decision): Promise<WithoutCost<PourReply>> {
    if (refusal !== null) {
      await ctx.step('claim.refused')
      return { kind: 'unfit', problem: refusal }
    }
    await ctx.step('claim.poured')
    // It is done, whether it can be priced at this moment or not: the source need not wait for that.
    const cart = await this.#desk.show(ctx).catch((error: unknown) => {
      if (error instanceof Problem) return GONE
      throw error
    })
    return { kind: 'poured', cart }
  }

  /** Frees everything, but for what this cart has decided of others that could still ask. */
  async end(now: Instant): Promise<void> {
    const until = this.#store.decisionsEnd(now)
    if (until === undefined) {
      // Nothing may come between the two: what is remembered here would outlive its tables.
      const emptied = this.#storage.deleteAll()
      this.#store.forget()
      return emptied
    }
    this.#store.clear()
    return this.#storage.setAlarm(until)
  }
}

/** Only what we wrote ourselves: messages of others may hold values. */
const complain = (error: unknown): void =>
  console.error(
    JSON.stringify({
      level: 'error',
      message: "a cart's alarm",
      error: error instanceof Error ? error.name : typeof error,
    }),
  )
