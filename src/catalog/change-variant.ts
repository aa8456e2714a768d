import type { ProductId, VariantId } from '../domain/ids.ts'
import { untilUnraced } from '../events/commit-change.ts'
import type { AdminCall } from '../platform/admin-call.ts'
import type { Ctx } from '../platform/context.ts'
import type { Outcome } from '../platform/idempotency.ts'
import { type Preconditions, demandMatch } from '../platform/preconditions.ts'
import { Problem, notFound } from '../platform/problem.ts'
import {
  type ShopNow,
  commitPlan,
  currentOf,
  foundIn,
  isProductRace,
  planChange,
  readShop,
} from './change-product.ts'
import type { Report } from './plan-reports.ts'
import { type Form, demandSameId, readVariantBody, withPrices } from './product-body.ts'
import type { ProductInput, VariantInput } from './product-input.ts'
import type { ShownVariant, VariantBody } from './product-schemas.ts'
import { showVariant } from './show-product.ts'
import type { StoredProduct, StoredVariant } from './stored-products.ts'

// A variant is changed as a part of its product: under the product's revision, and as if all variants were listed.

/** Adds a variant behind the others. */
export const createVariant = (
  ctx: Ctx,
  call: AdminCall,
  productId: string,
  given: Preconditions,
  body: VariantBody,
): Promise<Outcome<ShownVariant, 201>> =>
  changing(ctx, productId, body, ({ product, shop }) => {
    // Adding takes nothing from anybody: the tag is compared where it is given.
    if (given.ifMatch !== undefined) demandMatch(given, currentOf(product, shop.markets))
    const added = read(body, 'whole', shop)
    return commitVariants(ctx, call, {
      product,
      shop,
      added,
      variants: [...named(product), added.input],
      status: 201,
    })
  })

/** Changes what the body names. */
export const updateVariant = (
  ctx: Ctx,
  call: AdminCall,
  productId: string,
  variantId: string,
  given: Preconditions,
  body: VariantBody,
): Promise<Outcome<ShownVariant, 200>> =>
  changing(ctx, productId, { ...body, id: variantId as VariantId }, ({ product, shop, body: whole }) => {
    const before = liveVariant(product, variantId)
    demandMatch(given, currentOf(product, shop.markets))
    const added = read(whole, 'patch', shop)
    const variants = named(product).map((one) => (one.id === before.id ? added.input : one))
    return commitVariants(ctx, call, { product, shop, added, variants, status: 200 })
  })

/** The variant of this id as the body states it; a withdrawn one comes back. */
export const putVariant = (
  ctx: Ctx,
  call: AdminCall,
  productId: string,
  variantId: string,
  given: Preconditions,
  body: VariantBody,
): Promise<Outcome<ShownVariant, 200 | 201>> => {
  demandSameId(body, variantId, '/id')
  return changing(
    ctx,
    productId,
    { ...body, id: variantId as VariantId },
    ({ product, shop, body: whole }) => {
      const others = named(product)
      const isThere = others.some(({ id }) => id === variantId)
      if (isThere || given.ifNoneMatch?.trim() !== '*') demandMatch(given, currentOf(product, shop.markets))
      const added = read(whole, 'whole', shop)
      const variants = isThere
        ? others.map((one) => (one.id === variantId ? added.input : one))
        : [...others, added.input]
      return commitVariants(ctx, call, {
        product,
        shop,
        added,
        variants,
        status: isThere ? (200 as const) : (201 as const),
      })
    },
  )
}

/** Withdraws a variant: its id stays known to shoppers' carts, its SKU is free. */
export const deleteVariant = (
  ctx: Ctx,
  call: AdminCall,
  productId: string,
  variantId: string,
  given: Preconditions,
): Promise<Outcome<undefined, 204>> =>
  changing(ctx, productId, {}, ({ product, shop }) => {
    const { id } = liveVariant(product, variantId)
    demandMatch(given, currentOf(product, shop.markets))
    const variants = named(product).filter((one) => one.id !== id)
    if (variants.length === 0)
      throw new Problem(
        'in_use',
        'It is the last variant of the product: archive or delete the product instead.',
      )
    const plan = planChange(inputOf(product, variants), shop.state, [])
    return commitPlan(ctx, call, { plan, shop, status: 204, show: () => undefined })
  })

/** The variant of a path; throws not_found for a withdrawn one, too. */
export function liveVariant(product: StoredProduct, variantId: string): StoredVariant {
  const variant = product.variants.find(({ id, withdrawn }) => id === variantId && !withdrawn)
  if (variant === undefined) throw notFound()
  return variant
}

type Found = { readonly product: StoredProduct; readonly shop: ShopNow; readonly body: VariantBody }

const changing = <Result>(
  ctx: Ctx,
  productId: string,
  body: VariantBody,
  change: (found: Found) => Promise<Result>,
): Promise<Result> =>
  untilUnraced(async () => {
    const names = {
      productIds: [productId],
      handles: [],
      skus: body.sku == null ? [] : [body.sku],
      variantIds: body.id === undefined ? [] : [body.id],
    }
    const shop = await readShop(ctx, names, { tree: false })
    return change({ product: foundIn(shop, productId), shop, body })
  }, isProductRace)

const named = (product: StoredProduct): VariantInput[] =>
  product.variants.filter(({ withdrawn }) => !withdrawn).map(({ id }) => ({ line: 0, at: '', id }))

const inputOf = (product: StoredProduct, variants: readonly VariantInput[]): ProductInput => ({
  line: 0,
  lines: [0],
  granular: false,
  id: product.id as ProductId,
  variants,
  keepsUnnamed: false,
})

type Added = { readonly input: VariantInput; readonly reports: readonly Report[] }

function read(body: VariantBody, form: Form, { markets }: ShopNow): Added {
  const reports: Report[] = []
  return { input: withPrices(readVariantBody(body, form, ''), body, markets, reports), reports }
}

function commitVariants<Status extends number>(
  ctx: Ctx,
  call: AdminCall,
  {
    product,
    shop,
    added,
    variants,
    status,
  }: {
    product: StoredProduct
    shop: ShopNow
    added: Added
    variants: readonly VariantInput[]
    status: Status
  },
): Promise<Outcome<ShownVariant, Status>> {
  const plan = planChange(inputOf(product, variants), shop.state, added.reports, true)
  const id = plan.live.find(({ input }) => input === added.input)?.fields.id
  if (id === undefined) throw new Error('a variant that is stated is planned')
  return commitPlan(ctx, call, {
    plan,
    shop,
    status,
    ...(status === 201 && { location: `/v1/admin/products/${product.id}/variants/${id}` }),
    show: (after) => showVariant(liveVariant(after, id), after.options, shop.markets),
  })
}
