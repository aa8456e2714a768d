import { PRICE_LAWS } from '../catalog/price-violations.ts'
import { LOG_LAWS } from '../events/log-violations.ts'
import { STOCK_LATE, STOCK_LAWS } from '../inventory/stock-violations.ts'
import { ORDER_LATE, ORDER_LAWS } from '../orders/order-violations.ts'
import { PAYMENT_LATE, PAYMENT_LAWS } from '../payments/payment-violations.ts'
import type { Law, Laws } from '../platform/law.ts'
import { PUBLICATION_LATE } from '../publication/publication-violations.ts'
import { DELIVERY_LATE } from '../webhooks/delivery-violations.ts'

/** What must never be found in the shop's database. */
export const LAWS = { ...STOCK_LAWS, ...PAYMENT_LAWS, ...ORDER_LAWS, ...PRICE_LAWS, ...LOG_LAWS } as const

/** What is found when something stands still: it is made up for as soon as that goes on. */
export const LATE = {
  ...STOCK_LATE,
  ...PAYMENT_LATE,
  ...ORDER_LATE,
  ...PUBLICATION_LATE,
  ...DELIVERY_LATE,
} as const

/** Laws in words, a line each. */
export const inWords = (laws: Laws): string =>
  Object.entries(laws)
    .map(([law, { means }]: [string, Law]) => `- \`${law}\`: ${means}`)
    .join('\n')
