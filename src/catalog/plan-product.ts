import { type Handle, parseHandle, slugify } from '../domain/handle.ts'
import type { CategoryId, ProductId } from '../domain/ids.ts'
import type { Locale } from '../domain/market.ts'
import { type CategoryPlan, findCategories } from './plan-categories.ts'
import type { ProductInput } from './product-input.ts'
import { type Report, type ReportCode, isError } from './plan-reports.ts'
import type { PlanState } from './plan-state.ts'
import { type PlannedVariant, type VariantsPlan, columnOf, isUnpriced, planVariants } from './plan-variants.ts'
import type { MediaFields, ProductFields, StoredProduct, StoredVariant, TranslationFields } from './stored-products.ts'

const MEMBERS = [
  'handle', 'status', 'title', 'description', 'vendor', 'productType', 'tags', 'seo', 'popularity', 'options',
  'variants', 'prices', 'stock', 'media', 'categories', 'translations',
] as const

/** What of a product changed, as events and reports name it. */
export type ProductMember = (typeof MEMBERS)[number]

/** A product as it will be, beside what it was. */
export type ProductPlan = {
  readonly line: number
  readonly action: 'create' | 'update'
  readonly changed: readonly ProductMember[]
  readonly stored: StoredProduct | undefined
  readonly fields: ProductFields
  readonly options: readonly string[]
  readonly live: readonly PlannedVariant[]
  readonly withdrawn: readonly StoredVariant[]
  readonly media: readonly MediaFields[]
  readonly categoryIds: readonly CategoryId[]
  readonly translations: readonly TranslationFields[]
}

export type ProductOutcome =
  | {
      readonly kind: 'changed' | 'unchanged'
      readonly plan: ProductPlan
      readonly categories: readonly CategoryPlan[]
      /** Errors of single rows, and notes. */
      readonly reports: readonly Report[]
      readonly unpriced: number
    }
  | { readonly kind: 'failed'; readonly reports: readonly Report[] }

/**
 * One product against the shop as it is by now. Rows of a CSV fall one by one: what a further row has wrong takes out
 * that row, and the product is decided again without it.
 */
export function planProduct(input: ProductInput, state: PlanState): ProductOutcome {
  const rowReports: Report[] = []
  let left = input
  for (;;) {
    const outcome = decide(left, state)
    if (outcome.kind !== 'failed') {
      settle(left, outcome, state)
      return { ...outcome, reports: [...rowReports, ...outcome.reports] }
    }
    const bad = new Set(outcome.reports.filter(isError).map(({ line }) => line))
    if (!input.granular || bad.has(input.line)) return { kind: 'failed', reports: [...rowReports, ...spread(left, outcome.reports)] }
    rowReports.push(...outcome.reports)
    left = withoutRows(left, bad)
  }
}

const withoutRows = (input: ProductInput, lines: ReadonlySet<number>): ProductInput => ({
  ...input,
  lines: input.lines.filter((line) => !lines.has(line)),
  variants: input.variants?.filter(({ line }) => !lines.has(line)),
  media: input.media?.filter(({ line }) => !lines.has(line)),
  keepsUnnamed: true,
})

/** Names every row of a product that fails: with the same reason where the product as a whole has one. */
function spread(input: ProductInput, reports: readonly Report[]): Report[] {
  const named = new Set(reports.map(({ line }) => line))
  const whole = reports.find(({ line, code }) => line === input.line && WHOLE.has(code))
  const code = whole?.code ?? 'product_failed'
  const column = whole?.column ?? (input.granular ? 'Handle' : '')
  const others = input.lines.filter((line) => !named.has(line))
  return [...reports.filter(isError), ...others.map((line): Report => ({ line, column, code }))]
}
const WHOLE: ReadonlySet<ReportCode> = new Set(['duplicate_handle', 'duplicate_id', 'handle_taken'])

function decide(input: ProductInput, state: PlanState): ProductOutcome {
  const target = findTarget(input, state)
  if ('code' in target) {
    return { kind: 'failed', reports: [{ line: input.line, column: columnIn(input, target.member), code: target.code }] }
  }
  const { stored, id, handle } = target
  const reports: Report[] = []
  if (stored === undefined && input.title === undefined) {
    reports.push({ line: input.line, column: columnIn(input, 'title'), code: 'required' })
  }
  const variants = planVariants(input, stored, state)
  const found = input.categories && findCategories(input.categories, input.line, state)
  reports.push(...variants.reports, ...(found?.reports ?? []))
  if (reports.length > 0) return { kind: 'failed', reports }

  const unpriced = variants.live.filter((one) => one.input !== undefined && isUnpriced(one, state.start.market))
  const draft = {
    line: input.line,
    stored,
    fields: mergeFields(input, stored, id, handle),
    options: variants.options,
    live: variants.live,
    withdrawn: variants.withdrawn,
    media: input.media?.map(toMedia) ?? stored?.media ?? [],
    categoryIds: found?.ids ?? stored?.categoryIds ?? [],
    translations: mergeTranslations(input, stored),
  }
  const changed = changedMembers(draft, variants)
  const plan: ProductPlan = { ...draft, action: stored === undefined ? 'create' : 'update', changed }
  return {
    kind: changed.length > 0 ? 'changed' : 'unchanged',
    plan,
    categories: found?.made ?? [],
    reports: unpriced.map((one) => unpricedNote(input, one)),
    unpriced: unpriced.length,
  }
}

