import {
  applyCommand,
  newCart,
  pourInto,
  type Cart,
  type CartCommand,
  type CartOutcome,
} from '../../src/domain/cart.ts'
import type { CartId, LineId } from '../../src/domain/ids.ts'
import type { Market } from '../../src/domain/market.ts'
import { market } from '../domain/make.ts'

export type Asked = {
  readonly method: string
  readonly path: string
  readonly headers: Headers
  readonly body: Record<string, never>
}
export type Told = {
  readonly status: number
  readonly body: unknown
  readonly headers?: Record<string, string>
}
type Kept = {
  cart: Cart
  readonly keys: Map<string, Told>
  ended: boolean
  readonly poured: Map<string, string>
}

const SOLD_OUT = 'var-sold-out'

/**
 * The shop as far as carts go: the very domain that the Worker runs, with keys, versions, tokens and claims as
 * contract.md has them, and nothing priced.
 */
export class FakeShop {
  readonly carts = new Map<string, Kept>()
  readonly markets: readonly Market[] = ['de', 'us'].map((code) => market(code))
  /** Customers' tokens that are good now, and whose they are. */
  readonly customers = new Map<string, string>()
  /** How many commands have changed something. */
  done = 0
  /** From here on replies carry fresh tokens; former ones are still good. */
  tokenAge = 0
  #lastCart = 0
  #lastLine = 0

  quantities(id: string): Record<string, number> {
    const lines = this.carts.get(id)?.cart.lines ?? []
    return Object.fromEntries(lines.map(({ variantId, quantity }) => [variantId as string, quantity]))
  }

  end(id: string): void {
    const kept = this.carts.get(id)
    if (kept !== undefined) kept.ended = true
  }

  /** Something that another device does. */
  act(id: string, command: CartCommand): void {
    const kept = this.carts.get(id)
    if (kept !== undefined) kept.cart = this.#apply(kept.cart, command)
  }

  open(id: string, code = 'de'): Kept {
    const [first] = this.markets
    const at = this.markets.find((each) => each.code === code) ?? (first as Market)
    const cart = newCart(id as CartId, at, at.defaultLocale, 0, 0, false)
    const kept: Kept = { cart, keys: new Map(), ended: false, poured: new Map() }
    this.carts.set(id, kept)
    return kept
  }

