import { Anchor, SegmentedControl, Text } from '@mantine/core'
import { BarChart } from '@mantine/charts'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { admin, type Answer, read } from '../api.ts'
import { Crossings } from '../overview/crossings-card.tsx'
import { LowStock } from '../overview/low-stock.tsx'
import { MarketCards } from '../overview/market-cards.tsx'
import { dayName, daysOf, ordersByDay } from '../overview/sales.ts'
import { TopProducts } from '../overview/top-products.tsx'
import { useMarkets } from '../parts/markets.ts'
import { Empty, PageHead, Section } from '../parts/page.tsx'
import { Lines, Shown } from '../parts/shown.tsx'
import { Amount, State, When } from '../parts/words.tsx'
import { mayDo, useSession } from '../session.ts'
import { marketColor } from '../theme.ts'

const PERIODS = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
]

export function Overview() {
  const { session } = useSession()
  const [days, setDays] = useState('30')
  if (session === undefined) return null
  const sees = (scope: string) => mayDo(session, scope)
  return (
    <>
      <PageHead
        title="Overview"
        note="What was bought, and what waits for you."
        actions={
          sees('orders:read') && (
            <SegmentedControl data={PERIODS} value={days} onChange={setDays} aria-label="Period" size="sm" />
          )
        }
      />
      {sees('orders:read') && <Sales days={Number(days)} />}
      <div className="grid grid-halves" style={{ marginTop: 20 }}>
        {sees('orders:read') && <TopProducts days={Number(days)} />}
        {sees('orders:read') && <ToSend />}
        {sees('inventory:read') && <LowStock />}
        <Crossings />
      </div>
    </>
  )
}

export type SalesReport = Answer<typeof admin.reports.sales.$get>

function Sales({ days }: { readonly days: number }) {
  const { markets } = useMarkets()
  const names = daysOf(days)
  const sales = useQuery({
    queryKey: ['reports', 'sales', days, names[0]],
    queryFn: () =>
      read(
        admin.reports.sales.$get({
          query: {
            from: new Date(`${names[0]}T00:00:00`).toISOString(),
            to: new Date(Date.now() + 60_000).toISOString(),
            utcOffset: String(-new Date().getTimezoneOffset()),
          },
        }),
      ),
    refetchInterval: 60_000,
  })
  return (
    <Shown of={sales} waiting={<Lines count={2} height={180} />}>
      {(report) => (
        <>
          <MarketCards report={report} days={names} markets={markets} />
          <Section title="Orders by day" note="Placed and completed orders of all markets.">
            {report.data.length === 0 ? (
              <Empty title="No orders in these days">
                They appear here with the first one. Canceled and declined orders are not counted.
              </Empty>
            ) : (
              <BarChart
                h={240}
                data={ordersByDay(report, names)}
                dataKey="day"
                type="stacked"
                withLegend
                legendProps={{ verticalAlign: 'bottom' }}
                tickLine="none"
                gridAxis="x"
                maxBarWidth={28}
                xAxisProps={{ tickFormatter: dayName, minTickGap: 24 }}
                yAxisProps={{ allowDecimals: false, width: 32 }}
                tooltipProps={{ labelFormatter: (day) => (typeof day === 'string' ? dayName(day) : '') }}
                series={markets.map(({ code, name }, at) => ({
                  name: code,
                  label: name,
                  color: marketColor(at),
                }))}
                role="group"
                aria-label="Orders by day and market"
              />
            )}
            {report.coveredFrom !== null && (
              <Text size="sm" c="gray.7" mt="sm">
                There are more orders than a report reads: those before <When at={report.coveredFrom} long />{' '}
                are not counted.
              </Text>
            )}
          </Section>
        </>
      )}
    </Shown>
  )
}

function ToSend() {
  const orders = useQuery({
    queryKey: ['orders', 'to-send'],
    queryFn: () =>
      read(admin.orders.$get({ query: { status: 'placed', fulfillmentStatus: 'unfulfilled', limit: '6' } })),
    refetchInterval: 60_000,
  })
  return (
    <Section
      title="To be sent"
      actions={
        <Anchor component={Link} to="/orders?status=placed&fulfillmentStatus=unfulfilled" size="sm">
          All
        </Anchor>
      }
    >
      <Shown of={orders}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty title="Nothing waits">Every placed order is on its way.</Empty>
          ) : (
            <ul className="rows">
              {data.map(({ id, number, total, createdAt, pieces, paymentStatus }) => (
                <li key={id}>
                  <span className="two-line grows">
                    <Anchor component={Link} to={`/orders/${id}`} fw={600}>
                      {number}
                    </Anchor>
                    <small>
                      {pieces} {pieces === 1 ? 'piece' : 'pieces'}, <When at={createdAt} />
                    </small>
                  </span>
                  <State of={paymentStatus} />
                  <Amount of={total} />
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
    </Section>
  )
}
