import { Anchor, Button, Select, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { Link } from 'react-router'
import { admin, type Answer, read } from '../api.ts'
import { ListTable, useList } from '../parts/list.tsx'
import { useMarkets } from '../parts/markets.ts'
import { Empty, PageHead, Section } from '../parts/page.tsx'
import { inWords, State, When } from '../parts/words.tsx'
import { effectInWords } from '../promotions/effect.ts'
import { mayDo, useSession } from '../session.ts'

export type Promotion = Answer<(typeof admin.promotions)[':id']['$get']>
type Status = Promotion['status']
type Kind = Promotion['kind']

export function Promotions() {
  const { session } = useSession()
  const { digits } = useMarkets()
  const [status, setStatus] = useState<Status | null>(null)
  const [kind, setKind] = useState<Kind | null>(null)
  const [code, setCode] = useState('')
  const [asked] = useDebouncedValue(code.trim(), 250)
  const list = useList(['promotions', status, kind, asked], (cursor) =>
    read(
      admin.promotions.$get({
        query: {
          ...(status !== null && { status }),
          ...(kind !== null && { kind }),
          ...(asked !== '' && { code: asked }),
          limit: '25',
          ...cursor,
        },
      }),
    ),
  )
  return (
    <>
      <PageHead
        title="Promotions"
        actions={
          session !== undefined &&
          mayDo(session, 'promotions:write') && (
            <Button component={Link} to="/promotions/new">
              New promotion
            </Button>
          )
        }
      />
      <Section flush>
        <div className="filters">
          <Select
            label="Status"
            placeholder="Any"
            clearable
            data={(['draft', 'active', 'archived'] as const).map((value) => ({
              value,
              label: inWords(value),
            }))}
            value={status}
            onChange={setStatus}
          />
          <Select
            label="Kind"
            placeholder="Any"
            clearable
            data={[
              { value: 'automatic', label: 'Automatic' },
              { value: 'code', label: 'By code' },
            ]}
            value={kind}
            onChange={(value) => setKind(value)}
          />
          <TextInput
            label="Code"
            placeholder="As a whole"
            type="search"
            value={code}
            onChange={({ currentTarget }) => setCode(currentTarget.value)}
          />
        </div>
        <ListTable
          name="Promotions"
          list={list}
          keyOf={({ id }) => id}
          empty={
            <Empty title="No promotion">
              Percent or a fixed amount off, free shipping, or buy some and get some; by itself or by code.
            </Empty>
          }
          columns={[
            {
              head: 'Promotion',
              cell: ({ id, name, rule }) => (
                <span className="two-line">
                  <Anchor component={Link} to={`/promotions/${id}`} fw={600}>
                    {name}
                  </Anchor>
                  <small>{effectInWords(rule, digits)}</small>
                </span>
              ),
            },
            { head: 'Status', width: 110, cell: (each) => <State of={each.status} /> },
            {
              head: 'Gets it',
              minor: true,
              cell: (each) =>
                each.kind === 'automatic'
                  ? 'everybody'
                  : `${each.codes.slice(0, 2).join(', ')}${each.codes.length > 2 ? ` and ${each.codes.length - 2} more` : ''}`,
            },
            {
              head: 'Markets',
              minor: true,
              cell: ({ markets }) => (markets.length === 0 ? 'all' : markets.join(', ')),
            },
            {
              head: 'Until',
              minor: true,
              cell: ({ endsAt }) => (endsAt === null ? 'no end' : <When at={endsAt} />),
            },
          ]}
        />
      </Section>
    </>
  )
}
