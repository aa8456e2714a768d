import type { ShownAdminOrder, ShownOrderEntry } from '../../../src/orders/order-schemas.ts'
import type { BookedPayment } from '../../../src/payments/test-book-store.ts'
import { demand, type Sent } from './ask.ts'

export type LedgerEntry = { readonly delta: number; readonly reason: string; readonly actor: string }
export type LoggedEvent = {
  readonly id: string
  readonly sequence: number
  readonly type: string
  readonly subject: string
  readonly data: { readonly order?: string }
}
type Page<Entry> = { readonly data: readonly Entry[]; readonly page: { readonly nextCursor: string | null } }

const SCOPES =
  'orders:read orders:write inventory:read inventory:write events:read health:read markets:write promotions:write'

/** What staff and the payment provider know of a shop: its orders, ledger and log, and the provider's own book. */
export class ShopBooks {
  readonly #url: string
  readonly #sign: (scope: string) => Promise<string>
  #token: string | undefined

  constructor(url: string, sign: (scope: string) => Promise<string>) {
    this.#url = url
    this.#sign = sign
  }

  /** So many pieces more of each. */
  async receive(variantIds: readonly string[], delta: number, key: string): Promise<void> {
    for (let at = 0; at < variantIds.length; at += 100) {
      const adjustments = variantIds
        .slice(at, at + 100)
        .map((variantId) => ({ variantId, location: 'loc_main', delta, reason: 'received' }))
      await this.ask('POST', '/v1/admin/inventory/adjustments', {
        key: `${key} ${at}`,
        body: { adjustments },
      })
    }
  }

  /** So many different variants of which there are some. */
  async goods(most: number): Promise<string[]> {
    type Level = { readonly variantId: string; readonly available: number }
    const levels = await this.#walk<Level>('/v1/admin/inventory?limit=100', 'cursor')
    return [
      ...new Set(levels.flatMap(({ variantId, available }) => (available > 0 ? [variantId] : []))),
    ].slice(0, most)
  }

  /** Every order, newest first, as the list shows it; of one buyer only, where that is asked for. */
  orders(email?: string): Promise<ShownOrderEntry[]> {
    const filter = email === undefined ? '' : `&email=${encodeURIComponent(email)}`
    return this.#walk<ShownOrderEntry>(`/v1/admin/orders?limit=100${filter}`, 'cursor')
  }

  order(id: string): Promise<ShownAdminOrder> {
    return this.ask('GET', `/v1/admin/orders/${id}`)
  }

  async ordersOf(email: string): Promise<ShownAdminOrder[]> {
    const entries = await this.orders(email)
    return Promise.all(entries.map(({ id }) => this.order(id)))
  }

  /** The provider's book, by order. */
  async payments(): Promise<Map<string, BookedPayment[]>> {
    const { data } = await this.ask<{ data: BookedPayment[] }>('GET', '/v1/test-payments')
    return groupBy(data, ({ orderId }) => orderId)
  }

  /** What left the shelves, by who took it. */
  async ledger(variantIds: readonly string[]): Promise<Map<string, LedgerEntry[]>> {
    const lists = await Promise.all(
      variantIds.map((id) => this.#walk<LedgerEntry>(`/v1/admin/inventory/${id}/ledger?limit=100`, 'cursor')),
    )
    return groupBy(lists.flat(), ({ actor }) => actor.replace(/^order:/, ''))
  }

  /** What was told of orders and of their stock, by order. */
  async events(): Promise<Map<string, LoggedEvent[]>> {
    const lists = await Promise.all(
      ['order.*', 'inventory.*'].map((type) =>
        this.#walk<LoggedEvent>(`/v1/admin/events?limit=100&type=${type}`, 'after'),
      ),
    )
    return groupBy(lists.flat(), ({ subject, data }) =>
      subject.startsWith('order:') ? subject.slice('order:'.length) : (data.order ?? ''),
    )
  }

  /** Pieces that are held for somebody. */
  async held(variantIds: readonly string[]): Promise<number> {
    const stocks = await Promise.all(
      variantIds.map((id) => this.ask<{ levels: { held: number }[] }>('GET', `/v1/admin/inventory/${id}`)),
    )
    return stocks.flatMap(({ levels }) => levels).reduce((sum, { held }) => sum + held, 0)
  }

  /** The laws of the shop that its own books break, by the shop's own account. */
  async brokenLaws(): Promise<string[]> {
    const { laws } = await this.ask<{ laws: { law: string; violations: string[] }[] }>(
      'GET',
      '/v1/admin/health/consistency',
    )
    return laws.filter(({ violations }) => violations.length > 0).map(({ law }) => law)
  }

  async decide(reference: string, decision: 'approve' | 'decline'): Promise<void> {
    await this.ask('POST', `/v1/test-payments/${reference}/${decision}`)
  }

  async ask<Body>(method: string, path: string, sent: Sent = {}): Promise<Body> {
    return demand<Body>(this.#url, method, path, { ...sent, token: await this.token() })
  }

  async token(): Promise<string> {
    return (this.#token ??= await this.#sign(SCOPES))
  }

  async #walk<Entry>(path: string, parameter: string): Promise<Entry[]> {
    const found: Entry[] = []
    let next = ''
    for (;;) {
      const { data, page } = await this.ask<Page<Entry>>('GET', path + next)
      found.push(...data)
      if (page.nextCursor === null) return found
      next = `&${parameter}=${encodeURIComponent(page.nextCursor)}`
    }
  }
}

function groupBy<Entry>(list: readonly Entry[], keyOf: (entry: Entry) => string): Map<string, Entry[]> {
  const groups = new Map<string, Entry[]>()
  for (const entry of list) {
    const key = keyOf(entry)
    groups.set(key, [...(groups.get(key) ?? []), entry])
  }
  return groups
}
