import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { OpenedCart, ShownCart } from '../../src/cart/cart-schemas.ts'
import { type Step, STEPS } from '../../src/platform/steps.ts'
import { Server } from '../../test/e2e/server.ts'
import { numbers } from './numbers.ts'

// Issue 4, point 3, with real processes: guests with carts log in while the server is killed (SIGKILL to its whole process
// group), at every named step of a claim and at random moments. Some ask again, for others the alarm has to do. At the
// end every unit is in one cart, and every cart that has moved has ended.

export type ClaimFigures = {
  readonly seed: number
  readonly claims: number
  readonly kills: number
  /** Named steps that a server was killed at. */
  readonly steps: number
  readonly unitsLost: number
  readonly unitsDoubled: number
  /** Guests' carts that are still on their way, or whose token is not answered as it should be. */
  readonly leftFrozen: number
  readonly wrongAnswers: number
  readonly seconds: number
}

type Options = {
  readonly seed: number
  /** Guests who log in before each kill. */
  readonly guests: number
  /** Kills at random moments, after those at the steps. */
  readonly randomKills: number
  readonly stateDir: string
  readonly port?: number
  readonly say?: (line: string) => void
}

const POLL_MS = 50
/** Nobody came to the step in this time: then it is none. */
const STEP_MS = 30_000
const RECOVERY_MS = 120_000
const KILL_WITHIN_MS = 150
const ONE_VARIANT_MAX = 999

const CLAIM_STEPS = STEPS.filter((step) => step.startsWith('claim.'))

type Units = Readonly<Record<string, number>>

/** A guest with a cart, and the customer they are. */
type Login = {
  readonly guest: OpenedCart
  readonly customer: string
  readonly units: Units
  readonly kept: Units
  /** The two carts cannot be one: both are to stay as they are. */
  readonly fits: boolean
  /** Asks again until it is answered; otherwise it is the alarm that moves the cart. */
  readonly isPatient: boolean
}

export async function proveClaims(options: Options): Promise<ClaimFigures> {
  const { seed, guests, randomKills, say = () => undefined } = options
  const start = Date.now()
  const draw = numbers(seed)
  const server = await Server.open(options.stateDir, { STOP_AT: CLAIM_STEPS[0] ?? '' }, options.port)
  const shoppers = new Shoppers(server, draw)
  let kills = 0
  const kill = async (where: string, next: Step | undefined): Promise<void> => {
    await server.kill()
    kills += 1
    say(`killed ${where}`)
    await server.restart({ STOP_AT: next ?? '' })
  }
  try {
    await shoppers.chooseGoods()
    for (const [at, step] of CLAIM_STEPS.entries()) {
      for (let each = 0; each < guests; each += 1) void shoppers.claim(await shoppers.enter(fitsAt(step)))
      await until(() => server.timesSaid(`step ${step}`) > 0, STEP_MS, `nobody came to ${step}`)
      await sleep(draw(KILL_WITHIN_MS))
      await kill(`at ${step}`, CLAIM_STEPS[at + 1])
    }
    for (let round = 0; round < randomKills; round += 1) {
      const fits = draw(4) > 0
      for (let each = 0; each < guests; each += 1) void shoppers.claim(await shoppers.enter(fits))
      await sleep(draw(KILL_WITHIN_MS))
      await kill('at a random moment', undefined)
    }
    const counted = await shoppers.count()
    await server.kill()
    const leaving = server.storedCarts('SELECT target FROM leaving').length
    return {
      seed,
      claims: shoppers.logins.length,
      kills,
      steps: CLAIM_STEPS.length,
      ...counted,
      leftFrozen: leaving,
      seconds: Math.round((Date.now() - start) / 1_000),
    }
  } finally {
    await server.kill()
  }
}

/** Whether the carts that come to this step can be one. */
const fitsAt = (step: Step): boolean => step !== 'claim.refused' && step !== 'claim.thawed'

