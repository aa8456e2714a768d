import type { LedgerEntry } from '../../src/domain/ledger.ts'
import { roundHalfUp } from '../../src/domain/money.ts'
import type { Step } from '../../src/domain/evaluation.ts'

/**
 * Does every sum again from the steps alone, as a shopkeeper would with a pencil: +, x, one rounding, and the largest
 * remainder. On purpose by other code than the domain's, of which it uses `roundHalfUp` only. Throws where a step's own
 * numbers do not follow from those before.
 */
export function recompute(steps: readonly Step[]) {
  const of = <Kind extends Step['step']>(kind: Kind) =>
    steps.filter((step): step is Extract<Step, { step: Kind }> => step.step === kind)

  const costs = new Map<string, Cost>()
  for (const step of of('price')) {
    same(
      step.pieces,
      of('price')
        .filter((other) => other.variantId === step.variantId)
        .reduce((sum, other) => sum + other.quantity, 0),
    )
    const amount = step.quantity * step.unitPrice
    same(step.amount, amount)
    costs.set(step.lineId, { type: 'items', label: 'Items', price: amount, left: amount, cuts: [] })
  }

  for (const step of of('discount')) {
    if (step.target !== 'items') continue
    const parts = step.lines.map(({ lineId, before }) => same(before, at(costs, lineId).left))
    const before = parts.reduce((sum, part) => sum + part, 0)
    same(step.before, before)
    const amounts =
      step.effect === 'buy_x_get_y'
        ? step.lines.map((line) =>
            rounded(line.before * (line.pieces ?? 0), percent(step), line.quantity ?? 0),
          )
        : largestRemainder(taken(step, before), parts)
    step.lines.forEach(({ lineId, amount }, index) => {
      same(amount, amounts[index] ?? 0)
      cut(at(costs, lineId), step, amount)
    })
    same(
      step.amount,
      amounts.reduce((sum, amount) => sum + amount, 0),
    )
    if (step.effect === 'buy_x_get_y')
      same(
        (step.rounds ?? 0) * (step.get ?? 0),
        step.lines.reduce((sum, { pieces = 0 }) => sum + pieces, 0),
      )
  }

  const goods = [...costs.values()].reduce((sum, { left }) => sum + left, 0)
  const options = new Map<string, Cost>()
  for (const step of of('shipping')) {
    same(step.goods, goods)
    const price = step.freeFrom !== undefined && goods >= step.freeFrom ? 0 : step.price
    same(step.amount, price)
    options.set(step.shippingOptionId, { type: 'shipping', label: step.label, price, left: price, cuts: [] })
  }
  for (const step of of('discount')) {
    if (step.target !== 'shipping') continue
    const option = at(options, step.shippingOptionId ?? '')
    same(step.before, option.left)
    same(step.amount, taken(step, option.left))
    cut(option, step, step.amount)
  }

  let included = false
  for (const step of of('tax')) {
    included = step.included
    const cost = 'lineId' in step.of ? at(costs, step.of.lineId) : at(options, step.of.shippingOptionId)
    same(step.base, cost.left)
    cost.tax = { label: step.label, rate: step.rate, on: (amount) => taxOn(amount, step.rate, step.included) }
    same(step.amount, cost.tax.on(cost.left))
  }

  const chosen = of('shipping').filter((step) => step.chosen)
  const charged = [...costs.values(), ...chosen.map((step) => at(options, step.shippingOptionId))]
  const taxes = sums(
    charged.flatMap(({ tax, left }) =>
      tax ? [{ label: tax.label, rate: tax.rate, amount: tax.on(left) }] : [],
    ),
  )
  const promotions = [
    ...new Set(
      of('discount')
        .filter(({ target }) => target === 'items')
        .map(({ promotionId }) => promotionId),
    ),
  ]
  const lineBills = [...costs].map(([id, cost]) => ({ id, ...bill(cost, included) }))
  const totals: LedgerEntry[] = [
    merged(
      'items',
      'Items',
      lineBills.flatMap(({ totals: [first] }) => first ?? []),
    ),
    ...promotions.map((promotion) => {
      const entries = lineBills.flatMap((line) =>
        line.totals.slice(1).filter((_, index) => line.discounts[index]?.promotionId === promotion),
      )
      return merged('discount', entries[0]?.label ?? '', entries)
    }),
    ...chosen.flatMap((step) => bill(at(options, step.shippingOptionId), included).totals),
    ...(included ? [] : taxes.map((tax): LedgerEntry => ({ type: 'tax', ...tax }))),
  ]
  return {
    lines: new Map(lineBills.map(({ id, ...line }) => [id, line])),
    shippingOptions: new Map([...options].map(([id, cost]) => [id, bill(cost, included)])),
    taxes,
    totals,
    total: totals.reduce((sum, { amount }) => sum + amount, 0),
  }
}

