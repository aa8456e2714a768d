import { setTimeout as sleep } from 'node:timers/promises'
import { type Step, STEPS } from '../../../src/platform/steps.ts'
import type { Server } from '../../../test/e2e/server.ts'
import { ask } from './ask.ts'
import { Buyer, insist, type Item } from './buyer.ts'
import { type Due, faultsOf, isAtRest } from './faults-of.ts'
import { ShopBooks } from './shop-books.ts'

/** What a buyer, or staff for them, does that comes to a step. */
type Deed = 'approve' | 'decline' | 'time_out_charged' | 'require_action' | 'cancel' | 'refund'
/** Patient ones ask again with the same key; for the others the alarm alone has to do. */
type Way = { readonly deed: Deed; readonly isPatient: boolean }

type Case = Way & {
  readonly buyer: Buyer
  readonly items: readonly Item[]
  /** Of a refund: the order, and what it costs. */
  readonly order?: { readonly id: string; readonly total: number }
}

/** In how many of the ways that come to a step the code throws there, too. */
const THROWS = { none: 0, first: 1, all: Infinity } as const
export type Throws = keyof typeof THROWS

const GOODS = ['var-ket-1l', 'var-mug-sage', 'var-brk-125g']
const POLL_MS = 100
// Not a bound that anything is held to: what takes longer than this never ends.
const NEVER_MS = 180_000
const PURCHASE_STEPS = STEPS.filter((step) => /^(?:complete|operation|cancel)\./.test(step))

/** The deeds that come to a step. `complete.settled` is passed by when the provider has told before it was asked. */
function deedsAt(step: Step): readonly Deed[] {
  if (step.startsWith('operation.')) return ['approve', 'refund', 'cancel']
  if (step.startsWith('cancel.')) return ['cancel']
  const always: Deed[] = ['approve', 'decline', 'time_out_charged']
  return step === 'complete.settled' ? always : [...always, 'require_action']
}

const waysTo = (step: Step): Way[] =>
  deedsAt(step).flatMap((deed) => [true, false].map((isPatient) => ({ deed, isPatient })))

/** At each named step: the server dies there, or the code throws there once; then everything is brought to its end. */
export async function stoppedPurchases(server: Server, throws: Throws, say: (line: string) => void) {
  const proof = new StoppedPurchases(server, say)
  await proof.prepare()
  for (const step of PURCHASE_STEPS) await proof.kill(step, waysTo(step))
  for (const step of PURCHASE_STEPS)
    for (const way of waysTo(step).slice(0, THROWS[throws])) await proof.throw(step, way)
  return proof.figures
}

class StoppedPurchases {
  readonly #server: Server
  readonly #shop: ShopBooks
  readonly #say: (line: string) => void
  readonly #faults: string[] = []
  #buyers = 0
  #killed = 0
  #thrown = 0
  #longest = 0

  constructor(server: Server, say: (line: string) => void) {
    this.#server = server
    this.#say = say
    this.#shop = new ShopBooks(server.url, (scope) => server.token(scope))
  }

  get figures() {
    return {
      'steps tried': PURCHASE_STEPS.length,
      'purchases killed at a step': this.#killed,
      'purchases thrown at a step': this.#thrown,
      violations: this.#faults.length,
      'longest recovery in s': this.#longest / 1_000,
    }
  }

  prepare(): Promise<void> {
    return this.#shop.receive(GOODS, 5_000, 'steps')
  }

