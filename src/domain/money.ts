import { assert } from './assert.ts'
import { CURRENCY_DIGITS } from './currencies.ts'

/** An active ISO 4217 code in capitals, such as `EUR`; only `parseCurrency` makes one. */
export type Currency = string & { readonly kind: 'currency' }

/** An amount in minor units (cents; whole yen; a thousandth of a dinar): always a safe integer, never a float. */
export type Money = { readonly amount: number; readonly currency: Currency }

/** A factor as decimal text, `"0.19"` or `"151.27"`: up to 9 digits on either side; only `parseRate` makes one. */
export type Rate = string & { readonly kind: 'rate' }

/** Money, or the reason why there is none. */
export type MoneyOutcome<Why extends string> =
  { readonly ok: true; readonly money: Money } | { readonly ok: false; readonly why: Why }

/** The answer to text that should be an amount. */
export type ParsedDecimal = MoneyOutcome<'invalid_amount' | 'too_many_decimals' | 'too_large'>

/** The answer to a calculation whose exact result may lie beyond the safe integers. */
export type Reckoned = MoneyOutcome<'too_large'>

/** Published pattern of a rate. */
export const RATE_PATTERN = /^\d{1,9}(?:\.\d{1,9})?$/

const DECIMAL_PATTERN = /^\d{1,15}(?:\.\d+)?$/

/** The currency with this code, or undefined. Codes are exact: `eur`, `EURO` and `XXX` are none. */
export function parseCurrency(text: string): Currency | undefined {
  return CURRENCY_DIGITS.has(text) ? (text as Currency) : undefined
}

/** How many decimals the currency has by ISO 4217 (JPY 0, EUR 2, BHD 3). What is *shown* may be fewer (CLDR). */
export function currencyDigits(currency: Currency): number {
  const digits = CURRENCY_DIGITS.get(currency)
  assert(digits !== undefined, `${currency} is an active currency`)
  return digits
}

/** Whether a number can be an amount: a safe integer, of either sign. */
export const isAmount = (amount: number): boolean => Number.isSafeInteger(amount)

/** Puts an amount (minor units) and its currency together. Parsers refuse first: throws on anything but a safe integer. */
export function money(amount: number, currency: Currency): Money {
  assert(isAmount(amount), `an amount is a safe integer, not ${amount}`)
  return { amount, currency }
}

/** The sum of two amounts of one currency. Throws when the currencies differ: a cart has only one. */
export const add = (left: Money, right: Money): Reckoned => sum([left, right], left.currency)

/** The sum of a list in its currency; of an empty list, nothing of it. */
export function sum(list: readonly Money[], currency: Currency): Reckoned {
  let total = 0n
  for (const part of list) {
    assert(part.currency === currency, `${part.currency} is not added to ${currency}`)
    total += BigInt(part.amount)
  }
  return reckoned(total, currency)
}

/** An amount times a whole number of pieces. */
export const multiply = (price: Money, quantity: number): Reckoned =>
  reckoned(BigInt(price.amount) * BigInt(quantity), price.currency)

/**
 * Reads an amount from plain decimal text: digits, and a point if there are decimals. Nothing is guessed: blanks,
 * signs, thousands marks, exponents and currency signs are `invalid_amount`. Fewer decimals than the currency has are
 * fine ("20" dollars); more are an error even when they are noughts, since "60.740" may have meant sixty thousand.
 */
export function parseDecimal(text: string, currency: Currency): ParsedDecimal {
  if (!DECIMAL_PATTERN.test(text)) return { ok: false, why: 'invalid_amount' }

  const [whole = '', decimals = ''] = text.split('.')
  const digits = currencyDigits(currency)
  if (decimals.length > digits) return { ok: false, why: 'too_many_decimals' }

  return reckoned(BigInt(whole + decimals.padEnd(digits, '0')), currency)
}

/** Decimal text with exactly the currency's decimals ("19.90", "2400"); the inverse of `parseDecimal`. */
export function formatDecimal({ amount, currency }: Money): string {
  const digits = currencyDigits(currency)
  const sign = amount < 0 ? '-' : ''
  const text = String(Math.abs(amount)).padStart(digits + 1, '0')
  if (digits === 0) return sign + text
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
}

