import type { Order } from 'highstreet/client'
import { useEffect, useState } from 'preact/hooks'
import { linesOf } from '../address/address.ts'
import { ask, bodyOf, forget, useLoad } from '../load.ts'
import { keepOrder, tokenOfOrder } from '../orders.ts'
import { usePlace } from '../place.tsx'
import { spot } from '../router.ts'
import { asCustomer, session, shop } from '../shop.ts'
import { useStore } from '../store.ts'
import { useTitle } from '../title.ts'
import { BillView } from '../ui/bill.tsx'
import { Picture } from '../ui/picture.tsx'
import { Empty, Failed, Line } from '../ui/states.tsx'

/** The money is captured behind the answer: so long after it is looked again. */
const LOOK_AGAIN_MS = [2_000, 4_000, 8_000]

/** What was bought, for whoever holds the order's token or is its customer. */
export default function OrderPage({ id }: { id: string }) {
  const { t, href } = usePlace()
  const { hash, query } = useStore(spot)
  const { isSignedIn } = useStore(session)
  const [looks, look] = useState(0)
  const key = `order/${id}/${isSignedIn}`
  // A link of the confirmation carries the token behind #, which is sent to no server.
  const given = new URLSearchParams(hash.slice(1)).get('token')
  useEffect(() => {
    if (given === null) return
    keepOrder(id, given)
    history.replaceState(history.state, '', location.pathname + location.search)
  }, [given, id])

  const read = async (): Promise<Order> => {
    const token = given ?? tokenOfOrder(id)
    const own = token === undefined ? await asCustomer() : { headers: { Authorization: `Bearer ${token}` } }
    const order = await bodyOf(shop.v1.orders[':id'].$get({ param: { id } }, own))
    if (order.token !== undefined) keepOrder(id, order.token)
    return order
  }
  const loaded = useLoad(key, read)
  const order = loaded.state === 'ready' ? loaded.value : undefined
  useTitle(order === undefined ? undefined : t.order(order.number))

  const isMoving = order?.paymentStatus === 'authorized' || order?.paymentStatus === 'pending'
  useEffect(() => {
    const rest = LOOK_AGAIN_MS[looks]
    if (!isMoving || rest === undefined) return undefined
    const timer = setTimeout(() => {
      const before = loaded.state === 'ready' ? loaded.value : undefined
      forget(key)
      const entry = ask(key, read)
      // What is known stays in sight meanwhile.
      entry.value = before
      void entry.promise.then(() => look(looks + 1))
    }, rest)
    return () => clearTimeout(timer)
  }, [isMoving, looks])

  if (loaded.state === 'failed' && loaded.failure !== 'unreachable')
    return (
      <Empty title={t.orderMissing} lead={t.orderMissingLead}>
        {!isSignedIn && (
          <button
            type="button"
            class="button"
            onClick={() => void session.begin(location.pathname + location.search)}
          >
            {t.signIn}
          </button>
        )}
        <a class="button" href={href('')}>
          {t.toShop}
        </a>
      </Empty>
    )
  if (loaded.state === 'failed') return <Failed {...loaded} />
  return order === undefined ? <OrderPlaces /> : <OrderView order={order} isNew={query.has('thanks')} />
}

function OrderView({ order, isNew }: { order: Order; isNew: boolean }) {
  const { t, href, money, day } = usePlace()
  const isOver = order.status === 'canceled' || order.status === 'failed'
  return (
    <>
      <div class="page-head">
        {isNew && !isOver ? (
          <>
            <p class="eyebrow">{t.order(order.number)}</p>
            <h1>{t.thanks}</h1>
            <p class="lead">{t.thanksLead}</p>
          </>
        ) : (
          <>
            <h1>{t.order(order.number)}</h1>
            <p class="lead">{t.ordered(day(order.placedAt ?? order.createdAt))}</p>
          </>
        )}
        <ul class="statuses">
          <li class={isOver ? 'status is-bad' : 'status'}>{t.orderStatuses[order.status]}</li>
          <li
            class={
              order.paymentStatus === 'paid'
                ? 'status is-good'
                : order.paymentStatus === 'failed'
                  ? 'status is-bad'
                  : 'status'
            }
          >
            {t.paymentStatuses[order.paymentStatus]}
          </li>
          {!isOver && (
            <li class={order.fulfillmentStatus === 'fulfilled' ? 'status is-good' : 'status'}>
              {t.fulfillmentStatuses[order.fulfillmentStatus]}
            </li>
          )}
        </ul>
      </div>
      <div class="two">
        <div>
          <ul class="bag-lines">
            {order.items.map(({ id, handle, title, variantTitle, image, quantity, subtotal }) => (
              <li key={id} class="bag-line">
                <Picture url={image} alt="" />
                <div class="bag-line-text">
                  <p class="bag-line-title">
                    <a href={href(`/p/${handle}`)}>{title}</a>
                  </p>
                  <p class="quiet small">
                    {quantity} × {variantTitle}
                  </p>
                </div>
                <p class="bag-line-price">{money(subtotal)}</p>
              </li>
            ))}
          </ul>
          {order.fulfillments.map(({ id, tracking, createdAt }) => (
            <section key={id} class="parcel">
              <h2>{t.parcel}</h2>
              <p>
                {day(createdAt)} {tracking?.carrier} {tracking?.number}
              </p>
              {tracking?.url !== undefined && (
                <a href={tracking.url} target="_blank" rel="noreferrer">
                  {t.track}
                </a>
              )}
            </section>
          ))}
        </div>
        <aside class="summary" aria-label={t.summary}>
          <BillView bill={order} />
          {order.refunded.amount > 0 && (
            <p class="drawer-total">
              <span>{t.refunded}</span>
              <strong>{money(order.refunded)}</strong>
            </p>
          )}
          {order.shippingAddress != null && (
            <>
              <h2>{t.address}</h2>
              <address>
                {linesOf(order.shippingAddress).map((line) => (
                  <span key={line}>{line}</span>
                ))}
              </address>
            </>
          )}
          {order.shipping !== undefined && (
            <p class="quiet small">
              {t.shipping}: {order.shipping.name}
            </p>
          )}
          <OrderLink id={order.id} />
        </aside>
      </div>
    </>
  )
}

/** A guest's only way back from another device. */
function OrderLink({ id }: { id: string }) {
  const { t } = usePlace()
  const [isCopied, copied] = useState(false)
  const token = tokenOfOrder(id)
  if (token === undefined) return null
  const link = `${location.origin}${location.pathname}#token=${token}`
  return (
    <div class="order-link">
      <p class="quiet small">{t.keepLink}</p>
      <button
        type="button"
        class="button button-small"
        onClick={() =>
          void navigator.clipboard.writeText(link).then(
            () => copied(true),
            () => undefined,
          )
        }
      >
        {isCopied ? t.copied : t.copyLink}
      </button>
    </div>
  )
}

const OrderPlaces = () => (
  <div aria-busy="true">
    <div class="page-head">
      <h1>
        <Line width="middle" />
      </h1>
    </div>
    <div class="two">
      <div>
        <Line width="long" />
        <Line width="long" />
      </div>
      <aside class="summary">
        <Line width="long" />
        <Line width="middle" />
      </aside>
    </div>
  </div>
)
