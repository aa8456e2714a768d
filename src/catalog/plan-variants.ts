import type { VariantId } from '../domain/ids.ts'
import type { Market, MarketCode } from '../domain/market.ts'
import type { PriceRow } from '../domain/price.ts'
import { type PriceInput, type ProductInput, type VariantInput, LIMIT } from './product-input.ts'
import { matchVariants } from './plan-matches.ts'
import type { Report, ReportCode } from './plan-reports.ts'
import type { PlanState } from './plan-state.ts'
import {
  type Level,
  type StoredProduct,
  type StoredVariant,
  type VariantFields,
  isNew,
} from './stored-products.ts'
import type { TaxClass } from './tables.ts'

/** A live variant as it will be. `input` is absent where the file does not name it. */
export type PlannedVariant = {
  readonly input: VariantInput | undefined
  readonly stored: StoredVariant | undefined
  readonly fields: VariantFields
  readonly prices: ReadonlyMap<MarketCode, readonly PriceRow[]>
  readonly levels: StoredVariant['levels']
}

export type VariantsPlan = {
  readonly options: readonly string[]
  readonly live: readonly PlannedVariant[]
  readonly withdrawn: readonly StoredVariant[]
  readonly reports: readonly Report[]
}

/** The variants of a product as they will be, and everything that stands against it. */
export function planVariants(
  input: ProductInput,
  stored: StoredProduct | undefined,
  state: PlanState,
): VariantsPlan {
  const reports: Report[] = []
  const inputs = input.variants ?? (isNew(stored) ? [emptyVariant(input.line)] : [])
  const options =
    input.options ?? (stored === undefined || stored.deleted ? optionNames(inputs) : stored.options)
  const known = stored?.variants ?? []
  const matches = matchVariants(inputs, known, options, input.keepsUnnamed && !input.granular)

  const planned: PlannedVariant[] = []
  for (const [index, variant] of inputs.entries()) {
    const match = matches[index]
    const fail = (member: string, code: ReportCode): void => {
      reports.push({ line: variant.line, column: columnOf(input, variant, member), code })
    }
    if (match === 'ambiguous') {
      fail('sku', 'ambiguous_variant')
      continue
    }
    const before = typeof match === 'object' ? match : undefined
    planned.push(planVariant(variant, before, index, { input, stored, state, options, fail }))
  }

  const named = new Set(planned.map(({ fields }) => fields.id))
  const unnamed = known.filter(({ id, withdrawn }) => !withdrawn && !named.has(id))
  const keeps = input.keepsUnnamed || input.variants === undefined
  const kept = keeps ? unnamed.map((variant) => keep(variant)) : []
  if (kept.some(({ fields }) => fields.optionValues.length !== options.length)) {
    reports.push({
      line: input.line,
      column: input.granular ? 'Option1 Name' : 'options',
      code: 'options_need_variants',
    })
  }
  const live = keeps ? byPosition([...planned, ...kept]) : inPlace(planned)
  reports.push(...clashes(input, live))
  // Its reader has counted what the file states; variants that stay come on top.
  if (live.length > LIMIT.variants) {
    const column = input.granular ? 'Handle' : 'variants'
    reports.push({ line: input.line, column, code: 'too_many_variants' })
  }
  return { options, live, withdrawn: keeps ? [] : unnamed, reports }
}

const emptyVariant = (line: number): VariantInput => ({ line, at: '' })

/** Where a new product does not list its options, those that its variants name, in the order they come in. */
const optionNames = (inputs: readonly VariantInput[]): string[] => [
  ...new Set(inputs.flatMap(({ options }) => [...(options?.keys() ?? [])])),
]

type Around = {
  readonly input: ProductInput
  readonly stored: StoredProduct | undefined
  readonly state: PlanState
  readonly options: readonly string[]
  readonly fail: (member: string, code: ReportCode) => void
}

