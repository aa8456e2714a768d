import { Alert, Anchor, Button, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
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

/** Whether the books of the shop add up. */
export function Health() {
  const [cursor, setCursor] = useState<string>()
  const health = useQuery({
    queryKey: ['health', cursor],
    queryFn: () => read(admin.health.consistency.$get({ query: cursor === undefined ? {} : { cursor } })),
    staleTime: Infinity,
  })
  const older = health.data?.page.nextCursor ?? null
  return (
    <>
      <PageHead
        title="Health"
        note="Whether the books of the shop add up. A look takes the newest 5,000 orders, and runs when you ask."
        actions={
          <>
            {older !== null && (
              <Button variant="default" loading={health.isFetching} onClick={() => setCursor(older)}>
                Look further back
              </Button>
            )}
            <Button
              variant="default"
              loading={health.isFetching}
              onClick={() => (cursor === undefined ? void health.refetch() : setCursor(undefined))}
            >
              Run again
            </Button>
          </>
        }
      />
      <Shown of={health} waiting={<Lines count={8} />}>
        {(found) => <Found of={found} />}
      </Shown>
    </>
  )
}

function Found({ of: { ok, checkedAt, laws, late } }: { readonly of: Consistency }) {
  const broken = laws.filter(({ count }) => count > 0)
  const waiting = late.filter(({ count }) => count > 0)
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
            {laws.map((law) => (
              <Law key={law.law} of={law} good="holds" bad="broken" />
            ))}
          </ul>
        </Section>
        <Section title="What is late" note="No law is broken by it: a provider may have been away.">
          {waiting.length === 0 ? (
            <Empty title="Nothing is late" />
          ) : (
            <ul className="rows">
              {waiting.map((law) => (
                <Law key={law.law} of={law} good="none" bad="late" />
              ))}
            </ul>
          )}
        </Section>
      </div>
    </>
  )
}

type LawProps = { readonly of: Consistency['laws'][number]; readonly good: string; readonly bad: string }

function Law({ of: { law, means, count, violations }, good, bad }: LawProps) {
  return (
    <li>
      <span className="two-line grows">
        {lawInWords(law)}
        {count > 0 && (
          <>
            <small className="wraps">{means}</small>
            <small className="wraps">
              {violations.map((id) =>
                id.startsWith('ord_') && !id.includes(' ') ? (
                  <Anchor key={id} component={Link} to={`/orders/${id}`} size="xs" mr={8}>
                    {id}
                  </Anchor>
                ) : (
                  `${id} `
                ),
              )}
            </small>
          </>
        )}
      </span>
      <Text span size="sm" fw={600} c={count === 0 ? '#1d6b30' : 'red.9'}>
        {count === 0 ? good : `${count} ${bad}`}
      </Text>
    </li>
  )
}
