import { type AuditEntry, changesBetween } from '../audit/record.ts'
import type { Handle } from '../domain/handle.ts'
import type { CategoryId, ProductId } from '../domain/ids.ts'
import type { Market } from '../domain/market.ts'
import type { NewEvent } from '../events/append.ts'
import { commitChange, commitNothing } from '../events/commit-change.ts'
import { loadMarkets } from '../markets/queries.ts'
import type { AdminCall } from '../platform/admin-call.ts'
import type { Ctx } from '../platform/context.ts'
import type { Outcome } from '../platform/idempotency.ts'
import { type Current, revisionTag } from '../platform/preconditions.ts'
import { Problem, notFound } from '../platform/problem.ts'
import { type ProductPlan, planProduct } from './plan-product.ts'
import { type Report, isError } from './plan-reports.ts'
import { PlanState } from './plan-state.ts'
import type { ProductInput } from './product-input.ts'
import { refusal } from './product-problems.ts'
import type { ShownProduct } from './product-schemas.ts'
import { saveProducts } from './save-products.ts'
import { afterPlan, showProduct } from './show-product.ts'
import {
  type Names,
  type StoredProduct,
  selectOwners,
  selectStoredCategories,
  selectStoredProducts,
  STORED_PRODUCT_SELECTS,
  toOwners,
  toStoredCategories,
  toStoredProducts,
} from './stored-products.ts'

// What the use cases of one product share.

/** Constraints that somebody else's write may break between our read and ours: looked at again, they are refusals. */
export const isProductRace = (constraint: string): boolean =>
  constraint === 'products.handle' || constraint === 'variants.sku' || isForeignKey(constraint)

/** What D1 says of a broken foreign key: a category or a market that was deleted in between, or one that got children. */
export const isForeignKey = (constraint: string): boolean => constraint.startsWith('SQLITE_CONSTRAINT')

/** The shop as far as a request goes: read in one crossing. */
export type ShopNow = {
  readonly markets: readonly Market[]
  readonly products: ReadonlyMap<ProductId, StoredProduct>
  readonly state: PlanState
}

const OWNER_SELECTS = 4

export async function readShop(ctx: Ctx, names: Names, { tree }: { tree: boolean }): Promise<ShopNow> {
  const { db } = ctx
  const [results, markets] = await Promise.all([
    db.batch([
      ...selectOwners(db, names),
      ...selectStoredProducts(db, names.productIds as ProductId[]),
      ...(tree ? selectStoredCategories(db) : []),
    ]),
    loadMarkets(db),
  ])
  const products = toStoredProducts(results.slice(OWNER_SELECTS, OWNER_SELECTS + STORED_PRODUCT_SELECTS))
  const categories = tree ? toStoredCategories(results.slice(OWNER_SELECTS + STORED_PRODUCT_SELECTS)) : []
  const start = {
    market: undefined,
    locations: new Set<never>(),
    products,
    owners: toOwners(results.slice(0, OWNER_SELECTS)),
    categories,
    claims: new Set<string>(),
  }
  return { markets, products, state: new PlanState(start, { newId: (kind) => ctx.newId(kind) }) }
}

/** The product of a path; throws not_found for a deleted one, too. */
export function foundIn({ products }: ShopNow, id: string): StoredProduct {
  const product = products.get(id as ProductId)
  if (product === undefined || product.deleted) throw notFound()
  return product
}

export const currentOf = (product: StoredProduct, markets: readonly Market[]): Current => ({
  tag: revisionTag(product.revision),
  shown: showProduct(product, markets),
})

/** Decides what becomes of one product; throws what stands against it. */
export function planChange(
  input: ProductInput,
  state: PlanState,
  reports: readonly Report[],
  inside = false,
): ProductPlan {
  if (reports.some(isError)) throw refusal(reports, inside)
  const outcome = planProduct(input, state)
  if (outcome.kind === 'failed') throw refusal(outcome.reports, inside)
  return outcome.plan
}

/** The product as it will be: what the answer shows. */
export function afterChange(plan: ProductPlan, { state }: ShopNow, now: number): StoredProduct {
  const { stored } = plan
  if (stored !== undefined && plan.changed.length === 0) return stored
  const known = new Map<CategoryId, Handle>()
  for (const [at, id] of (stored?.categoryIds ?? []).entries()) {
    const handle = stored?.categoryHandles[at]
    if (handle !== undefined) known.set(id, handle)
  }
  return afterPlan(plan, (id) => state.categories.get(id)?.handle ?? known.get(id), now)
}

export const eventOf = ({ action, changed, fields }: ProductPlan): NewEvent => ({
  type: `product.${action}d`,
  subject: `product:${fields.id}`,
  data: { changed },
})

function auditOf(plan: ProductPlan, before: ShownProduct | undefined, after: ShownProduct): AuditEntry {
  const { type, subject } = eventOf(plan)
  const told = ({
    revision: _revision,
    createdAt: _created,
    updatedAt: _updated,
    ...members
  }: ShownProduct) => members
  return { action: type, subject, changes: changesBetween(before && told(before), told(after)) }
}

// D1 takes 2 MB a value, and the kept answer is one.
const KEPT_CHARACTERS_MAX = 600_000

/** Commits the plan of one product and answers with it; `show` may answer with a part. */
export async function commitPlan<Body, Status extends number>(
  ctx: Ctx,
  call: AdminCall,
  {
    plan,
    shop,
    status,
    location,
    show,
  }: {
    readonly plan: ProductPlan
    readonly shop: ShopNow
    readonly status: Status
    readonly location?: string
    readonly show: (after: StoredProduct) => Body
  },
): Promise<Outcome<Body, Status>> {
  const after = afterChange(plan, shop, ctx.now)
  const outcome = {
    status,
    headers: { ETag: revisionTag(after.revision), ...(location !== undefined && { Location: location }) },
    body: show(after),
  }
  demandKeepable(call, outcome)
  if (plan.changed.length === 0) return commitNothing(ctx, call, outcome)
  const before = plan.stored?.deleted === false ? showProduct(plan.stored, shop.markets) : undefined
  return commitChange(ctx, call, {
    statements: saveProducts(ctx, [plan], shop.markets, { actor: call.actor, reason: 'product' }),
    events: [eventOf(plan)],
    audit: auditOf(plan, before, showProduct(after, shop.markets)),
    outcome,
  })
}

function demandKeepable(call: AdminCall, outcome: Outcome): void {
  const size = JSON.stringify(outcome.body ?? null).length
  if (size > KEPT_CHARACTERS_MAX && call.keep(outcome).length > 0)
    throw new Problem(
      'content_too_large',
      'The product is too large for its answer to be kept for a retry: send it without Idempotency-Key.',
    )
}