/**
 * Splits an amount in proportion to weights (whole numbers ≥ 0) by the largest remainder, earlier parts first among
 * equals. The parts always sum to the amount, and a negative amount splits as its opposite does. If all weights are 0
 * the parts are even. Throws when there is something to split and no one to take it.
 */
export function allocate(amount: number, weights: readonly number[]): number[] {
  assert(isAmount(amount), `an amount is a safe integer, not ${amount}`)
  assert(
    weights.every((weight) => isAmount(weight) && weight >= 0),
    'weights are whole numbers of at least 0',
  )
  assert(weights.length > 0 || amount === 0, 'someone takes what is split')

  const even = weights.every((weight) => weight === 0)
  const shares = weights.map((weight) => (even ? 1n : BigInt(weight)))
  const whole = shares.reduce((total, share) => total + share, 0n)
  const size = BigInt(Math.abs(amount))

  const parts = shares.map((share, index) => ({
    index,
    amount: (size * share) / whole,
    remainder: (size * share) % whole,
  }))
  const left = Number(parts.reduce((rest, part) => rest - part.amount, size))
  for (const part of parts.toSorted(byRemainder).slice(0, left)) part.amount += 1n

  const sign = amount < 0 ? -1n : 1n
  return parts.map((part) => Number(sign * part.amount))
}

/** The rate that the text states, or undefined. `"0"` is a rate (of a tax). */
export function parseRate(text: string): Rate | undefined {
  return RATE_PATTERN.test(text) ? (text as Rate) : undefined
}

/** The exact value of a rate, as a fraction. */
export function rateFraction(rate: Rate): { numerator: bigint; denominator: bigint } {
  const [whole = '', decimals = ''] = rate.split('.')
  return { numerator: BigInt(whole + decimals), denominator: 10n ** BigInt(decimals.length) }
}

/** An amount times a rate, rounded once; undefined beyond the safe integers. */
export function applyRate(amount: number, rate: Rate): number | undefined {
  const { numerator, denominator } = rateFraction(rate)
  return safe(roundHalfUp(BigInt(amount) * numerator, denominator))
}

/**
 * An amount of one currency in another, rounded once to a minor unit; undefined beyond the safe integers. The rate is
 * between *major* units, as banks quote it: 1 USD = 151.27 JPY = 0.376 BHD, whatever the number of decimals.
 */
export function convert(amount: number, from: Currency, to: Currency, rate: Rate): number | undefined {
  const { numerator, denominator } = conversion(from, to, rate)
  return safe(roundHalfUp(BigInt(amount) * numerator, denominator))
}

/** The exact factor from minor units of one currency to minor units of another, at a rate between major units. */
export function conversion(
  from: Currency,
  to: Currency,
  rate: Rate,
): { numerator: bigint; denominator: bigint } {
  const { numerator, denominator } = rateFraction(rate)
  return {
    numerator: numerator * 10n ** BigInt(currencyDigits(to)),
    denominator: denominator * 10n ** BigInt(currencyDigits(from)),
  }
}

/**
 * The nearest whole number to a fraction (denominator > 0), a half going away from zero: 2.5 → 3, −2.5 → −3. The only
 * place in the shop that rounds; away from zero, so that a refund is rounded as its charge was.
 */
export function roundHalfUp(numerator: bigint, denominator: bigint): bigint {
  assert(denominator > 0n, 'a denominator is positive')
  const size = numerator < 0n ? -numerator : numerator
  const rounded = (2n * size + denominator) / (2n * denominator)
  return numerator < 0n ? -rounded : rounded
}

/** The number of an exact result, or undefined where a number would no longer be exact. */
export function safe(exact: bigint): number | undefined {
  const amount = Number(exact)
  return isAmount(amount) ? amount : undefined
}

function reckoned(exact: bigint, currency: Currency): Reckoned {
  const amount = safe(exact)
  if (amount === undefined) return { ok: false, why: 'too_large' }
  return { ok: true, money: { amount, currency } }
}

type Part = { readonly index: number; readonly remainder: bigint }

function byRemainder(left: Part, right: Part): number {
  if (left.remainder === right.remainder) return left.index - right.index
  return left.remainder > right.remainder ? -1 : 1
}