  tell(asked: Asked): Told {
    const [, , noun, id = '', what, lineId] = asked.path.split('/')
    const bearer = (asked.headers.get('Authorization') ?? '').replace('Bearer ', '')
    const customer = this.customers.get(bearer)
    if (noun === 'customers') {
      if (customer === undefined) return problem(401, 'invalid_token')
      const own = this.carts.get(ownId(customer))
      return own === undefined || own.ended
        ? problem(404, 'not_found')
        : { status: 200, body: this.#show(own) }
    }
    if (id === '') return this.#opened(asked, bearer, customer)
    const kept = this.carts.get(id)
    if (what === 'claim') {
      if (customer === undefined) return problem(401, 'invalid_token')
      return this.#claimed(id, String(asked.body['token']), ownId(customer))
    }
    const isHolder = isTokenOf(bearer, id) || (customer !== undefined && id === ownId(customer))
    if (!isHolder) return problem(404, 'not_found')
    if (kept === undefined || kept.ended) return problem(410, 'cart_expired')
    const renew = isTokenOf(bearer, id) && bearer !== this.#tokenOf(id) ? { token: this.#tokenOf(id) } : {}
    if (asked.method === 'GET') return { status: 200, body: { ...this.#show(kept), ...renew } }
    const told = this.#acted(kept, asked, commandOf(asked.method, what, lineId, asked.body))
    return told.status === 200 ? { ...told, body: { ...(told.body as object), ...renew } } : told
  }

  #opened(asked: Asked, bearer: string, customer: string | undefined): Told {
    if (bearer !== '' && customer === undefined) return problem(401, 'invalid_token')
    const { market: code, items = [] } = asked.body as { market?: string; items?: [] }
    if (customer === undefined) this.#lastCart += 1
    const id = customer === undefined ? `cart-${this.#lastCart}` : ownId(customer)
    const there = this.carts.get(id)
    const isThere = there !== undefined && !there.ended
    if (isThere && there.cart.market !== code)
      return problem(422, 'validation_failed', { errors: [{ code: 'other_market' }] })
    const kept = isThere ? there : this.open(id, code)
    if (items.length > 0) {
      const told = this.#acted(kept, asked, { kind: 'add', items })
      if (told.status !== 200) {
        if (!isThere) this.carts.delete(id)
        return told
      }
    }
    const token = customer === undefined ? { token: this.#tokenOf(id) } : {}
    return { status: isThere ? 200 : 201, body: { cart: this.#show(kept), ...token } }
  }

  #claimed(id: string, token: string, ownCart: string): Told {
    const source = this.carts.get(id)
    if (!isTokenOf(token, id) || source === undefined) return problem(404, 'not_found')
    const own = this.carts.get(ownCart)
    if (source.ended)
      return own?.poured.has(id) === true
        ? { status: 200, body: this.#show(own) }
        : problem(410, 'cart_expired')
    const target = own === undefined || own.ended ? this.open(ownCart, source.cart.market) : own
    const poured = pourInto(target.cart, source.cart)
    if (!poured.ok) return problem(422, 'validation_failed')
    target.cart = poured.cart
    target.poured.set(id, id)
    source.ended = true
    return { status: 200, body: this.#show(target) }
  }

  #acted(kept: Kept, { method, path, headers }: Asked, command: CartCommand): Told {
    const key = `${method} ${path} ${headers.get('Idempotency-Key') ?? ''}`
    const known = kept.keys.get(key)
    if (known !== undefined) return known
    const match = headers.get('If-Match')
    if (match !== null && command.kind !== 'add' && !match.startsWith(`"${Math.max(1, kept.cart.version)}.`))
      return problem(412, 'version_mismatch', { current: this.#show(kept) })
    const outcome = this.#outcome(kept.cart, command)
    if (!outcome.ok) {
      const { why } = outcome.refusal
      if (why === 'no_such_line') return problem(404, 'not_found')
      return why === 'not_purchasable' ? problem(409, why) : problem(422, 'validation_failed')
    }
    kept.cart = outcome.cart
    this.done += 1
    const told = { status: 200, body: this.#show(kept) }
    kept.keys.set(key, told)
    return told
  }

  #apply(cart: Cart, command: CartCommand): Cart {
    const outcome = this.#outcome(cart, command)
    return outcome.ok ? outcome.cart : cart
  }

  #outcome(cart: Cart, command: CartCommand): CartOutcome {
    const code = (command.kind === 'change' ? command.change.market : undefined) ?? cart.market
    return applyCommand(cart, command, {
      market: this.markets.find((each) => each.code === code),
      offer: (variantId) =>
        variantId === SOLD_OUT
          ? { state: 'not_purchasable' }
          : {
              state: 'purchasable',
              seen: { handle: variantId, sku: null, title: variantId, variantTitle: '', image: null },
            },
      newLineId: () => {
        this.#lastLine += 1
        return `lin-${this.#lastLine}` as LineId
      },
    })
  }

  #tokenOf(id: string): string {
    return `guest.${id}.${this.tokenAge}`
  }

  #show({ cart }: Kept) {
    const { lines, codes, version, ...rest } = cart
    return structuredClone({
      ...rest,
      version: Math.max(1, version),
      items: lines.map(({ seen, ...line }) => ({ ...line, ...seen })),
      codes: codes.map((code) => ({ code, status: 'applied' })),
    })
  }
}

/** The cart of the customer of this name. */
export const ownId = (customer: string): string => `cart-of-${customer}`
const isTokenOf = (token: string, id: string): boolean => token.startsWith(`guest.${id}.`)

function commandOf(
  method: string,
  what: string | undefined,
  lineId: string | undefined,
  body: object,
): CartCommand {
  const given = body as { items: []; quantity: number; codes: string[] }
  if (what === 'codes') return { kind: 'codes', codes: given.codes }
  if (what === undefined) return { kind: 'change', change: body }
  if (lineId === undefined) return { kind: 'add', items: given.items }
  return method === 'DELETE' ? { kind: 'remove', lineId } : { kind: 'set', lineId, quantity: given.quantity }
}

export function problem(
  status: number,
  code: string,
  more: object = {},
  headers: Record<string, string> = {},
): Told {
  return { status, body: { code, status, detail: code, ...more }, headers }
}
