import type { Share, TaxShare, TaxSum } from './evaluation.ts'
import { type IncludedTax, type Ledger, type LedgerEntry, ledgerOf } from './ledger.ts'
import type { Levy } from './levy.ts'
import { type Offer, told } from './offers.ts'

/** Something that costs: the goods of a line, or shipping, with what offers take off it in their order. */
export type Cost = {
  readonly type: 'items' | 'shipping'
  readonly label: string
  readonly price: number
  readonly cuts: readonly { readonly offer: Offer; readonly amount: number }[]
}

/** What something costs, and the tax of it where one is levied. `total` is after discounts, without a tax on top. */
export type Bill = Ledger & { readonly discounts: readonly Share[]; readonly tax?: TaxShare }

/** The bill of a cost. The tax of what is left is rounded once; where it is contained, each entry says what it contributes. */
export function billOf({ type, label, price, cuts }: Cost, levy: Levy | undefined, included: boolean): Bill {
  let left = 0
  let tax = 0
  // What an entry contains is the difference it makes: so that all entries together contain the tax of what is left.
  const entryOf = (entry: Pick<LedgerEntry, 'type' | 'label' | 'amount'>): LedgerEntry => {
    left += entry.amount
    if (!included) return entry
    if (levy === undefined) return { ...entry, includes: [] }
    const before = tax
    tax = levy.on(left)
    return { ...entry, includes: [{ type: 'tax', ...named(levy), amount: tax - before }] }
  }
  const totals = [
    entryOf({ type, label, amount: price }),
    ...cuts.map(({ offer, amount }) =>
      entryOf({ type: 'discount', label: offer.promotion.name, amount: -amount }),
    ),
  ]
  return {
    discounts: cuts.map(({ offer, amount }): Share => ({ ...told(offer), amount })),
    ...(levy !== undefined && { tax: { ...named(levy), amount: included ? tax : levy.on(left) } }),
    ...ledgerOf(totals),
  }
}

const named = ({ rate: { name, rate } }: Levy) => ({ label: name, rate })

/** Entries of one kind as a single one. */
export function mergeEntries(
  type: LedgerEntry['type'],
  label: string,
  entries: readonly LedgerEntry[],
  included: boolean,
): LedgerEntry {
  const amount = entries.reduce((sum, entry) => sum + entry.amount, 0)
  if (!included) return { type, label, amount }
  const contained = sumTaxes(entries.flatMap(({ includes = [] }) => includes))
  return { type, label, amount, includes: contained.map((tax): IncludedTax => ({ type: 'tax', ...tax })) }
}

/** Taxes by name and rate, the highest rate first. */
export function sumTaxes(taxes: readonly TaxShare[]): TaxSum[] {
  const sums = new Map<string, TaxSum>()
  for (const { label, rate, amount } of taxes) {
    const key = `${rate} ${label}`
    sums.set(key, { label, rate, amount: amount + (sums.get(key)?.amount ?? 0) })
  }
  return [...sums.values()].toSorted(highestFirst)
}

function highestFirst(one: TaxSum, other: TaxSum): number {
  const difference = Number(other.rate) - Number(one.rate)
  if (difference !== 0) return difference
  return `${one.rate} ${one.label}` < `${other.rate} ${other.label}` ? -1 : 1
}
