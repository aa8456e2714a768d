import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { customerCartIds } from '../../src/auth/cart-credential.ts'
import type { CartCalls } from '../../src/cart/cart-reply.ts'
import type { ShownCart } from '../../src/cart/cart-schemas.ts'
import worker from '../../src/index.ts'
import type { CartId } from '../../src/domain/ids.ts'
import type { Ctx } from '../../src/platform/context.ts'
import type { Step } from '../../src/platform/steps.ts'
import {
  type Fault,
  forget,
  type Guest,
  item,
  open,
  pieces,
  stubOf,
  told,
  type Told,
} from '../features/carts/support.ts'
import { context, customerToken } from '../features/shop.ts'

/** The Worker of the shop, or of one that is configured otherwise. */
export type Shop = Readonly<Record<string, unknown>>
export const SHOP = env as unknown as Shop

let customers = 0

/** A customer whom nobody has seen yet, at some device that meets this Worker. */
export class Shopper {
  readonly #subject: string
  readonly #token: string
  readonly #shop: Shop

  private constructor(subject: string, token: string, shop: Shop) {
    this.#subject = subject
    this.#token = token
    this.#shop = shop
  }

  static async make(subject = `customer-${(customers += 1)}`, shop: Shop = SHOP): Promise<Shopper> {
    return new Shopper(subject, await customerToken(subject), shop)
  }

