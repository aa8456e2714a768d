import { Anchor, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { admin, read } from '../api.ts'
import { Empty, Section } from '../parts/page.tsx'
import { Shown } from '../parts/shown.tsx'

/** What runs out: no more left, over all locations, than the variant's own threshold. */
export function LowStock() {
  const low = useQuery({
    queryKey: ['inventory', 'low'],
    queryFn: () => read(admin.inventory.$get({ query: { lowStock: 'true', limit: '24' } })),
    refetchInterval: 60_000,
  })
  return (
    <Section
      title="Low stock"
      actions={
        <Anchor component={Link} to="/inventory?lowStock=true" size="sm">
          All
        </Anchor>
      }
    >
      <Shown of={low}>
        {({ data }) => {
          const variants = [...Map.groupBy(data, ({ variantId }) => variantId).values()].slice(0, 6)
          if (variants.length === 0) return <Empty title="Enough of everything" />
          return (
            <ul className="rows">
              {variants.map((levels) => {
                const [level] = levels
                if (level === undefined) return null
                const { variantId, title, variantTitle, sku, lowStockThreshold } = level
                const left = levels.reduce((sum, { available }) => sum + Math.max(0, available), 0)
                return (
                  <li key={variantId}>
                    <span className="two-line grows">
                      <Anchor component={Link} to={`/inventory/${variantId}`} fw={600}>
                        {title}
                      </Anchor>
                      <small>
                        {[variantTitle, sku].filter((part) => part !== null && part !== '').join(' · ')}
                      </small>
                    </span>
                    <Text size="sm" fw={600} c={left === 0 ? 'red.9' : 'dark.9'} className="number">
                      {left} left
                    </Text>
                    <Text size="xs" c="gray.7" className="number">
                      of {lowStockThreshold}
                    </Text>
                  </li>
                )
              })}
            </ul>
          )
        }}
      </Shown>
    </Section>
  )
}
