import type { Locale } from '../domain/market.ts'
import { type CategoryPlan, findCategories } from './plan-categories.ts'
import { type ProductDraft, type ProductMember, changedMembers } from './plan-changes.ts'
import type { ProductInput } from './product-input.ts'
import { type Report, type ReportCode, isError } from './plan-reports.ts'
import type { PlanState } from './plan-state.ts'
import { type Target, columnIn, findTarget } from './plan-target.ts'
import { type PlannedVariant, columnOf, isUnpriced, planVariants } from './plan-variants.ts'
import {
  isNew,
  type MediaFields,
  type ProductFields,
  type StoredProduct,
  type TranslationFields,
} from './stored-products.ts'

/** A product as it will be, beside what it was, and what of it is new. */
export type ProductPlan = ProductDraft & {
  readonly line: number
  readonly action: 'create' | 'update'
  readonly changed: readonly ProductMember[]
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
    if (!input.granular || bad.has(input.line))
      return { kind: 'failed', reports: [...rowReports, ...spread(left, outcome.reports)] }
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
    return {
      kind: 'failed',
      reports: [{ line: input.line, column: columnIn(input, target.member), code: target.code }],
    }
  }
  const stored = target.stored?.deleted ? blank(target.stored) : target.stored
  const reports: Report[] = []
  if (isNew(stored) && input.title === undefined) {
    reports.push({ line: input.line, column: columnIn(input, 'title'), code: 'required' })
  }
  const variants = planVariants(input, stored, state)
  const found = input.categories && findCategories(input.categories, input.line, state)
  reports.push(...variants.reports, ...(found?.reports ?? []))
  if (reports.length > 0) return { kind: 'failed', reports }

  const { market } = state.start
  const unpriced = variants.live.filter(
    (one) => market !== undefined && one.input !== undefined && isUnpriced(one, market),
  )
  const draft = {
    line: input.line,
    stored,
    fields: mergeFields(input, { ...target, stored }),
    options: variants.options,
    live: variants.live,
    withdrawn: variants.withdrawn,
    media: planMedia(input, stored),
    categoryIds: found?.ids ?? stored?.categoryIds ?? [],
    translations: mergeTranslations(input, stored),
  }
  const changed = changedMembers(draft)
  const plan: ProductPlan = { ...draft, action: isNew(stored) ? 'create' : 'update', changed }
  return {
    kind: changed.length > 0 ? 'changed' : 'unchanged',
    plan,
    categories: found?.made ?? [],
    reports: unpriced.map((one) => unpricedNote(input, one)),
    unpriced: unpriced.length,
  }
}

/** What a deleted product still is: its id, and variants that come back when they are named again. */
const blank = (deleted: StoredProduct): StoredProduct => ({
  ...deleted,
  status: 'active',
  title: '',
  description: '',
  vendor: '',
  productType: '',
  tags: [],
  seoTitle: '',
  seoDescription: '',
  popularity: 0,
  options: [],
  media: [],
  categoryIds: [],
  categoryHandles: [],
  translations: [],
})

function unpricedNote(input: ProductInput, variant: PlannedVariant): Report {
  const line = variant.input?.line ?? input.line
  const column = variant.input === undefined ? 'price' : columnOf(input, variant.input, 'price')
  return { line, column, code: 'unpriced' }
}

/** Takes what was decided into the state that the next product is planned against. */
function settle(
  input: ProductInput,
  outcome: Extract<ProductOutcome, { plan: ProductPlan }>,
  state: PlanState,
): void {
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
  state.moveSkus(
    id,
    before.filter((sku) => sku !== null),
    new Set(after.filter((sku) => sku !== null)),
    input.line,
  )
  for (const { fields } of plan.live) state.addVariant(fields.id, id)
}

function mergeFields(input: ProductInput, { stored, id, handle }: Target): ProductFields {
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

/** A CSV has no column for the size of a picture: a picture that is stored keeps its own. */
function planMedia(
  { media, granular }: ProductInput,
  stored: StoredProduct | undefined,
): readonly MediaFields[] {
  const known = new Map(granular ? stored?.media.map((picture) => [picture.url, picture]) : [])
  return (
    media?.map(({ url, alt, width, height }) => ({
      url,
      alt,
      width: width ?? known.get(url)?.width ?? null,
      height: height ?? known.get(url)?.height ?? null,
    })) ??
    stored?.media ??
    []
  )
}

/** A locale that is stated is stated whole; the others stay. */
function mergeTranslations(input: ProductInput, stored: StoredProduct | undefined): TranslationFields[] {
  const merged = new Map<Locale, TranslationFields>(
    stored?.translations.map((texts) => [texts.locale, texts]),
  )
  for (const [locale, texts] of input.translations ?? []) {
    if (texts === null) merged.delete(locale)
    else {
      const { title = null, description = null, seoTitle = null, seoDescription = null } = texts
      merged.set(locale, { locale, title, description, seoTitle, seoDescription })
    }
  }
  return [...merged.values()].toSorted((left, right) => (left.locale < right.locale ? -1 : 1))
}
