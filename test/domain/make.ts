import { type IdKind, parseId } from '../../src/domain/ids.ts'
import { type Market, parseLocale, parseMarketCode } from '../../src/domain/market.ts'
import { parseCurrency, parseRate } from '../../src/domain/money.ts'
import { parseInstant } from '../../src/domain/time.ts'

/** Values of the branded types from plain text, for tables that read like a price list. */
export const currency = (text: string) => present(parseCurrency(text), text)
export const rate = (text: string) => present(parseRate(text), text)
export const locale = (text: string) => present(parseLocale(text), text)
export const marketCode = (text: string) => present(parseMarketCode(text), text)
export const instant = (text: string) => present(parseInstant(text), text)
export const id = <Kind extends IdKind>(kind: Kind, text: string) => present(parseId(kind, text), text)

/** A market that differs from a plain German one in what is given. */
export function market(code: string, difference: Partial<Market> = {}): Market {
  return {
    code: marketCode(code),
    name: code,
    currency: currency('EUR'),
    countries: [],
    locales: [locale('de')],
    defaultLocale: locale('de'),
    taxIncluded: true,
    locations: [],
    ...difference,
  }
}

function present<Value>(value: Value | undefined, text: string): Value {
  if (value === undefined) throw new Error(`the test's own "${text}" does not parse`)
  return value
}
