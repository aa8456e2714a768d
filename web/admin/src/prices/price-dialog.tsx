import { Alert, Badge, Button, Collapse, Group, Modal, NumberInput, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import type { Money } from 'highstreet/client'
import { useState } from 'react'
import { admin, type Answer, faultsIn, read, useAct } from '../api.ts'
import { showMoment } from '../moments.ts'
import { Failure } from '../parts/failure.tsx'
import { MomentField, MoneyField } from '../parts/fields.tsx'
import { useMarkets } from '../parts/markets.ts'
import { Shown } from '../parts/shown.tsx'
import { tell } from '../parts/told.ts'
import { Amount, shortActor, When } from '../parts/words.tsx'
import { mayDo, useSession } from '../session.ts'

export type PriceRow = Answer<typeof admin.prices.$get>['data'][number]
type Props = {
  readonly variantId: string
  readonly name: string
  readonly market: string
  readonly onClose: () => void
}

/** When a price holds, in words. */
export const spanOf = ({
  startsAt,
  endsAt,
  minQuantity,
}: Pick<PriceRow, 'startsAt' | 'endsAt' | 'minQuantity'>): string =>
  [
    minQuantity > 1 ? `from ${minQuantity} pieces` : undefined,
    startsAt === null ? undefined : `from ${showMoment(startsAt)}`,
    endsAt === null ? undefined : `until ${showMoment(endsAt)}`,
  ]
    .filter((part) => part !== undefined)
    .join(', ') || 'always'

/** What a variant costs in a market: now, at other times and quantities, and before. */
export function PriceDialog({ variantId, name, market, onClose }: Props) {
  const { session } = useSession()
  const { markets } = useMarkets()
  const { name: marketName = market, currency } = markets.find(({ code }) => code === market) ?? {}
  const prices = useQuery({
    queryKey: ['prices', 'variant', variantId, market],
    queryFn: () => read(admin.prices.$get({ query: { variantId, market, limit: '100' } })),
  })
  const isLocked = session === undefined || !mayDo(session, 'catalog:write')
  return (
    <Modal opened onClose={onClose} size="lg" title={<Text fw={650}>{`${name} in ${marketName}`}</Text>}>
      <Stack gap="lg">
        <Shown of={prices}>
          {({ data }) => <Schedule rows={data} market={market} variantId={variantId} isLocked={isLocked} />}
        </Shown>
        {!isLocked && currency !== undefined && prices.data !== undefined && (
          <SetPrice
            variantId={variantId}
            market={market}
            currency={currency}
            now={prices.data.data.find(({ effective, minQuantity }) => effective && minQuantity === 1)}
            onDone={onClose}
          />
        )}
        <Past variantId={variantId} market={market} />
      </Stack>
    </Modal>
  )
}

const CHANGES = [['prices'], ['product'], ['products'], ['publication']]

function Schedule({
  rows,
  market,
  variantId,
  isLocked,
}: {
  readonly rows: readonly PriceRow[]
  readonly market: string
  readonly variantId: string
  readonly isLocked: boolean
}) {
  const remove = useAct(
    ({ minQuantity, startsAt }: { minQuantity: number; startsAt: string | null }, headers) =>
      read(
        admin.prices.$post(
          { json: { market, prices: [{ variantId, price: null, minQuantity, startsAt }] } },
          { headers },
        ),
      ),
    CHANGES,
  )
  if (rows.length === 0)
    return <Alert color="yellow">Without a price the variant is not sold in this market.</Alert>
  return (
    <Stack gap="xs">
      <ul className="rows">
        {rows.map((row) => (
          <li key={`${row.minQuantity} ${row.startsAt}`}>
            <span className="two-line grows">
              <Group gap="xs">
                <Text span fw={600}>
                  <Amount of={row.price} />
                </Text>
                {row.compareAt !== null && (
                  <Text span size="sm" c="gray.7" td="line-through">
                    <Amount of={row.compareAt} />
                  </Text>
                )}
                {row.effective && <Badge color="green">now</Badge>}
                {row.derived && <Badge color="gray">derived</Badge>}
              </Group>
              <small>{spanOf(row)}</small>
            </span>
            {!isLocked && !row.derived && (
              <Button
                size="compact-sm"
                variant="subtle"
                color="red.9"
                loading={remove.isPending}
                onClick={() =>
                  remove.mutate(
                    { minQuantity: row.minQuantity, startsAt: row.startsAt },
                    { onSuccess: () => tell('The price is taken away.') },
                  )
                }
              >
                Remove
              </Button>
            )}
          </li>
        ))}
      </ul>
      {remove.error !== null && <Failure error={remove.error} />}
    </Stack>
  )
}

function SetPrice({
  variantId,
  market,
  currency,
  now,
  onDone,
}: {
  readonly variantId: string
  readonly market: string
  readonly currency: string
  readonly now: PriceRow | undefined
  readonly onDone: () => void
}) {
  const [price, setPrice] = useState<Money | undefined>(now?.price)
  const [compareAt, setCompareAt] = useState<Money | undefined>(now?.compareAt ?? undefined)
  const [startsAt, setStartsAt] = useState<string | null>(null)
  const [endsAt, setEndsAt] = useState<string | null>(null)
  const [minQuantity, setMinQuantity] = useState(1)
  const [hasMore, { toggle }] = useDisclosure()
  const save = useAct(
    (
      entry: { price: Money; compareAt?: Money; startsAt?: string; endsAt?: string; minQuantity?: number },
      headers,
    ) => read(admin.prices.$post({ json: { market, prices: [{ variantId, ...entry }] } }, { headers })),
    CHANGES,
  )
  const faults = faultsIn(save.error)
  return (
    <form
      className="inset"
      onSubmit={(event) => {
        event.preventDefault()
        if (price === undefined) return
        const entry = {
          price,
          ...(compareAt !== undefined && { compareAt }),
          ...(startsAt !== null && { startsAt }),
          ...(endsAt !== null && { endsAt }),
          ...(minQuantity > 1 && { minQuantity }),
        }
        save.mutate(entry, {
          onSuccess: ({ unchanged }) => {
            tell(
              unchanged > 0
                ? 'It costs that already.'
                : startsAt === null
                  ? 'The price is set.'
                  : 'The price is scheduled.',
            )
            onDone()
          },
        })
      }}
    >
      <Stack gap="md">
        <Group grow align="flex-start">
          <MoneyField
            label="New price"
            required
            currency={currency}
            value={price}
            error={faults['/prices/0/price']}
            onChange={setPrice}
            data-autofocus
          />
          <MoneyField
            label="Struck through beside it"
            currency={currency}
            value={compareAt}
            error={faults['/prices/0/compareAt']}
            onChange={setCompareAt}
          />
        </Group>
        <Collapse expanded={hasMore}>
          <Group grow align="flex-start">
            <MomentField
              label="From"
              value={startsAt}
              error={faults['/prices/0/startsAt']}
              onChange={setStartsAt}
            />
            <MomentField
              label="Until"
              value={endsAt}
              error={faults['/prices/0/endsAt']}
              onChange={setEndsAt}
            />
            <NumberInput
              label="From pieces"
              min={1}
              allowDecimal={false}
              value={minQuantity}
              onChange={(value) => setMinQuantity(typeof value === 'number' ? value : 1)}
            />
          </Group>
        </Collapse>
        {save.error !== null && <Failure error={save.error} />}
        <Group justify="space-between">
          <Button variant="subtle" size="sm" onClick={toggle} aria-expanded={hasMore}>
            {hasMore ? 'Now and always' : 'Schedule, or by quantity'}
          </Button>
          <Button type="submit" disabled={price === undefined} loading={save.isPending}>
            {startsAt === null ? 'Set the price' : 'Schedule the price'}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function Past({ variantId, market }: { readonly variantId: string; readonly market: string }) {
  const [isOpen, { toggle }] = useDisclosure()
  const past = useQuery({
    queryKey: ['prices', 'history', variantId, market],
    queryFn: () => read(admin.prices.history.$get({ query: { variantId, market, limit: '20' } })),
    enabled: isOpen,
  })
  return (
    <div>
      <Button variant="subtle" size="sm" onClick={toggle} aria-expanded={isOpen}>
        What it cost before
      </Button>
      {isOpen && (
        <Shown of={past}>
          {({ data }) =>
            data.length === 0 ? (
              <Text size="sm" c="gray.7" p="sm">
                It has always cost this.
              </Text>
            ) : (
              <ul className="rows">
                {data.map((row) => (
                  <li key={`${row.setAt} ${row.replacedAt} ${row.minQuantity} ${row.startsAt}`}>
                    <Amount of={row.price} />
                    <Text size="sm" c="gray.7" ta="right">
                      {row.replacedAt !== null && (
                        <>
                          until <When at={row.replacedAt} />
                        </>
                      )}
                      {row.replacedBy !== null && `, by ${shortActor(row.replacedBy)}`}
                    </Text>
                  </li>
                ))}
              </ul>
            )
          }
        </Shown>
      )}
    </div>
  )
}
