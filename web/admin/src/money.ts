import type { Money } from 'highstreet/client'

/** How many decimals a currency has; the shop's own markets know best (`known`). */
export const digitsOf = (currency: string, known: ReadonlyMap<string, number> = new Map()): number =>
  known.get(currency) ??
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ??
  2

export function showMoney({ amount, currency }: Money, digits = digitsOf(currency)): string {
  return new Intl.NumberFormat(undefined, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(amount / 10 ** digits)
}

/** The amount as somebody would type it: `19.99`. */
export function typedAmount(amount: number, digits: number): string {
  if (digits === 0) return String(amount)
  const text = String(amount).padStart(digits + 1, '0')
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`
}

/** Minor units of what somebody typed, with a point or a comma before the decimals; undefined: that is no amount. */
export function readAmount(text: string, digits: number): number | undefined {
  const parts = /^(?<whole>\d{1,12})(?:[.,](?<fraction>\d*))?$/.exec(text.trim())?.groups
  if (parts === undefined) return undefined
  const { whole = '', fraction = '' } = parts
  if (fraction.length > digits) return undefined
  return Number(whole + fraction.padEnd(digits, '0'))
}
