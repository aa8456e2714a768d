import { readConsistency } from '../../../src/admin/read-consistency.ts'
import type { Laws } from '../../../src/platform/law.ts'
import { context } from '../shop.ts'

/** Those of these laws that the shop breaks, with the ids that break them; none in a sound shop. */
export async function broken(...wanted: readonly Laws[]): Promise<Record<string, string[]>> {
  const { laws, late } = await readConsistency(context(), undefined)
  return Object.fromEntries(
    [...laws, ...late]
      .filter(({ law, count }) => count > 0 && wanted.some((each) => law in each))
      .map(({ law, violations }) => [law, violations]),
  )
}