class Shoppers {
  readonly logins: Login[] = []
  readonly #server: Server
  readonly #draw: (below: number) => number
  #goods: readonly string[] = []

  constructor(server: Server, draw: (below: number) => number) {
    this.#server = server
    this.#draw = draw
  }

  async chooseGoods(): Promise<void> {
    type Product = { readonly handle: string; readonly variants: readonly { readonly id: string }[] }
    const list = await this.#server.json<{ data: Product[] }>('/v1/markets/us/products?limit=8')
    const products = await Promise.all(
      list.data.map(({ handle }) => this.#server.json<Product>(`/v1/markets/us/products/${handle}`)),
    )
    this.#goods = products.flatMap(({ variants }) => variants.slice(0, 1).map(({ id }) => id))
  }

  /** A guest fills a cart; the customer they are has one, in most cases. All of that is answered before anything is killed. */
  async enter(fits: boolean): Promise<Login> {
    const customer = await this.#server.customerToken(`claimer-${this.logins.length}`)
    const units = this.#someUnits()
    const [variant = ''] = Object.keys(units)
    const kept = fits ? (this.#draw(4) === 0 ? {} : this.#someUnits()) : { [variant]: ONE_VARIANT_MAX }
    const guest = await this.#open(units)
    if (Object.keys(kept).length > 0) await this.#open(kept, customer)
    const login = { guest, customer, units, kept, fits, isPatient: this.#draw(2) === 0 }
    this.logins.push(login)
    return login
  }

  /** One request, whatever becomes of it. */
  async claim({ guest: { cart, token = '' }, customer }: Login): Promise<number | undefined> {
    try {
      const { status } = await this.#ask('POST', `/v1/carts/${cart.id}/claim`, customer, { token })
      return status
    } catch {
      return undefined
    }
  }

  /** When all has come to rest: where each unit is, against where it should be. */
  async count(): Promise<Pick<ClaimFigures, 'unitsLost' | 'unitsDoubled' | 'wrongAnswers'>> {
    let [unitsLost, unitsDoubled, wrongAnswers] = [0, 0, 0]
    for (const login of this.logins) {
      const { customer, units, kept, fits } = login
      await this.#settle(login)
      const expected = fits ? sum(units, kept) : kept
      const found = await this.#unitsAt('/v1/customers/me/cart', customer)
      const [lost, doubled] = difference(expected, found)
      unitsLost += lost
      unitsDoubled += doubled
      if (fits) {
        // The token opens nothing any more, and whoever claims with it again is shown the cart as it is.
        const again = await this.claim(login)
        if ((await this.#guestStatus(login)) !== 410 || again !== 200) wrongAnswers += 1
        const [lostThen, doubledThen] = difference(
          found,
          await this.#unitsAt('/v1/customers/me/cart', customer),
        )
        unitsLost += lostThen
        unitsDoubled += doubledThen
        continue
      }
      const { cart, token = '' } = login.guest
      const [lostHere, doubledHere] = difference(units, await this.#unitsAt(`/v1/carts/${cart.id}`, token))
      unitsLost += lostHere
      unitsDoubled += doubledHere
      if ((await this.#edit(login)) !== 200) wrongAnswers += 1
    }
    return { unitsLost, unitsDoubled, wrongAnswers }
  }

  /** Until the claim is over: by asking again, or by leaving it to the alarm where the server had begun. */
  async #settle(login: Login): Promise<void> {
    const { fits, isPatient } = login
    const isAnswered = async (): Promise<boolean> => (await this.claim(login)) === (fits ? 200 : 422)
    const isOver = async (): Promise<boolean> => (await this.#edit(login)) !== 409
    if (!isPatient) await until(isOver, RECOVERY_MS, 'no alarm goes on with a claim')
    if (isPatient || !fits || (await this.#edit(login)) === 200)
      await until(isAnswered, RECOVERY_MS, 'a claim is not answered')
  }

  async #edit({ guest: { cart, token = '' } }: Login): Promise<number> {
    const { status } = await this.#ask('PATCH', `/v1/carts/${cart.id}`, token, { note: 'mine' })
    return status
  }

  #someUnits(): Units {
    const lines = 1 + this.#draw(4)
    const from = this.#draw(this.#goods.length)
    const chosen = Array.from(
      { length: lines },
      (_, at) => this.#goods[(from + at) % this.#goods.length] ?? '',
    )
    return Object.fromEntries(chosen.map((id) => [id, 1 + this.#draw(9)]))
  }

  async #open(units: Units, customer?: string): Promise<OpenedCart> {
    const items = Object.entries(units).map(([variantId, quantity]) => ({ variantId, quantity }))
    const answer = await this.#ask('POST', '/v1/carts', customer, { market: 'us', items })
    if (answer.status !== 201)
      throw new Error(`a cart was not opened: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as OpenedCart
  }

  async #guestStatus({ guest: { cart, token = '' } }: Login): Promise<number> {
    const { status } = await this.#ask('GET', `/v1/carts/${cart.id}`, token)
    return status
  }

  async #unitsAt(path: string, token: string): Promise<Units> {
    const answer = await this.#ask('GET', path, token)
    if (answer.status === 404) return {}
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    const { items } = (await answer.json()) as ShownCart
    return sum(...items.map(({ variantId, quantity }) => ({ [variantId]: quantity })))
  }

  #ask(method: string, path: string, token?: string, body?: object): Promise<Response> {
    return fetch(this.#server.url + path, {
      method,
      headers: {
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  }
}

function sum(...all: readonly Units[]): Units {
  const total: Record<string, number> = {}
  for (const units of all)
    for (const [id, quantity] of Object.entries(units)) total[id] = (total[id] ?? 0) + quantity
  return total
}

/** Units that are missing, and units that are too many. */
function difference(expected: Units, found: Units): [number, number] {
  const differences = [...new Set([...Object.keys(expected), ...Object.keys(found)])].map(
    (id) => (found[id] ?? 0) - (expected[id] ?? 0),
  )
  const total = (list: readonly number[]): number => list.reduce((all, each) => all + Math.abs(each), 0)
  return [total(differences.filter((each) => each < 0)), total(differences.filter((each) => each > 0))]
}

async function until(
  isSo: () => boolean | Promise<boolean>,
  milliseconds: number,
  why: string,
): Promise<void> {
  for (const end = Date.now() + milliseconds; !(await isSo()); await sleep(POLL_MS))
    if (Date.now() > end) throw new Error(why)
}

/** `npm run proof -- claims`: GUESTS, KILLS, SEED, PORT and STATE_DIR change what is run. */
export async function main(): Promise<void> {
  const { GUESTS, KILLS, SEED, PORT, STATE_DIR } = process.env
  const stateDir = STATE_DIR ?? (await mkdtemp(join(tmpdir(), 'highstreet-proof-')))
  try {
    const { seed, claims, kills, steps, unitsLost, unitsDoubled, leftFrozen, wrongAnswers, seconds } =
      await proveClaims({
        seed: Number(SEED ?? 4),
        guests: Number(GUESTS ?? 20),
        randomKills: Number(KILLS ?? 20),
        stateDir,
        ...(PORT !== undefined && { port: Number(PORT) }),
        say: (line) => console.error(line),
      })
    console.log(
      `claims: seed ${seed}, ${claims} claims, ${kills} kills (${steps} named steps), ${unitsLost} units lost, ` +
        `${unitsDoubled} doubled, ${leftFrozen} sources left frozen, ${wrongAnswers} wrong answers, ${seconds} s in all`,
    )
    process.exitCode = unitsLost + unitsDoubled + leftFrozen + wrongAnswers === 0 ? 0 : 1
  } finally {
    if (STATE_DIR === undefined) await rm(stateDir, { recursive: true, force: true })
  }
}
