import { Anchor, Select, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { admin, type Answer, read } from '../api.ts'
import { type Column, ListTable, useList } from '../parts/list.tsx'
import { marketChoices, useMarkets } from '../parts/markets.ts'
import { Empty, PageHead, Section } from '../parts/page.tsx'
import { Amount, inWords, State, When } from '../parts/words.tsx'

type Entry = Answer<typeof admin.orders.$get>['data'][number]

const COLUMNS: readonly Column<Entry>[] = [
  {
    head: 'Order',
    cell: ({ id, number, email, createdAt }) => (
      <span className="two-line">
        <Anchor component={Link} to={`/orders/${id}`} fw={600}>
          {number}
        </Anchor>
        <small>
          {email ?? 'erased'}, <When at={createdAt} />
        </small>
      </span>
    ),
  },
  { head: 'Market', cell: ({ market }) => market, minor: true, width: 80 },
  { head: 'Order state', cell: ({ status }) => <State of={status} />, minor: true },
  { head: 'Payment', cell: ({ paymentStatus }) => <State of={paymentStatus} /> },
  { head: 'Sent', cell: ({ fulfillmentStatus }) => <State of={fulfillmentStatus} />, minor: true },
  { head: 'Pieces', align: 'right', cell: ({ pieces }) => pieces, minor: true, width: 80 },
  { head: 'Total', align: 'right', cell: ({ total }) => <Amount of={total} /> },
]

const STATUSES = ['pending', 'placed', 'completed', 'canceled', 'failed']
const PAYMENTS = ['pending', 'authorized', 'paid', 'partially_refunded', 'refunded', 'voided', 'failed']
const FULFILLMENTS = ['unfulfilled', 'partially_fulfilled', 'fulfilled']
const choices = (codes: readonly string[]) => codes.map((value) => ({ value, label: inWords(value) }))

type Query = NonNullable<NonNullable<Parameters<typeof admin.orders.$get>[0]>['query']>

/** What somebody looks for: an e-mail address, or the beginning of a number. */
function soughtBy(text: string): Pick<Query, 'email' | 'q'> {
  if (text === '') return {}
  return text.includes('@') ? { email: text } : { q: text.replaceAll(/[\s#-]/g, '').slice(0, 8) }
}

/** The beginning of a day of the reader's clock. */
const dayStart = (day: string, later = 0): string => {
  const date = new Date(`${day}T00:00:00`)
  date.setDate(date.getDate() + later)
  return date.toISOString()
}

export function Orders() {
  const { markets } = useMarkets()
  const [parameters, setParameters] = useSearchParams()
  const [text, setText] = useState('')
  const [sought] = useDebouncedValue(text.trim(), 250)
  const filter = (name: string) => parameters.get(name)
  const put = (name: string, value: string | null) =>
    setParameters(
      (now) => {
        const next = new URLSearchParams(now)
        if (value === null || value === '') next.delete(name)
        else next.set(name, value)
        return next
      },
      { replace: true },
    )
  const [from, to] = [filter('from'), filter('to')]
  const query: Query = {
    ...Object.fromEntries(
      ['status', 'paymentStatus', 'fulfillmentStatus', 'market'].flatMap((name) => {
        const value = filter(name)
        return value === null ? [] : [[name, value]]
      }),
    ),
    ...(from !== null && { createdFrom: dayStart(from) }),
    ...(to !== null && { createdTo: dayStart(to, 1) }),
    ...soughtBy(sought),
  }
  const list = useList(
    ['orders', 'list', query],
    (cursor) => read(admin.orders.$get({ query: { ...query, limit: '25', ...cursor } })),
    30_000,
  )
  const isFiltered = Object.keys(query).length > 0
  return (
    <>
      <PageHead title="Orders" />
      <Section flush>
        <div className="filters">
          <TextInput
            className="wide"
            label="Number or e-mail"
            placeholder="7K3M, or buyer@example.com"
            type="search"
            value={text}
            onChange={({ currentTarget }) => setText(currentTarget.value)}
          />
          <Select
            label="State"
            placeholder="Any"
            clearable
            data={choices(STATUSES)}
            value={filter('status')}
            onChange={(value) => put('status', value)}
          />
          <Select
            label="Payment"
            placeholder="Any"
            clearable
            data={choices(PAYMENTS)}
            value={filter('paymentStatus')}
            onChange={(value) => put('paymentStatus', value)}
          />
          <Select
            label="Sent"
            placeholder="Any"
            clearable
            data={choices(FULFILLMENTS)}
            value={filter('fulfillmentStatus')}
            onChange={(value) => put('fulfillmentStatus', value)}
          />
          <Select
            label="Market"
            placeholder="All"
            clearable
            data={marketChoices(markets)}
            value={filter('market')}
            onChange={(value) => put('market', value)}
          />
          <TextInput
            label="From"
            type="date"
            value={from ?? ''}
            onChange={({ currentTarget }) => put('from', currentTarget.value)}
          />
          <TextInput
            label="To"
            type="date"
            value={to ?? ''}
            onChange={({ currentTarget }) => put('to', currentTarget.value)}
          />
        </div>
        <ListTable
          name="Orders"
          list={list}
          columns={COLUMNS}
          keyOf={({ id }) => id}
          empty={
            <Empty title={isFiltered ? 'No order fits' : 'No orders yet'}>
              {isFiltered
                ? 'E-mail addresses are compared as a whole.'
                : 'The first one appears here by itself.'}
            </Empty>
          }
        />
      </Section>
    </>
  )
}
