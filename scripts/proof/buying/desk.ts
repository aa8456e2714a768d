import { setTimeout as sleep } from 'node:timers/promises'
import type { Consistency } from '../../../src/admin/consistency-schemas.ts'
import type { ShownAdminOrder, ShownOrderEntry } from '../../../src/orders/order-schemas.ts'
import { atOnce } from './at-once.ts'

export type Stock = {
  readonly variantId: string
  readonly onHand: number
  readonly held: number
  readonly available: number
  /** Every change of what is on hand. */
  readonly ledger: readonly { readonly delta: number; readonly reason: string }[]
}

export type Booked = {
  readonly orderId: string
  readonly script: string
  readonly status: string
  readonly amount: number
  readonly captured: number
  readonly refunded: number
}

type Page<T> = { readonly data: readonly T[]; readonly page: { readonly nextCursor: string | null } }

const SCOPES =
  'imports:write catalog:read inventory:read orders:read promotions:read promotions:write health:read'
const POLL_MS = 100
const READERS = 10

/** Staff of the shop: brings goods, and reads what came of them. Nothing here looks into a database. */
export class Desk {
  readonly #url: string
  readonly #sign: (scope: string) => Promise<string>
  #token = ''

  constructor(url: string, sign: (scope: string) => Promise<string>) {
    this.#url = url
    this.#sign = sign
  }

  /** A product of its own for each of these, with so many pieces in stock; answers the variants. */
  async stock(name: string, pieces: readonly number[]): Promise<string[]> {
    const rows = pieces.map((stock, at) => {
      const id = `${name}-${at}`
      const variant = { id: `var-${id}`, sku: id.toUpperCase(), price: '20.00', stock }
      return { id: `prd-${id}`, handle: id, title: id, variants: [variant] }
    })
    const job = await this.#ask<{ id: string }>('POST', '/v1/admin/imports?format=ndjson&market=us', {
      body: rows.map((row) => JSON.stringify(row)).join('\n'),
      headers: { 'Content-Type': 'application/x-ndjson', 'Idempotency-Key': name },
    })
    await until(async () => {
      const { status } = await this.read<{ status: string }>(`/v1/admin/imports/${job.id}`)
      if (status === 'failed') throw new Error('the goods were not imported')
      return status === 'completed'
    })
    await this.published()
    return rows.flatMap(({ variants }) => variants.map(({ id }) => id))
  }

  /** Until shoppers see what was changed. */
  published(): Promise<void> {
    return until(async () => (await this.read<{ live: boolean }>('/v1/admin/publication')).live)
  }

  async stockOf(variantId: string): Promise<Stock> {
    const path = `/v1/admin/inventory/${variantId}`
    const [stock, ledger] = await Promise.all([
      this.read<Omit<Stock, 'ledger'>>(path),
      this.#all<Stock['ledger'][number]>(`${path}/ledger?`),
    ])
    return { ...stock, ledger }
  }

  /** The orders that stand, or may yet, of those made since then, each as a whole. */
  async orders(since: number): Promise<ShownAdminOrder[]> {
    const from = encodeURIComponent(new Date(since).toISOString())
    const entries = await Promise.all(
      ['pending', 'placed', 'completed'].map((status) =>
        this.#all<ShownOrderEntry>(`/v1/admin/orders?status=${status}&createdFrom=${from}&`),
      ),
    )
    return atOnce(entries.flat(), READERS, ({ id }) => this.read<ShownAdminOrder>(`/v1/admin/orders/${id}`))
  }

  /** What the provider has in its book. */
  async booked(): Promise<readonly Booked[]> {
    return (await this.read<{ data: readonly Booked[] }>('/v1/test-payments')).data
  }

  async promotion(body: object): Promise<string> {
    const { id } = await this.#ask<{ id: string }>('POST', '/v1/admin/promotions', {
      body: JSON.stringify({ status: 'active', markets: ['us'], kind: 'code', ...body }),
      headers: { 'Content-Type': 'application/json' },
    })
    await this.published()
    return id
  }

  /** What breaks a law of the shop, by the shop's own account: the law, and what breaks it. */
  async violations(): Promise<string[]> {
    const { laws } = await this.read<Consistency>('/v1/admin/health/consistency')
    return laws.flatMap(({ law, violations }) => violations.map((id) => `${law}: ${id}`))
  }

  async read<T>(path: string): Promise<T> {
    return this.#ask<T>('GET', path)
  }

  async #all<T>(path: string): Promise<T[]> {
    const found: T[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
      const answer: Page<T> = await this.read<Page<T>>(`${path}limit=100${after}`)
      found.push(...answer.data)
      cursor = answer.page.nextCursor
    }
    return found
  }

  /** Asked until it is answered: staff has time. A token is signed anew when the old one has ended. */
  async #ask<T>(
    method: string,
    path: string,
    { body, headers }: { body?: string; headers?: Readonly<Record<string, string>> } = {},
  ): Promise<T> {
    for (;;) {
      if (this.#token === '') this.#token = await this.#sign(SCOPES)
      const answer = await fetch(this.#url + path, {
        method,
        headers: { Authorization: `Bearer ${this.#token}`, ...headers },
        ...(body !== undefined && { body }),
      }).catch(() => undefined)
      if (answer?.ok === true) return (await answer.json()) as T
      if (answer?.status === 401) this.#token = ''
      else if (answer !== undefined && answer.status !== 503 && answer.status !== 429)
        throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
      await sleep(POLL_MS)
    }
  }
}

export async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(POLL_MS)
}
