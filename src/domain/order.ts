import type { Address } from './address.ts'
import { assert } from './assert.ts'
import type { Seen } from './cart.ts'
import type { AppliedDiscount, Evaluation, PricedLine, Share, Step, TaxShare, TaxSum } from './evaluation.ts'
import type { OrderId, ProductId, VariantId } from './ids.ts'
import { type Ledger, type LedgerEntry, ledgerOf } from './ledger.ts'
import type { Locale, MarketCode } from './market.ts'
import type { Currency } from './money.ts'
import type { FulfillmentStatus, OrderStatus, PaymentStatus } from './order-states.ts'
import type { Instant } from './time.ts'

/** Whose order it is: issuer and subject, nothing else joins two. */
export type OrderCustomer = { readonly issuer: string; readonly subject: string }

/** Whom to write to and where it goes: all of an order that is personal data. */
export type Contact = {
  readonly email: string
  readonly phone?: string | undefined
  readonly shippingAddress?: Address | undefined
  readonly billingAddress?: Address | undefined
  readonly note?: string | undefined
}

/** What one line cost. `total` is after discounts, without a tax on top. */
export type LineBill = Ledger & {
  readonly subtotal: number
  readonly discounts: readonly Share[]
  readonly tax?: TaxShare
}

/** A line as it was bought, with the id that it had in the cart, and what has become of its pieces. */
export type OrderLine = {
  readonly id: string
  readonly variantId: VariantId
  readonly productId: ProductId
  readonly quantity: number
  readonly seen: Seen
  readonly unitPrice: number
  readonly bill: LineBill
  /** Pieces that were sent. */
  readonly fulfilled: number
  /** Pieces whose money is on its way back; and those whose money is back. */
  readonly comingBack: number
  readonly returned: number
  /** Of those that are back, the ones that were put into stock again. */
  readonly restocked: number
  /** Minor units that went back for these pieces or are on their way, and how much of it is tax. */
  readonly refunded: number
  readonly refundedTax: number
}

/** The way of sending that was chosen, as it was then called. */
export type OrderShipping = Ledger & {
  readonly id: string
  readonly name: string
  readonly daysMin?: number
  readonly daysMax?: number
  readonly price: number
  readonly discounts: readonly Share[]
  readonly tax?: TaxShare
}

/** What the order cost, as it was confirmed, with every step of the reckoning. */
export type OrderBill = Ledger & {
  readonly taxIncluded: boolean
  readonly shipping: OrderShipping | null
  readonly discounts: readonly AppliedDiscount[]
  /** Codes that held, as they were typed. */
  readonly codes: readonly string[]
  readonly taxes: readonly TaxSum[]
  readonly steps: readonly Step[]
}

/** What was bought, as it was bought. Only states, counters of what happened since, and erased data ever change. */
export type Order = {
  readonly id: OrderId
  /** What people say on the telephone. */
  readonly number: string
  readonly checkoutId: string
  /** The cart it came from, and since when there was one of that name: a customer's has the same for ever. */
  readonly cart: { readonly id: string; readonly since: Instant } | null
  readonly market: MarketCode
  readonly locale: Locale
  readonly currency: Currency
  /** null: a guest, or erased. */
  readonly customer: OrderCustomer | null
  /** null: erased. */
  readonly contact: Contact | null
  readonly lines: readonly OrderLine[]
  readonly bill: OrderBill
  readonly provider: string
  readonly status: OrderStatus
  readonly paymentStatus: PaymentStatus
  readonly fulfillmentStatus: FulfillmentStatus
  readonly captured: number
  /** Refunds that are done, and those whose outcome is not known. */
  readonly refunded: number
  readonly refunding: number
  readonly revision: number
  readonly createdAt: Instant
  readonly updatedAt: Instant
  readonly placedAt: Instant | null
}

/** Everything that makes an order: who, from where, and the evaluation that the buyer has confirmed. */
export type OrderMaking = Pick<
  Order,
  'id' | 'number' | 'checkoutId' | 'cart' | 'locale' | 'customer' | 'contact' | 'provider'
> & {
  readonly market: {
    readonly code: MarketCode
    readonly currency: Currency
    readonly taxIncluded: boolean
  }
  readonly evaluation: Evaluation
  /** What a line is, beside its price. */
  readonly goodsOf: (line: PricedLine) => { readonly productId: ProductId; readonly seen: Seen }
  /** The chosen way of sending, if there is one. */
  readonly shipping: Pick<OrderShipping, 'id' | 'name' | 'daysMin' | 'daysMax'> | null
  readonly now: Instant
}

/**
 * A new order: pending, since it is there before money moves. Throws when the parts do not sum to the whole, or when
 * something in it is not sold: whoever makes orders has refused that before.
 */
