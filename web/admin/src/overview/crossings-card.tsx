import { BarChart } from '@mantine/charts'
import { Button, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import { shop } from '../api.ts'
import { type Crossing, useCrossings } from '../crossings.ts'
import { useMarkets } from '../parts/markets.ts'
import { Section } from '../parts/page.tsx'

const ROUNDS = 3

/** Asks for the pages that shoppers ask for, as one of them would: a list, then its first product, in each market. */
async function visit(markets: readonly { code: string }[]): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1)
    for (const { code: market } of markets) {
      const { products } = shop.v1.markets[':market']
      const list = await products.$get({ param: { market }, query: { limit: '12' } })
      if (!list.ok) continue
      const [first] = (await list.json()).data
      if (first !== undefined) await products[':handle'].$get({ param: { market, handle: first.handle } })
    }
}

const kindOf = ({ path }: Crossing): string =>
  /^\/v1\/markets\/[^/]+\/products\/./.test(path)
    ? 'Product'
    : /^\/v1\/markets\/[^/]+\/products$/.test(path)
      ? 'List'
      : path.startsWith('/v1/admin/')
        ? 'Console'
        : 'Other'

/** How far requests have to go: the shop tells it of each answer in `Server-Timing`. */
export function Crossings() {
  const { markets } = useMarkets()
  const crossings = useCrossings()
  const [isBusy, setBusy] = useState(false)
  const codes = markets.map(({ code }) => code).join()
  const measure = async (): Promise<void> => {
    setBusy(true)
    await visit(codes.split(',').map((code) => ({ code }))).catch(() => undefined)
    setBusy(false)
  }
  useEffect(() => {
    if (codes !== '') void measure()
    // Once for each visit of the page; again by the button.
  }, [codes])

  const groups = Map.groupBy(crossings, kindOf)
  const rows = ['Product', 'List', 'Console'].flatMap((kind) => {
    const some = (groups.get(kind) ?? []).filter(({ isEdgeHit }) => !isEdgeHit)
    if (some.length === 0) return []
    const mean = (tier: 'kv' | 'd1' | 'objects') =>
      Math.round((100 * some.reduce((sum, each) => sum + each[tier], 0)) / some.length) / 100
    return [{ kind, kv: mean('kv'), d1: mean('d1'), objects: mean('objects') }]
  })
  const catalog = crossings.filter((each) => ['Product', 'List'].includes(kindOf(each)))
  const edge = catalog.filter(({ isEdgeHit }) => isEdgeHit).length
  const memory = catalog.filter(({ isEdgeHit, kv, d1 }) => !isEdgeHit && kv + d1 === 0).length
  return (
    <Section
      title="Cache and storage"
      note="Crossings to storage for each request, on average, of this browser since the console was opened."
      actions={
        <Button size="xs" variant="default" loading={isBusy} onClick={() => void measure()}>
          Measure
        </Button>
      }
    >
      <BarChart
        h={170}
        data={rows}
        dataKey="kind"
        orientation="vertical"
        withLegend
        legendProps={{ verticalAlign: 'bottom' }}
        gridAxis="y"
        tickLine="none"
        maxBarWidth={16}
        yAxisProps={{ width: 66 }}
        series={[
          { name: 'kv', label: 'KV', color: 'teal.6' },
          { name: 'd1', label: 'D1', color: 'ink.7' },
          { name: 'objects', label: 'Durable Objects', color: 'orange.6' },
        ]}
        role="group"
        aria-label="Crossings by kind of request"
      />
      <Text size="sm" mt="sm" aria-live="polite">
        {catalog.length === 0
          ? 'No catalog page was asked for yet.'
          : `Of ${catalog.length} catalog requests, ${edge} came from the edge cache and ${memory} from the Worker’s memory, without touching storage.`}
      </Text>
      <Text size="xs" c="gray.7" mt={4}>
        These are probes from here, not your shoppers’ traffic. A local shop has no edge cache in front of it.
      </Text>
    </Section>
  )
}
