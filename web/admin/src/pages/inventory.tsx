import { Anchor, Checkbox, Select, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { admin, type Answer, read } from '../api.ts'
import { type Column, ListTable, useList } from '../parts/list.tsx'
import { Empty, PageHead, Section } from '../parts/page.tsx'
import { When } from '../parts/words.tsx'

type Level = Answer<typeof admin.inventory.$get>['data'][number]

const isLow = ({ available, lowStockThreshold }: Level): boolean => available <= lowStockThreshold

const COLUMNS: readonly Column<Level>[] = [
  {
    head: 'Variant',
    cell: ({ variantId, title, variantTitle, sku }) => (
      <span className="two-line">
        <Anchor component={Link} to={`/inventory/${variantId}`} fw={600}>
          {title}
        </Anchor>
        <small>{[variantTitle, sku].filter((part) => part !== null && part !== '').join(' · ')}</small>
      </span>
    ),
  },
  { head: 'Location', cell: ({ location }) => location ?? 'never stocked', minor: true },
  { head: 'On hand', align: 'right', minor: true, cell: ({ onHand }) => onHand, width: 100 },
  { head: 'Held', align: 'right', minor: true, cell: ({ held }) => held, width: 80 },
  {
    head: 'Available',
    align: 'right',
    width: 110,
    cell: (level) => (
      <Text span size="sm" fw={600} c={isLow(level) ? 'red.9' : 'dark.9'} className="number">
        {level.available}
      </Text>
    ),
  },
  {
    head: 'Low at',
    align: 'right',
    minor: true,
    cell: ({ lowStockThreshold }) => lowStockThreshold,
    width: 80,
  },
  {
    head: 'Changed',
    minor: true,
    cell: ({ updatedAt }) => (updatedAt === null ? '' : <When at={updatedAt} />),
    width: 150,
  },
]

/** Locations by id, with their names. */
export const useLocations = () =>
  useQuery({
    queryKey: ['locations'],
    queryFn: async () => (await read(admin.locations.$get({ query: { limit: '100' } }))).data,
    staleTime: 60_000,
  })

export function Inventory() {
  const [parameters] = useSearchParams()
  const [sku, setSku] = useState('')
  const [asked] = useDebouncedValue(sku.trim(), 250)
  const [location, setLocation] = useState<string | null>(null)
  const [lowStock, setLowStock] = useState(parameters.get('lowStock') === 'true')
  const { data: locations = [] } = useLocations()
  const list = useList(['inventory', 'list', asked, location, lowStock], (cursor) =>
    read(
      admin.inventory.$get({
        query: {
          ...(asked !== '' && { sku: asked }),
          ...(location !== null && { location }),
          ...(lowStock && { lowStock: 'true' }),
          limit: '50',
          ...cursor,
        },
      }),
    ),
  )
  return (
    <>
      <PageHead title="Inventory" note="How many of which variant are where. A variant opens its ledger." />
      <Section flush>
        <div className="filters">
          <TextInput
            label="SKU"
            placeholder="Exactly, such as KET-15L"
            type="search"
            value={sku}
            onChange={({ currentTarget }) => setSku(currentTarget.value)}
          />
          <Select
            label="Location"
            placeholder="All"
            clearable
            data={locations.map(({ id, name }) => ({ value: id, label: name }))}
            value={location}
            onChange={setLocation}
          />
          <Checkbox
            label="Only what runs low"
            checked={lowStock}
            mb={8}
            onChange={({ currentTarget }) => setLowStock(currentTarget.checked)}
          />
        </div>
        <ListTable
          name="Stock levels"
          list={list}
          columns={COLUMNS}
          keyOf={({ variantId, location: at }) => `${variantId} ${at}`}
          empty={
            <Empty title={lowStock ? 'Nothing runs low' : 'No stock fits'}>
              {lowStock
                ? 'Each variant says itself from which number on it is low.'
                : 'A SKU is looked for as a whole.'}
            </Empty>
          }
        />
      </Section>
    </>
  )
}
