import { Anchor, Button, Group, Switch, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { admin, read } from '../api.ts'
import { DataTable } from '../parts/list.tsx'
import { Empty, PageHead, Section } from '../parts/page.tsx'
import { Lines, Shown } from '../parts/shown.tsx'
import { shortActor, When } from '../parts/words.tsx'

const PAGE = 30
// Without a filter a page is the page; with one the log is walked in steps of this, back from its end.
const WALKED = 2_000

/** Where the thing itself can be looked at. */
function pageOf(subject: string): string | undefined {
  const [noun, ...rest] = subject.split(':')
  const id = rest.join(':')
  const rooms: Readonly<Record<string, string>> = {
    product: '/products',
    order: '/orders',
    promotion: '/promotions',
    market: '/markets',
    variant: '/inventory',
    import: '/imports',
  }
  const room = rooms[noun ?? '']
  return room === undefined ? undefined : `${room}/${id}`
}

/** What happened, newest first. The log goes the other way, so the console walks it back from its head. */
export function Events() {
  const [parameters] = useSearchParams()
  const [type, setType] = useState('')
  const [subject, setSubject] = useState(parameters.get('subject') ?? '')
  const [filters] = useDebouncedValue({ type: type.trim(), subject: subject.trim() }, 300)
  const [isFollowing, setFollowing] = useState(true)
  /** undefined: the end of the log. */
  const [before, setBefore] = useState<number>()
  const isFiltered = filters.type !== '' || filters.subject !== ''
  const step = isFiltered ? WALKED : PAGE
  const log = useQuery({
    queryKey: ['events', filters, before],
    placeholderData: keepPreviousData,
    queryFn: async () => {
      const query = {
        ...(filters.type !== '' && { type: filters.type }),
        ...(filters.subject !== '' && { subject: filters.subject }),
      }
      const end = before ?? (await read(admin.events.$get({ query: { after: '0', limit: '1' } }))).head
      const start = Math.max(0, end - step)
      const found = []
      let after: string | undefined = String(start)
      while (after !== undefined) {
        const page: Awaited<ReturnType<typeof readLog>> = await readLog({ ...query, after, limit: '100' })
        found.push(...page.data.filter(({ sequence }) => sequence <= end))
        const { nextCursor } = page.page
        after = nextCursor === null || Number(nextCursor) >= end ? undefined : nextCursor
      }
      return { events: found.toReversed(), start, end }
    },
    refetchInterval: isFollowing && before === undefined ? 3_000 : false,
  })
  return (
    <>
      <PageHead
        title="Events"
        note="Everything that happened, in the order in which it did. Webhooks and publication go by the same log."
        actions={
          <Switch
            label="Follow"
            checked={isFollowing && before === undefined}
            disabled={before !== undefined}
            onChange={({ currentTarget }) => setFollowing(currentTarget.checked)}
          />
        }
      />
      <Section flush>
        <div className="filters">
          <TextInput
            label="Type"
            placeholder="order.* or product.updated"
            type="search"
            value={type}
            onChange={({ currentTarget }) => {
              setType(currentTarget.value)
              setBefore(undefined)
            }}
          />
          <TextInput
            className="wide"
            label="Subject"
            placeholder="product:prd-copper-stovetop-kettle"
            type="search"
            value={subject}
            onChange={({ currentTarget }) => {
              setSubject(currentTarget.value)
              setBefore(undefined)
            }}
          />
        </div>
        <Shown
          of={log}
          waiting={
            <div className="section-body">
              <Lines count={10} />
            </div>
          }
        >
          {({ events, start, end }) => (
            <>
              {events.length === 0 ? (
                <Empty title={isFiltered ? 'Nothing of that here' : 'Nothing has happened yet'}>
                  {isFiltered &&
                    start > 0 &&
                    `Looked at events ${start + 1} to ${end}. Earlier ones may fit.`}
                </Empty>
              ) : (
                <DataTable
                  name="Events"
                  rows={events}
                  keyOf={({ id }) => id}
                  columns={[
                    { head: 'No.', align: 'right', width: 76, minor: true, cell: ({ sequence }) => sequence },
                    {
                      head: 'What',
                      cell: ({ type: what, subject: of }) => {
                        const to = pageOf(of)
                        return (
                          <span className="two-line">
                            {what}
                            <small>
                              {to === undefined ? (
                                of
                              ) : (
                                <Anchor component={Link} to={to} size="xs">
                                  {of}
                                </Anchor>
                              )}
                            </small>
                          </span>
                        )
                      },
                    },
                    {
                      head: 'More',
                      minor: true,
                      cell: ({ data }) => (
                        <Text span size="xs" c="gray.7" className="wraps">
                          {Object.entries(data)
                            .map(
                              ([name, value]) =>
                                `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
                            )
                            .join(', ')}
                        </Text>
                      ),
                    },
                    { head: 'Who', minor: true, cell: ({ actor }) => shortActor(actor) },
                    { head: 'When', cell: ({ createdAt }) => <When at={createdAt} /> },
                  ]}
                />
              )}
              <Group justify="space-between" px="lg" py="sm" className="list-foot">
                <Button
                  variant="default"
                  size="xs"
                  disabled={before === undefined}
                  onClick={() => setBefore(undefined)}
                >
                  Newest
                </Button>
                <Button variant="default" size="xs" disabled={start === 0} onClick={() => setBefore(start)}>
                  Earlier
                </Button>
              </Group>
            </>
          )}
        </Shown>
      </Section>
    </>
  )
}

const readLog = (query: { after: string; limit: string; type?: string; subject?: string }) =>
  read(admin.events.$get({ query }))
