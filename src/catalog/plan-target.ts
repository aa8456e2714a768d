import { type Handle, slugify } from '../domain/handle.ts'
import type { ProductId } from '../domain/ids.ts'
import { slugOr } from './plan-names.ts'
import type { ReportCode } from './plan-reports.ts'
import type { PlanState } from './plan-state.ts'
import type { ProductInput } from './product-input.ts'
import type { StoredProduct } from './stored-products.ts'

/** The product that is meant (absent: a new one), with the id and the handle that it will have. */
export type Target = {
  readonly stored: StoredProduct | undefined
  readonly id: ProductId
  readonly handle: Handle
}
type Refusal = { readonly member: 'id' | 'handle' | 'sku' | 'title'; readonly code: ReportCode }

/** Which product is meant: by its id; without one by its handle; without either by its SKUs; else a new one. */
export function findTarget(input: ProductInput, state: PlanState): Target | Refusal {
  const { products } = state.start
  if (input.id !== undefined && state.isClaimed(`id:${input.id}`))
    return { member: 'id', code: 'duplicate_id' }
  if (input.handle !== undefined && state.isClaimed(`handle:${input.handle}`)) {
    return { member: 'handle', code: 'duplicate_handle' }
  }
  if (input.id !== undefined) return withId(input, input.id, products.get(input.id), state)

  if (input.handle === undefined && statesClaimedSku(input, state))
    return { member: 'sku', code: 'duplicate_sku' }
  const owner = input.handle === undefined ? ownerOfSkus(input, state) : state.ownerOfHandle(input.handle)
  if (owner !== undefined) return existing(products.get(owner), input.handle, state)
  const handle = input.handle ?? handleFrom(input.title)
  if (handle === undefined) return { member: 'title', code: 'required' }
  if (input.handle === undefined) {
    if (state.isClaimed(`handle:${handle}`)) return { member: 'handle', code: 'duplicate_handle' }
    const namesake = state.ownerOfHandle(handle)
    if (namesake !== undefined) return existing(products.get(namesake), undefined, state)
  }
  return { stored: undefined, id: state.tools.newId('product') as ProductId, handle }
}

function existing(
  stored: StoredProduct | undefined,
  handle: Handle | undefined,
  state: PlanState,
): Target | Refusal {
  // Everything that names lead to was read before the plan: a product that is not there appeared in this chunk.
  if (stored === undefined || state.isClaimed(`id:${stored.id}`)) {
    return handle === undefined
      ? { member: 'sku', code: 'duplicate_sku' }
      : { member: 'handle', code: 'duplicate_handle' }
  }
  return { stored, id: stored.id, handle: handle ?? stored.handle }
}

function withId(
  input: ProductInput,
  id: ProductId,
  stored: StoredProduct | undefined,
  state: PlanState,
): Target | Refusal {
  const isFree = (handle: Handle): boolean => {
    const owner = state.ownerOfHandle(handle)
    return !state.isClaimed(`handle:${handle}`) && (owner === undefined || owner === id)
  }
  const wanted = input.handle ?? (stored?.deleted ? undefined : stored?.handle)
  if (wanted !== undefined) {
    return isFree(wanted) ? { stored, id, handle: wanted } : { member: 'handle', code: 'handle_taken' }
  }
  // Nothing can be made of no title: its absence is what is to be reported.
  if (input.title === undefined) return { member: 'title', code: 'required' }
  const [plain, withSuffix] = handlesFor(input.title, id)
  const handle = [plain, withSuffix].find((each) => each !== undefined && isFree(each))
  return handle === undefined ? { member: 'handle', code: 'handle_taken' } : { stored, id, handle }
}

const statesClaimedSku = ({ variants = [] }: ProductInput, state: PlanState): boolean =>
  variants.some(({ sku }) => sku != null && state.isClaimed(`sku:${sku}`))

function ownerOfSkus(input: ProductInput, state: PlanState): ProductId | undefined {
  for (const { sku } of input.variants ?? []) {
    const owner = sku == null ? undefined : state.ownerOfSku(sku)
    if (owner !== undefined) return owner
  }
  return undefined
}

const handleFrom = (title: string | undefined): Handle | undefined =>
  title === undefined ? undefined : slugOr(title, 'product')

/** The handles that a product without one may get: from its title, and when that is taken, from title and id. */
function handlesFor(title: string | undefined, id: ProductId): (Handle | undefined)[] {
  const slug = slugify(title ?? '')
  // An id has at most 64 characters: together they stay below the length of a slug.
  return [slug === '' ? undefined : slug, slugOr(`${slug.slice(0, 130)} ${id}`, 'product')]
}

/** Every handle that the plan may ask about. */
export const handlesOf = (input: ProductInput): Handle[] => {
  if (input.handle !== undefined) return [input.handle]
  const list = input.id === undefined ? [handleFrom(input.title)] : handlesFor(input.title, input.id)
  return list.filter((handle) => handle !== undefined)
}

const CSV_COLUMNS: Readonly<Record<string, string>> = { handle: 'Handle', title: 'Title', sku: 'Variant SKU' }

/** Where a member of the product stands in the file. */
export const columnIn = (input: ProductInput, member: string): string =>
  input.granular ? (CSV_COLUMNS[member] ?? member) : member
