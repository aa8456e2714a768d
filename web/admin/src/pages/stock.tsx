import {
  Anchor,
  Button,
  Group,
  Modal,
  NumberInput,
  SegmentedControl,
  Select,
  Stack,
  Text,
  TextInput,
} from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { admin, type Answer, problemIn, read, useAct } from '../api.ts'
import { Failure } from '../parts/failure.tsx'
import { DataTable, ListTable, useList } from '../parts/list.tsx'
import { Empty, Fact, PageHead, Section } from '../parts/page.tsx'
import { Shown } from '../parts/shown.tsx'
import { tell } from '../parts/told.ts'
import { inWords, shortActor, State, When } from '../parts/words.tsx'
import { mayDo, useSession } from '../session.ts'
import { useLocations } from './inventory.tsx'

type VariantStock = Answer<(typeof admin.inventory)[':variantId']['$get']>

/** One variant: where it lies, what shoppers are told of it, and why it is as much as it is. */
export function Stock() {
  const { id: variantId = '' } = useParams()
  const { session } = useSession()
  const [isChanging, setChanging] = useState(false)
  const { data: locations = [] } = useLocations()
  const nameOf = (id: string) => locations.find((each) => each.id === id)?.name ?? id
  const stock = useQuery({
    queryKey: ['inventory', 'variant', variantId],
    queryFn: () => read(admin.inventory[':variantId'].$get({ param: { variantId } })),
    refetchInterval: 10_000,
  })
  const named = useQuery({
    queryKey: ['inventory', 'names', variantId],
    queryFn: () => read(admin.inventory.$get({ query: { variantId, limit: '1' } })),
  })
  const ledger = useList(['inventory', 'ledger', variantId], (cursor) =>
    read(
      admin.inventory[':variantId'].ledger.$get({ param: { variantId }, query: { limit: '25', ...cursor } }),
    ),
  )
  const [level] = named.data?.data ?? []
  const title =
    level === undefined
      ? variantId
      : [level.title, level.variantTitle].filter((part) => part !== '').join(', ')
  return (
    <>
      <PageHead
        title={title}
        back={['/inventory', 'Inventory']}
        note={
          stock.data !== undefined && (
            <>
              {stock.data.sku ?? 'No SKU'} ·{' '}
              <Anchor component={Link} to={`/products/${stock.data.productId}`}>
                its product
              </Anchor>
            </>
          )
        }
        actions={
          session !== undefined &&
          mayDo(session, 'inventory:write') &&
          stock.data !== undefined && <Button onClick={() => setChanging(true)}>Change stock</Button>
        }
      />
      <Shown of={stock}>
        {({ onHand, held, available, lowStockThreshold, tracked, backorder, levels, markets }) => (
          <div className="columns">
            <div>
              <Section flush title="Where it lies">
                {levels.length === 0 ? (
                  <Empty title="It has never been stocked">Change its stock to begin its ledger.</Empty>
                ) : (
                  <DataTable
                    name="Levels by location"
                    rows={levels}
                    keyOf={({ location }) => location}
                    columns={[
                      { head: 'Location', cell: ({ location }) => nameOf(location) },
                      { head: 'On hand', align: 'right', cell: (each) => each.onHand },
                      { head: 'Held', align: 'right', cell: (each) => each.held },
                      {
                        head: 'Available',
                        align: 'right',
                        cell: (each) => <strong>{each.available}</strong>,
                      },
                      { head: 'Changed', minor: true, cell: ({ updatedAt }) => <When at={updatedAt} /> },
                    ]}
                  />
                )}
              </Section>
              <Section flush title="Ledger" note="Why it is as much as it is. Entries are never changed.">
                <ListTable
                  name="Ledger"
                  list={ledger}
                  keyOf={({ id }) => id}
                  empty={<Empty title="Nothing happened yet" />}
                  columns={[
                    { head: 'When', cell: ({ createdAt }) => <When at={createdAt} /> },
                    {
                      head: 'Change',
                      align: 'right',
                      cell: ({ delta }) => (
                        <Text span size="sm" fw={600} c={delta < 0 ? 'red.9' : '#1d6b30'} className="number">
                          {delta > 0 ? `+${delta}` : `−${-delta}`}
                        </Text>
                      ),
                    },
                    { head: 'On hand after', align: 'right', minor: true, cell: (entry) => entry.onHand },
                    {
                      head: 'Why',
                      cell: ({ reason, note }) => (
                        <span className="two-line">
                          {inWords(reason)}
                          {note !== '' && <small>{note}</small>}
                        </span>
                      ),
                    },
                    { head: 'Location', minor: true, cell: ({ location }) => nameOf(location) },
                    { head: 'Who', minor: true, cell: ({ actor }) => shortActor(actor) },
                  ]}
                />
              </Section>
            </div>
            <div>
              <Section title="Altogether">
                <dl className="facts">
                  <Fact name="Available">
                    <span className="big">{available}</span>
                  </Fact>
                  <Fact name="On hand">{onHand}</Fact>
                  <Fact name="Held for checkouts">{held}</Fact>
                  <Fact name="Low at">{lowStockThreshold}</Fact>
                  <Fact name="When none is left">
                    {!tracked ? 'Not counted' : backorder ? 'Can be ordered' : 'Sold out'}
                  </Fact>
                </dl>
              </Section>
              <Section title="What shoppers are told">
                <ul className="rows">
                  {markets.map(({ market, availability, published }) => (
                    <li key={market}>
                      <Text span size="sm" fw={600}>
                        {market}
                      </Text>
                      <Group gap="xs">
                        <State of={published ?? availability} />
                        {published !== null && published !== availability && (
                          <Text size="xs" c="gray.7">
                            soon {inWords(availability).toLowerCase()}
                          </Text>
                        )}
                      </Group>
                    </li>
                  ))}
                </ul>
              </Section>
            </div>
          </div>
        )}
      </Shown>
      {isChanging && stock.data !== undefined && (
        <ChangeStock
          stock={stock.data}
          nameOf={nameOf}
          locations={locations}
          onClose={() => setChanging(false)}
        />
      )}
    </>
  )
}

