/** The typed client: what storefronts and consoles import as `highstreet/client`. */
export * from './client/shop.ts'
export * from './client/cart-types.ts'
export * from './client/checkout-types.ts'
export { createCart } from './client/cart.ts'
export { createCheckout } from './client/checkout.ts'
