import { marketByCode } from '../markets/queries.ts'
import { marketsShelf } from '../markets/shelves.ts'
import type { Ctx } from '../platform/context.ts'
import { readThrough } from '../platform/snapshots.ts'
import { matchPage, type PageMatch } from './page-list.ts'

/** The page of a path, if it is on the list and, for the storefront, its market is open. */
export async function findPage(ctx: Ctx, path: string): Promise<PageMatch | undefined> {
  const match = matchPage(path)
  const code = match?.app === 'storefront' ? match.parameters.market : undefined
  if (code === undefined) return match
  const [{ value }] = await readThrough(ctx, [marketsShelf])
  return marketByCode(value?.markets ?? [], code) === undefined ? undefined : match
}
