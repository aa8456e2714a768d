import {
  Button,
  Checkbox,
  Group,
  Modal,
  NumberInput,
  SegmentedControl,
  Select,
  Stack,
  Text,
  TextInput,
} from '@mantine/core'
import type { Money } from 'highstreet/client'
import { type ReactNode, useState } from 'react'
import { admin, faultsIn, problemIn, read, useAct } from '../api.ts'
import { Failure } from '../parts/failure.tsx'
import { MoneyField } from '../parts/fields.tsx'
import { tell } from '../parts/told.ts'
import { Amount, inWords } from '../parts/words.tsx'
import { leftToRefund, leftToSend, type Order } from './order-lines.ts'

type Props = { readonly order: Order; readonly etag: string; readonly onClose: () => void }
type Pieces = Readonly<Record<string, number>>

const changesOf = ({ id }: Order) => [['order', id], ['orders'], ['reports'], ['inventory']]

type FrameProps = {
  readonly title: string
  readonly error: Error | null
  readonly isBusy: boolean
  readonly canSubmit?: boolean
  readonly action: string
  readonly color?: string
  readonly onSubmit: () => void
  readonly onClose: () => void
  readonly children: ReactNode
}

function Frame({
  title,
  error,
  isBusy,
  canSubmit = true,
  action,
  color,
  onSubmit,
  onClose,
  children,
}: FrameProps) {
  const isStale = problemIn(error)?.code === 'version_mismatch'
  return (
    <Modal opened onClose={onClose} size="lg" title={<Text fw={650}>{title}</Text>}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          onSubmit()
        }}
      >
        <Stack gap="md">
          {children}
          {error !== null && <Failure error={error} />}
          {isStale && (
            <Text size="sm" role="status">
              The page behind this shows the order as it is now. Look at it, and send again if it still holds.
            </Text>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
            <Button
              type="submit"
              loading={isBusy}
              disabled={!canSubmit}
              {...(color !== undefined && { color })}
            >
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

/** How many of each line. */
function PieceFields({
  order,
  left,
  pieces,
  onChange,
}: {
  readonly order: Order
  readonly left: (item: Order['items'][number]) => number
  readonly pieces: Pieces
  readonly onChange: (pieces: Pieces) => void
}) {
  return (
    <ul className="rows">
      {order.items
        .filter((item) => left(item) > 0)
        .map((item) => (
          <li key={item.id}>
            <span className="two-line grows">
              {item.title}
              <small>
                {[item.variantTitle, `${left(item)} left`].filter((part) => part !== '').join(' · ')}
              </small>
            </span>
            <NumberInput
              aria-label={`Pieces of ${item.title}`}
              w={92}
              min={0}
              max={left(item)}
              clampBehavior="strict"
              allowDecimal={false}
              value={pieces[item.id] ?? 0}
              onChange={(value) => onChange({ ...pieces, [item.id]: typeof value === 'number' ? value : 0 })}
            />
          </li>
        ))}
    </ul>
  )
}

const all = (order: Order, left: (item: Order['items'][number]) => number): Pieces =>
  Object.fromEntries(order.items.map((item) => [item.id, left(item)]))
const linesOf = (pieces: Pieces) =>
  Object.entries(pieces).flatMap(([lineId, quantity]) => (quantity > 0 ? [{ lineId, quantity }] : []))

export function FulfillDialog({ order, etag, onClose }: Props) {
  const [pieces, setPieces] = useState(all(order, leftToSend))
  const [tracking, setTracking] = useState({ carrier: '', number: '', url: '' })
  const send = useAct(
    (json: { lines: { lineId: string; quantity: number }[]; tracking?: Partial<typeof tracking> }, headers) =>
      read(
        admin.orders[':id'].fulfillments.$post(
          { param: { id: order.id }, json },
          { headers: { ...headers, 'If-Match': etag } },
        ),
      ),
    changesOf(order),
  )
  const faults = faultsIn(send.error)
  const said = Object.fromEntries(Object.entries(tracking).filter(([, text]) => text.trim() !== ''))
  const lines = linesOf(pieces)
  const field = (name: keyof typeof tracking, label: string, placeholder: string) => (
    <TextInput
      label={label}
      placeholder={placeholder}
      value={tracking[name]}
      error={faults[`/tracking/${name}`]}
      onChange={({ currentTarget }) => setTracking({ ...tracking, [name]: currentTarget.value })}
    />
  )
  return (
    <Frame
      title="Send pieces"
      action="Note as sent"
      error={send.error}
      isBusy={send.isPending}
      canSubmit={lines.length > 0}
      onClose={onClose}
      onSubmit={() =>
        send.mutate(
          { lines, ...(Object.keys(said).length > 0 && { tracking: said }) },
          {
            onSuccess: () => {
              tell('Noted as sent.')
              onClose()
            },
          },
        )
      }
    >
      <PieceFields order={order} left={leftToSend} pieces={pieces} onChange={setPieces} />
      <Group grow align="flex-start">
        {field('carrier', 'Carrier', 'DHL')}
        {field('number', 'Tracking number', '00340434161094021501')}
      </Group>
      {field('url', 'Where the buyer can follow it', 'https://…')}
    </Frame>
  )
}

export function RefundDialog({ order, etag, onClose }: Props) {
  const [how, setHow] = useState<'rest' | 'lines' | 'amount'>('rest')
  const [pieces, setPieces] = useState<Pieces>({})
  const [amount, setAmount] = useState<Money>()
  const [restock, setRestock] = useState(true)
  const [reason, setReason] = useState('')
  type Given = {
    lines?: { lineId: string; quantity: number }[]
    amount?: Money
    restock?: boolean
    reason?: string
  }
  const refund = useAct(
    (json: Given, headers) =>
      read(
        admin.orders[':id'].refunds.$post(
          { param: { id: order.id }, json },
          { headers: { ...headers, 'If-Match': etag } },
        ),
      ),
    changesOf(order),
  )
  const faults = faultsIn(refund.error)
  const lines = linesOf(pieces)
  const given: Given = {
    ...(how === 'lines' && { lines, restock }),
    ...(how === 'amount' && amount !== undefined && { amount }),
    ...(reason.trim() !== '' && { reason }),
  }
  const canSubmit =
    how === 'rest' || (how === 'lines' ? lines.length > 0 : amount !== undefined && amount.amount > 0)
  return (
    <Frame
      title="Give money back"
      action="Refund"
      color="red.9"
      error={refund.error}
      isBusy={refund.isPending}
      canSubmit={canSubmit}
      onClose={onClose}
      onSubmit={() =>
        refund.mutate(given, {
          onSuccess: () => {
            tell('The refund has begun.')
            onClose()
          },
        })
      }
    >
      <SegmentedControl
        fullWidth
        aria-label="How much"
        data={[
          { value: 'rest', label: 'All of it' },
          { value: 'lines', label: 'By pieces' },
          { value: 'amount', label: 'An amount' },
        ]}
        value={how}
        onChange={setHow}
      />
      {how === 'rest' && (
        <Text size="sm">
          <strong>
            <Amount of={order.refundable} />
          </strong>{' '}
          go back to the buyer: all that was captured and is not back or on its way yet.
        </Text>
      )}
      {how === 'lines' && (
        <>
          <PieceFields order={order} left={leftToRefund} pieces={pieces} onChange={setPieces} />
          <Checkbox
            label="They go back into stock once the money is back"
            checked={restock}
            onChange={({ currentTarget }) => setRestock(currentTarget.checked)}
          />
        </>
      )}
      {how === 'amount' && (
        <MoneyField
          label="Amount"
          description={
            <>
              At most <Amount of={order.refundable} />
            </>
          }
          currency={order.currency}
          value={amount}
          error={faults['/amount']}
          onChange={setAmount}
        />
      )}
      <TextInput
        label="Reason"
        description="For staff."
        maxLength={200}
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
    </Frame>
  )
}

const REASONS = ['customer', 'out_of_stock', 'fraud', 'mistake', 'other'] as const

export function CancelDialog({ order, etag, onClose }: Props) {
  const [reason, setReason] = useState<(typeof REASONS)[number]>('customer')
  const cancel = useAct(
    (json: { reason: (typeof REASONS)[number] }, headers) =>
      read(
        admin.orders[':id'].cancel.$post(
          { param: { id: order.id }, json },
          { headers: { ...headers, 'If-Match': etag } },
        ),
      ),
    changesOf(order),
  )
  return (
    <Frame
      title={`Cancel order ${order.number}?`}
      action="Cancel the order"
      color="red.9"
      error={cancel.error}
      isBusy={cancel.isPending}
      onClose={onClose}
      onSubmit={() =>
        cancel.mutate(
          { reason },
          {
            onSuccess: () => {
              tell('The order is canceled.')
              onClose()
            },
          },
        )
      }
    >
      <Text size="sm">
        Its pieces are back in stock at once. What was authorized is let go, what was paid goes back to the
        buyer.
      </Text>
      <Select
        label="Why"
        description="For staff; buyers do not see it."
        allowDeselect={false}
        data={REASONS.map((value) => ({ value, label: inWords(value) }))}
        value={reason}
        onChange={(value) => setReason(value ?? reason)}
      />
    </Frame>
  )
}

export function CaptureDialog({ order, etag, onClose }: Props) {
  const capture = useAct(
    (_: null, headers) =>
      read(
        admin.orders[':id'].capture.$post(
          { param: { id: order.id } },
          { headers: { ...headers, 'If-Match': etag } },
        ),
      ),
    changesOf(order),
  )
  return (
    <Frame
      title="Capture the payment?"
      action="Capture"
      error={capture.error}
      isBusy={capture.isPending}
      onClose={onClose}
      onSubmit={() =>
        capture.mutate(null, {
          onSuccess: () => {
            tell('The capture has begun.')
            onClose()
          },
        })
      }
    >
      <Text size="sm">
        <strong>
          <Amount of={order.total} />
        </strong>{' '}
        that the buyer has authorized are taken. With an invoice: when it has been paid.
      </Text>
    </Frame>
  )
}
