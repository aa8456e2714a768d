import type { ShownAdminOrder } from '../../../src/orders/order-schemas.ts'
import type { BookedPayment } from '../../../src/payments/test-book-store.ts'
import type { Item } from './buyer.ts'
import type { LedgerEntry, LoggedEvent, ShopBooks } from './shop-books.ts'

/** What must be there of one buyer's purchase. */
export type Due = {
  readonly email: string
  readonly items: readonly Item[]
  /** Orders that count: 1, or 0 where nothing was bought. */
  readonly placed: 0 | 1
  /** What staff has given back of it. */
  readonly refunded?: number
}

type Books = {
  readonly payments: ReadonlyMap<string, readonly BookedPayment[]>
  readonly ledger: ReadonlyMap<string, readonly LedgerEntry[]>
  readonly events: ReadonlyMap<string, readonly LoggedEvent[]>
}

/** Every way in which orders, money, stock and log of these buyers are not as they should be, in words. */
export async function faultsOf(shop: ShopBooks, due: readonly Due[]): Promise<string[]> {
  const variants = [...new Set(due.flatMap(({ items }) => items.map(({ variantId }) => variantId)))]
  const [payments, ledger, events, held] = await Promise.all([
    shop.payments(),
    shop.ledger(variants),
    shop.events(),
    shop.held(variants),
  ])
  const faults: string[] = held === 0 ? [] : [`${held} pieces are held for nobody`]
  for (const each of due) {
    const orders = await shop.ordersOf(each.email)
    for (const fault of faultsOfOne(each, orders, { payments, ledger, events }))
      faults.push(`${each.email}: ${fault}`)
  }
  return faults
}

const counts = ({ status }: ShownAdminOrder): boolean => status === 'placed' || status === 'completed'

function faultsOfOne(due: Due, orders: readonly ShownAdminOrder[], books: Books): string[] {
  const faults: string[] = []
  const expectThat = (isSo: boolean, fault: string): void => {
    if (!isSo) faults.push(fault)
  }
  const placed = orders.filter(counts)
  expectThat(placed.length === due.placed, `${placed.length} orders that count, not ${due.placed}`)
  const pieces = due.items.reduce((sum, { quantity }) => sum + quantity, 0)
  for (const order of orders) {
    const { id, status, paymentStatus, total, captured } = order
    const name = `order ${id} (${status}/${paymentStatus})`
    const paid = books.payments.get(id) ?? []
    const sold = books.ledger.get(id) ?? []
    const told = books.events.get(id) ?? []
    const numbersOf = (type: string): number => told.filter((event) => event.type === type).length
    const charged = paid.reduce((sum, payment) => sum + payment.captured, 0)
    const back = paid.reduce((sum, payment) => sum + payment.refunded, 0)
    expectThat(status !== 'pending', `${name} is undecided`)
    expectThat(captured.amount === charged, `${name} says ${captured.amount} captured, the book ${charged}`)
    expectThat(
      order.refunded.amount === back,
      `${name} says ${order.refunded.amount} refunded, the book ${back}`,
    )
    const types = told.filter(({ subject }) => subject.startsWith('order:')).map(({ type }) => type)
    expectThat(
      types.every((type, at) => types.indexOf(type) === at),
      `${name} has told twice: ${types.join()}`,
    )
    expectThat(
      order.events.map(({ type }) => type).join() === types.join(),
      `${name} has another history than it told`,
    )
    expectThat(numbersOf('order.created') === 1, `${name} was not told to be created`)
    expectThat(numbersOf('inventory.held') === due.items.length, `${name} told its holds otherwise than once`)
    if (counts(order)) {
      expectThat(paid.length === 1, `${name} has ${paid.length} authorizations`)
      expectThat(charged === total.amount, `${name} costs ${total.amount}, and ${charged} was taken`)
      expectThat(back === (due.refunded ?? 0), `${name}: ${back} was given back`)
      expectThat(sold.length === due.items.length, `${name} changed stock ${sold.length} times`)
      expectThat(
        sold.reduce((sum, { delta }) => sum + delta, 0) === -pieces,
        `${name} took another number of pieces than were bought`,
      )
      expectThat(
        numbersOf('inventory.sold') === due.items.length,
        `${name} told its sale otherwise than once`,
      )
      for (const type of ['order.placed', 'order.authorized', 'order.paid'])
        expectThat(numbersOf(type) === 1, `${name} told ${type} ${numbersOf(type)} times`)
    } else {
      expectThat(charged === back, `${name} has kept ${charged - back}`)
      expectThat(
        paid.every((payment) => payment.status === 'declined' || payment.status === 'voided' || charged > 0),
        `${name} has money that is not let go`,
      )
      expectThat(sold.length === 0, `${name} took stock`)
      expectThat(numbersOf('inventory.sold') === 0, `${name} told of a sale`)
      expectThat(
        numbersOf('inventory.released') === due.items.length,
        `${name} told otherwise than once that its stock is free`,
      )
    }
  }
  return faults
}

/** Whether nothing is under way of these orders any more. */
export const isAtRest = (orders: readonly ShownAdminOrder[]): boolean =>
  orders.every(
    ({ status, operations }) =>
      status !== 'pending' && operations.every((operation) => !isUndecided(operation.status)),
  )

const isUndecided = (status: string): boolean => status === 'pending' || status === 'requires_action'
