import type { Place } from './countries.ts'
import type { CartId, LineId, VariantId } from './ids.ts'
import { type Locale, type Market, type MarketCode, resolveLocale } from './market.ts'
import type { Currency } from './money.ts'
import { foldCode } from './promotion.ts'
import type { Instant } from './time.ts'

/** With the rules of the market, the variants and codes of a cart are read by one bulk read of 100 keys (platform.md §4). */
export const CART_KEYS_MAX = 99
export const LINE_QUANTITY_MAX = 999
export const CODES_MAX = 5

/** How a line looked when it was put in: what is shown of it should its variant be deleted. */
export type Seen = {
  readonly handle: string
  readonly sku: string | null
  readonly title: string
  readonly variantTitle: string
  readonly image: string | null
}

/** So many pieces of a variant. The id is the server's, and goes on into the order. */
export type CartLine = {
  readonly id: LineId
  readonly variantId: VariantId
  readonly quantity: number
  readonly seen: Seen
}

/** What a shopper has put together. Nothing in it is priced: prices are those of the moment in which it is looked at. */
export type Cart = {
  readonly id: CartId
  /** Rises by one with each change. */
  readonly version: number
  readonly market: MarketCode
  /** The market's, kept for the day the market is closed. */
  readonly currency: Currency
  readonly locale: Locale
  readonly lines: readonly CartLine[]
  /** As they were typed. */
  readonly codes: readonly string[]
  readonly destination: Place | null
  readonly note: string | null
  readonly createdAt: Instant
  readonly expiresAt: Instant
}

export type WantedItem = { readonly variantId: VariantId; readonly quantity: number }
export type CartChange = {
  readonly market?: MarketCode | undefined
  readonly locale?: Locale | undefined
  readonly destination?: Place | null | undefined
  readonly note?: string | null | undefined
}

/** What can be done to a cart. Adds are commutative: they name no state that they were made from. */
export type CartCommand =
  | { readonly kind: 'add'; readonly items: readonly WantedItem[] }
  | { readonly kind: 'set'; readonly lineId: string; readonly quantity: number }
  | { readonly kind: 'remove'; readonly lineId: string }
  | { readonly kind: 'change'; readonly change: CartChange }
  | { readonly kind: 'codes'; readonly codes: readonly string[] }

/** A variant as a command meets it: whether it can be bought in the market, and how it looks. */
export type Offer =
  | { readonly state: 'unknown' }
  | { readonly state: 'not_purchasable' }
  | { readonly state: 'purchasable'; readonly seen: Seen }

/** What a command asks of the world. */
export type CartWorld = {
  /** The market that the command leads to; undefined: there is none of that name, or it is closed. */
  readonly market: Market | undefined
  offer(variantId: VariantId): Offer
  newLineId(): LineId
}

/** Why a command is refused, as places in it; `at` is a position in its list. */
export type CartRefusal =
  | { readonly why: 'no_such_line' }
  | { readonly why: 'no_such_market' }
  | { readonly why: 'no_such_locale'; readonly locales: readonly Locale[] }
  | {
      readonly why: 'unknown_variant' | 'not_purchasable' | 'too_many_pieces'
      readonly at: readonly number[]
    }
  | { readonly why: 'too_many_lines' }
  | { readonly why: 'too_many_codes' }

export type CartOutcome =
  { readonly ok: true; readonly cart: Cart } | { readonly ok: false; readonly refusal: CartRefusal }

/**
 * A new cart, with nothing in it and not yet counted: the first command makes it version 1. A lasting id, which may name
 * another cart when this one has ended, counts on from the clock: what was answered of the other is always older.
 */
export const newCart = (
  id: CartId,
  { code, currency }: Pick<Market, 'code' | 'currency'>,
  locale: Locale,
  now: Instant,
  expiresAt: Instant,
  lasting: boolean,
): Cart => ({
  id,
  version: lasting ? now : 0,
  market: code,
  currency,
  locale,
  lines: [],
  codes: [],
  destination: null,
  note: null,
  createdAt: now,
  expiresAt,
})