  /** The same customer, where another Worker answers. */
  at = (shop: Shop): Shopper => new Shopper(this.#subject, this.#token, shop)

  /** Where this Worker has their cart, or will have it. */
  get newestId(): CartId {
    const customer = { kind: 'customer', issuer: 'https://customers.test', subject: this.#subject } as const
    const [id] = customerCartIds(context(this.#shop), customer)
    return id as CartId
  }

  async ask(method: string, path: string, body?: unknown): Promise<Told<ShownCart & Fault>> {
    const headers = {
      Authorization: `Bearer ${this.#token}`,
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    }
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }
    const answer = await worker.fetch(
      new Request(`https://shop.test${path}`, init) as never,
      this.#shop as never,
      { waitUntil: () => undefined } as never,
    )
    return told(answer)
  }

  claim = ({ path, token }: Guest) => this.ask('POST', `${path}/claim`, { token })
  cart = () => this.ask('GET', '/v1/customers/me/cart')

  /** Their cart, opened with these items or given them. */
  async open(...items: { variantId: string; quantity: number }[]): Promise<ShownCart> {
    const answer = await this.ask('POST', '/v1/carts', { market: 'us', items })
    if (answer.status > 201) throw new Error(`POST /v1/carts: ${answer.status} ${answer.text}`)
    return (answer.body as unknown as { cart: ShownCart }).cart
  }
}

export const calls = (id: string): CartCalls => stubOf(id) as unknown as CartCalls

type Open = { openContext(): Ctx }

/** From now on until it is evicted, the object's contexts are like this. */
export async function change(id: string, how: (ctx: Ctx) => Ctx): Promise<void> {
  await runInDurableObject(stubOf(id), (instance) => {
    const object = instance as unknown as Open
    const openContext = object.openContext.bind(object)
    object.openContext = () => how(openContext())
  })
}

const withStep = (ctx: Ctx, step: (step: Step) => Promise<void>): Ctx =>
  Object.defineProperty(ctx, 'step', { value: step })

/** Ways for an object to come to nothing at a step. */
export const BREAKS = {
  /** A defect: the call throws. */
  throws: () => Promise.reject(new Error('broken on purpose')),
  /** The process dies when all is written. */
  dies: async (state: DurableObjectState) => {
    await state.storage.sync()
    state.abort('killed on purpose')
    await new Promise<never>(() => {})
  },
  /** The process dies at once: what is not durable yet never was. */
  'dies at once': async (state: DurableObjectState) => {
    state.abort('killed on purpose')
    await new Promise<never>(() => {})
  },
} as const
export type Break = keyof typeof BREAKS

/** The next call that comes to this step of the object breaks there. */
export async function breakAt(id: string, step: Step, how: Break): Promise<() => boolean> {
  let isBroken = false
  await runInDurableObject(stubOf(id), (instance, state) => {
    const object = instance as unknown as Open
    const openContext = object.openContext.bind(object)
    object.openContext = () =>
      withStep(openContext(), async (at) => {
        if (at !== step || isBroken) return
        isBroken = true
        await BREAKS[how](state)
      })
  })
  return () => isBroken
}

const wait = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))

/** The first call that comes to this step of the object waits there, until it is let go. */
export async function hold(id: string, step: Step): Promise<{ isReached(): Promise<void>; letGo(): void }> {
  const state = { isReached: false, isOpen: false }
  // Looked at again and again: in workerd one request must not wait for another's promise.
  const untilSo = async (what: keyof typeof state): Promise<void> => {
    while (!state[what]) await wait(5)
  }
  await change(id, (ctx) =>
    withStep(ctx, async (at) => {
      if (at !== step || state.isReached) return
      state.isReached = true
      await untilSo('isOpen')
    }),
  )
  return { isReached: () => untilSo('isReached'), letGo: () => void (state.isOpen = true) }
}

/** Whatever the object reads from KV takes its time, and others come in between. */
export async function slowDown(id: string, milliseconds = 50): Promise<void> {
  forget()
  await change(id, (ctx) => {
    const { kv } = ctx
    const getMany: typeof kv.getMany = async (keys) => {
      await wait(milliseconds)
      return kv.getMany(keys)
    }
    return Object.defineProperty(ctx, 'kv', { value: { ...kv, getMany } })
  })
}

/** The object is forgotten by its machine, if it runs. */
export const evict = (id: string): Promise<void> => evictDurableObject(stubOf(id)).catch(() => undefined)

/** What the object holds: its tables and its alarm. */
export const holds = (id: string): Promise<{ tables: string[]; alarm: number | null }> =>
  runInDurableObject(stubOf(id), async (_instance, { storage }) => ({
    tables: storage.sql
      .exec<{ name: string }>(
        `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'`,
      )
      .toArray()
      .map(({ name }) => name),
    alarm: await storage.getAlarm(),
  }))

export const NOTHING = { tables: [], alarm: null }

/** The alarm of the object goes off; false: it had none. */
export const ring = (id: string): Promise<boolean> => runDurableObjectAlarm(stubOf(id))

/** As when a platform's alarm has given up. */
export const loseAlarm = (id: string): Promise<void> =>
  runInDurableObject(stubOf(id), (_instance, { storage }) => storage.deleteAlarm())

/** Rows of one of the object's tables. */
export const rows = (id: string, table: string): Promise<Record<string, unknown>[]> =>
  runInDurableObject(stubOf(id), (_instance, { storage }) =>
    storage.sql.exec(`SELECT * FROM ${table}`).toArray(),
  )

/** Whether there is a cart that is not frozen. */
export const isOpen = async (id: string): Promise<boolean> =>
  (await holds(id)).tables.length > 0 && (await rows(id, 'leaving')).length === 0

/** A guest with two kettles and three mugs, and a customer with one kettle. */
export async function meet(): Promise<{ guest: Guest; shopper: Shopper; target: CartId; version: number }> {
  const guest = await open([item('var-kettle', 2), item('var-mug', 3)])
  const shopper = await Shopper.make()
  const { id, version } = await shopper.open(item('var-kettle', 1))
  return { guest, shopper, target: id as CartId, version }
}
export const TOGETHER = { 'var-kettle': 3, 'var-mug': 3 }

/** Claims until it is answered as something that needs no retry. */
export async function claimPatiently(shopper: Shopper, guest: Guest): Promise<Told<ShownCart & Fault>> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await shopper.claim(guest)
    if (answer.status < 500 && answer.body.code !== 'cart_locked') return answer
    if (attempt === 10) throw new Error(`the claim has no end: ${answer.status} ${answer.text}`)
  }
}

export const piecesOf = async (shopper: Shopper): Promise<Record<string, number>> =>
  pieces((await shopper.cart()).body)