  async kill(step: Step, ways: readonly Way[]): Promise<void> {
    const cases = await this.#enter(step, ways)
    await this.#restart({ STOP_AT: step })
    for (const each of cases) void this.#act(each).catch(() => undefined)
    await until(() => this.#server.timesSaid(`step ${step}\n`) >= cases.length, `nobody came to ${step}`)
    await this.#restart({})
    this.#killed += cases.length
    await this.#recover(step, cases)
  }

  async throw(step: Step, way: Way): Promise<void> {
    const cases = await this.#enter(step, [way])
    await this.#restart({ STOP_AT: `${step}:throw` })
    for (const each of cases) void this.#act(each).catch(() => undefined)
    await until(() => this.#server.timesSaid(`step ${step}\n`) >= 1, `nobody came to ${step}`)
    this.#thrown += 1
    await this.#recover(`${step}:throw`, cases)
  }

  async #restart(variables: Readonly<Record<string, string>>): Promise<void> {
    await this.#server.kill()
    await this.#server.restart(variables)
  }

  /** Buyers who are about to act; where a refund is to be stopped, what is refunded has been paid. */
  #enter(step: Step, ways: readonly Way[]): Promise<Case[]> {
    return Promise.all(
      ways.map(async (way): Promise<Case> => {
        this.#buyers += 1
        const items = GOODS.slice(0, 1 + (this.#buyers % GOODS.length)).map((variantId, at) => ({
          variantId,
          quantity: 1 + ((this.#buyers + at) % 3),
        }))
        const email = `${step}-${way.deed}-${this.#buyers}@example.com`.replace('.', '-')
        const buyer = await Buyer.enter(this.#server.url, email, items)
        if (way.deed !== 'refund') return { ...way, buyer, items }
        const { body } = await buyer.persist('approve', 'before')
        const id = body.order?.id ?? ''
        await until(async () => isAtRest(await this.#shop.ordersOf(email)), `${email} is not paid`)
        return { ...way, buyer, items, order: { id, total: body.order?.total.amount ?? NaN } }
      }),
    )
  }

  /** Goes to the step, whatever is answered. The server may die meanwhile. */
  async #act({ deed, buyer, order }: Case): Promise<void> {
    switch (deed) {
      case 'refund':
        return void (await this.#refund(order?.id ?? ''))
      case 'cancel':
        await buyer.complete('require_action', 'one')
        return void (await buyer.cancel())
      case 'require_action': {
        const { body } = await buyer.complete('require_action', 'one')
        return this.#shop.decide(body.action?.reference ?? '', 'approve')
      }
      case 'approve':
      case 'decline':
      case 'time_out_charged':
        return void (await buyer.complete(deed, 'one'))
    }
  }

  async #refund(orderId: string) {
    return ask(this.#server.url, 'POST', `/v1/admin/orders/${orderId}/refunds`, {
      token: await this.#shop.token(),
      key: `refund ${orderId}`,
      body: {},
    })
  }

  async #recover(name: string, cases: readonly Case[]): Promise<void> {
    const start = Date.now()
    await Promise.all(
      cases.map(async (each) => {
        try {
          await this.#bringToRest(each)
          this.#longest = Math.max(this.#longest, Date.now() - start)
          await this.#buyAtLast(name, each)
        } catch (error) {
          this.#note(name, `${each.buyer.email}: ${String(error)}`)
        }
      }),
    )
    const due: Due[] = cases.map(({ buyer: { email }, items, order }) => ({
      email,
      items,
      placed: 1,
      ...(order !== undefined && { refunded: order.total }),
    }))
    for (const fault of await faultsOf(this.#shop, due)) this.#note(name, fault)
    this.#say(`${name}: ${cases.length} purchases, ${this.#faults.length} violations so far`)
  }

  #note(name: string, fault: string): void {
    this.#faults.push(fault)
    this.#say(`VIOLATION at ${name}: ${fault}`)
  }

  /** By asking again with the same key, or by leaving it to the alarm. */
  async #bringToRest(each: Case): Promise<void> {
    const { deed, isPatient, buyer, order } = each
    if (isPatient) {
      if (deed === 'refund') demandStatus(await insist(() => this.#refund(order?.id ?? '')), 202)
      else if (deed === 'cancel') await insist(() => buyer.cancel())
      else await this.#persist(each)
    }
    await until(async () => {
      const orders = await this.#shop.ordersOf(buyer.email)
      // The bank asks the buyer, who need not come back to the shop for that.
      if (deed === 'require_action') await this.#answerBank(orders.map(({ id }) => id))
      const { status } = await buyer.read()
      return status !== 'complete_in_progress' && isAtRest(orders)
    }, `${buyer.email} does not come to rest`)
  }

  async #persist({ deed, buyer }: Case): Promise<void> {
    for (;;) {
      const { status, body } = await buyer.persist(deed, 'one')
      const { reference } = body.action ?? {}
      if (reference === undefined) return demandStatus({ status }, deed === 'decline' ? 402 : 200)
      await this.#shop.decide(reference, 'approve').catch(() => undefined)
    }
  }

  async #answerBank(orderIds: readonly string[]): Promise<void> {
    const payments = await this.#shop.payments()
    for (const id of orderIds)
      for (const { reference, status } of payments.get(id) ?? [])
        if (status === 'waiting') await this.#shop.decide(reference, 'approve')
  }

  /** What was not bought has left the cart as it was, and can be bought. */
  async #buyAtLast(name: string, { deed, isPatient, buyer }: Case): Promise<void> {
    const { status } = await buyer.read()
    const isEarly = name.startsWith('complete.begun') || name.startsWith('complete.frozen')
    const isBought = deed !== 'decline' && deed !== 'cancel' && (isPatient || !isEarly)
    const expected = isBought
      ? ['completed']
      : deed === 'cancel'
        ? ['canceled', 'ready_for_complete']
        : ['ready_for_complete']
    if (!expected.includes(status) || (deed === 'cancel' && isPatient && status !== 'canceled'))
      this.#note(name, `${buyer.email}: the checkout is ${status}`)
    if (status !== 'completed') {
      if (!(await buyer.canEdit())) this.#note(name, `${buyer.email}: the cart is locked`)
      if (deed === 'cancel') await buyer.openCheckout()
      else await buyer.read()
      demandStatus(await buyer.persist('approve', 'two'), 200)
    }
    await until(async () => isAtRest(await this.#shop.ordersOf(buyer.email)), `${buyer.email} is not paid`)
    if (!(await buyer.isCartOver())) this.#note(name, `${buyer.email}: the cart is still there`)
  }
}

function demandStatus({ status, body }: { status: number; body?: unknown }, expected: number): void {
  if (status !== expected) throw new Error(`answered ${status}, not ${expected}: ${JSON.stringify(body)}`)
}

async function until(isSo: () => boolean | Promise<boolean>, why: string): Promise<void> {
  for (const end = Date.now() + NEVER_MS; !(await isSo()); await sleep(POLL_MS))
    if (Date.now() > end) throw new Error(why)
}