/** A cart after a command, or why not. What changes nothing leaves the version as it is. */
export function applyCommand(cart: Cart, command: CartCommand, world: CartWorld): CartOutcome {
  switch (command.kind) {
    case 'add':
      return add(cart, command.items, world)
    case 'set':
      return command.quantity === 0
        ? remove(cart, command.lineId)
        : set(cart, command.lineId, command.quantity, world)
    case 'remove':
      return remove(cart, command.lineId)
    case 'change':
      return change(cart, command.change, world)
    case 'codes':
      return enterCodes(cart, command.codes)
  }
}

/** The variants whose state decides on a command, beside those that are in the cart. */
export const variantsOf = (command: CartCommand | undefined): readonly VariantId[] =>
  command?.kind === 'add' ? command.items.map(({ variantId }) => variantId) : []

/** The market a cart is in after a command. */
export const marketAfter = (cart: Pick<Cart, 'market'>, command: CartCommand | undefined): MarketCode =>
  (command?.kind === 'change' ? command.change.market : undefined) ?? cart.market

/** The codes of a cart after a command. */
export const codesAfter = (cart: Pick<Cart, 'codes'>, command: CartCommand | undefined): readonly string[] =>
  command?.kind === 'codes' ? command.codes : cart.codes

/** All of the items or none. A variant that is in the cart already gets more pieces, another one a line. */
function add(cart: Cart, items: readonly WantedItem[], world: CartWorld): CartOutcome {
  const states = items.map(({ variantId }) => world.offer(variantId).state)
  const where = (state: Offer['state']) => states.flatMap((each, at) => (each === state ? [at] : []))
  const unknown = where('unknown')
  if (unknown.length > 0) return refused({ why: 'unknown_variant', at: unknown })
  const unsold = where('not_purchasable')
  if (unsold.length > 0) return refused({ why: 'not_purchasable', at: unsold })

  const lines = [...cart.lines]
  const tooMany: number[] = []
  items.forEach(({ variantId, quantity }, at) => {
    const index = lines.findIndex((line) => line.variantId === variantId)
    const line = lines[index]
    const pieces = (line?.quantity ?? 0) + quantity
    if (pieces > LINE_QUANTITY_MAX) tooMany.push(at)
    const offer = world.offer(variantId)
    if (line !== undefined) lines[index] = { ...line, quantity: pieces }
    else if (offer.state === 'purchasable')
      lines.push({ id: world.newLineId(), variantId, quantity, seen: offer.seen })
  })
  if (tooMany.length > 0) return refused({ why: 'too_many_pieces', at: tooMany })
  return fitting(cart, { lines })
}

function set(cart: Cart, lineId: string, quantity: number, world: CartWorld): CartOutcome {
  const line = cart.lines.find(({ id }) => id === lineId)
  if (line === undefined) return refused({ why: 'no_such_line' })
  if (quantity > LINE_QUANTITY_MAX) return refused({ why: 'too_many_pieces', at: [] })
  // Fewer are always possible: a line that is not sold here any more waits for a better market.
  if (quantity > line.quantity && world.offer(line.variantId).state !== 'purchasable')
    return refused({ why: 'not_purchasable', at: [] })
  return changed(cart, {
    lines: cart.lines.map((each) =>
      each === line && each.quantity !== quantity ? { ...each, quantity } : each,
    ),
  })
}

function remove(cart: Cart, lineId: string): CartOutcome {
  const lines = cart.lines.filter(({ id }) => id !== lineId)
  if (lines.length === cart.lines.length) return refused({ why: 'no_such_line' })
  return changed(cart, { lines })
}

