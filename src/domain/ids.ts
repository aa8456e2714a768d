import { assert } from './assert.ts'

/** What our own ids begin with, by the kind of thing they name. A merchant's ids need no prefix. */
export const ID_PREFIX = {
  product: 'prd_',
  variant: 'var_',
  category: 'cat_',
  media: 'med_',
  import: 'imp_',
  event: 'evt_',
  location: 'loc_',
  audit: 'aud_',
  ledger: 'led_',
  hold: 'hld_',
  taxRate: 'tax_',
  shippingOption: 'shp_',
  promotion: 'pro_',
  webhookEndpoint: 'whe_',
  webhookDelivery: 'whd_',
  cart: 'cart_',
  line: 'lin_',
  checkout: 'chk_',
  order: 'ord_',
  fulfillment: 'ful_',
  refund: 'ref_',
  redemption: 'rdm_',
  claim: 'clm_',
  paymentOperation: 'pop_',
  customer: 'cus_',
  address: 'adr_',
} as const

/** The kinds of things that have ids of this shape. */
export type IdKind = keyof typeof ID_PREFIX

/** An opaque id of one kind: the compiler keeps a product's from being taken for a variant's. */
export type Id<Kind extends IdKind> = string & { readonly kind: Kind }

export type ProductId = Id<'product'>
export type VariantId = Id<'variant'>
export type CategoryId = Id<'category'>
export type MediaId = Id<'media'>
export type ImportId = Id<'import'>
export type EventId = Id<'event'>
export type LocationId = Id<'location'>
export type AuditId = Id<'audit'>
export type LedgerId = Id<'ledger'>
export type HoldId = Id<'hold'>
export type TaxRateId = Id<'taxRate'>
export type ShippingOptionId = Id<'shippingOption'>
export type PromotionId = Id<'promotion'>
export type WebhookEndpointId = Id<'webhookEndpoint'>
export type WebhookDeliveryId = Id<'webhookDelivery'>
export type CartId = Id<'cart'>
export type LineId = Id<'line'>
export type CheckoutId = Id<'checkout'>
export type OrderId = Id<'order'>
export type FulfillmentId = Id<'fulfillment'>
export type RefundId = Id<'refund'>
export type ClaimId = Id<'claim'>
export type PaymentOperationId = Id<'paymentOperation'>
export type CustomerId = Id<'customer'>
export type AddressId = Id<'address'>

/** Published pattern of every id, ours or the merchant's (contract, "Common rules"). */
export const ID_PATTERN = /^[A-Za-z0-9_-]{1,64}$/

const ULID_PATTERN = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/

/** The text as an id of this kind, or undefined. The prefix is not asked for: ids may be the merchant's own. */
export function parseId<Kind extends IdKind>(_kind: Kind, text: string): Id<Kind> | undefined {
  return ID_PATTERN.test(text) ? (text as Id<Kind>) : undefined
}

/** An id of our own: prefix and ULID. The ULID comes in, since time and chance do. Throws when it is none. */
export function makeId<Kind extends IdKind>(kind: Kind, ulid: string): Id<Kind> {
  assert(ULID_PATTERN.test(ulid), `${ulid} is a ULID`)
  return `${ID_PREFIX[kind]}${ulid}` as Id<Kind>
}
