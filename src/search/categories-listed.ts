import type { Ctx } from '../platform/context.ts'

/** Handles of the categories under which these products are listed now, ancestors included (terms: see terms.ts). */
export async function categoriesListed(ctx: Ctx, productIds: readonly string[]): Promise<string[]> {
  const { results } = await ctx.search
    .prepare(
      `SELECT DISTINCT substr(t.value, 3, instr(t.value, char(30)) - 3) AS handle
       FROM json_each(?1) p CROSS JOIN listings l ON l.product_id = p.value, json_each(l.terms) t
       WHERE substr(t.value, 1, 2) = 'c:'`,
    )
    .bind(JSON.stringify(productIds))
    .all<{ handle: string }>()
  return results.map((row) => row.handle)
}
