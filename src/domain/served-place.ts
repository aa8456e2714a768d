import { type Place, regionOf } from './countries.ts'
import type { Session } from './session.ts'
import { isValidAt } from './validity.ts'

type Going = Pick<Session, 'market' | 'destination'>

/** Where the goods go: the destination; while it is not known, the market's first country. Undefined: not served. */
export function placeOf({ market, destination }: Going): Place | undefined {
  if (destination === undefined) return homeOf(market)
  return market.countries.includes(destination.country) ? destination : undefined
}

/**
 * The place whose taxes are levied; undefined while it is not known well enough. Prices that contain the tax always
 * contain some country's; on top comes only what is sure.
 */
export function taxPlaceOf(session: Going & Pick<Session, 'rules' | 'now'>): Place | undefined {
  const { market, destination } = session
  const place = placeOf(session)
  if (market.taxIncluded) return place ?? homeOf(market)
  if (destination === undefined || place === undefined) return undefined
  return regionOf(place) === '' && hasRegionalRates(session, place) ? undefined : place
}

/** Whether there is any tax in the market at this moment. */
export const isTaxed = ({ rules, now }: Pick<Session, 'rules' | 'now'>): boolean =>
  rules.taxRates.some((rate) => isValidAt(rate, now))

const hasRegionalRates = ({ rules, now }: Pick<Session, 'rules' | 'now'>, { country }: Place): boolean =>
  rules.taxRates.some((rate) => rate.country === country && rate.region !== '' && isValidAt(rate, now))

function homeOf({ countries: [country] }: Session['market']): Place | undefined {
  return country === undefined ? undefined : { country }
}
