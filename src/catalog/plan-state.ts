import type { Handle } from '../domain/handle.ts'
import type { CategoryId, LocationId, ProductId, VariantId } from '../domain/ids.ts'
import type { Market } from '../domain/market.ts'
import type { ProductInput, StoredCategory } from './product-input.ts'
import type { Owners, StoredProduct } from './stored-products.ts'

/** What a plan starts from: the shop as it is, and what the file has claimed in earlier chunks. */
export type PlanStart = {
  /** The market that prices without one are for; a request of an admin names every price's market. */
  readonly market: Market | undefined
  readonly locations: ReadonlySet<LocationId>
  readonly products: ReadonlyMap<ProductId, StoredProduct>
  readonly owners: Owners
  readonly categories: readonly StoredCategory[]
  /** Names that earlier products of the file have taken: `handle:…`, `id:…`, `sku:…`, `variant:…`, `category:…`. */
  readonly claims: ReadonlySet<string>
}

export type PlanTools = {
  newId(kind: 'product' | 'variant' | 'category'): string
}

/**
 * The shop as it will be once the products planned so far are stored. Products are planned one after the other, each
 * against what those before it leave behind, so that the same file gives the same catalog in whatever chunks it is read.
 */
export class PlanState {
  readonly start: PlanStart
  readonly tools: PlanTools
  readonly #handles: Map<string, ProductId>
  readonly #skus: Map<string, ProductId>
  readonly #variants: Map<string, ProductId>
  readonly #claims: Set<string>
  readonly newClaims: Claim[] = []
  /** Names that were somebody's in the shop and are free now; a dry run has to remember them from chunk to chunk. */
  readonly freed: Claim[] = []
  readonly categories: CategoryTree

  constructor(start: PlanStart, tools: PlanTools) {
    this.start = start
    this.tools = tools
    this.#handles = new Map(start.owners.handles)
    this.#skus = new Map(start.owners.skus)
    this.#variants = new Map(start.owners.variants)
    this.#claims = new Set(start.claims)
    this.categories = new CategoryTree(start.categories)
    for (const claim of start.claims) {
      if (claim.startsWith('free-handle:')) this.#handles.delete(claim.slice('free-handle:'.length))
      if (claim.startsWith('free-sku:')) this.#skus.delete(claim.slice('free-sku:'.length))
    }
  }

  ownerOfHandle(handle: Handle): ProductId | undefined {
    return this.#handles.get(handle)
  }
  ownerOfSku(sku: string): ProductId | undefined {
    return this.#skus.get(sku)
  }
  ownerOfVariant(id: VariantId): ProductId | undefined {
    return this.#variants.get(id)
  }
  isClaimed(claim: string): boolean {
    return this.#claims.has(claim)
  }

  claim(name: string, line: number): void {
    if (this.#claims.has(name)) return
    this.#claims.add(name)
    this.newClaims.push({ name, line })
  }

  /** Moves a product's handle; whoever had one before leaves it free. */
  moveHandle(id: ProductId, from: Handle | undefined, to: Handle, line: number): void {
    if (from !== undefined && from !== to) {
      this.#handles.delete(from)
      this.freed.push({ name: `free-handle:${from}`, line })
    }
    this.#handles.set(to, id)
  }

  /** The SKUs of a product's live variants, before and after. */
  moveSkus(id: ProductId, before: Iterable<string>, after: ReadonlySet<string>, line: number): void {
    for (const sku of before) {
      if (after.has(sku)) continue
      this.#skus.delete(sku)
      this.freed.push({ name: `free-sku:${sku}`, line })
    }
    for (const sku of after) this.#skus.set(sku, id)
  }

  addVariant(variant: VariantId, product: ProductId): void {
    this.#variants.set(variant, product)
  }
}

export type Claim = { readonly name: string; readonly line: number }

/** The category tree with what has been added to it. */
export class CategoryTree {
  readonly #byId = new Map<CategoryId, StoredCategory>()
  readonly #byHandle = new Map<Handle, StoredCategory>()
  readonly #byParent = new Map<CategoryId | null, Set<CategoryId>>()
  readonly #byTitle = new Map<string, Set<CategoryId>>()

  constructor(categories: readonly StoredCategory[]) {
    for (const category of categories) this.put(category)
  }

  put(category: StoredCategory): void {
    const before = this.#byId.get(category.id)
    if (before !== undefined) {
      this.#byParent.get(before.parentId)?.delete(category.id)
      this.#byTitle.get(titleKey(before))?.delete(category.id)
    }
    this.#byId.set(category.id, category)
    this.#byHandle.set(category.handle, category)
    const siblings = this.#byParent.get(category.parentId) ?? new Set()
    this.#byParent.set(category.parentId, siblings.add(category.id))
    const namesakes = this.#byTitle.get(titleKey(category)) ?? new Set()
    this.#byTitle.set(titleKey(category), namesakes.add(category.id))
  }

  get(id: CategoryId): StoredCategory | undefined {
    return this.#byId.get(id)
  }

  withHandle(handle: Handle): StoredCategory | undefined {
    return this.#byHandle.get(handle)
  }

  /** By its handle, or where there is none of this name, by its id. */
  named(name: string): StoredCategory | undefined {
    return this.withHandle(name as Handle) ?? this.get(name as CategoryId)
  }

  /** The child of this title; of several the one whose handle comes first. */
  child(parentId: CategoryId | null, title: string): StoredCategory | undefined {
    const namesakes = [...(this.#byTitle.get(titleKey({ parentId, title })) ?? [])]
    return namesakes
      .map((id) => this.#byId.get(id))
      .reduce((first, each) => (first && each && first.handle < each.handle ? first : each), undefined)
  }

  /** How deep a category lies; a root is 1. */
  depth(id: CategoryId | null): number {
    let depth = 0
    for (let at = id; at !== null; at = this.#byId.get(at)?.parentId ?? null) depth += 1
    return depth
  }

  /** Levels below and with the category. */
  height(id: CategoryId): number {
    const children = [...(this.#byParent.get(id) ?? [])]
    return 1 + Math.max(0, ...children.map((child) => this.height(child)))
  }

  isWithin(id: CategoryId | null, ancestor: CategoryId): boolean {
    for (let at = id; at !== null; at = this.#byId.get(at)?.parentId ?? null) if (at === ancestor) return true
    return false
  }
}

/** Titles that a person would call the same are one: a file that writes Kitchen and kitchen means one category. */
const titleKey = ({ parentId, title }: Pick<StoredCategory, 'parentId' | 'title'>): string =>
  `${parentId ?? ''}/${title.normalize('NFC').toLowerCase()}`

/** The names by which items of a file may be found in the shop, for one read before the plan. */
export function namesOf(
  products: readonly ProductInput[],
  handlesOf: (product: ProductInput) => readonly Handle[],
) {
  const variants = products.flatMap((product) => product.variants ?? [])
  const skus = variants.map(({ sku }) => sku).filter((sku) => sku != null)
  const variantIds = variants.map(({ id }) => id).filter((id) => id !== undefined)
  const productIds = products.map(({ id }) => id).filter((id) => id !== undefined)
  const handles = products.flatMap((product) => handlesOf(product))
  return { skus, variantIds, productIds, handles }
}