const REASONS = [
  'received',
  'returned',
  'transferred',
  'counted',
  'corrected',
  'damaged',
  'lost',
  'used',
] as const
type Reason = (typeof REASONS)[number]
const CHANGES = [['inventory']]

type ChangeProps = {
  readonly stock: VariantStock
  readonly nameOf: (id: string) => string
  readonly locations: readonly { readonly id: string; readonly name: string }[]
  readonly onClose: () => void
}

function ChangeStock({ stock: { variantId, levels }, nameOf, locations, onClose }: ChangeProps) {
  const [mode, setMode] = useState<'adjust' | 'set'>('adjust')
  const [location, setLocation] = useState(levels[0]?.location ?? locations[0]?.id ?? '')
  const [count, setCount] = useState<number>()
  const [reason, setReason] = useState<Reason>('received')
  const [note, setNote] = useState('')
  const onHand = levels.find((level) => level.location === location)?.onHand ?? 0
  // What somebody looked at when they counted: a sale meanwhile is told, not swallowed.
  const [expected, setExpected] = useState(onHand)
  const adjust = useAct(
    (given: { location: string; delta: number; reason: Reason; note: string }, headers) =>
      read(
        admin.inventory.adjustments.$post({ json: { adjustments: [{ variantId, ...given }] } }, { headers }),
      ),
    CHANGES,
  )
  const set = useAct(
    (
      given: { location: string; onHand: number; expected: number; reason: Reason; note: string },
      headers,
    ) => {
      const { location: at, ...json } = given
      return read(
        admin.inventory[':variantId'][':location'].$put(
          { param: { variantId, location: at }, json },
          { headers },
        ),
      )
    },
    CHANGES,
  )
  const error = mode === 'adjust' ? adjust.error : set.error
  const current = problemIn(set.error)?.current as { onHand?: number } | undefined
  function submit(): void {
    if (count === undefined) return
    const onSuccess = () => {
      tell('The stock is changed.')
      onClose()
    }
    if (mode === 'adjust') adjust.mutate({ location, delta: count, reason, note }, { onSuccess })
    else set.mutate({ location, onHand: count, expected, reason, note }, { onSuccess })
  }
  return (
    <Modal opened onClose={onClose} title={<Text fw={650}>Change stock</Text>}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <Stack gap="md">
          <SegmentedControl
            fullWidth
            aria-label="How"
            data={[
              { value: 'adjust', label: 'Add or take' },
              { value: 'set', label: 'I have counted' },
            ]}
            value={mode}
            onChange={(value) => {
              setMode(value)
              setReason(value === 'set' ? 'counted' : 'received')
              setExpected(onHand)
            }}
          />
          <Select
            label="Location"
            allowDeselect={false}
            data={locations.map(({ id }) => ({ value: id, label: nameOf(id) }))}
            value={location}
            onChange={(value) => {
              setLocation(value ?? location)
              setExpected(levels.find((level) => level.location === value)?.onHand ?? 0)
            }}
          />
          <NumberInput
            label={mode === 'adjust' ? 'Pieces' : 'On hand'}
            description={
              mode === 'adjust'
                ? `With a minus to take some away. ${onHand} are on hand.`
                : `The shop believes ${expected}.`
            }
            required
            data-autofocus
            allowDecimal={false}
            {...(mode === 'set' && { min: 0 })}
            value={count ?? ''}
            onChange={(value) => setCount(typeof value === 'number' ? value : undefined)}
          />
          <Select
            label="Why"
            allowDeselect={false}
            data={REASONS.map((value) => ({ value, label: inWords(value) }))}
            value={reason}
            onChange={(value) => setReason(value ?? reason)}
          />
          <TextInput
            label="Note"
            maxLength={200}
            value={note}
            onChange={({ currentTarget }) => setNote(currentTarget.value)}
          />
          {error !== null && <Failure error={error} />}
          {mode === 'set' && current?.onHand !== undefined && current.onHand !== expected && (
            <Button variant="default" onClick={() => setExpected(current.onHand ?? expected)}>
              I know: {current.onHand} are believed now
            </Button>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
            <Button type="submit" disabled={count === undefined} loading={adjust.isPending || set.isPending}>
              {mode === 'adjust' ? 'Change stock' : 'Set it'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
