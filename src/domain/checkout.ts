import { type Address, missingForShipping, placeOfAddress } from './address.ts'
import type { CartLine } from './cart.ts'
import type { Place } from './countries.ts'
import type { Evaluation } from './evaluation.ts'
import type { CartId, CheckoutId, OrderId, PaymentOperationId } from './ids.ts'
import type { Locale, MarketCode } from './market.ts'
import type { Currency, Money } from './money.ts'
import type { OrderCustomer } from './order.ts'
import type { DeclineReason } from './payment.ts'
import type { Instant } from './time.ts'

/** What a buyer is about to order. What it costs is evaluated, as a cart's is; only how far paying has come is kept. */
export type Checkout<Payment = unknown> = FromCart & {
  readonly id: CheckoutId
  readonly version: number
  readonly customer: OrderCustomer | null
  readonly email: string | null
  readonly phone: string | null
  readonly shippingAddress: Address | null
  readonly billingAddress: Address | null
  readonly shippingOptionId: string | null
  /** Promotions that this buyer has used as often as they may: known only since an order was refused for it. */
  readonly usedUp: readonly string[]
  readonly progress: Progress<Payment>
  /** Why the last attempt to pay came to nothing. */
  readonly declined: DeclineReason | null
  readonly createdAt: Instant
  readonly expiresAt: Instant
}

/** What the cart decides that a checkout is made from; `cart` is null of one that is made from items. */
export type FromCart = {
  readonly cart: { readonly id: CartId; readonly since: Instant; readonly codes: readonly string[] } | null
  readonly market: MarketCode
  readonly currency: Currency
  readonly locale: Locale
  readonly lines: readonly CartLine[]
  /** As they were typed. */
  readonly codes: readonly string[]
  readonly note: string | null
}

/** How far paying has come. */
export type Progress<Payment = unknown> =
  | { readonly state: 'open' }
  | { readonly state: 'in_progress'; readonly attempt: Attempt<Payment> }
  | { readonly state: 'completed'; readonly orderId: OrderId }
  | { readonly state: 'canceled' }

/** One attempt to pay. It names the order and the payment that it makes: whatever is retried, it is those. */
export type Attempt<Payment = unknown> = {
  readonly orderId: OrderId
  readonly operationId: PaymentOperationId
  /** What the buyer has confirmed: charged is this or nothing. */
  readonly confirmed: Money
  /** What the provider gave to the browser: its own ids, nothing of a card. */
  readonly payment: Payment
  /** The Idempotency-Key that it was begun with, and what was asked under it. */
  readonly key: { readonly id: string; readonly print: string }
  /** The order is in the database. */
  readonly ordered: boolean
  /** The provider has been heard: from then on it is asked what became of the payment, never for another one. */
  readonly heard: boolean
  readonly begunAt: Instant
}

/** What a buyer may change while nothing is being paid; null takes something away. */
export type CheckoutChange = Partial<
  Pick<
    Checkout,
    'email' | 'phone' | 'shippingAddress' | 'billingAddress' | 'shippingOptionId' | 'codes' | 'note'
  >
>

/** The words of the contract, which are those of agent protocols too (domain.md). */
export const CHECKOUT_STATUSES = [
  'incomplete',
  'requires_escalation',
  'ready_for_complete',
  'complete_in_progress',
  'completed',
  'canceled',
] as const
export type CheckoutStatus = (typeof CHECKOUT_STATUSES)[number]

/** The checkout after a change; what changes nothing leaves the version as it is. */
export function changeCheckout<Kind extends Checkout>(checkout: Kind, change: Partial<Kind>): Kind {
  const next = { ...checkout, ...change }
  const same = JSON.stringify(next) === JSON.stringify(checkout)
  return same ? checkout : { ...next, version: checkout.version + 1 }
}

/** What a checkout takes over when its cart has changed: codes only if the cart has others now than it then had. */
export function takenOver(checkout: Checkout, from: FromCart): FromCart {
  const sameCodes = JSON.stringify(checkout.cart?.codes) === JSON.stringify(from.cart?.codes)
  return { ...from, codes: sameCodes ? checkout.codes : from.codes, note: from.note ?? checkout.note }
}

/** Whether these are the goods that the buyer has seen: lines of the same ids, pieces and market. */
export const sameGoods = (a: FromCart, b: FromCart): boolean => goodsOf(a) === goodsOf(b)
const goodsOf = ({ market, currency, lines }: FromCart): string =>
  JSON.stringify([market, currency, lines.map(({ id, variantId, quantity }) => [id, variantId, quantity])])

/** Where it goes, as far as taxes and shipping ask. */
export const destinationOf = ({ shippingAddress }: Pick<Checkout, 'shippingAddress'>): Place | undefined =>
  shippingAddress === null ? undefined : placeOfAddress(shippingAddress)

/** Something that is still due, with its place as a JSON pointer. */
export type Missing = { readonly pointer: string; readonly code: 'missing' | 'nothing_to_buy' }

/** What has to be known before it can be paid, in the order of the page. */
export function missingIn(checkout: Checkout): Missing[] {
  const { lines, email, shippingAddress, shippingOptionId } = checkout
  const due = (pointer: string): Missing => ({ pointer, code: 'missing' })
  return [
    ...(lines.length === 0 ? [{ pointer: '/items', code: 'nothing_to_buy' as const }] : []),
    ...(email === null ? [due('/email')] : []),
    ...missingForShipping(shippingAddress ?? undefined).map((part) => due(`/shippingAddress/${part}`)),
    ...(shippingOptionId === null ? [due('/shippingOptionId')] : []),
  ]
}

/** The status, computed from what is known: stored is only how far paying has come. */
export function statusOf(checkout: Checkout, { messages }: Pick<Evaluation, 'messages'>): CheckoutStatus {
  switch (checkout.progress.state) {
    case 'in_progress':
      return 'complete_in_progress'
    case 'completed':
    case 'canceled':
      return checkout.progress.state
    case 'open': {
      const isRefused = messages.some(({ type }) => type === 'error')
      return isRefused || missingIn(checkout).length > 0 ? 'incomplete' : 'ready_for_complete'
    }
  }
}

/** The places at which two reckonings of the same checkout differ, as JSON pointers: what a buyer has to look at. */
export function differences(seen: Evaluation | undefined, now: Evaluation): string[] {
  const priceOf = (line: Evaluation['lines'][number] | undefined): string =>
    line?.sold === true ? `${line.unitPrice} ${line.total} ${line.tax?.amount ?? 0}` : 'not sold'
  const before = new Map(seen?.lines.map((line) => [line.id, line]))
  const lines = now.lines.flatMap((line, at) =>
    priceOf(line) === priceOf(before.get(line.id)) ? [] : [`/items/${at}`],
  )
  const quotes = (evaluation: Evaluation | undefined): string =>
    JSON.stringify(evaluation?.shippingOptions.map(({ id, total, tax }) => [id, total, tax?.amount]))
  return [
    ...(seen === undefined ? [] : lines),
    ...(seen === undefined || quotes(seen) === quotes(now) ? [] : ['/shippingOptions']),
    '/total',
  ]
}

/** The codes that held when the buyer looked, and do not any more, by their place. */
export function lostCodes(seen: Evaluation | undefined, now: Evaluation): number[] {
  const held = new Set(seen?.codes.filter(({ status }) => status === 'applied').map(({ code }) => code))
  return now.codes.flatMap(({ code, status }, at) => (status === 'refused' && held.has(code) ? [at] : []))
}
