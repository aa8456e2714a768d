import { Alert, Button, Group, Progress, Stack, Tabs, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useNavigate, useParams } from 'react-router'
import { admin, read, useAct } from '../api.ts'
import { keptFile } from '../imports/kept-files.ts'
import { startImport } from '../imports/start-import.ts'
import { Failure } from '../parts/failure.tsx'
import { ListTable, useList } from '../parts/list.tsx'
import { Empty, Fact, PageHead, Section } from '../parts/page.tsx'
import { Shown } from '../parts/shown.tsx'
import { inWords, State, When } from '../parts/words.tsx'
import type { Import } from './imports.tsx'

const OPEN = new Set<Import['status']>(['uploading', 'queued', 'running'])

/** One import: how far it is, what it changes and which rows it could not take. */
export function ImportPage() {
  const { id = '' } = useParams()
  const queries = useQueryClient()
  const job = useQuery({
    queryKey: ['import', id],
    queryFn: () => read(admin.imports[':id'].$get({ param: { id } })),
    refetchInterval: ({ state }) => (state.data === undefined || OPEN.has(state.data.status) ? 500 : false),
  })
  const isOver = job.data !== undefined && !OPEN.has(job.data.status)
  useEffect(() => {
    if (isOver)
      for (const name of ['imports', 'products', 'prices', 'inventory', 'publication'])
        void queries.invalidateQueries({ queryKey: [name] })
  }, [isOver, queries])
  return <Shown of={job}>{(found) => <Job job={found} />}</Shown>
}

function Job({ job }: { readonly job: Import }) {
  const { id, status, dryRun, market, bytes, bytesRead, rows, rowsFailed, failure, createdAt } = job
  const navigate = useNavigate()
  const changes = [['import', id], ['imports']]
  const cancel = useAct(
    (_: null, headers) => read(admin.imports[':id'].cancel.$post({ param: { id } }, { headers })),
    changes,
  )
  const resume = useAct(
    (_: null, headers) => read(admin.imports[':id'].resume.$post({ param: { id } }, { headers })),
    changes,
  )
  const file = keptFile(id)
  const start = useAct(
    ({ given }: { given: File }, headers) => startImport(given, market, false, headers),
    [['imports']],
  )
  const error = cancel.error ?? resume.error ?? start.error
  const done = bytes === 0 ? 0 : Math.floor((100 * bytesRead) / bytes)
  const isOpen = OPEN.has(status)
  return (
    <>
      <PageHead
        title={`${dryRun ? 'Dry run' : 'Import'} into ${market}`}
        back={['/imports', 'Imports']}
        badges={<State of={status} />}
        note={
          <>
            Begun <When at={createdAt} />,{' '}
            {(bytes / 1_000).toLocaleString(undefined, { maximumFractionDigits: 0 })} kB
          </>
        }
        actions={
          <>
            {isOpen && (
              <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate(null)}>
                Stop
              </Button>
            )}
            {(status === 'cancelled' || status === 'failed') && (
              <Button loading={resume.isPending} onClick={() => resume.mutate(null)}>
                Go on
              </Button>
            )}
            {dryRun && status === 'completed' && file !== undefined && (
              <Button
                loading={start.isPending}
                onClick={() =>
                  start.mutate(
                    { given: file },
                    { onSuccess: (begun) => void navigate(`/imports/${begun.id}`) },
                  )
                }
              >
                Import it now
              </Button>
            )}
          </>
        }
      />
      {error !== null && <Failure error={error} />}
      <Section>
        <Stack gap="lg">
          <div>
            <Group justify="space-between" mb={6}>
              <Text size="sm" fw={600} aria-live="polite">
                {isOpen ? `${done} % of the file is read` : status === 'completed' ? 'Done' : inWords(status)}
              </Text>
              <Text size="sm" c="gray.7" className="number">
                {rows.toLocaleString()} rows
              </Text>
            </Group>
            <Progress.Root size="lg">
              <Progress.Section
                value={done}
                animated={isOpen}
                color={status === 'failed' ? 'red' : status === 'completed' ? 'green.8' : 'ink'}
                aria-label="How much of the file is read"
              />
            </Progress.Root>
          </div>
          {failure !== null && (
            <Alert color="red" title={inWords(failure.code)}>
              {failure.message}
            </Alert>
          )}
          {dryRun && status === 'completed' && (
            <Alert color="ink" variant="light">
              This is what an import of the file would do. Nothing was changed.
              {file === undefined && ' To import it, drop the file again without a dry run.'}
            </Alert>
          )}
          <dl className="facts">
            <Fact name="Products created">
              <strong>{job.productsCreated.toLocaleString()}</strong>
            </Fact>
            <Fact name="Updated">{job.productsUpdated.toLocaleString()}</Fact>
            <Fact name="Unchanged">{job.productsUnchanged.toLocaleString()}</Fact>
            <Fact name="Failed">{job.productsFailed.toLocaleString()}</Fact>
            <Fact name="Categories created">{job.categoriesCreated.toLocaleString()}</Fact>
            <Fact name="Without a price">{job.variantsUnpriced.toLocaleString()}</Fact>
          </dl>
        </Stack>
      </Section>
      <Section flush>
        <Tabs defaultValue="changes" keepMounted={false}>
          <Tabs.List px="md" pt="xs">
            <Tabs.Tab value="changes">{dryRun ? 'What would change' : 'What changed'}</Tabs.Tab>
            <Tabs.Tab value="errors">
              Rows with errors{rowsFailed > 0 ? ` (${rowsFailed.toLocaleString()})` : ''}
            </Tabs.Tab>
            <Tabs.Tab value="notes">Remarks</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="changes">
            <Changes id={id} isOpen={isOpen} />
          </Tabs.Panel>
          <Tabs.Panel value="errors">
            <Reports id={id} severity="error" isOpen={isOpen} />
          </Tabs.Panel>
          <Tabs.Panel value="notes">
            <Reports id={id} severity="note" isOpen={isOpen} />
          </Tabs.Panel>
        </Tabs>
      </Section>
    </>
  )
}

