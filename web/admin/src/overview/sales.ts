import type { SalesReport } from '../pages/overview.tsx'

const two = (value: number): string => String(value).padStart(2, '0')

/** The last days of the reader's calendar, today last: `2026-11-25`. */
export function daysOf(count: number, now = new Date()): string[] {
  return Array.from({ length: count }, (_, at) => {
    const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() - (count - 1 - at))
    return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`
  })
}

export const dayName = (day: string): string =>
  new Date(`${day}T00:00:00`).toLocaleDateString(undefined, { day: 'numeric', month: 'short' })

/** One row for each day, one number for each market: days without an order are zeros. */
export function ordersByDay(report: SalesReport, days: readonly string[]): Record<string, string | number>[] {
  const codes = new Set(report.data.map(({ market }) => market))
  return days.map((day) => ({
    day,
    ...Object.fromEntries(
      [...codes].map((code) => [
        code,
        report.data
          .filter(({ period, market }) => period === day && market === code)
          .reduce((sum, { orders }) => sum + orders, 0),
      ]),
    ),
  }))
}

/** What a market took each day in one currency, less what was given back of it, in whole units for a chart. */
export const revenueByDay = (
  report: SalesReport,
  days: readonly string[],
  code: string,
  currency: string,
  digits: number,
): { day: string; revenue: number }[] =>
  days.map((day) => {
    const row = report.data.find(
      ({ period, market, total }) => period === day && market === code && total.currency === currency,
    )
    const net = row === undefined ? 0 : row.total.amount - row.refunded.amount
    return { day, revenue: net / 10 ** digits }
  })
