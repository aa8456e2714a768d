import type { Currency, Money } from '../domain/money.ts'

// Where Stripe's unit is not ISO 4217's (docs.stripe.com/currencies): these are kept with two decimals that are always 00 …
const HUNDREDFOLD = new Set(['ISK', 'UGX'])
// … this one without decimals …
const WHOLE = new Set(['MGA'])
// … and of these the last of three decimals is always 0.
const TENS = new Set(['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'])

/** An amount in Stripe's unit; undefined where Stripe cannot take it to the last digit. Nothing is rounded. */
export function stripeAmount({ amount, currency }: Money): number | undefined {
  if (HUNDREDFOLD.has(currency)) return Number.isSafeInteger(amount * 100) ? amount * 100 : undefined
  if (WHOLE.has(currency)) return amount % 100 === 0 ? amount / 100 : undefined
  return TENS.has(currency) && amount % 10 !== 0 ? undefined : amount
}

/** What Stripe says, in our unit; undefined where that has no such amount. */
export function amountOfStripe(amount: number, currency: Currency): number | undefined {
  if (HUNDREDFOLD.has(currency)) return amount % 100 === 0 ? amount / 100 : undefined
  if (WHOLE.has(currency)) return Number.isSafeInteger(amount * 100) ? amount * 100 : undefined
  return amount
}