type PartProps = { readonly id: string; readonly isOpen: boolean }

function Changes({ id, isOpen }: PartProps) {
  const list = useList(
    ['import', id, 'changes', isOpen],
    (cursor) => read(admin.imports[':id'].changes.$get({ param: { id }, query: { limit: '50', ...cursor } })),
    isOpen && 1_000,
  )
  return (
    <ListTable
      name="Changes"
      list={list}
      keyOf={({ line, kind, handle }) => `${line} ${kind} ${handle}`}
      empty={
        <Empty title={isOpen ? 'Nothing yet' : 'Nothing changes'}>
          The shop says what the file says already.
        </Empty>
      }
      columns={[
        { head: 'Line', align: 'right', width: 80, cell: ({ line }) => line },
        { head: 'Change', width: 110, cell: ({ action }) => <State of={action} /> },
        {
          head: 'What',
          cell: ({ action, kind, handle, members }) => (
            <span className="two-line">
              <span>{handle}</span>
              <small>
                {kind}
                {action === 'update' && members.length > 0 && `: ${members.join(', ')}`}
              </small>
            </span>
          ),
        },
      ]}
    />
  )
}

function Reports({ id, severity, isOpen }: PartProps & { readonly severity: 'error' | 'note' }) {
  const list = useList(
    ['import', id, severity, isOpen],
    (cursor) =>
      read(admin.imports[':id'].errors.$get({ param: { id }, query: { severity, limit: '50', ...cursor } })),
    isOpen && 1_000,
  )
  return (
    <ListTable
      name={severity === 'error' ? 'Rows with errors' : 'Remarks'}
      list={list}
      keyOf={({ line, column, code }) => `${line} ${column} ${code}`}
      empty={
        <Empty title={severity === 'error' ? 'Every row is good' : 'No remarks'}>
          {severity === 'error'
            ? 'Rows that cannot be stored are named here, with line and column.'
            : undefined}
        </Empty>
      }
      columns={[
        { head: 'Line', align: 'right', width: 80, cell: ({ line }) => line },
        { head: 'Column', cell: ({ column }) => column },
        {
          head: 'What is wrong',
          cell: ({ code, message }) => (
            <span className="two-line">
              {inWords(message)}
              <small>{code}</small>
            </span>
          ),
        },
      ]}
    />
  )
}