function unpricedNote(input: ProductInput, variant: PlannedVariant): Report {
  const line = variant.input?.line ?? input.line
  const column = variant.input === undefined ? 'price' : columnOf(input, variant.input, 'price')
  return { line, column, code: 'unpriced' }
}

const CSV_COLUMNS: Readonly<Record<string, string>> = { handle: 'Handle', title: 'Title' }
const columnIn = (input: ProductInput, member: string): string =>
  input.granular ? (CSV_COLUMNS[member] ?? member) : member

/** Takes what was decided into the state that the next product is planned against. */
function settle(input: ProductInput, outcome: Extract<ProductOutcome, { plan: ProductPlan }>, state: PlanState): void {
  const { plan, categories } = outcome
  const { id, handle } = plan.fields
  for (const { category } of categories) state.categories.put(category)
  state.claim(`id:${id}`, input.line)
  state.claim(`handle:${handle}`, input.line)
  for (const variant of input.variants ?? []) {
    if (variant.sku != null) state.claim(`sku:${variant.sku}`, variant.line)
    if (variant.id !== undefined) state.claim(`variant:${variant.id}`, variant.line)
  }
  state.moveHandle(id, plan.stored?.handle, handle, input.line)
  const before = (plan.stored?.variants ?? []).filter(({ withdrawn }) => !withdrawn).map(({ sku }) => sku)
  const after = plan.live.map(({ fields }) => fields.sku)
  state.moveSkus(id, before.filter((sku) => sku !== null), new Set(after.filter((sku) => sku !== null)), input.line)
  for (const { fields } of plan.live) state.addVariant(fields.id, id)
}

type Target = { readonly stored: StoredProduct | undefined; readonly id: ProductId; readonly handle: Handle }
type Refusal = { readonly member: 'id' | 'handle' | 'sku' | 'title'; readonly code: ReportCode }

