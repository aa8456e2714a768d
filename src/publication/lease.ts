import type { Ctx } from '../platform/context.ts'

// Longer than any slice takes, short enough that a killed publisher is replaced soon.
const LEASE_MS = 20_000

/**
 * One publisher at a time: two would put snapshots over each other. The queue's max_concurrency is a setting; this row
 * is the guarantee. True when the lease is ours, renewed on each call.
 */
export async function holdLease(ctx: Ctx, holder: string): Promise<boolean> {
  const now = Date.now()
  const { results } = await ctx.db
    .prepare(
      `INSERT INTO leases (name, holder, expires_at) VALUES ('publisher', ?1, ?2)
       ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
       WHERE leases.holder = excluded.holder OR leases.expires_at <= ?3 RETURNING holder`,
    )
    .bind(holder, now + LEASE_MS, now)
    .all()
  return results.length === 1
}

export async function releaseLease(ctx: Ctx, holder: string): Promise<void> {
  await ctx.db.prepare(`DELETE FROM leases WHERE name = 'publisher' AND holder = ?1`).bind(holder).run()
}
