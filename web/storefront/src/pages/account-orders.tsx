import { useState } from 'preact/hooks'
import { bodyOf, useLoad } from '../load.ts'
import { usePlace } from '../place.tsx'
import { asCustomer, shop } from '../shop.ts'
import { Empty, Failed, Line } from '../ui/states.tsx'

/** The customer's orders, newest first. */
export function OrderHistory() {
  const { t, href } = usePlace()
  const [cursors, setCursors] = useState<readonly (string | undefined)[]>([undefined])
  const first = useOrders(undefined)
  if (first.state === 'failed') return <Failed {...first} />
  if (first.state === 'ready' && first.value.data.length === 0)
    return (
      <Empty title={t.ordersEmpty} lead={t.ordersEmptyLead}>
        <a class="button" href={href('')}>
          {t.goShopping}
        </a>
      </Empty>
    )
  return (
    <ul class="order-list">
      {cursors.map((cursor, at) => (
        <OrderEntries
          key={cursor ?? ''}
          cursor={cursor}
          onMore={at === cursors.length - 1 ? (next) => setCursors([...cursors, next]) : undefined}
        />
      ))}
    </ul>
  )
}

const useOrders = (cursor: string | undefined) =>
  useLoad(`mine/orders/${cursor ?? ''}`, async () =>
    bodyOf(
      shop.v1.customers.me.orders.$get(
        { query: { limit: '20', ...(cursor !== undefined && { cursor }) } },
        await asCustomer(),
      ),
    ),
  )

function OrderEntries({
  cursor,
  onMore,
}: {
  cursor: string | undefined
  onMore: ((next: string) => void) | undefined
}) {
  const { t, href, money, day } = usePlace()
  const loaded = useOrders(cursor)
  if (loaded.state === 'failed')
    return (
      <li>
        <Failed {...loaded} />
      </li>
    )
  if (loaded.state === 'loading')
    return (
      <li class="order-entry" aria-busy="true">
        <Line width="middle" />
        <Line width="short" />
      </li>
    )
  const { data, page } = loaded.value
  return (
    <>
      {data.map(({ id, number, status, paymentStatus, fulfillmentStatus, total, createdAt, pieces }) => (
        <li key={id} class="order-entry">
          <a href={href(`/orders/${id}`)}>
            <span>
              <strong>{t.order(number)}</strong>
              <span class="quiet small">
                {day(createdAt)} · {pieces} ×
              </span>
            </span>
            <span class="statuses">
              <span class={status === 'canceled' || status === 'failed' ? 'status is-bad' : 'status'}>
                {status === 'placed' ? t.fulfillmentStatuses[fulfillmentStatus] : t.orderStatuses[status]}
              </span>
              <span class={paymentStatus === 'paid' ? 'status is-good' : 'status'}>
                {t.paymentStatuses[paymentStatus]}
              </span>
            </span>
            <strong>{money(total)}</strong>
          </a>
        </li>
      ))}
      {page.nextCursor !== null && onMore !== undefined && (
        <li class="more">
          <button type="button" class="button" onClick={() => onMore(page.nextCursor ?? '')}>
            {t.more}
          </button>
        </li>
      )}
    </>
  )
}
