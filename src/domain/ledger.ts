import { assert } from './assert.ts'

/** Tax that an entry contains: it is shown there and never added again. */
export type IncludedTax = {
  readonly type: 'tax'
  readonly label: string
  /** A fraction: `0.19` are 19 %. */
  readonly rate: string
  /** Minor units; negative inside a discount. */
  readonly amount: number
}

/** One line of a bill: signed, in minor units. */
export type LedgerEntry = {
  readonly type: 'items' | 'discount' | 'shipping' | 'tax'
  readonly label: string
  readonly amount: number
  /** Of a tax on top. */
  readonly rate?: string
  /** In markets whose prices contain the tax. */
  readonly includes?: readonly IncludedTax[]
}

/** A bill: its entries in order, and their sum. */
export type Ledger = { readonly totals: readonly LedgerEntry[]; readonly total: number }

/** The bill of these entries. Throws when the sum would not be exact: whoever makes entries bounds them before. */
export function ledgerOf(totals: readonly LedgerEntry[]): Ledger {
  const total = totals.reduce((sum, { amount }) => sum + amount, 0)
  assert(Number.isSafeInteger(total), `the sum of a bill is a safe integer, not ${total}`)
  return { totals, total }
}
