import { env } from 'cloudflare:workers'
import { importText } from '../imports/support.ts'
import { context, send, token } from '../shop.ts'
import type { Ctx } from '../../../src/platform/context.ts'

export const usd = (amount: number) => ({ amount, currency: 'USD' })

/** A product with one variant `var-{name}`, SKU `{NAME}`, at `price` in the us. */
export const stockProduct = (name: string, price = '10.00', more: object = {}) =>
  importText(
    JSON.stringify({
      id: `prd-${name}`,
      handle: name,
      title: name,
      variants: [{ id: `var-${name}`, sku: name.toUpperCase(), price }],
      ...more,
    }),
  )

export type Refused = { code: string; errors?: { pointer: string; code: string }[] }

/** A request of an admin; answers status and body. */
export async function ask<T = Refused & Record<string, unknown>>(
  method: string,
  path: string,
  body?: unknown,
  scope = 'catalog:write',
): Promise<{ status: number; body: T }> {
  const answer = await send(path, {
    method,
    headers: {
      Authorization: `Bearer ${await token(scope)}`,
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  return { status: answer.status, body: (await answer.json()) as T }
}

export const setPrices = (prices: readonly unknown[], market = 'us') =>
  ask('POST', '/v1/admin/prices', { market, prices })

/** `quantity@start–end amount(compareAt)`, as the table has it. */
export async function pricesOf(variantId: string, market = 'us'): Promise<string[]> {
  const { results } = await env.DB.prepare(
    `SELECT min_quantity || '@' || starts_at || '-' || coalesce(ends_at, '') || ' ' || amount
       || coalesce('(' || compare_at || ')', '') AS told
     FROM prices WHERE variant_id = ? AND market = ? ORDER BY min_quantity, starts_at`,
  )
    .bind(variantId, market)
    .all<{ told: string }>()
  return results.map(({ told }) => told)
}

/** `quantity@start amount: set..replaced`, oldest first. */
export async function historyOf(variantId: string, market = 'us'): Promise<string[]> {
  const { results } = await env.DB.prepare(
    `SELECT min_quantity || '@' || starts_at || ' ' || amount || ': ' || set_at || '..' || replaced_at AS told
     FROM price_history WHERE variant_id = ? AND market = ? ORDER BY sequence`,
  )
    .bind(variantId, market)
    .all<{ told: string }>()
  return results.map(({ told }) => told)
}

/** A context whose clock stands still at a moment. */
export const at = (now: number): Ctx => Object.defineProperty(context(), 'now', { value: now })

export const revisionOf = async (productId: string): Promise<number> =>
  (await env.DB.prepare('SELECT revision FROM products WHERE id = ?')
    .bind(productId)
    .first<number>('revision')) ?? 0
