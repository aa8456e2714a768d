import type { Handle } from '../domain/handle.ts'
import { type ProductId, parseId } from '../domain/ids.ts'
import { commitChange, commitNothing, untilUnraced } from '../events/commit-change.ts'
import type { AdminCall } from '../platform/admin-call.ts'
import type { Ctx } from '../platform/context.ts'
import type { Outcome } from '../platform/idempotency.ts'
import { demandMatch, demandMatchToPut, revisionTag } from '../platform/preconditions.ts'
import { Problem, type ProblemCode, type ProblemError, notFound, problemBody } from '../platform/problem.ts'
import { issueErrors } from '../platform/route.ts'
import {
  type ShopNow,
  afterChange,
  currentOf,
  eventOf,
  foundIn,
  isProductRace,
  planChange,
  readShop,
} from './change-product.ts'
import { demandNewId } from './create-product.ts'
import { deleteProducts } from './delete-product.ts'
import type { ProductPlan } from './plan-product.ts'
import type { Report } from './plan-reports.ts'
import { namesOf } from './plan-state.ts'
import { handlesOf } from './plan-target.ts'
import { demandSameId, readProductBody, withAllPrices, withoutOtherLocales } from './product-body.ts'
import type { ProductInput } from './product-input.ts'
import { describeIssue, refusal } from './product-problems.ts'
import { type ProductBody, productCreateSchema, productPatchSchema } from './product-schemas.ts'
import { saveProducts } from './save-products.ts'
import type { StoredProduct } from './stored-products.ts'

export type Operation = {
  readonly op: 'create' | 'update' | 'put' | 'delete'
  readonly id?: string | undefined
  readonly ifMatch?: string | undefined
  readonly product?: unknown
}

export type OperationResult = {
  index: number
  status: number
  id?: string
  etag?: string
  problem?: Omit<ReturnType<typeof problemBody>, 'current' | 'errors'> & { errors?: ProblemError[] }
}

/**
 * Does what it can of a list of changes: an operation that is refused leaves the others alone. All of them are decided
 * against one reading of the shop, one after the other, and committed together, so that the answer is exact; when
 * somebody else comes in between, all are decided anew.
 */
export const changeProducts = (
  ctx: Ctx,
  call: AdminCall,
  operations: readonly Operation[],
): Promise<Outcome<{ results: OperationResult[] }, 200>> =>
  untilUnraced(async () => {
    const asked = operations.map((operation) => attempt(() => readOperation(ctx, operation)))
    const good = asked.filter(isFine)
    const inputs = good.flatMap(({ input }) => (input === undefined ? [] : [input]))
    const names = namesOf(inputs, handlesOf)
    const shop = await readShop(
      ctx,
      { ...names, productIds: [...new Set(good.map(({ id }) => id))] },
      { tree: inputs.some(({ categories }) => (categories ?? []).length > 0) },
    )
    const decided = asked.map((one) => (one instanceof Problem ? one : attempt(() => decide(one, shop))))
    return commitAll(ctx, call, shop, decided)
  }, isProductRace)

/** An operation whose content has been read, but for its prices. */
type Asked = {
  readonly operation: Operation
  readonly id: ProductId
  readonly body: ProductBody
  readonly reports: Report[]
  /** Absent: the product is to be deleted. */
  readonly input: ProductInput | undefined
}

type Decided = { readonly status: number } & (
  { readonly plan: ProductPlan } | { readonly gone: StoredProduct }
)

const isFine = <Result>(one: Result | Problem): one is Result => !(one instanceof Problem)

