import { setPrices } from '../../src/catalog/set-prices.ts'
import { type Bindings, checkEnvironment, makeContext } from '../../src/env.ts'
import type { Ctx } from '../../src/platform/context.ts'
import { publish } from '../../src/publication/publish.ts'
import type { LocalShop } from '../local-shop.ts'

export type PriceChangeCost = {
  /** Variants repriced in one market, and the products they belong to. */
  readonly variants: number
  readonly products: number
  /** Rows D1 wrote, indexes included: for the change itself, and for publishing it (both databases). */
  readonly rowsWritten: { readonly change: number; readonly publication: number }
  readonly kvWrites: number
  /** Purge calls, those that were put off and the second ones after 90 s among them. */
  readonly purges: number
  readonly publisherRuns: number
  readonly seconds: { readonly change: number; readonly publication: number }
}

const COUNTS = [1, 10_000]
// Far more than any shop of the bench needs.
const RUNS_MAX = 2_000

/**
 * What a price change costs until it is published, for one variant and for 10,000 (or as many as the shop has). The use
 * case and the publisher run in this process, on the shop's own storage, so that everything they do can be counted; the
 * shop's consumers are not woken meanwhile.
 */
export async function measurePriceChange(shop: LocalShop): Promise<PriceChangeCost[]> {
  const costs: PriceChangeCost[] = []
  for (const count of COUNTS) costs.push(await measure(shop, count))
  return costs
}

async function measure(shop: LocalShop, count: number): Promise<PriceChangeCost> {
  const counts = { kvWrites: 0, purges: 0 }
  const bindings = counting((await shop.bindings()) as unknown as Bindings, counts)
  await publishAll(bindings, counts)
  const { results } = await bindings.DB.prepare(
    `SELECT variant_id AS id, amount FROM prices WHERE market = 'us' AND min_quantity = 1 AND starts_at = 0 LIMIT ?1`,
  )
    .bind(count)
    .all<{ id: string; amount: number }>()
  const prices = results.map(({ id, amount }) => ({
    variantId: id,
    price: { amount: amount + 1, currency: 'USD' },
  }))

  Object.assign(counts, { kvWrites: 0, purges: 0 })
  const started = performance.now()
  const ctx = contextOf(bindings, counts)
  const { body } = await setPrices(ctx, CALL, { market: 'us', prices })
  const committed = performance.now()
  const published = await publishAll(bindings, counts)
  return {
    variants: body.set,
    products: body.products,
    rowsWritten: { change: ctx.meter.rowsWritten, publication: published.rowsWritten },
    ...counts,
    publisherRuns: published.runs,
    seconds: { change: (committed - started) / 1_000, publication: (performance.now() - committed) / 1_000 },
  }
}

const CALL = {
  staff: { kind: 'staff', issuer: 'bench', subject: 'bench', tokenId: null, scopes: new Set<string>() },
  actor: 'staff:bench#bench',
  route: 'POST /v1/admin/prices',
  keep: () => [],
} as const

type Counts = { kvWrites: number; purges: number }

/** The shop's storage, with what is written to KV counted, and queues that keep their messages to themselves. */
function counting(bindings: Bindings, counts: Counts): Bindings {
  const { KV } = bindings
  const put: KVNamespace['put'] = (...parameters) => {
    counts.kvWrites += 1
    return KV.put(...parameters)
  }
  const send = (body: unknown): Promise<void> => {
    // A purge that was put off, or comes again: a call of its own, later.
    if ((body as { kind?: string }).kind === 'purge') counts.purges += 1
    return Promise.resolve()
  }
  const queue = { send, sendBatch: () => Promise.resolve() }
  return {
    ...bindings,
    KV: { put, get: KV.get.bind(KV), delete: KV.delete.bind(KV) },
    PUBLISH: queue,
    WEBHOOKS: queue,
    IMPORTS: queue,
  } as unknown as Bindings
}

function contextOf(bindings: Bindings, counts: Counts): Ctx {
  const checked = checkEnvironment(bindings)
  if (!checked.ok) throw new Error(checked.why)
  const purge = (): Promise<{ success: boolean }> => {
    counts.purges += 1
    return Promise.resolve({ success: true })
  }
  return makeContext(bindings, checked, { waitUntil: () => undefined, cache: { purge } } as never)
}

async function publishAll(
  bindings: Bindings,
  counts: Counts,
): Promise<{ runs: number; rowsWritten: number }> {
  let rowsWritten = 0
  for (let runs = 1; runs <= RUNS_MAX; runs += 1) {
    const ctx = contextOf(bindings, counts)
    const outcome = await publish(ctx)
    rowsWritten += ctx.meter.rowsWritten
    if (outcome === 'busy') throw new Error('the shop is publishing something else')
    if (outcome === 'done') return { runs, rowsWritten }
  }
  throw new Error('the log has no end')
}
