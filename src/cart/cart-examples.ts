import type { OpenedCart, ShownCart } from './cart-schemas.ts'

const eur = (amount: number) => ({ amount, currency: 'EUR' })
const vat = (amount: number) => ({ type: 'tax' as const, label: 'MwSt.', rate: '0.19', amount: eur(amount) })
const discount = { promotionId: 'pro_01JDGZ5N3Q8Z7Y6X5W4V3T2S1R', label: 'Spring', code: 'SPRING-10' }
const tax = { label: 'MwSt.', rate: '0.19', amount: eur(1290) }

/** Two kettles at 44.90 € with ten percent off, tax contained. */
export const CART_EXAMPLE: ShownCart = {
  id: 'cart_q3t6w9z1c4f7h0k2m5p8r1u4x7a0d3g6',
  market: 'de',
  locale: 'de',
  currency: 'EUR',
  version: 3,
  items: [
    {
      id: 'lin_01JDGZ5N3Q8Z7Y6X5W4V3T2S1R',
      variantId: 'var-ket-15l',
      handle: 'copper-stovetop-kettle',
      sku: 'KET-15L',
      title: 'Kupferkessel',
      variantTitle: '1,5 l',
      image: 'https://shop.example/media/copper-stovetop-kettle.svg',
      quantity: 2,
      purchasable: true,
      availability: 'in_stock',
      unitPrice: eur(4490),
      subtotal: eur(8980),
      discounts: [{ ...discount, amount: eur(898) }],
      tax,
      totals: [
        { type: 'items', label: 'Items', amount: eur(8980), includes: [vat(1434)] },
        { type: 'discount', label: 'Spring', amount: eur(-898), includes: [vat(-144)] },
      ],
      total: eur(8082),
    },
  ],
  codes: [{ code: 'SPRING-10', status: 'applied' }],
  discounts: [
    {
      ...discount,
      amount: eur(898),
      allocations: [{ itemId: 'lin_01JDGZ5N3Q8Z7Y6X5W4V3T2S1R', amount: eur(898) }],
    },
  ],
  destination: { country: 'DE', postalCode: '10115' },
  shippingOptions: [
    {
      id: 'shp_01JDGZ5N3Q8Z7Y6X5W4V3T2S1R',
      name: 'Standardversand',
      daysMin: 2,
      daysMax: 4,
      price: eur(490),
      discounts: [],
      tax: { label: 'MwSt.', rate: '0.19', amount: eur(78) },
      totals: [{ type: 'shipping', label: 'Standardversand', amount: eur(490), includes: [vat(78)] }],
      total: eur(490),
    },
  ],
  messages: [],
  totals: [
    { type: 'items', label: 'Items', amount: eur(8980), includes: [vat(1434)] },
    { type: 'discount', label: 'Spring', amount: eur(-898), includes: [vat(-144)] },
  ],
  total: eur(8082),
  taxes: [tax],
  taxIncluded: true,
  createdAt: '2026-11-25T08:00:00.000Z',
  expiresAt: '2026-12-25T08:00:00.000Z',
}

export const OPENED_CART_EXAMPLE: OpenedCart & { token: string } = {
  cart: CART_EXAMPLE,
  token: 'the-token-of-this-cart',
}
