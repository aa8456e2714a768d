import type { ProductId } from '../domain/ids.ts'
import { untilUnraced } from '../events/commit-change.ts'
import type { AdminCall } from '../platform/admin-call.ts'
import type { Ctx } from '../platform/context.ts'
import type { Outcome } from '../platform/idempotency.ts'
import { Problem } from '../platform/problem.ts'
import { type ShopNow, commitPlan, isProductRace, planChange, readShop } from './change-product.ts'
import { type Form, readProductBody, withAllPrices } from './product-body.ts'
import type { ProductInput } from './product-input.ts'
import type { ProductBody, ShownProduct } from './product-schemas.ts'
import type { Report } from './plan-reports.ts'
import { namesOf } from './plan-state.ts'
import { handlesOf } from './plan-target.ts'
import { showProduct } from './show-product.ts'

/** A new product, active unless it says otherwise. */
export const createProduct = (
  ctx: Ctx,
  call: AdminCall,
  body: ProductBody,
): Promise<Outcome<ShownProduct, 201>> =>
  untilUnraced(async () => {
    const id = (body.id ?? ctx.newId('product')) as ProductId
    const { input, shop, reports } = await readForBody(ctx, body, id, 'whole')
    demandNewId(shop, id, '/id')
    const plan = planChange(input, shop.state, reports)
    return commitPlan(ctx, call, {
      plan,
      shop,
      status: 201,
      location: locationOf(id),
      show: (after) => showProduct(after, shop.markets),
    })
  }, isProductRace)

export const locationOf = (id: string): string => `/v1/admin/products/${id}`

/** An id is given once: a deleted product's stays reserved for it. */
export function demandNewId({ products }: ShopNow, id: ProductId, pointer: string): void {
  const there = products.get(id)
  if (there === undefined) return
  const message = there.deleted
    ? 'The id is that of a deleted product: PUT makes it anew.'
    : 'There is a product with this id already.'
  throw new Problem('already_exists', undefined, { errors: [{ pointer, code: 'already_exists', message }] })
}

/** A body as input for the planner, and the shop as far as it goes. */
export async function readForBody(
  ctx: Ctx,
  body: ProductBody,
  id: ProductId,
  form: Form,
): Promise<{ input: ProductInput; shop: ShopNow; reports: Report[] }> {
  const reports: Report[] = []
  const draft = readProductBody(body, id, form, reports)
  const shop = await readShop(ctx, namesOf([draft], handlesOf), { tree: (body.categories ?? []).length > 0 })
  return { input: withAllPrices(draft, body, shop.markets, reports), shop, reports }
}
