import { Alert, Anchor, Button, Code, Modal, Progress, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { admin, type Answer, read } from '../api.ts'
import { Failure } from '../parts/failure.tsx'
import { DataTable, ListTable, useList } from '../parts/list.tsx'
import { Empty, Fact, PageHead, Section } from '../parts/page.tsx'
import { shortActor, When } from '../parts/words.tsx'

type Entry = Answer<(typeof admin.audit)[':id']['$get']>
type Verification = Answer<typeof admin.audit.verification.$get>

export function Audit() {
  const [parameters] = useSearchParams()
  const [subject, setSubject] = useState(parameters.get('subject') ?? '')
  const [actor, setActor] = useState('')
  const [action, setAction] = useState('')
  const [asked] = useDebouncedValue(
    { subject: subject.trim(), actor: actor.trim(), action: action.trim() },
    300,
  )
  const [opened, setOpened] = useState<Entry>()
  const list = useList(['audit', asked], (cursor) =>
    read(
      admin.audit.$get({
        query: {
          ...Object.fromEntries(Object.entries(asked).filter(([, text]) => text !== '')),
          limit: '25',
          ...cursor,
        },
      }),
    ),
  )
  return (
    <>
      <PageHead
        title="Audit"
        note="Who changed what. Entries are sealed by hash: what is altered or taken away afterwards is found."
      />
      <Verify />
      <Section flush title="Entries">
        <div className="filters">
          <TextInput
            label="Subject"
            placeholder="product:…"
            type="search"
            value={subject}
            onChange={({ currentTarget }) => setSubject(currentTarget.value)}
          />
          <TextInput
            label="Who"
            placeholder="staff:https://…#maya"
            type="search"
            value={actor}
            onChange={({ currentTarget }) => setActor(currentTarget.value)}
          />
          <TextInput
            label="Action"
            placeholder="product.updated"
            type="search"
            value={action}
            onChange={({ currentTarget }) => setAction(currentTarget.value)}
          />
        </div>
        <ListTable
          name="Audit entries"
          list={list}
          keyOf={({ id }) => id}
          empty={<Empty title="Nobody did that">Filters are compared as a whole.</Empty>}
          columns={[
            {
              head: 'What',
              cell: (entry) => (
                <span className="two-line">
                  <Anchor
                    component="button"
                    type="button"
                    ta="left"
                    fw={600}
                    onClick={() => setOpened(entry)}
                  >
                    {entry.action}
                  </Anchor>
                  <small>{entry.subject}</small>
                </span>
              ),
            },
            {
              head: 'Members',
              minor: true,
              cell: ({ changes }) => (
                <Text span size="xs" c="gray.7" className="wraps">
                  {changes.length > 5
                    ? `${changes.length} members`
                    : changes.map(({ member }) => member).join(', ')}
                </Text>
              ),
            },
            { head: 'Who', cell: ({ actor: who }) => shortActor(who) },
            {
              head: 'Sealed',
              minor: true,
              cell: ({ seal }) => <span className="when">{seal === null ? 'not yet' : `seal ${seal}`}</span>,
            },
            { head: 'When', minor: true, cell: ({ createdAt }) => <When at={createdAt} /> },
          ]}
        />
      </Section>
      {opened !== undefined && <EntryDialog entry={opened} onClose={() => setOpened(undefined)} />}
    </>
  )
}

const shown = (value: unknown): string =>
  value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value, null, 1)

const EntryDialog = ({ entry, onClose }: { readonly entry: Entry; readonly onClose: () => void }) => (
  <Modal opened onClose={onClose} size="xl" title={<Text fw={650}>{entry.action}</Text>}>
    <Stack gap="lg">
      <dl className="facts">
        <Fact name="Subject">{entry.subject}</Fact>
        <Fact name="Who">{entry.actor}</Fact>
        <Fact name="When">
          <When at={entry.createdAt} long />
        </Fact>
        <Fact name="Route">{entry.route}</Fact>
        <Fact name="Request">{entry.requestId}</Fact>
        <Fact name="Token">{entry.tokenId ?? 'without an id'}</Fact>
      </dl>
      {entry.changes.length > 0 && (
        <DataTable
          name="Changes"
          rows={entry.changes}
          keyOf={({ member }) => member}
          columns={[
            { head: 'Member', cell: ({ member }) => <Code>{member}</Code> },
            { head: 'From', cell: ({ from }) => <pre className="value">{shown(from)}</pre> },
            { head: 'To', cell: ({ to }) => <pre className="value">{shown(to)}</pre> },
          ]}
        />
      )}
    </Stack>
  </Modal>
)

/** Reckons every seal again, some at a time, and says what was found. */
function Verify() {
  const [state, setState] = useState<{ checked: number; last: Verification; isOver: boolean }>()
  const [error, setError] = useState<unknown>(null)
  async function verify(): Promise<void> {
    setError(null)
    try {
      let [from, checked] = [1, 0]
      for (;;) {
        const last = await read(admin.audit.verification.$get({ query: { fromSeal: String(from) } }))
        checked += last.verified.entries
        const next = last.intact ? last.nextSeal : null
        setState({ checked, last, isOver: next === null })
        if (next === null) return
        from = next
      }
    } catch (thrown) {
      setError(thrown)
    }
  }
  const isBusy = state !== undefined && !state.isOver && error === null
  return (
    <Section
      title="Is the log whole?"
      note="Every seal is reckoned again from the entries that it covers."
      actions={
        <Button size="sm" variant="default" loading={isBusy} onClick={() => void verify()}>
          Verify
        </Button>
      }
    >
      <div aria-live="polite">
        {error !== null && <Failure error={error} onRetry={() => void verify()} />}
        {state === undefined && error === null && (
          <Text size="sm" c="gray.7">
            Not looked at since this page was opened.
          </Text>
        )}
        {isBusy && (
          <Progress
            value={
              state.last.seals === 0 ? 100 : (100 * (state.last.verified.toSeal ?? 0)) / state.last.seals
            }
            aria-label="Seals verified"
          />
        )}
        {state?.isOver === true && <Found checked={state.checked} of={state.last} />}
      </div>
    </Section>
  )
}

const Found = ({
  checked,
  of: { intact, seals, unsealed, firstBroken },
}: {
  readonly checked: number
  readonly of: Verification
}) =>
  intact ? (
    <Alert color="green" title="The log is whole">
      {checked.toLocaleString()} entries under {seals.toLocaleString()} {seals === 1 ? 'seal' : 'seals'} are
      as they were written. {unsealed.entries.toLocaleString()} newer ones wait for their seal.
    </Alert>
  ) : (
    <Alert color="red" title="The log was altered">
      {firstBroken?.message}
      {firstBroken !== undefined &&
        firstBroken.seal !== null &&
        ` The first broken seal is number ${firstBroken.seal}.`}
    </Alert>
  )
