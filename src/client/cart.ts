import { attempts, type Desk, type Step } from './attempt.ts'
import { cartMemory } from './cart-memory.ts'
import type {
  Cart,
  CartCommand,
  CartEvents,
  CartFailure,
  CartKeeper,
  CartNotice,
  CartOptions,
  CartOutcome,
  CartSnapshot,
  CustomerToken,
  Guard,
  WantedItem,
} from './cart-types.ts'
import { newErrand, restMs, type Errand } from './errand.ts'
import { expectedLines } from './expected-lines.ts'
import { browserStorage } from './memory.ts'
import { safely } from './safely.ts'
import type { Client } from './shop.ts'

const WAITING_MAX = 50
const PATIENCE_MS = 15 * 60_000
/** Errands that find the world another one look again at once, so often in a row. */
const AT_ONCE_MAX = 5

/**
 * Keeps the cart of whoever sits here: one for all tabs and visits, opened by the first add (docs/carts.md). Commands go
 * out one after the other, each until it is answered; what they will come to is shown at once.
 */
export function createCart(client: Client, options: CartOptions): CartKeeper {
  const { storage = browserStorage(), key = 'highstreet.cart', patienceMs = PATIENCE_MS } = options
  const memory = cartMemory(storage, key)
  const window = options.events ?? ('addEventListener' in globalThis ? (globalThis as CartEvents) : undefined)
  const listeners = new Set<() => void>()
  const queue: Errand[] = []
  let customerToken: CustomerToken = options.customerToken ?? (() => undefined)
  let keptId = memory.read()?.id
  let cart: Cart | undefined
  let offline = false
  let isRunning = false
  let snapshot = takeSnapshot()

  const desk: Desk = {
    opening: { market: options.market, locale: options.locale },
    customerToken: (refused) => customerToken(refused),
    follow() {
      const kept = memory.read()
      if (kept?.id !== keptId) cart = undefined
      keptId = kept?.id
      return kept
    },
    keep(kept) {
      memory.write(kept)
      desk.follow()
    },
    shown: () => cart,
    take(kept, answered, token) {
      const now = desk.follow()
      if (now?.id !== kept.id || answered.id !== kept.id) return
      if (cart === undefined || answered.version >= cart.version) cart = answered
      const version = Math.max(now.version, answered.version)
      if (token !== undefined || version > now.version)
        desk.keep({ ...now, version, token: now.token && (token ?? now.token) })
    },
    move(answered, token) {
      desk.keep({ id: answered.id, version: answered.version, token })
      cart = answered
    },
    notify,
  }
  const attempt = attempts(client, desk)

  /** One after the other: a later command may stand on what an earlier one does, and the cart's object takes turns anyway. */
  async function run(): Promise<void> {
    if (isRunning) return
    isRunning = true
    for (let errand = queue[0]; errand !== undefined; errand = queue[0]) {
      const outcome = await finish(errand)
      if (errand.dropped) continue
      queue.shift()
      settle(errand, outcome)
    }
    isRunning = false
  }

  async function finish(errand: Errand): Promise<CartOutcome> {
    let atOnce = 0
    while (!errand.dropped) {
      errand.tries += 1
      const step = await tryOnce(errand)
      if (step !== 'at once' && !('kind' in step)) return step
      if (Date.now() - errand.startedAt >= patienceMs) break
      if (step === 'at once' && ++atOnce <= AT_ONCE_MAX) continue
      atOnce = 0
      offline = step !== 'at once' && step.offline
      publish()
      await rest(errand, restMs(errand.tries, step === 'at once' ? 0 : step.restMs))
    }
    return failure('unreachable')
  }

  /** What throws is the app's: its customerToken did not come through. That is tried again, too. */
  const tryOnce = (errand: Errand): Promise<Step> =>
    attempt(errand).catch(() => ({ kind: 'again', restMs: 0, unsure: false, offline: true }))

  const rest = (errand: Errand, ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      errand.interrupt = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  function settle(errand: Errand, outcome: CartOutcome): void {
    const { command } = errand
    if (outcome.ok || outcome.code !== 'unreachable') offline = false
    if (outcome.ok) {
      if (command.kind === 'change') {
        const { market = desk.opening.market, locale = desk.opening.locale } = command.change
        desk.opening = { market, locale }
      }
      // What waits was decided in view of this very change, unless somebody else has come in before it.
      for (const waiting of queue)
        if (outcome.cart !== undefined && waiting.seen === outcome.cart.version - 1)
          waiting.seen = outcome.cart.version
    } else if (command.kind !== 'read' && outcome.code !== 'login_needed') {
      notify({ kind: 'refused', command, code: outcome.code, problem: outcome.problem })
      // It may have been done all the same.
      if (outcome.code === 'moved' || outcome.code === 'unreachable') void enlist({ kind: 'read' })
    }
    publish()
    errand.settle(outcome)
  }

  function enlist(command: CartCommand, guard: Guard = {}): Promise<CartOutcome> {
    const last = queue.at(-1)
    const isWaiting = last !== undefined && last.tries === 0
    if (isWaiting && last.command.kind === 'read' && command.kind === 'read') return last.outcome
    if (
      isWaiting &&
      last.command.kind === 'set' &&
      command.kind === 'set' &&
      last.command.variantId === command.variantId &&
      last.command.quantity > 0 &&
      last.seen === guard.seen
    ) {
      // Who counts up one by one means the last number.
      last.command = command
      publish()
      return last.outcome
    }
    if (queue.length >= WAITING_MAX) {
      notify({ kind: 'refused', command, code: 'too_many_waiting' })
      return Promise.resolve(failure('too_many_waiting'))
    }
    const errand = newErrand(command, guard.seen, memory.read()?.claim === true)
    queue.push(errand)
    publish()
    void run()
    return errand.outcome
  }

  const failure = (code: CartFailure): CartOutcome => ({ ok: false, code, cart })

  function takeSnapshot(): CartSnapshot {
    const commands = queue.map(({ command }) => command).filter(({ kind }) => kind !== 'read')
    const lines = expectedLines(cart, commands)
    const count = lines.reduce((sum, { quantity }) => sum + quantity, 0)
    return { cart, lines, count, pending: commands.length, offline }
  }

  function publish(): void {
    snapshot = takeSnapshot()
    for (const listener of listeners) safely(listener)
  }

  function notify(notice: CartNotice): void {
    safely(() => options.notify?.(notice))
  }

  const onStorage = (event: Event): void => {
    const { key: changed = null } = event as { key?: string | null }
    if (changed !== null && changed !== key) return
    const kept = desk.follow()
    publish()
    if (kept !== undefined && kept.version > (cart?.version ?? 0)) void enlist({ kind: 'read' })
  }
  const onOnline = (): void => {
    const [first] = queue
    if (first !== undefined) {
      // Neither the rest of the old network's failures nor a request that is stuck in it.
      first.tries = 1
      first.interrupt()
    }
    if (keptId !== undefined) void enlist({ kind: 'read' })
  }
  window?.addEventListener('storage', onStorage)
  window?.addEventListener('online', onOnline)
  if (keptId !== undefined || options.customerToken !== undefined) void enlist({ kind: 'read' })

  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    getSnapshot: () => snapshot,
    add: (items: WantedItem | readonly WantedItem[]) =>
      enlist({ kind: 'add', items: 'variantId' in items ? [items] : [...items] }),
    set: (variantId, quantity, guard) => enlist({ kind: 'set', variantId, quantity }, guard),
    remove: (variantId, guard) => enlist({ kind: 'set', variantId, quantity: 0 }, guard),
    change: (change, guard) => enlist({ kind: 'change', change }, guard),
    codes: (codes, guard) => enlist({ kind: 'codes', codes }, guard),
    refresh: () => enlist({ kind: 'read' }),
    claim(given = customerToken) {
      customerToken = typeof given === 'string' ? () => given : given
      const kept = desk.follow()
      if (kept?.token !== undefined) desk.keep({ ...kept, claim: true })
      return enlist({ kind: 'claim' })
    },
    logout() {
      const dropped = queue.splice(0)
      desk.keep(undefined)
      customerToken = options.customerToken ?? (() => undefined)
      offline = false
      publish()
      for (const errand of dropped) {
        errand.dropped = true
        errand.interrupt()
        errand.settle(failure('forgotten'))
      }
    },
    async authorization() {
      const kept = desk.follow()
      const token = kept?.token ?? (kept && (await customerToken()))
      return token && `Bearer ${token}`
    },
    close() {
      window?.removeEventListener('storage', onStorage)
      window?.removeEventListener('online', onOnline)
    },
  }
}
