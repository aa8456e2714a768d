import type { CartWorld } from '../cart/cart-world.ts'
import { tagged } from '../cart/price-cart.ts'
import { showCart } from '../cart/show-cart.ts'
import { type Checkout, missingIn, statusOf } from '../domain/checkout.ts'
import type { CartId } from '../domain/ids.ts'
import type { Evaluation } from '../domain/evaluation.ts'
import type { Ctx } from '../platform/context.ts'
import type { ShownCheckout } from './checkout-schemas.ts'
import { currencyIn, priceable } from './price-checkout.ts'

/** The checkout as the API answers it: a priced cart, what is known of the buyer, and what is still due. */
export function showCheckout(
  ctx: Ctx,
  checkout: Checkout,
  world: CartWorld,
  evaluation: Evaluation,
): ShownCheckout {
  const { progress } = checkout
  const { destination: _place, ...shown } = showCart(ctx, asCart(checkout, world), world, evaluation, false)
  return {
    ...shown,
    status: statusOf(checkout, evaluation),
    cartId: checkout.cart?.id ?? null,
    email: checkout.email,
    phone: checkout.phone,
    shippingAddress: checkout.shippingAddress,
    billingAddress: checkout.billingAddress,
    shippingOptionId: checkout.shippingOptionId,
    messages:
      progress.state === 'open'
        ? [...shown.messages.map(atShipping), ...missingIn(checkout).map(due), ...declined(checkout)]
        : [],
    payment: { providers: [...ctx.config.payments.offered] },
    ...(progress.state === 'completed' && { orderId: progress.orderId }),
  }
}

const asCart = (checkout: Checkout, world: CartWorld) => ({
  ...priceable(checkout),
  currency: currencyIn(world, checkout),
  // Only shown: the checkout's own id stands there.
  id: checkout.id as unknown as CartId,
  version: checkout.version,
  note: checkout.note,
  createdAt: checkout.createdAt,
  expiresAt: checkout.expiresAt,
})

type ShownMessage = ShownCheckout['messages'][number]

/** A cart's destination is the shipping address here. */
const atShipping = (message: ShownMessage): ShownMessage =>
  message.pointer === '/destination' ? { ...message, pointer: '/shippingAddress' } : message

const due = ({ pointer, code }: ReturnType<typeof missingIn>[number]): ShownMessage => ({
  type: 'error',
  code,
  pointer,
  message: code === 'missing' ? 'This is still needed.' : 'There is nothing in it to buy.',
})

const declined = ({ declined: reason }: Checkout): ShownMessage[] =>
  reason === null
    ? []
    : [
        {
          type: 'warning',
          code: 'payment_declined',
          pointer: '/payment',
          message: `The last payment was declined (${reason}). Nothing was charged.`,
        },
      ]

/** A checkout as it goes out. */
export const renderCheckout = (
  ctx: Ctx,
  checkout: Checkout,
  world: CartWorld,
  evaluation: Evaluation,
): { text: string; etag: string } => tagged(checkout.version, showCheckout(ctx, checkout, world, evaluation))
