import { Alert, Anchor, Button, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { admin, type Answer, read } from '../api.ts'
import { Empty, PageHead, Section } from '../parts/page.tsx'
import { Lines, Shown } from '../parts/shown.tsx'
import { When } from '../parts/words.tsx'

type Consistency = Answer<(typeof admin.health.consistency)['$get']>

/** `capturedIsPaid` reads as "Captured is paid". */
const lawInWords = (law: string): string => {
  const words = law.replaceAll(/([A-Z])/g, ' $1').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Whether the books of stock, orders and payments add up. */
export function Health() {
  const health = useQuery({
    queryKey: ['health'],
    queryFn: () => read(admin.health.consistency.$get()),
    staleTime: Infinity,
  })
  return (
    <>
      <PageHead
        title="Health"
        note="Whether the books of stock, orders and payments add up. It reads all of them, so it runs when you ask."
        actions={
          <Button variant="default" loading={health.isFetching} onClick={() => void health.refetch()}>
            Run again
          </Button>
        }
      />
      <Shown of={health} waiting={<Lines count={8} />}>
        {(found) => <Found of={found} />}
      </Shown>
    </>
  )
}

function Found({ of: { ok, checkedAt, laws, late } }: { readonly of: Consistency }) {
  const waiting = [
    ['Orders undecided for more than 15 minutes', late.orders],
    ['Payment operations undecided for as long', late.operations],
    ['Orders whose money is on its way back', late.payingBack],
  ] as const
  const broken = laws.filter(({ violations }) => violations.length > 0)
  return (
    <>
      <Alert
        color={ok ? 'green' : 'red'}
        mb="lg"
        title={ok ? `All ${laws.length} laws hold` : `${broken.length} of ${laws.length} laws are broken`}
      >
        Looked at <When at={checkedAt} />.
      </Alert>
      <div className="grid grid-halves">
        <Section title="Laws">
          <ul className="rows">
            {laws.map(({ law, violations }) => (
              <li key={law}>
                <span className="two-line grows">
                  {lawInWords(law)}
                  {violations.length > 0 && <small className="wraps">{violations.join(', ')}</small>}
                </span>
                <Text span size="sm" fw={600} c={violations.length === 0 ? '#1d6b30' : 'red.9'}>
                  {violations.length === 0 ? 'holds' : `${violations.length} broken`}
                </Text>
              </li>
            ))}
          </ul>
        </Section>
        <Section title="What is late" note="No law is broken by it: a provider may have been away.">
          {waiting.every(([, ids]) => ids.length === 0) ? (
            <Empty title="Nothing is late" />
          ) : (
            <ul className="rows">
              {waiting.map(([name, ids]) => (
                <li key={name}>
                  <span className="two-line grows">
                    {name}
                    <small className="wraps">
                      {ids.map((id) =>
                        id.startsWith('ord_') ? (
                          <Anchor key={id} component={Link} to={`/orders/${id}`} size="xs" mr={8}>
                            {id}
                          </Anchor>
                        ) : (
                          `${id} `
                        ),
                      )}
                    </small>
                  </span>
                  <Text span size="sm" fw={600}>
                    {ids.length}
                  </Text>
                </li>
              ))}
            </ul>
          )}
        </Section>
      </div>
    </>
  )
}
