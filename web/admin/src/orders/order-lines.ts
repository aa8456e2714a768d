import type { OrderAnswer } from '../pages/order.tsx'

export type Order = OrderAnswer
export type OrderItem = Order['items'][number]

/** Pieces that are neither sent nor given back, as the shop counts what is sent by default. */
export const leftToSend = ({ quantity, fulfilled, refunded }: OrderItem): number =>
  Math.max(0, quantity - fulfilled - refunded)

export const leftToRefund = ({ quantity, refunded }: OrderItem): number => quantity - refunded
