import type { Seen } from '../../src/domain/cart.ts'
import { evaluate } from '../../src/domain/evaluate.ts'
import { newOrder, type Order, type OrderMaking } from '../../src/domain/order.ts'
import { moved } from '../../src/domain/order-moves.ts'
import type { OrderMove } from '../../src/domain/order-states.ts'
import type { Session } from '../../src/domain/session.ts'
import { id, locale } from './make.ts'
import { NOW } from './sessions.ts'

const SEEN: Seen = { handle: 'mug', sku: 'MUG', title: 'Mug', variantTitle: '', image: null }

/** The order that a session comes to, without what is not sold in it. Sends it the way it chose, or the first there is. */
export function orderOf(session: Session, more: Partial<OrderMaking> = {}): Order | undefined {
  const sold = evaluate(session).lines.flatMap((line) => (line.sold ? [line.id] : []))
  if (sold.length === 0) return undefined
  const lines = session.lines.filter((line) => sold.includes(line.id))
  const [first] = evaluate({ ...session, lines }).shippingOptions
  const shippingOptionId = session.shippingOptionId ?? first?.id
  const evaluation = evaluate({ ...session, lines, shippingOptionId })
  const shipping = evaluation.shippingOptions.find((option) => option.id === shippingOptionId)
  return newOrder({
    id: id('order', 'ord_1'),
    number: '7K3M9Q2X',
    checkoutId: 'chk_1',
    cart: { id: 'cart_1', since: NOW },
    locale: locale('en'),
    customer: null,
    contact: { email: 'ada@example.com' },
    provider: 'test',
    market: session.market,
    evaluation,
    goodsOf: ({ variantId }) => ({ productId: id('product', variantId), seen: SEEN }),
    shipping: shipping === undefined ? null : { id: shipping.id, name: shipping.id },
    now: NOW,
    ...more,
  })
}

/** The order after these moves; the test is wrong if one is not possible. */
export function after(order: Order, ...moves: OrderMove[]): Order {
  return moves.reduce((now, move) => {
    const next = moved(now, move, NOW)
    if (!next.ok) throw new Error(`${move} is not possible from ${now.status}/${now.paymentStatus}`)
    return next.order
  }, order)
}