/** Which product is meant: by its id; without one by its handle; without either by its SKUs; else a new one. */
function findTarget(input: ProductInput, state: PlanState): Target | Refusal {
  const { products } = state.start
  if (input.id !== undefined && state.isClaimed(`id:${input.id}`)) return { member: 'id', code: 'duplicate_id' }
  if (input.handle !== undefined && state.isClaimed(`handle:${input.handle}`)) {
    return { member: 'handle', code: 'duplicate_handle' }
  }
  if (input.id !== undefined) return withId(input, input.id, products.get(input.id), state)

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

function existing(stored: StoredProduct | undefined, handle: Handle | undefined, state: PlanState): Target | Refusal {
  // Everything that names lead to was read before the plan: a product that is not there appeared in this chunk.
  if (stored === undefined || state.isClaimed(`id:${stored.id}`)) {
    return handle === undefined ? { member: 'sku', code: 'duplicate_sku' } : { member: 'handle', code: 'duplicate_handle' }
  }
  return { stored, id: stored.id, handle: handle ?? stored.handle }
}

function withId(input: ProductInput, id: ProductId, stored: StoredProduct | undefined, state: PlanState): Target | Refusal {
  const isFree = (handle: Handle): boolean => {
    const owner = state.ownerOfHandle(handle)
    return !state.isClaimed(`handle:${handle}`) && (owner === undefined || owner === id)
  }
  const wanted = input.handle ?? stored?.handle
  if (wanted !== undefined) {
    return isFree(wanted) ? { stored, id, handle: wanted } : { member: 'handle', code: 'handle_taken' }
  }
  const [plain, withSuffix] = handlesFor(input.title, id)
  const handle = [plain, withSuffix].find((each) => each !== undefined && isFree(each))
  return handle === undefined ? { member: 'handle', code: 'handle_taken' } : { stored, id, handle }
}

function ownerOfSkus(input: ProductInput, state: PlanState): ProductId | undefined {
  for (const { sku } of input.variants ?? []) {
    const owner = sku == null ? undefined : state.ownerOfSku(sku)
    if (owner !== undefined) return owner
  }
  return undefined
}

const handleFrom = (title: string | undefined): Handle | undefined =>
  title === undefined ? undefined : parseHandle(slugify(title) || slugify(`product ${title.length}`))

/** The handles that a product without one may get: from its title, and when that is taken, from title and id. */
const handlesFor = (title: string | undefined, id: ProductId): (Handle | undefined)[] => {
  const slug = slugify(title ?? '')
  return [slug === '' ? undefined : slug, parseHandle(slugify(`${slug.slice(0, 130)} ${id}`) || `p-${id.length}`)]
}

/** Every handle that the plan may ask about. */
export const handlesOf = (input: ProductInput): Handle[] => {
  if (input.handle !== undefined) return [input.handle]
  const list = input.id === undefined ? [handleFrom(input.title)] : handlesFor(input.title, input.id)
  return list.filter((handle) => handle !== undefined)
}

function mergeFields(
  input: ProductInput,
  stored: StoredProduct | undefined,
  id: ProductId,
  handle: Handle,
): ProductFields {
  return {
    id,
    handle,
    status: input.status ?? stored?.status ?? 'active',
    title: input.title ?? stored?.title ?? '',
    description: input.description ?? stored?.description ?? '',
    vendor: input.vendor ?? stored?.vendor ?? '',
    productType: input.productType ?? stored?.productType ?? '',
    tags: input.tags ?? stored?.tags ?? [],
    seoTitle: input.seoTitle ?? stored?.seoTitle ?? '',
    seoDescription: input.seoDescription ?? stored?.seoDescription ?? '',
    popularity: input.popularity ?? stored?.popularity ?? 0,
  }
}

const toMedia = ({ url, alt, width, height }: NonNullable<ProductInput['media']>[number]): MediaFields => ({
  url,
  alt,
  width: width ?? null,
  height: height ?? null,
})

/** A locale that is stated is stated whole; the others stay. */
function mergeTranslations(input: ProductInput, stored: StoredProduct | undefined): TranslationFields[] {
  const merged = new Map<Locale, TranslationFields>(stored?.translations.map((texts) => [texts.locale, texts]))
  for (const [locale, texts] of input.translations ?? []) {
    if (texts === null) merged.delete(locale)
    else {
      const { title = null, description = null, seoTitle = null, seoDescription = null } = texts
      merged.set(locale, { locale, title, description, seoTitle, seoDescription })
    }
  }
  return [...merged.values()].sort((left, right) => (left.locale < right.locale ? -1 : 1))
}

function changedMembers(plan: Omit<ProductPlan, 'action' | 'changed'>, variants: VariantsPlan): ProductMember[] {
  const { stored } = plan
  if (stored === undefined) return [...MEMBERS]
  const same = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right)
  const { fields } = plan
  const live = stored.variants.filter(({ withdrawn }) => !withdrawn)
  const differs: Readonly<Record<ProductMember, boolean>> = {
    handle: fields.handle !== stored.handle,
    status: fields.status !== stored.status,
    title: fields.title !== stored.title,
    description: fields.description !== stored.description,
    vendor: fields.vendor !== stored.vendor,
    productType: fields.productType !== stored.productType,
    tags: !same(fields.tags, stored.tags),
    seo: fields.seoTitle !== stored.seoTitle || fields.seoDescription !== stored.seoDescription,
    popularity: fields.popularity !== stored.popularity,
    options: !same(plan.options, stored.options),
    variants:
      variants.withdrawn.length > 0 || live.length !== plan.live.length || plan.live.some((one) => variantChanged(one)),
    prices: plan.live.some((one) => pricesChanged(one)),
    stock: plan.live.some((one) => levelsChanged(one)),
    media: !same(plan.media, stored.media),
    categories: !same([...plan.categoryIds].sort(), [...stored.categoryIds].sort()),
    translations: !same(plan.translations, stored.translations),
  }
  return MEMBERS.filter((member) => differs[member])
}

const FIELDS = [
  'position', 'sku', 'barcode', 'weightGrams', 'taxClass', 'imageUrl', 'tracked', 'backorder', 'lowStockThreshold',
] as const

export function variantChanged({ fields, stored }: PlannedVariant): boolean {
  if (stored === undefined || stored.withdrawn) return true
  const values = JSON.stringify(fields.optionValues) !== JSON.stringify(stored.optionValues)
  return values || FIELDS.some((field) => fields[field] !== stored[field])
}

export const pricesChanged = ({ prices, stored }: PlannedVariant): boolean => changedMarkets(prices, stored).length > 0

/** The markets in which a variant's prices are not what they were. */
export function changedMarkets(prices: PlannedVariant['prices'], stored: StoredVariant | undefined) {
  const markets = new Set([...prices.keys(), ...(stored?.prices.keys() ?? [])])
  return [...markets].filter((market) => priceKey(prices.get(market)) !== priceKey(stored?.prices.get(market)))
}

const priceKey = (rows: Parameters<typeof JSON.stringify>[0]): string =>
  JSON.stringify(
    ((rows ?? []) as readonly import('../domain/price.ts').PriceRow[]).map((row) => [
      row.minQuantity, row.startsAt, row.endsAt ?? null, row.amount, row.compareAt ?? null,
    ]),
  )

export const levelsChanged = ({ levels, stored }: PlannedVariant): boolean =>
  [...levels].some(([location, { onHand }]) => stored?.levels.get(location)?.onHand !== onHand)
