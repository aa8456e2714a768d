import type { Share, TaxShare } from '../domain/evaluation.ts'
import type { LedgerEntry } from '../domain/ledger.ts'
import type { Currency } from '../domain/money.ts'
import type { ShownLedgerEntry } from './bill-schemas.ts'

// Parts of a bill as the API answers them: each amount with its currency.

export const inCurrency = (currency: Currency) => (amount: number) => ({ amount, currency })

export const showShare = ({ amount, ...share }: Share, currency: Currency) => ({
  ...share,
  amount: { amount, currency },
})

export const showTax = ({ amount, ...tax }: TaxShare, currency: Currency) => ({
  ...tax,
  amount: { amount, currency },
})

export const showEntry = (
  { amount, includes, ...entry }: LedgerEntry,
  currency: Currency,
): ShownLedgerEntry => ({
  ...entry,
  amount: { amount, currency },
  ...(includes !== undefined && {
    includes: includes.map(({ amount: part, ...tax }) => ({ ...tax, amount: { amount: part, currency } })),
  }),
})
