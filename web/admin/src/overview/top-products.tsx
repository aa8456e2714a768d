import { Anchor, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { admin, read } from '../api.ts'
import { showMoney } from '../money.ts'
import { useMarkets } from '../parts/markets.ts'
import { Empty, Section } from '../parts/page.tsx'
import { Shown } from '../parts/shown.tsx'
import { daysOf } from './sales.ts'

const SHOWN = 6

/** What people buy most, by pieces: money of several currencies has no order. */
export function TopProducts({ days }: { readonly days: number }) {
  const { digits } = useMarkets()
  const [first = ''] = daysOf(days)
  const top = useQuery({
    queryKey: ['reports', 'top', days, first],
    queryFn: () =>
      read(
        admin.reports['top-products'].$get({
          query: {
            from: new Date(`${first}T00:00:00`).toISOString(),
            to: new Date(Date.now() + 60_000).toISOString(),
            limit: String(SHOWN),
          },
        }),
      ),
    refetchInterval: 60_000,
  })
  return (
    <Section title="Top products" note="By pieces sold.">
      <Shown of={top}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty title="Nothing was sold in these days" />
          ) : (
            <ol className="rows">
              {data.map(({ productId, title, pieces, returned, sold }) => (
                <li key={productId}>
                  <span className="two-line grows">
                    <Anchor component={Link} to={`/products/${productId}`} fw={600}>
                      {title}
                    </Anchor>
                    <small>
                      {sold.map((money) => showMoney(money, digits.get(money.currency))).join(' + ')}
                    </small>
                    <span className="meter" aria-hidden="true">
                      <span style={{ width: `${(100 * pieces) / (data[0]?.pieces ?? pieces)}%` }} />
                    </span>
                  </span>
                  <Text size="sm" className="number" ta="right">
                    {pieces}
                    {returned > 0 && (
                      <Text span size="xs" c="gray.7">
                        {' '}
                        −{returned}
                      </Text>
                    )}
                  </Text>
                </li>
              ))}
            </ol>
          )
        }
      </Shown>
    </Section>
  )
}
