import { Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { admin, type Answer, readTagged, type Tagged } from '../api.ts'
import { CancelDialog, CaptureDialog, FulfillDialog, RefundDialog } from '../orders/order-dialogs.tsx'
import { leftToSend, type Order } from '../orders/order-lines.ts'
import { DataTable } from '../parts/list.tsx'
import { Fact, PageHead, Section } from '../parts/page.tsx'
import { Lines, Shown } from '../parts/shown.tsx'
import { Amount, inWords, shortActor, State, When } from '../parts/words.tsx'
import { mayDo, useSession } from '../session.ts'

export type OrderAnswer = Answer<(typeof admin.orders)[':id']['$get']>

// What a provider does behind an answer shows in seconds.
const isMoving = ({ body }: Tagged<Order>): boolean =>
  body.operations.some(({ status }) => status === 'pending') ||
  body.refunds.some(({ status }) => status === 'pending')

export function OrderPage() {
  const { id = '' } = useParams()
  const order = useQuery({
    queryKey: ['order', id],
    queryFn: () => readTagged(admin.orders[':id'].$get({ param: { id } })),
    refetchInterval: ({ state }) => (state.data !== undefined && isMoving(state.data) ? 1_000 : 15_000),
  })
  return (
    <Shown of={order} waiting={<Lines count={6} height={72} />}>
      {({ body, etag }) => <Detail order={body} etag={etag} />}
    </Shown>
  )
}

type Dialog = 'fulfill' | 'refund' | 'cancel' | 'capture'

function Detail({ order, etag }: { readonly order: Order; readonly etag: string }) {
  const { session } = useSession()
  const [dialog, setDialog] = useState<Dialog>()
  const { status, paymentStatus, fulfillmentStatus, items, number, market, email, phone } = order
  const mayWrite = session !== undefined && mayDo(session, 'orders:write')
  const isOver = status === 'canceled' || status === 'failed'
  const canSend =
    (status === 'placed' || status === 'completed') && items.some((item) => leftToSend(item) > 0)
  const canCancel = status === 'placed' && fulfillmentStatus === 'unfulfilled'
  const close = () => setDialog(undefined)
  const dialogProps = { order, etag, onClose: close }
  return (
    <>
      <PageHead
        title={`Order ${number}`}
        back={['/orders', 'Orders']}
        badges={
          <>
            <State of={status} />
            <State of={paymentStatus} />
            <State of={fulfillmentStatus} />
          </>
        }
        note={
          <>
            Made <When at={order.createdAt} long /> in {market}, paid by {order.provider}
          </>
        }
        actions={
          mayWrite && (
            <>
              {canCancel && (
                <Button variant="default" onClick={() => setDialog('cancel')}>
                  Cancel order
                </Button>
              )}
              {order.refundable.amount > 0 && (
                <Button variant="default" onClick={() => setDialog('refund')}>
                  Refund
                </Button>
              )}
              {status === 'placed' && paymentStatus === 'authorized' && (
                <Button variant="default" onClick={() => setDialog('capture')}>
                  Capture payment
                </Button>
              )}
              {canSend && <Button onClick={() => setDialog('fulfill')}>Send</Button>}
            </>
          )
        }
      />
      <div className="columns">
        <div>
          <Section flush title="Items">
            <DataTable
              name="Items"
              rows={items}
              keyOf={({ id }) => id}
              columns={[
                {
                  head: 'Item',
                  cell: ({ productId, title, variantTitle, sku, image }) => (
                    <Group gap="sm" wrap="nowrap">
                      {image === undefined ? (
                        <span className="thumb" />
                      ) : (
                        <img className="thumb" src={image} alt="" width={44} height={44} />
                      )}
                      <span className="two-line">
                        <Anchor component={Link} to={`/products/${productId}`} fw={600}>
                          {title}
                        </Anchor>
                        <small>
                          {[variantTitle, sku].filter((part) => part !== null && part !== '').join(' · ')}
                        </small>
                      </span>
                    </Group>
                  ),
                },
                {
                  head: 'Each',
                  align: 'right',
                  minor: true,
                  cell: ({ unitPrice }) => <Amount of={unitPrice} />,
                },
                {
                  head: 'Pieces',
                  align: 'right',
                  cell: ({ quantity, fulfilled, refunded }) => (
                    <span className="two-line">
                      {quantity}
                      <small>
                        {[fulfilled > 0 && `${fulfilled} sent`, refunded > 0 && `${refunded} refunded`]
                          .filter(Boolean)
                          .join(', ') || ' '}
                      </small>
                    </span>
                  ),
                },
                { head: 'Total', align: 'right', cell: ({ total }) => <Amount of={total} /> },
              ]}
            />
            <div className="section-body">
              <dl className="ledger">
                {order.totals.map(({ type, label, amount, includes }) => (
                  <div key={`${type} ${label}`}>
                    <dt>
                      <Text size="sm">{label}</Text>
                      {includes?.map((tax) => (
                        <Text key={tax.label} size="xs" c="gray.7">
                          with {tax.label}, <Amount of={tax.amount} />
                        </Text>
                      ))}
                    </dt>
                    <dd>
                      <Text size="sm" span>
                        <Amount of={amount} />
                      </Text>
                    </dd>
                  </div>
                ))}
                <div className="sum">
                  <dt>Total</dt>
                  <dd>
                    <Amount of={order.total} />
                  </dd>
                </div>
              </dl>
            </div>
          </Section>
          <Parcels order={order} />
          <Payments order={order} />
        </div>
        <div>
          <Section title="Money">
            <dl className="facts">
              <Fact name="Captured">
                <Amount of={order.captured} />
              </Fact>
              <Fact name="Refunded">
                <Amount of={order.refunded} />
              </Fact>
              {order.refunding.amount > 0 && (
                <Fact name="On its way back">
                  <Amount of={order.refunding} />
                </Fact>
              )}
              <Fact name="Can be refunded">
                <Amount of={order.refundable} />
              </Fact>
            </dl>
          </Section>
          <Section title="Buyer">
            {order.erasedAt !== null ? (
              <Text size="sm" c="gray.7">
                Personal data was erased <When at={order.erasedAt} />.
              </Text>
            ) : (
              <Stack gap="md">
                <div>
                  <Text size="sm" fw={600}>
                    {email ?? 'No e-mail'}
                  </Text>
                  {phone !== undefined && <Text size="sm">{phone}</Text>}
                  {order.customer !== null && (
                    <Text size="xs" c="gray.7">
                      Customer {order.customer.subject}
                    </Text>
                  )}
                </div>
                <Place name="Ships to" of={order.shippingAddress} />
                <Place name="Bills to" of={order.billingAddress} />
                {order.note !== undefined && order.note !== '' && <Text size="sm">“{order.note}”</Text>}
              </Stack>
            )}
          </Section>
          <Section title="History">
            <ol className="timeline">
              {order.events.toReversed().map((event) => (
                <li key={event.id}>
                  <Text size="sm" fw={600}>
                    {inWords(event.type.replace(/^order\./, ''))}
                  </Text>
                  <Text size="xs" c="gray.7">
                    <When at={event.createdAt} />, {shortActor(event.actor)}
                  </Text>
                </li>
              ))}
            </ol>
            {isOver && (
              <Text size="sm" c="gray.7" mt="md">
                The order is over.
              </Text>
            )}
          </Section>
        </div>
      </div>
      {dialog === 'fulfill' && <FulfillDialog {...dialogProps} />}
      {dialog === 'refund' && <RefundDialog {...dialogProps} />}
      {dialog === 'cancel' && <CancelDialog {...dialogProps} />}
      {dialog === 'capture' && <CaptureDialog {...dialogProps} />}
    </>
  )
}

function Parcels({ order: { fulfillments, items } }: { readonly order: Order }) {
  if (fulfillments.length === 0) return null
  const titleOf = (lineId: string) => items.find(({ id }) => id === lineId)?.title ?? lineId
  return (
    <Section title="Parcels">
      <ul className="rows">
        {fulfillments.map(({ id, lines, tracking, createdAt }) => (
          <li key={id}>
            <span className="two-line grows">
              {lines.map(({ lineId, quantity }) => `${quantity} × ${titleOf(lineId)}`).join(', ')}
              <small>
                Sent <When at={createdAt} />
              </small>
            </span>
            {tracking !== undefined && (
              <Text size="sm" ta="right">
                {[tracking.carrier, tracking.number].filter((part) => part !== undefined).join(' ')}{' '}
                {tracking.url !== undefined && (
                  <Anchor href={tracking.url} target="_blank" rel="noreferrer">
                    follow
                  </Anchor>
                )}
              </Text>
            )}
          </li>
        ))}
      </ul>
    </Section>
  )
}

const Payments = ({ order: { operations, refunds } }: { readonly order: Order }) => (
  <Section title="Payments" note="What the provider was asked, and what came of it.">
    <ul className="rows">
      {operations.map(({ id, kind, status, amount, reason, createdAt }) => {
        const refund = refunds.find(({ operationId }) => operationId === id)
        return (
          <li key={id}>
            <span className="two-line grows">
              {inWords(kind)}
              <small>
                <When at={createdAt} />
                {refund !== undefined && refund.reason !== '' && `, ${refund.reason}`}
                {refund?.restock === true && ', back into stock'}
                {reason !== undefined && `, ${inWords(reason).toLowerCase()}`}
              </small>
            </span>
            <State of={status} />
            <Amount of={amount} />
          </li>
        )
      })}
    </ul>
  </Section>
)

function Place({ name, of }: { readonly name: string; readonly of: Order['shippingAddress'] }) {
  if (of === undefined || of === null) return null
  const lines = [
    [of.firstName, of.lastName],
    [of.company],
    [of.line1],
    [of.line2],
    [of.postalCode, of.city, of.region],
    [of.country],
  ]
    .map((parts) => parts.filter((part) => part !== undefined && part !== '').join(' '))
    .filter((line) => line !== '')
  return (
    <div>
      <Text size="xs" c="gray.7">
        {name}
      </Text>
      <Text size="sm" style={{ whiteSpace: 'pre-line' }}>
        {lines.join('\n')}
      </Text>
    </div>
  )
}
