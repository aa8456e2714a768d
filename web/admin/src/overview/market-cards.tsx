import { BarChart } from '@mantine/charts'
import { Group, Text } from '@mantine/core'
import type { Market } from 'highstreet/client'
import { digitsOf, showMoney } from '../money.ts'
import type { SalesReport } from '../pages/overview.tsx'
import { Section } from '../parts/page.tsx'
import { marketColor } from '../theme.ts'
import { dayName, revenueByDay } from './sales.ts'

type Props = {
  readonly report: SalesReport
  readonly days: readonly string[]
  readonly markets: readonly Market[]
}

/** Revenue market by market: each in its own currency, so that nothing is added that cannot be. */
export function MarketCards({ report, days, markets }: Props) {
  const known = new Map(markets.map(({ currency, currencyDigits }) => [currency, currencyDigits]))
  // Markets without a sale, and what was sold in a currency that a market has no more.
  const cards = [
    ...markets.map(({ code, name, currency }) => ({ code, name, currency })),
    ...report.markets
      .filter(
        ({ market, total }) =>
          !markets.some(({ code, currency }) => code === market && currency === total.currency),
      )
      .map(({ market, total }) => ({ code: market, name: market, currency: total.currency })),
  ]
  return (
    <div className="grid grid-thirds" style={{ marginBottom: 20 }}>
      {cards.map(({ code, name, currency }, at) => {
        const sums = report.markets.find(
          ({ market, total }) => market === code && total.currency === currency,
        )
        const { orders = 0, total = { amount: 0, currency }, refunded = { amount: 0, currency } } = sums ?? {}
        const digits = digitsOf(currency, known)
        const show = (amount: number) => showMoney({ amount, currency }, digits)
        return (
          <Section key={`${code} ${currency}`} title={name}>
            <Group justify="space-between" align="flex-end" mb="xs" gap="xs">
              <div className="big">{show(total.amount - refunded.amount)}</div>
              <Text size="sm" c="gray.7">
                {orders} {orders === 1 ? 'order' : 'orders'}
              </Text>
            </Group>
            <BarChart
              h={90}
              data={revenueByDay(report, days, code, currency, digits)}
              dataKey="day"
              series={[{ name: 'revenue', label: 'Revenue', color: marketColor(at) }]}
              valueFormatter={(value) => show(Math.round(value * 10 ** digits))}
              tooltipProps={{ labelFormatter: (day) => (typeof day === 'string' ? dayName(day) : '') }}
              withXAxis={false}
              withYAxis={false}
              gridAxis="none"
              maxBarWidth={14}
              role="group"
              aria-label={`Revenue of ${name} by day`}
            />
            <Text size="xs" c="gray.7" mt={6}>
              {refunded.amount === 0
                ? 'With shipping and taxes; nothing was given back.'
                : `With shipping and taxes; ${show(refunded.amount)} given back is taken off.`}
            </Text>
          </Section>
        )
      })}
    </div>
  )
}