function attempt<Result>(act: () => Result): Result | Problem {
  try {
    return act()
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
}

function readOperation(ctx: Ctx, operation: Operation): Asked {
  const { op } = operation
  const reports: Report[] = []
  if (op === 'delete') {
    if (operation.product !== undefined) throw atMember('product', 'unknown', 'is not taken by delete')
    return { operation, id: idIn(operation), body: {}, reports, input: undefined }
  }
  const schema = op === 'update' ? productPatchSchema : productCreateSchema
  const parsed = schema.safeParse(operation.product)
  if (!parsed.success)
    throw inProduct(
      new Problem('validation_failed', undefined, {
        errors: issueErrors(parsed.error.issues, true, describeIssue),
      }),
    )
  const body: ProductBody = parsed.data
  const id = op === 'create' ? newIdIn(ctx, operation, body) : idIn(operation)
  attemptIn(() => demandSameId(body, id, '/id'))
  const input = readProductBody(body, id, op === 'update' ? 'patch' : 'whole', reports)
  return { operation, id, body, reports, input }
}

/** What no id can be is the id of nothing. */
function idIn({ id }: Operation): ProductId {
  if (id === undefined) throw atMember('id', 'required', 'names the product')
  const parsed = parseId('product', id)
  if (parsed === undefined) throw notFound()
  return parsed
}

function newIdIn(ctx: Ctx, operation: Operation, body: ProductBody): ProductId {
  const id = operation.id ?? body.id ?? ctx.newId('product')
  const parsed = parseId('product', id)
  if (parsed === undefined) throw atMember('id', 'invalid_id', 'has 1 to 64 letters, digits, _ or -')
  return parsed
}

const atMember = (member: string, code: string, message: string): Problem =>
  new Problem('validation_failed', undefined, { errors: [{ pointer: `/${member}`, code, message }] })

/** The problem of a product, as one of the operation that carries it. */
const inProduct = (problem: Problem): Problem =>
  new Problem(problem.code, problem.detail, {
    headers: problem.headers,
    errors: problem.errors.map(({ pointer = '', ...error }) => ({ pointer: `/product${pointer}`, ...error })),
  })

function attemptIn<Result>(act: () => Result): Result {
  const outcome = attempt(act)
  if (outcome instanceof Problem) throw inProduct(outcome)
  return outcome
}

function decide({ operation, id, body, reports, input }: Asked, shop: ShopNow): Decided {
  const { op, ifMatch } = operation
  const given = { ifMatch, ifNoneMatch: undefined }
  if (input === undefined) {
    const gone = foundIn(shop, id)
    demandMatch(given, currentOf(gone, shop.markets))
    forget(gone, shop)
    return { status: 204, gone }
  }
  const there = shop.products.get(id)
  const stored = there?.deleted ? undefined : there
  if (op === 'create') demandNewId(shop, id, '/id')
  if (op === 'update') demandMatch(given, currentOf(foundIn(shop, id), shop.markets))
  if (op === 'put') demandMatchToPut(given, stored && currentOf(stored, shop.markets))
  const priced = withAllPrices(input, body, shop.markets, reports)
  const whole = op === 'put' ? withoutOtherLocales(priced, there) : priced
  const plan = attemptIn(() => planChange(whole, shop.state, reports))
  return { status: stored === undefined ? 201 : 200, plan }
}

/** Takes a deletion into the state that the next operation is decided against: its handle and SKUs are free. */
function forget({ id, handle, variants }: StoredProduct, { state }: ShopNow): void {
  if (state.isClaimed(`id:${id}`)) throw refusal([{ line: 0, column: 'id', code: 'duplicate_id' }])
  state.claim(`id:${id}`, 0)
  state.moveHandle(id, handle, `deleted.${id}` as Handle, 0)
  const skus = variants
    .filter(({ withdrawn }) => !withdrawn)
    .flatMap(({ sku }) => (sku === null ? [] : [sku]))
  state.moveSkus(id, skus, new Set(), 0)
}

async function commitAll(
  ctx: Ctx,
  call: AdminCall,
  shop: ShopNow,
  decided: readonly (Decided | Problem)[],
): Promise<Outcome<{ results: OperationResult[] }, 200>> {
  const results = decided.map((one, index) => resultOf(ctx, shop, one, index))
  const done = decided.filter(isFine)
  const gone = done.flatMap((one) => ('gone' in one ? [one.gone] : []))
  const plans = done.flatMap((one) => ('plan' in one && one.plan.changed.length > 0 ? [one.plan] : []))
  const outcome = { status: 200 as const, headers: {}, body: { results } }
  if (gone.length + plans.length === 0) return commitNothing(ctx, call, outcome)
  return commitChange(ctx, call, {
    // What is deleted first gives its handle and SKUs to those that take them.
    statements: [
      ...deleteProducts(ctx.db, gone, ctx.now),
      ...saveProducts(ctx, plans, shop.markets, { actor: call.actor, reason: 'product' }),
    ],
    events: done.flatMap((one) => {
      if ('gone' in one)
        return [{ type: 'product.deleted', subject: `product:${one.gone.id}`, data: { changed: [] } }]
      return one.plan.changed.length > 0 ? [eventOf(one.plan)] : []
    }),
    audit: {
      action: 'products.changed',
      subject: 'shop:products',
      changes: [
        ...plans.map(({ fields, action, changed }) => ({
          member: fields.id,
          to: action === 'create' ? 'created' : { updated: changed },
        })),
        ...gone.map(({ id }) => ({ member: id, to: 'deleted' })),
      ],
    },
    outcome,
  })
}

// The answer is kept for a retry, and D1 takes 2 MB a value. A pointer can carry a name that the sender chose.
const ERRORS_PER_OPERATION = 10

// In a batch the version is a member of the operation, and the product as it is now would be too much to keep.
const ITEM_DETAIL: Readonly<Partial<Record<ProblemCode, string>>> = {
  version_required: "Send the product's ETag in ifMatch, so that nobody else is overwritten.",
  version_mismatch: 'Read the product again, merge your change, and send the etag of this result in ifMatch.',
}

function resultOf(ctx: Ctx, shop: ShopNow, one: Decided | Problem, index: number): OperationResult {
  if (one instanceof Problem) {
    const { current: _current, errors: said, ...problem } = problemBody(one, ctx.requestId)
    const errors = said?.slice(0, ERRORS_PER_OPERATION).map(({ pointer = '', ...error }) => ({
      pointer: `/operations/${index}${pointer}`,
      ...error,
    }))
    const etag = one.headers.ETag
    const detail = ITEM_DETAIL[one.code] ?? problem.detail
    return {
      index,
      status: one.status,
      ...(etag !== undefined && { etag }),
      problem: { ...problem, detail, ...(errors && { errors }) },
    }
  }
  if ('gone' in one) return { index, status: one.status, id: one.gone.id }
  const { id, revision } = afterChange(one.plan, shop, ctx.now)
  return { index, status: one.status, id, etag: revisionTag(revision) }
}
