import type { CategoriesSnapshot } from '../catalog/snapshot.ts'
import type { Locale, Market } from '../domain/market.ts'
import type { Ctx } from '../platform/context.ts'

export type Suggestion = {
  readonly kind: 'product' | 'category' | 'query'
  readonly title: string
  readonly handle?: string
}

/** Up to ten things the shopper may be about to type. Throws Problem for text that cannot be searched. */
export async function suggest(
  ctx: Ctx,
  market: Market,
  locale: Locale,
  q: string,
  categories: CategoriesSnapshot,
  bookmark: string | undefined,
): Promise<Suggestion[]> {
  throw new Error(
    `not yet: ${ctx.requestId} ${market.code} ${locale} ${q} ${categories.categories.length} ${bookmark}`,
  )
}
