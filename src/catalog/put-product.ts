import type { ProductId } from '../domain/ids.ts'
import { untilUnraced } from '../events/commit-change.ts'
import type { AdminCall } from '../platform/admin-call.ts'
import type { Ctx } from '../platform/context.ts'
import type { Outcome } from '../platform/idempotency.ts'
import { type Preconditions, demandMatchToPut } from '../platform/preconditions.ts'
import { commitPlan, currentOf, isProductRace, planChange } from './change-product.ts'
import { locationOf, readForBody } from './create-product.ts'
import { demandSameId, withoutOtherLocales } from './product-body.ts'
import type { ProductBody, ShownProduct } from './product-schemas.ts'
import { showProduct } from './show-product.ts'

/**
 * The product of this id as the body states it: what the body leaves out has its default. Prices and stock are the
 * variants' own and stay. A deleted product is made anew.
 */
export const putProduct = (
  ctx: Ctx,
  call: AdminCall,
  id: string,
  given: Preconditions,
  body: ProductBody,
): Promise<Outcome<ShownProduct, 200 | 201>> =>
  untilUnraced(async () => {
    demandSameId(body, id, '/id')
    const { input, shop, reports } = await readForBody(ctx, body, id as ProductId, 'whole')
    const there = shop.products.get(id as ProductId)
    const stored = there?.deleted ? undefined : there
    demandMatchToPut(given, stored && currentOf(stored, shop.markets))
    const plan = planChange(withoutOtherLocales(input, there), shop.state, reports)
    return commitPlan<ShownProduct, 200 | 201>(ctx, call, {
      plan,
      shop,
      status: stored === undefined ? 201 : 200,
      ...(stored === undefined && { location: locationOf(id) }),
      show: (after) => showProduct(after, shop.markets),
    })
  }, isProductRace)
