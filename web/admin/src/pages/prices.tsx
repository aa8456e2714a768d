import { Anchor, Badge, Group, Select, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { admin, read } from '../api.ts'
import { ListTable, useList } from '../parts/list.tsx'
import { marketChoices, useMarkets } from '../parts/markets.ts'
import { Empty, PageHead, Section } from '../parts/page.tsx'
import { Amount, When } from '../parts/words.tsx'
import { PriceDialog, type PriceRow, spanOf } from '../prices/price-dialog.tsx'

export function Prices() {
  const { markets } = useMarkets()
  const [market, setMarket] = useState<string | null>(null)
  const [sku, setSku] = useState('')
  const [asked] = useDebouncedValue(sku.trim(), 250)
  const [opened, setOpened] = useState<PriceRow>()
  const list = useList(['prices', 'list', market, asked], (cursor) =>
    read(
      admin.prices.$get({
        query: {
          ...(market !== null && { market }),
          ...(asked !== '' && { sku: asked }),
          limit: '30',
          ...cursor,
        },
      }),
    ),
  )
  return (
    <>
      <PageHead
        title="Prices"
        note="Every price row of every market, scheduled and derived ones too. A row opens to be changed."
      />
      <Section flush>
        <div className="filters">
          <Select
            label="Market"
            placeholder="All"
            clearable
            data={marketChoices(markets)}
            value={market}
            onChange={setMarket}
          />
          <TextInput
            label="SKU"
            placeholder="Exactly, such as KET-15L"
            type="search"
            value={sku}
            onChange={({ currentTarget }) => setSku(currentTarget.value)}
          />
        </div>
        <ListTable
          name="Prices"
          list={list}
          keyOf={(row) => `${row.market} ${row.variantId} ${row.minQuantity} ${row.startsAt}`}
          empty={<Empty title="No price fits">A SKU is looked for as a whole.</Empty>}
          columns={[
            {
              head: 'Variant',
              cell: (row) => (
                <span className="two-line">
                  <Anchor component="button" type="button" fw={600} ta="left" onClick={() => setOpened(row)}>
                    {row.title}
                  </Anchor>
                  <small>
                    {[row.variantTitle, row.sku].filter((part) => part !== null && part !== '').join(' · ')}
                  </small>
                </span>
              ),
            },
            { head: 'Market', cell: (row) => row.market, width: 80 },
            {
              head: 'Price',
              align: 'right',
              cell: (row) => (
                <span className="two-line">
                  <Amount of={row.price} />
                  {row.compareAt !== null && (
                    <small style={{ textDecoration: 'line-through' }}>
                      <Amount of={row.compareAt} />
                    </small>
                  )}
                </span>
              ),
            },
            {
              head: 'Holds',
              minor: true,
              cell: (row) => (
                <Group gap="xs">
                  {spanOf(row)}
                  {row.effective && <Badge color="green">now</Badge>}
                  {row.derived && <Badge color="gray">derived</Badge>}
                </Group>
              ),
            },
            {
              head: 'Set',
              minor: true,
              cell: (row) => (row.setAt === null ? '' : <When at={row.setAt} />),
              width: 150,
            },
          ]}
        />
      </Section>
      {opened !== undefined && (
        <PriceDialog
          variantId={opened.variantId}
          name={[opened.title, opened.variantTitle].filter((part) => part !== '').join(', ')}
          market={opened.market}
          onClose={() => setOpened(undefined)}
        />
      )}
    </>
  )
}
