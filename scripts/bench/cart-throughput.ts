import autocannon from 'autocannon'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startLocalShop, type LocalShop } from '../local-shop.ts'
import { CART_OPERATIONS, type CartRequests } from './cart-operations.ts'
import { openCarts, type OpenedCart, prepareCartShop } from './cart-shop.ts'
import { emptyObjects } from './empty-objects.ts'
import { workerdCpuSeconds } from './workerd.ts'

// Short ones and many: what else the machine does then falls on all three alike.
const ROUNDS = 11
const SECONDS = 1
const CONNECTIONS = 20
// Many more than connections, so that requests do not queue for one object.
const CARTS = 200

/** One thing that shoppers do to carts: requests per second, and as ratios. */
export type CartRatio = {
  readonly name: string
  readonly bare: number
  readonly plain: number
  readonly promoted: number
  /** Of plain to bare. */
  readonly ratio: number
  /** How many fewer requests a second are answered with ten promotions: 0.1 = 10 %. */
  readonly promotionCost: number
  /** The same by the processor time of a request, which other work on the machine does not move. */
  readonly byProcessor: Record<'bare' | 'plain' | 'promoted' | 'ratio' | 'promotionCost', number>
}

/**
 * What shoppers do to carts, in requests per second: in a shop without promotions, in one with ten, and as a call to a
 * bare object with one statement that answers as many bytes. The same server, alternating rounds, the median of each.
 */
export async function cartThroughput(work: string, buildDir: string): Promise<CartRatio[]> {
  const [plain, promoted] = await Promise.all([
    openTarget(work, buildDir, false),
    openTarget(work, buildDir, true),
  ])
  const answers = await answersOf(plain)
  const ratios: CartRatio[] = []
  for (const [name, requests] of Object.entries(CART_OPERATIONS)) {
    const bare = { shop: await bareObjects(work, answers[name] ?? ''), carts: plain.carts }
    const rounds: Round[] = []
    for (let round = 0; round <= ROUNDS; round += 1)
      rounds.push(await race({ bare, plain, promoted }, requests, round))
    await bare.shop.stop()
    // The first one warmed up.
    ratios.push({ name, ...ratiosOf(rounds.slice(1)) })
  }
  await plain.shop.stop()
  await promoted.shop.stop()
  return ratios
}

type Rate = { readonly perSecond: number; readonly processorMs: number }
type Round = Record<'bare' | 'plain' | 'promoted', Rate>

function ratiosOf(rounds: readonly Round[]): Omit<CartRatio, 'name'> {
  const middle = (of: (round: Round) => number) => median(rounds.map(of))
  return {
    bare: middle(({ bare }) => bare.perSecond),
    plain: middle(({ plain }) => plain.perSecond),
    promoted: middle(({ promoted }) => promoted.perSecond),
    ratio: middle(({ bare, plain }) => plain.perSecond / bare.perSecond),
    promotionCost: middle(({ plain, promoted }) => 1 - promoted.perSecond / plain.perSecond),
    byProcessor: {
      bare: middle(({ bare }) => bare.processorMs),
      plain: middle(({ plain }) => plain.processorMs),
      promoted: middle(({ promoted }) => promoted.processorMs),
      ratio: middle(({ bare, plain }) => bare.processorMs / plain.processorMs),
      promotionCost: middle(({ plain, promoted }) => 1 - plain.processorMs / promoted.processorMs),
    },
  }
}

type Target = { readonly shop: LocalShop; readonly carts: readonly OpenedCart[] }

async function openTarget(work: string, buildDir: string, isPromoted: boolean): Promise<Target> {
  const stateDir = join(work, `carts-${isPromoted ? 'promoted' : 'plain'}`)
  const shop = await startLocalShop({ stateDir, port: 0, buildDir, counted: false })
  await prepareCartShop(shop, isPromoted)
  return { shop, carts: await openCarts(shop.url, CARTS) }
}

const median = (list: readonly number[]): number =>
  list.toSorted((one, other) => one - other)[Math.floor(list.length / 2)] ?? NaN

/** One round of each, in another order every time: nobody is always the one who comes after the loudest. */
async function race(
  targets: Readonly<Record<keyof Round, Target>>,
  requests: CartRequests,
  round: number,
): Promise<Round> {
  const names = ['bare', 'plain', 'promoted'] as const
  const rates: Partial<Round> = {}
  for (const [at] of names.entries()) {
    const name = names[(round + at) % names.length] ?? 'bare'
    rates[name] = await rateOf(targets[name], requests)
  }
  return rates as Round
}

let sent = 0

async function rateOf({ shop, carts }: Target, requests: CartRequests): Promise<Rate> {
  const before = workerdCpuSeconds()
  const result = await autocannon({
    url: shop.url,
    connections: CONNECTIONS,
    duration: SECONDS,
    requests: [
      {
        setupRequest: (request) => {
          sent += 1
          return { ...request, ...requests(carts, sent) }
        },
      },
    ],
  })
  if (result.non2xx > 0) throw new Error(`${shop.url}: ${result.non2xx} answers that are not 2xx`)
  const processorMs = (1_000 * (workerdCpuSeconds() - before)) / result.requests.total
  return { perSecond: result.requests.average, processorMs }
}

/** What the shop answers to each: the bare object answers the same bytes. */
async function answersOf({ shop, carts }: Target): Promise<Record<string, string>> {
  const answers: Record<string, string> = {}
  for (const [name, requests] of Object.entries(CART_OPERATIONS)) {
    sent += 1
    const { path, ...init } = requests(carts, sent)
    const answer = await fetch(shop.url + path, init)
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    answers[name] = await answer.text()
  }
  return answers
}

// As much as the state of a cart of five lines weighs.
const STATE_CHARACTERS = 1_500

/** The bare objects stand in the very server of the shop: only the code differs. One statement a call, one object a cart. */
async function bareObjects(work: string, body: string): Promise<LocalShop> {
  const directory = await mkdtemp(join(work, 'bare-'))
  const script = `${emptyObjects('Cart')}
    const BODY = ${JSON.stringify(body)}
    const STATE = 'x'.repeat(${STATE_CHARACTERS})
    const HEADERS = { 'Content-Type': 'application/json', 'Cache-Control': 'private, no-store' }
    export class Cart extends DurableObject {
      constructor(state, env) {
        super(state, env)
        this.sql = state.storage.sql
        this.sql.exec('CREATE TABLE IF NOT EXISTS cart (id INTEGER PRIMARY KEY, state TEXT NOT NULL) STRICT')
      }
      write() {
        this.sql.exec('INSERT INTO cart VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET state = excluded.state', STATE)
        return BODY
      }
      read() {
        this.sql.exec('SELECT state FROM cart').toArray()
        return BODY
      }
    }
    export default {
      async fetch({ method, url }, env) {
        const name = new URL(url).pathname.split('/')[3] ?? crypto.randomUUID()
        const cart = env.CART.getByName(name)
        return new Response(await (method === 'GET' ? cart.read() : cart.write()), { headers: HEADERS })
      },
      queue() {}, scheduled() {},
    }`
  await writeFile(join(directory, 'index.js'), script)
  const shop = await startLocalShop({ stateDir: directory, port: 0, buildDir: directory, migrated: false })
  return { ...shop, stop: () => shop.stop().then(() => rm(directory, { recursive: true, force: true })) }
}
