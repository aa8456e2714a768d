import type { MarketRecord } from './market.ts'

/** What is wrong with a change: a place in it, as a JSON pointer, and why. */
export type Fault = { readonly pointer: string; readonly message: string }

type Draft = Pick<
  MarketRecord,
  'code' | 'currency' | 'locales' | 'defaultLocale' | 'status' | 'taxIncluded' | 'derivedFrom' | 'locations'
>

/** What of a market cannot be, looked at by itself and beside the other markets, whatever state the shop is in. */
export function marketFaults(market: Draft, all: readonly MarketRecord[]): Fault[] {
  const faults: Fault[] = []
  if (market.locales.length === 0)
    faults.push({
      pointer: '/locales',
      message: 'has at least one language: without one nothing can be shown',
    })
  else if (!market.locales.includes(market.defaultLocale))
    faults.push({ pointer: '/defaultLocale', message: 'is one of the locales' })

  const base = market.derivedFrom?.market
  if (base === undefined) return faults
  const pointer = '/derivedFrom/market'
  const found = all.find(({ code }) => code === base)
  if (base === market.code) faults.push({ pointer, message: 'is another market than this one' })
  else if (found === undefined) faults.push({ pointer, message: 'is not the code of a market' })
  else if (found.derivedFrom !== undefined)
    faults.push({
      pointer,
      message: `is a market with prices of its own; ${base} derives from ${found.derivedFrom.market}, and only own prices are derived`,
    })
  return faults
}

/**
 * What of a change the present state of the shop forbids: it would stop selling, or sell at prices that nobody meant.
 * `rateStated`: the change states the derivation anew, so its rate is meant for the currency it comes with.
 */
export function marketConflicts(
  before: MarketRecord | undefined,
  after: Draft,
  all: readonly MarketRecord[],
  rateStated: boolean,
): Fault[] {
  const faults: Fault[] = []
  const fault = (pointer: string, message: string) => faults.push({ pointer, message })
  const others = all.filter(({ code }) => code !== after.code)
  const deriving = others.filter(({ derivedFrom }) => derivedFrom?.market === after.code)
  const base = others.find(({ code }) => code === after.derivedFrom?.market)

  if (before?.status === 'open' && after.status === 'closed') {
    if (others.every(({ status }) => status === 'closed'))
      fault('/status', 'stays open: it is the last open market, and the shop would sell nowhere')
    const open = deriving.filter(({ status }) => status === 'open')
    if (open.length > 0) fault('/status', `stays open while ${codesOf(open)} derives its prices from it`)
  }
  if (
    before?.status === 'open' &&
    after.status === 'open' &&
    before.locations.length > 0 &&
    after.locations.length === 0
  )
    fault(
      '/locations',
      'keeps at least one while the market is open: everything that is counted would be sold out there',
    )
  if (after.status === 'open' && base?.status === 'closed')
    fault('/status', `is closed while ${base.code}, from which its prices derive, is closed`)
  if (before !== undefined && after.derivedFrom !== undefined && deriving.length > 0)
    fault('/derivedFrom', `stays empty while ${codesOf(deriving)} derives its prices from this market`)
  if (before !== undefined && before.currency !== after.currency) {
    if (deriving.length > 0)
      fault(
        '/currency',
        `cannot change while ${codesOf(deriving)} derives its prices from this market at a rate for ${before.currency}`,
      )
    if (after.derivedFrom !== undefined && !rateStated)
      fault('/currency', `changes together with derivedFrom: its present rate is for ${before.currency}`)
  }
  return faults
}

/** Why a market cannot be deleted, as far as the markets themselves tell. */
export function deletionConflicts(market: MarketRecord, all: readonly MarketRecord[]): string[] {
  const others = all.filter(({ code }) => code !== market.code)
  const deriving = others.filter(({ derivedFrom }) => derivedFrom?.market === market.code)
  const last = market.status === 'open' && others.every(({ status }) => status === 'closed')
  return [
    ...(last ? ['It is the last open market, and the shop would sell nowhere.'] : []),
    ...(deriving.length > 0 ? [`The prices of ${codesOf(deriving)} derive from it.`] : []),
  ]
}

const codesOf = (markets: readonly MarketRecord[]): string => markets.map(({ code }) => code).join(', ')
