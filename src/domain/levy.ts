import type { Place } from './countries.ts'
import { rateFraction, roundHalfUp } from './money.ts'
import type { Session } from './session.ts'
import { type TaxClass, type TaxRate, rateFor } from './tax.ts'

/** A tax as it is levied on amounts: contained in them or on top, rounded once. */
export type Levy = { readonly rate: TaxRate; readonly on: (amount: number) => number }

/** The levies of a place by tax class. An undefined place levies nothing. */
export function leviesOf(
  { market, rules, now }: Pick<Session, 'market' | 'rules' | 'now'>,
  place: Place | undefined,
): (taxClass: TaxClass) => Levy | undefined {
  const found = new Map<TaxClass, Levy | undefined>()
  return (taxClass) => {
    if (place === undefined) return undefined
    if (!found.has(taxClass)) {
      const rate = rateFor(rules.taxRates, place, taxClass, now)
      found.set(taxClass, rate && levyOf(rate, market.taxIncluded))
    }
    return found.get(taxClass)
  }
}

/** Of an amount without the tax its rate; of one that contains it, rate / (1 + rate). */
function levyOf(rate: TaxRate, included: boolean): Levy {
  const { numerator, denominator } = rateFraction(rate.rate)
  const whole = included ? denominator + numerator : denominator
  return { rate, on: (amount) => Number(roundHalfUp(BigInt(amount) * numerator, whole)) }
}
