import type { ProductId } from '../domain/ids.ts'
import { untilUnraced } from '../events/commit-change.ts'
import type { AdminCall } from '../platform/admin-call.ts'
import type { Ctx } from '../platform/context.ts'
import type { Outcome } from '../platform/idempotency.ts'
import { type Preconditions, demandMatch } from '../platform/preconditions.ts'
import { commitPlan, currentOf, foundIn, isProductRace, planChange } from './change-product.ts'
import { readForBody } from './create-product.ts'
import type { ProductBody, ShownProduct } from './product-schemas.ts'
import { showProduct } from './show-product.ts'

/** Changes what the body names; lists that it names are whole. */
export const updateProduct = (
  ctx: Ctx,
  call: AdminCall,
  id: string,
  given: Preconditions,
  body: ProductBody,
): Promise<Outcome<ShownProduct, 200>> =>
  untilUnraced(async () => {
    const { input, shop, reports } = await readForBody(ctx, body, id as ProductId, 'patch')
    const stored = foundIn(shop, id)
    demandMatch(given, currentOf(stored, shop.markets))
    const plan = planChange(input, shop.state, reports)
    return commitPlan(ctx, call, {
      plan,
      shop,
      status: 200,
      show: (after) => showProduct(after, shop.markets),
    })
  }, isProductRace)