type Discount = Extract<Step, { step: 'discount' }>
type Tax = { label: string; rate: string; on: (amount: number) => number }
type Cost = {
  type: 'items' | 'shipping'
  label: string
  price: number
  left: number
  cuts: { promotionId: string; label: string; code?: string; amount: number }[]
  tax?: Tax
}

function bill({ type, label, price, left, cuts, tax }: Cost, included: boolean) {
  const entries: LedgerEntry[] = [{ type, label, amount: price, ...inside(tax, 0, price) }]
  let before = price
  for (const each of cuts) {
    const after = before - each.amount
    entries.push({
      type: 'discount',
      label: each.label,
      amount: -each.amount,
      ...inside(tax, before, after),
    })
    before = after
  }
  return {
    discounts: cuts,
    tax: tax && { label: tax.label, rate: tax.rate, amount: tax.on(left) },
    totals: entries,
    total: entries.reduce((sum, { amount }) => sum + amount, 0),
  }

  function inside(levied: Tax | undefined, from: number, to: number): Pick<LedgerEntry, 'includes'> {
    if (!included || levied === undefined) return {}
    const amount = levied.on(to) - levied.on(from)
    return { includes: [{ type: 'tax', label: levied.label, rate: levied.rate, amount }] }
  }
}

function cut(cost: Cost, { promotionId, label, code }: Discount, amount: number): void {
  if (amount === 0) return
  cost.cuts.push({ promotionId, label, ...(code !== undefined && { code }), amount })
  cost.left -= amount
}

const percent = (step: Discount): string => step.percent ?? ''

/** Of a percentage or a fixed amount or all of it. */
function taken(step: Discount, before: number): number {
  if (step.effect === 'percent') return rounded(before, percent(step), 1)
  if (step.effect === 'fixed') return Math.min(step.fixed ?? 0, before)
  return before
}

/** amount x percent / parts, where the product may be beyond the safe integers. */
function rounded(amount: number, percentage: string, parts: number): number {
  const [whole = '0', decimals = ''] = percentage.split('.')
  const hundredths = BigInt(whole + decimals.padEnd(2, '0'))
  return Number(roundHalfUp(BigInt(amount) * hundredths, BigInt(parts) * 10_000n))
}

function taxOn(amount: number, rate: string, included: boolean): number {
  const [whole = '0', decimals = ''] = rate.split('.')
  const one = 10n ** BigInt(decimals.length)
  const part = BigInt(whole + decimals)
  return Number(roundHalfUp(BigInt(amount) * part, included ? one + part : one))
}

/** Each gets its exact share cut off at the unit; the units left go to the largest remainders, the first among equals. */
function largestRemainder(amount: number, weights: readonly number[]): number[] {
  const whole = weights.reduce((sum, weight) => sum + BigInt(weight), 0n)
  const shares = weights.map((weight, index) => {
    const product = BigInt(amount) * BigInt(weight)
    return { index, floor: Number(product / whole), remainder: product % whole }
  })
  const given = shares.map(({ floor }) => floor)
  let units = amount - given.reduce((sum, floor) => sum + floor, 0)
  for (const { index } of shares.toSorted((a, b) => Number(b.remainder - a.remainder) || a.index - b.index))
    if (units-- > 0) given[index] = (given[index] ?? 0) + 1
  return given
}

function sums<Taxed extends { label: string; rate: string; amount: number }>(list: readonly Taxed[]) {
  const keys = new Set(list.map(({ label, rate }) => `${label}|${rate}`))
  return [...keys]
    .map((key) => {
      const same = list.filter(({ label, rate }) => `${label}|${rate}` === key)
      const [{ label, rate }] = same as [Taxed]
      return { label, rate, amount: same.reduce((sum, { amount }) => sum + amount, 0) }
    })
    .toSorted((a, b) => Number(b.rate) - Number(a.rate) || (a.label < b.label ? -1 : 1))
}

function merged(type: LedgerEntry['type'], label: string, entries: readonly LedgerEntry[]): LedgerEntry {
  const includes = sums(entries.flatMap((entry) => entry.includes ?? []))
  return {
    type,
    label,
    amount: entries.reduce((sum, { amount }) => sum + amount, 0),
    ...(includes.length > 0 && { includes: includes.map((tax) => ({ type: 'tax' as const, ...tax })) }),
  }
}

function same(told: number, reckoned: number): number {
  if (told !== reckoned) throw new Error(`the step says ${told}, by hand it is ${reckoned}`)
  return reckoned
}

function at(costs: ReadonlyMap<string, Cost>, id: string): Cost {
  const cost = costs.get(id)
  if (cost === undefined) throw new Error(`no step names ${id}`)
  return cost
}