function planVariant(
  variant: VariantInput,
  before: StoredVariant | undefined,
  index: number,
  around: Around,
): PlannedVariant {
  const { stored, state, input } = around
  checkNames(variant, around)
  const last = Math.max(
    -1,
    ...(stored?.variants ?? []).filter(({ withdrawn }) => !withdrawn).map((one) => one.position),
  )
  const position = input.keepsUnnamed ? (before?.position ?? last + 1 + index) : index
  const fields: VariantFields = {
    id: before?.id ?? variant.id ?? (state.tools.newId('variant') as VariantId),
    position,
    sku: variant.sku === undefined ? (before?.sku ?? null) : variant.sku,
    optionValues: optionValues(variant, before, around),
    barcode: variant.barcode ?? before?.barcode ?? '',
    weightGrams: variant.weightGrams === undefined ? (before?.weightGrams ?? null) : variant.weightGrams,
    taxClass: variant.taxClass ?? taxClassOf(variant, before),
    imageUrl: variant.imageUrl === undefined ? (before?.imageUrl ?? null) : variant.imageUrl,
    tracked: variant.tracked ?? before?.tracked ?? true,
    backorder: variant.backorder ?? before?.backorder ?? false,
    lowStockThreshold: variant.lowStockThreshold ?? before?.lowStockThreshold ?? LOW_STOCK,
  }
  return {
    input: variant,
    stored: before,
    fields,
    prices: mergePrices(variant, before),
    levels: mergeLevels(variant, before, around),
  }
}

const LOW_STOCK = 5

function taxClassOf({ isTaxed }: VariantInput, before: StoredVariant | undefined): TaxClass {
  const stored = before?.taxClass ?? 'standard'
  return isTaxed === true && stored === 'zero' ? 'standard' : stored
}

function checkNames(variant: VariantInput, { stored, state, fail }: Around): void {
  if (variant.sku != null) {
    const owner = state.ownerOfSku(variant.sku)
    if (state.isClaimed(`sku:${variant.sku}`)) fail('sku', 'duplicate_sku')
    else if (owner !== undefined && owner !== stored?.id) fail('sku', 'sku_taken')
  }
  if (variant.id !== undefined) {
    const owner = state.ownerOfVariant(variant.id)
    if (state.isClaimed(`variant:${variant.id}`)) fail('id', 'duplicate_id')
    else if (owner !== undefined && owner !== stored?.id) fail('id', 'variant_taken')
  }
}

function optionValues(
  variant: VariantInput,
  before: StoredVariant | undefined,
  { options, fail }: Around,
): readonly string[] {
  if (variant.options === undefined && before?.optionValues.length === options.length)
    return before.optionValues
  const stated = variant.options ?? new Map<string, string>()
  for (const name of stated.keys()) if (!options.includes(name)) fail('options', 'unknown_option')
  if (options.some((name) => !stated.has(name))) fail('options', 'missing_option_value')
  return options.map((name) => stated.get(name) ?? '')
}

/** One price goes in beside the market's others, in place of the one with the same quantity and start. */
function mergePrices(variant: VariantInput, before: StoredVariant | undefined): PlannedVariant['prices'] {
  const merged = new Map(before?.prices)
  for (const [market, stated] of variant.prices ?? []) {
    const rows = mergeRows(stated, merged.get(market) ?? [])
    if (rows.length === 0) merged.delete(market)
    else merged.set(market, rows.toSorted(byQuantityAndStart))
  }
  return merged
}

function mergeRows(stated: PriceInput, others: readonly PriceRow[]): readonly PriceRow[] {
  if (stated === null) return []
  if ('all' in stated) return stated.all
  return 'one' in stated ? put(stated.one, others) : others.filter((row) => !isStanding(row))
}

const isStanding = ({ minQuantity, startsAt, endsAt }: PriceRow): boolean =>
  minQuantity === 1 && startsAt === 0 && endsAt === undefined

