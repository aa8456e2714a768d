import type { ProductId, VariantId } from '../domain/ids.ts'
import type { PriceRow } from '../domain/price.ts'
import type { Instant } from '../domain/time.ts'
import { ERRORS_MAX, type ProblemError } from '../platform/problem.ts'
import type { PriceGround, VariantPlace } from './price-queries.ts'
import type { PriceEntry } from './price-schemas.ts'
import { LIMIT } from './product-input.ts'
import type { PriceChange } from './save-prices.ts'

/** A row that will differ, beside what it is now. */
export type PlannedPrice = {
  readonly productId: ProductId
  readonly before: PriceRow | undefined
  readonly change: PriceChange
}

export type PricesPlan =
  | { readonly ok: true; readonly planned: readonly PlannedPrice[]; readonly unchanged: number }
  | { readonly ok: false; readonly errors: readonly ProblemError[] }

/**
 * Judges a bulk set as a whole: every entry fits the shop, or none is taken. Entries that say what is so already are
 * counted and left out.
 */
export function planPrices(
  entries: readonly PriceEntry[],
  ground: PriceGround & { readonly market: NonNullable<PriceGround['market']> },
  now: Instant,
): PricesPlan {
  const errors: ProblemError[] = []
  const planned: PlannedPrice[] = []
  const keys = new Set<string>()
  const room = new Map<VariantId, Room>()
  let unchanged = 0
  for (const [at, entry] of entries.entries()) {
    const fail = (member: string, code: string, message: string): void => {
      errors.push({ pointer: `/prices/${at}${member}`, code, message })
    }
    const place = placeOf(entry, ground)
    if (place === undefined) {
      const member = entry.variantId === undefined ? '/sku' : '/variantId'
      fail(member, 'unknown_variant', 'names no variant of the shop')
    }
    const { minQuantity, startsAt, set } = readEntry(entry, ground.market.currency, now, fail)
    if (place === undefined) continue

    const key = `${place.id} ${minQuantity} ${startsAt}`
    if (keys.has(key))
      fail('', 'duplicate_price', 'names the same variant, quantity and start as an entry before it')
    keys.add(key)
    const rows = ground.rows.get(place.id) ?? []
    const before = rows.find((row) => row.minQuantity === minQuantity && row.startsAt === startsAt)
    if (isSame(before, set)) {
      unchanged += 1
      continue
    }
    const change = { variantId: place.id, minQuantity, startsAt, set }
    planned.push({ productId: place.productId, before, change })
    const { count, last } = room.get(place.id) ?? { count: rows.length, last: undefined }
    if (set === null) room.set(place.id, { count: count - 1, last })
    else if (before === undefined) room.set(place.id, { count: count + 1, last: at })
  }
  for (const { count, last } of room.values()) {
    if (last === undefined || count <= LIMIT.pricesPerMarket) continue
    const message = `would give the variant ${count} prices here; it may have ${LIMIT.pricesPerMarket}`
    errors.push({ pointer: `/prices/${last}`, code: 'too_many_prices', message })
  }
  return errors.length > 0
    ? { ok: false, errors: errors.slice(0, ERRORS_MAX) }
    : { ok: true, planned, unchanged }
}

/** How many rows a variant would have, and the last entry that adds one: a file may have made more, which may change. */
type Room = { readonly count: number; readonly last: number | undefined }

const placeOf = ({ variantId, sku }: PriceEntry, { byId, bySku }: PriceGround): VariantPlace | undefined =>
  variantId === undefined ? bySku.get(sku ?? '') : byId.get(variantId)

type Fail = (member: string, code: string, message: string) => void

/** What one entry says, and whether it makes sense by itself. */
function readEntry(
  entry: PriceEntry,
  currency: string,
  now: Instant,
  fail: Fail,
): Omit<PriceChange, 'variantId'> {
  const { price, compareAt = null, minQuantity = 1, endsAt = null } = entry
  // An end without a start is a price from now on: over the standing one, which holds again behind the end.
  const startsAt = entry.startsAt ?? (endsAt === null ? 0 : now)
  if (price === null) {
    if (compareAt !== null) fail('/compareAt', 'invalid', 'goes with a price')
    if (endsAt !== null) fail('/endsAt', 'invalid', 'goes with a price; startsAt names the row to take away')
    return { minQuantity, startsAt, set: null }
  }
  const wrong = `is not the market's currency, ${currency}`
  if (price.currency !== currency) fail('/price/currency', 'wrong_currency', wrong)
  if (compareAt !== null && compareAt.currency !== currency)
    fail('/compareAt/currency', 'wrong_currency', wrong)
  if (compareAt !== null && compareAt.amount <= price.amount)
    fail('/compareAt/amount', 'compare_at_not_above', 'is not above the price')
  if (endsAt !== null && endsAt <= startsAt) fail('/endsAt', 'invalid_period', 'is not after the start')
  else if (endsAt !== null && endsAt <= now) fail('/endsAt', 'period_over', 'has passed already')
  return {
    minQuantity,
    startsAt,
    set: {
      amount: price.amount,
      ...(compareAt !== null && { compareAt: compareAt.amount }),
      ...(endsAt !== null && { endsAt }),
    },
  }
}

const isSame = (before: PriceRow | undefined, set: PriceChange['set']): boolean =>
  before === undefined || set === null
    ? before === undefined && set === null
    : before.amount === set.amount && before.compareAt === set.compareAt && before.endsAt === set.endsAt