/** Another market keeps the locale where it speaks it, and takes its default one otherwise. Lines stay, sold or not. */
function change(cart: Cart, wanted: CartChange, { market }: CartWorld): CartOutcome {
  const { destination = cart.destination, note = cart.note } = wanted
  if (market === undefined) {
    if (wanted.market !== undefined || wanted.locale !== undefined) return refused({ why: 'no_such_market' })
    return changed(cart, { destination, note })
  }
  const locale =
    wanted.locale === undefined
      ? (resolveLocale(market, cart.locale) ?? market.defaultLocale)
      : resolveLocale(market, wanted.locale)
  if (locale === undefined) return refused({ why: 'no_such_locale', locales: market.locales })
  return changed(cart, { market: market.code, currency: market.currency, locale, destination, note })
}

/** The list as a whole, in its order. Codes that are one but for capitals count once. */
function enterCodes(cart: Cart, codes: readonly string[]): CartOutcome {
  const distinct = distinctCodes(codes)
  if (distinct.length > CODES_MAX) return refused({ why: 'too_many_codes' })
  return fitting(cart, { codes: distinct })
}

/** Each code once, as it was typed first. */
export function distinctCodes(codes: readonly string[]): string[] {
  const first = new Map<string, string>()
  for (const code of codes) if (!first.has(foldCode(code))) first.set(foldCode(code), code)
  return [...first.values()]
}

/** Whether the cart can still be priced by one bulk read. */
function fitting(cart: Cart, wanted: Partial<Cart>): CartOutcome {
  const { lines, codes } = { ...cart, ...wanted }
  if (lines.length + codes.length > CART_KEYS_MAX) return refused({ why: 'too_many_lines' })
  return changed(cart, wanted)
}

function changed(cart: Cart, wanted: Partial<Cart>): CartOutcome {
  const next = { ...cart, ...wanted }
  const same = JSON.stringify(next) === JSON.stringify(cart)
  return { ok: true, cart: same ? cart : { ...next, version: cart.version + 1 } }
}

const refused = (refusal: CartRefusal): CartOutcome => ({ ok: false, refusal })

/** What another cart brings when it is poured into this one. */
export type Poured = Pick<Cart, 'market' | 'currency' | 'locale' | 'lines' | 'codes' | 'destination' | 'note'>

/**
 * Two carts as one: pieces of a variant are added up, lines keep their ids, codes stand side by side as far as there is
 * room for more. A cart without lines takes over market, language, destination and note of the other: the shopper just
 * looked at those. Another one keeps what it says.
 */
export function pourInto(target: Cart, from: Poured): CartOutcome {
  const lines = [...target.lines]
  for (const line of from.lines) {
    const index = lines.findIndex(({ variantId }) => variantId === line.variantId)
    const there = lines[index]
    const quantity = (there?.quantity ?? 0) + line.quantity
    if (quantity > LINE_QUANTITY_MAX) return refused({ why: 'too_many_pieces', at: [] })
    if (there === undefined) lines.push(line)
    else lines[index] = { ...there, quantity }
  }
  const { market, currency, locale } = from
  const isBlank = target.lines.length === 0
  // Where it goes in the same market is known from either: the tax is not to disappear at login.
  const destination = market === target.market ? from.destination : null
  const room = Math.max(target.codes.length, Math.min(CODES_MAX, CART_KEYS_MAX - lines.length))
  return fitting(target, {
    ...(isBlank && { market, currency, locale }),
    lines,
    codes: distinctCodes([...target.codes, ...from.codes]).slice(0, room),
    destination: isBlank ? (from.destination ?? target.destination) : (target.destination ?? destination),
    note: isBlank ? (from.note ?? target.note) : (target.note ?? from.note),
  })
}

/** What a cart is poured into that is not there yet. */
export const emptyLike = (
  id: CartId,
  { market: code, currency, locale }: Poured,
  now: Instant,
  expiresAt: Instant,
): Cart => newCart(id, { code, currency }, locale, now, expiresAt, true)