const put = (price: PriceRow, others: readonly PriceRow[]): PriceRow[] => [
  ...others.filter((other) => byQuantityAndStart(other, price) !== 0),
  price,
]
const byQuantityAndStart = (left: PriceRow, right: PriceRow): number =>
  left.minQuantity - right.minQuantity || left.startsAt - right.startsAt

function mergeLevels(
  variant: VariantInput,
  before: StoredVariant | undefined,
  { state, fail }: Around,
): PlannedVariant['levels'] {
  const merged = new Map(before?.levels)
  for (const [location, onHand] of variant.stock ?? []) {
    const held = merged.get(location)?.held ?? 0
    if (!state.start.locations.has(location)) fail('stock', 'unknown_location')
    else if (onHand < held) fail('stock', 'stock_below_held')
    const level: Level = { onHand, held }
    merged.set(location, level)
  }
  return merged
}

/** A whole list in the order that is stored moves nothing: places may have gaps where a variant was withdrawn. */
function inPlace(planned: readonly PlannedVariant[]): readonly PlannedVariant[] {
  const places = planned.map(({ stored }) => (stored?.withdrawn === false ? stored : undefined))
  const inOrder = places.every((place, index) => {
    const previous = places[index - 1]
    return place !== undefined && (index === 0 || (previous !== undefined && precedes(previous, place)))
  })
  if (!inOrder) return planned
  return planned.map((one, index) => ({
    ...one,
    fields: { ...one.fields, position: places[index]?.position ?? index },
  }))
}

const precedes = (one: StoredVariant, other: StoredVariant): boolean =>
  one.position === other.position ? one.id < other.id : one.position < other.position

const keep = (variant: StoredVariant): PlannedVariant => ({
  input: undefined,
  stored: variant,
  fields: variant,
  prices: variant.prices,
  levels: variant.levels,
})

const byPosition = (variants: readonly PlannedVariant[]): PlannedVariant[] =>
  variants.toSorted((left, right) => left.fields.position - right.fields.position)

/** Two live variants of a product may share neither option values nor a SKU nor an id; the later one named is at fault. */
function clashes(input: ProductInput, live: readonly PlannedVariant[]): Report[] {
  const reports: Report[] = []
  const taken = new Set<string>()
  const take = (variant: PlannedVariant, name: string, member: string, code: ReportCode): void => {
    if (taken.has(name) && variant.input !== undefined) {
      reports.push({ line: variant.input.line, column: columnOf(input, variant.input, member), code })
    }
    taken.add(name)
  }
  const keptFirst = live.toSorted(
    (left, right) => Number(left.input !== undefined) - Number(right.input !== undefined),
  )
  for (const variant of keptFirst) {
    take(variant, `values:${JSON.stringify(variant.fields.optionValues)}`, 'options', 'duplicate_variant')
    if (variant.fields.sku !== null) take(variant, `sku:${variant.fields.sku}`, 'sku', 'duplicate_sku')
    take(variant, `id:${variant.fields.id}`, 'id', 'duplicate_id')
  }
  return reports
}

const CSV_COLUMNS: Readonly<Record<string, string>> = {
  sku: 'Variant SKU',
  options: 'Option1 Value',
  stock: 'Variant Inventory Qty',
  price: 'Variant Price',
}

/** Where a variant's member stands in the file: a column of a CSV, a path in a line of JSON. */
export const columnOf = (input: ProductInput, variant: VariantInput, member: string): string =>
  input.granular ? (CSV_COLUMNS[member] ?? member) : `${variant.at}${member}`

/** Whether a variant has no price in a market, not even one to derive from. */
export function isUnpriced({ prices }: PlannedVariant, market: Market): boolean {
  const priced = (code: MarketCode): boolean => (prices.get(code)?.length ?? 0) > 0
  return !priced(market.code) && !(market.derivedFrom && priced(market.derivedFrom.market))
}
