import { Anchor } from '@mantine/core'
import { Link } from 'react-router'
import { admin, type Answer, read } from '../api.ts'
import { ListTable, useList } from '../parts/list.tsx'
import { Empty, PageHead, Section } from '../parts/page.tsx'
import { State } from '../parts/words.tsx'

export type MarketRecord = Answer<(typeof admin.markets)[':code']['$get']>

export function Markets() {
  const list = useList(['markets'], (cursor) =>
    read(admin.markets.$get({ query: { limit: '50', ...cursor } })),
  )
  return (
    <>
      <PageHead
        title="Markets"
        note="Where the shop sells: countries with a currency, a tax rule, languages and prices."
      />
      <Section flush>
        <ListTable
          name="Markets"
          list={list}
          keyOf={({ code }) => code}
          empty={<Empty title="No market yet">Without one nothing is sold.</Empty>}
          columns={[
            {
              head: 'Market',
              cell: ({ code, name }) => (
                <span className="two-line">
                  <Anchor component={Link} to={`/markets/${code}`} fw={600}>
                    {name}
                  </Anchor>
                  <small>{code}</small>
                </span>
              ),
            },
            { head: 'Status', width: 100, cell: ({ status }) => <State of={status} /> },
            { head: 'Currency', cell: ({ currency }) => currency, width: 100 },
            { head: 'Countries', minor: true, cell: ({ countries }) => countries.join(', ') },
            { head: 'Languages', minor: true, cell: ({ locales }) => locales.join(', ') },
            {
              head: 'Prices',
              minor: true,
              cell: ({ derivedFrom }) => (derivedFrom === null ? 'its own' : `from ${derivedFrom.market}`),
            },
            {
              head: 'Tax',
              minor: true,
              cell: ({ taxIncluded }) => (taxIncluded ? 'in the price' : 'on top'),
            },
          ]}
        />
      </Section>
    </>
  )
}
