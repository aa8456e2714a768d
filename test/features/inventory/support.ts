import { env } from 'cloudflare:workers'
import { fresh } from '../doors/door.ts'
import { importFile, ndjson, send, token } from '../shop.ts'

export type Told<Body = Record<string, unknown>> = { status: number; body: Body; etag: string }

export type Refusal = {
  code: string
  errors?: { pointer?: string; code: string; message: string }[]
  current?: Record<string, unknown>
}

/** One request of a member of staff; a POST has a key of its own. */
export async function ask<Body = Record<string, unknown>>(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Told<Body>> {
  const answer = await send(`/v1/admin${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${await token('inventory:write')}`,
      ...(method === 'POST' && { 'Idempotency-Key': `inventory-${fresh()}` }),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return {
    status: answer.status,
    body: (text === '' ? {} : JSON.parse(text)) as Body,
    etag: answer.headers.get('ETag') ?? '',
  }
}

export type Line = {
  variantId?: string
  sku?: string
  location: string
  delta: number
  reason: string
  note?: string
}
export const line = (variantId: string, delta: number, more: Partial<Line> = {}): Line => ({
  variantId,
  location: 'loc_main',
  delta,
  reason: delta > 0 ? 'received' : 'damaged',
  ...more,
})
export const adjust = (...adjustments: Line[]) =>
  ask<Refusal & { adjustments: Record<string, unknown>[] }>('POST', '/inventory/adjustments', { adjustments })

/** A product with one variant and so many pieces at the main warehouse. */
export async function stocked(stock: number, more: object = {}): Promise<string> {
  const id = `var-inv-${fresh()}`
  const variants = [{ id, sku: `SKU-${id}`, price: '1.00', stock, ...more }]
  const job = await importFile(
    ndjson([{ id: `prd-${id}`, handle: id, title: 'Stocked', variants }]),
    'ndjson',
  )
  if (job.status !== 'completed' || job.rowsFailed !== 0) throw new Error(JSON.stringify(job))
  return id
}

/** Has a checkout hold so many pieces, and no others; 0 gives them back. */
export const hold = (variantId: string, pieces: number, location = 'loc_main', expiresAt = 2 ** 52) => {
  const orderId = `ord-${variantId}-${location}`
  const rows = [
    env.DB.prepare('DELETE FROM stock_holds WHERE order_id = ?').bind(orderId),
    env.DB.prepare('UPDATE stock_levels SET held = ? WHERE variant_id = ? AND location_id = ?').bind(
      pieces,
      variantId,
      location,
    ),
    env.DB.prepare(
      `INSERT INTO stock_holds (id, order_id, variant_id, location_id, quantity, state, expires_at, created_at)
       VALUES (?, ?, ?, ?, ?, 'held', ?, 0)`,
    ).bind(`hld_${crypto.randomUUID()}`, orderId, variantId, location, pieces, expiresAt),
  ]
  return env.DB.batch(pieces > 0 ? rows : rows.slice(0, 2))
}

export async function onHand(variantId: string, location = 'loc_main'): Promise<number | undefined> {
  const row = await env.DB.prepare(
    'SELECT on_hand FROM stock_levels WHERE variant_id = ? AND location_id = ?',
  )
    .bind(variantId, location)
    .first<{ on_hand: number }>()
  return row?.on_hand
}

export const ledgerOf = async (
  variantId: string,
): Promise<{ delta: number; on_hand: number; reason: string }[]> =>
  (
    await env.DB.prepare(
      'SELECT delta, on_hand, reason FROM stock_ledger WHERE variant_id = ? ORDER BY sequence',
    )
      .bind(variantId)
      .all<{ delta: number; on_hand: number; reason: string }>()
  ).results