export function newOrder(making: OrderMaking): Order {
  const { evaluation, market, goodsOf, shipping, now } = making
  const { id, number, checkoutId, cart, locale, customer, contact, provider } = making
  const lines = evaluation.lines.map((line): OrderLine => {
    assert(line.sold, 'only what is sold is ordered')
    const { subtotal, discounts, tax, totals, total, unitPrice } = line
    return {
      id: line.id,
      variantId: line.variantId as VariantId,
      quantity: line.quantity,
      ...goodsOf(line),
      unitPrice,
      bill: { subtotal, discounts, ...(tax !== undefined && { tax }), totals, total },
      ...UNTOUCHED,
    }
  })
  const order: Order = {
    id,
    number,
    checkoutId,
    cart,
    locale,
    customer,
    contact,
    provider,
    market: market.code,
    currency: market.currency,
    lines,
    bill: billFrom(evaluation, market.taxIncluded, shipping),
    status: 'pending',
    paymentStatus: 'pending',
    fulfillmentStatus: 'unfulfilled',
    captured: 0,
    refunded: 0,
    refunding: 0,
    revision: 1,
    createdAt: now,
    updatedAt: now,
    placedAt: null,
  }
  assertSums(order)
  return order
}

const UNTOUCHED = { fulfilled: 0, comingBack: 0, returned: 0, restocked: 0, refunded: 0, refundedTax: 0 }

function billFrom(
  { shippingOptions, discounts, codes, taxes, steps, totals, total }: Evaluation,
  taxIncluded: boolean,
  shipping: OrderMaking['shipping'],
): OrderBill {
  const quoted = shippingOptions.find(({ id }) => id === shipping?.id)
  assert(shipping === null || quoted !== undefined, 'what is chosen has been quoted')
  return {
    taxIncluded,
    shipping: shipping === null || quoted === undefined ? null : { ...quoted, ...shipping },
    discounts,
    codes: codes.flatMap(({ code, status }) => (status === 'applied' ? [code] : [])),
    taxes,
    steps,
    totals,
    total,
  }
}

const sumOf = (amounts: readonly number[]): number => amounts.reduce((sum, amount) => sum + amount, 0)
const isSumOf = ({ totals, total }: Ledger): boolean =>
  ledgerOf(totals).total === total && total >= 0 && totals.every(isWhole)
const isWhole = ({ amount, includes = [] }: LedgerEntry): boolean =>
  Number.isSafeInteger(amount) && includes.every((tax) => Number.isSafeInteger(tax.amount))

/** The tax that came on top of what something cost. */
const onTop = ({ taxIncluded }: OrderBill, { tax }: { readonly tax?: TaxShare }): number =>
  taxIncluded ? 0 : (tax?.amount ?? 0)

/** What the buyer paid for a line: its goods after discounts, and the tax on top. */
export const paidFor = (bill: OrderBill, line: OrderLine): number => line.bill.total + onTop(bill, line.bill)

/** I-11, of every order that is made: each bill is the sum of its entries, and the whole the sum of its parts. */
export function assertSums({ bill, lines }: Pick<Order, 'bill' | 'lines'>): void {
  const parts = [...lines.map((line) => line.bill), ...(bill.shipping === null ? [] : [bill.shipping])]
  assert([bill, ...parts].every(isSumOf), 'a bill is the sum of its entries')
  const whole = sumOf(parts.map((part) => part.total + onTop(bill, part)))
  assert(whole === bill.total, 'the parts of an order sum to the whole')
}

/** The promotions that made it cheaper, goods and shipping, each once: those that an order redeems. */
export const promotionsOf = ({ discounts, shipping }: OrderBill): string[] => [
  ...new Set([...discounts, ...(shipping?.discounts ?? [])].map(({ promotionId }) => promotionId)),
]

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** Eight characters of five bits. */
export const ORDER_NUMBER_BYTES = 5
export const ORDER_NUMBER_PATTERN = /^[0-9A-HJKMNP-TV-Z]{8}$/

/** A human order number from random bytes: it says nothing of how many orders there are. */
export function orderNumber(bytes: Uint8Array): string {
  assert(bytes.length === ORDER_NUMBER_BYTES, `an order number is made of ${ORDER_NUMBER_BYTES} bytes`)
  const bits = bytes.reduce((all, byte) => (all << 8n) | BigInt(byte), 0n)
  return Array.from({ length: 8 }, (_, at) => CROCKFORD[Number((bits >> BigInt(35 - 5 * at)) & 31n)]).join('')
}

/** A number, or the beginning of one, as people write it: small letters, hyphens, O for 0, I and L for 1. */
export const plainOrderNumber = (text: string): string =>
  text.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1')
