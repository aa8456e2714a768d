import { Anchor, Button, Checkbox, Group, Select, Stack, Text } from '@mantine/core'
import { Dropzone } from '@mantine/dropzone'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { admin, type Answer, useAct } from '../api.ts'
import { startImport } from '../imports/start-import.ts'
import { keepFile } from '../imports/kept-files.ts'
import { Failure } from '../parts/failure.tsx'
import { type Column, ListTable, useList } from '../parts/list.tsx'
import { marketChoices, useMarkets } from '../parts/markets.ts'
import { Empty, PageHead, Section } from '../parts/page.tsx'
import { State, When } from '../parts/words.tsx'
import { mayDo, useSession } from '../session.ts'
import { read } from '../api.ts'

export type Import = Answer<(typeof admin.imports)[':id']['$get']>

const COLUMNS: readonly Column<Import>[] = [
  {
    head: 'Import',
    cell: ({ id, createdAt, market, format, dryRun }) => (
      <span className="two-line">
        <Anchor component={Link} to={`/imports/${id}`} fw={600}>
          {dryRun ? 'Dry run' : 'Import'} into {market}
        </Anchor>
        <small>
          <When at={createdAt} />, {format === 'ndjson' ? 'NDJSON' : 'Shopify CSV'}
        </small>
      </span>
    ),
  },
  { head: 'Status', cell: ({ status }) => <State of={status} />, width: 120 },
  { head: 'Rows', align: 'right', minor: true, cell: ({ rows }) => rows.toLocaleString() },
  { head: 'Created', align: 'right', minor: true, cell: (each) => each.productsCreated.toLocaleString() },
  { head: 'Updated', align: 'right', minor: true, cell: (each) => each.productsUpdated.toLocaleString() },
  { head: 'Failed', align: 'right', minor: true, cell: ({ rowsFailed }) => rowsFailed.toLocaleString() },
]

const MEGABYTE = 1_000_000

export function Imports() {
  const { session } = useSession()
  const list = useList(['imports', 'list'], (cursor) =>
    read(admin.imports.$get({ query: { limit: '20', ...cursor } })),
  )
  return (
    <>
      <PageHead
        title="Imports"
        note="Catalog files in: Shopify product CSVs, or NDJSON with a product in each line."
      />
      {session !== undefined && mayDo(session, 'imports:write') && <Upload />}
      <Section flush title="Your imports">
        <ListTable
          name="Imports"
          list={list}
          columns={COLUMNS}
          keyOf={({ id }) => id}
          empty={
            <Empty title="Nothing was imported yet">Drop a file above: a dry run changes nothing.</Empty>
          }
        />
      </Section>
    </>
  )
}

function Upload() {
  const { markets } = useMarkets()
  const navigate = useNavigate()
  const [market, setMarket] = useState<string | null>(null)
  const [dryRun, setDryRun] = useState(true)
  const [refused, setRefused] = useState<string>()
  const chosen = market ?? markets[0]?.code ?? ''
  const upload = useAct(
    ({ file, into, isDry }: { file: File; into: string; isDry: boolean }, headers) =>
      startImport(file, into, isDry, headers),
    [['imports']],
  )
  function take([file]: File[]): void {
    if (file === undefined) return
    setRefused(undefined)
    upload.mutate(
      { file, into: chosen, isDry: dryRun },
      {
        onSuccess: ({ id }) => {
          if (dryRun) keepFile(id, file)
          void navigate(`/imports/${id}`)
        },
      },
    )
  }
  return (
    <Section>
      <Stack gap="md">
        <Group align="flex-end" gap="lg">
          <Select
            label="Market of its prices"
            data={marketChoices(markets)}
            allowDeselect={false}
            value={chosen === '' ? null : chosen}
            onChange={setMarket}
          />
          <Checkbox
            label="Look first: a dry run changes nothing"
            checked={dryRun}
            mb={8}
            onChange={({ currentTarget }) => setDryRun(currentTarget.checked)}
          />
        </Group>
        <Dropzone
          onDrop={take}
          onReject={() => setRefused('One file of at most 100 MB, ending in .csv, .ndjson or .jsonl.')}
          validator={({ name }) =>
            /\.(?:csv|ndjson|jsonl)$/i.test(name ?? '')
              ? null
              : { code: 'file-invalid-type', message: 'No catalog file' }
          }
          maxFiles={1}
          multiple={false}
          maxSize={100 * MEGABYTE}
          loading={upload.isPending}
          className="drop"
          inputProps={{ 'aria-label': 'Catalog file' }}
        >
          <Stack align="center" gap={4} py={36}>
            <Text fw={600} size="lg">
              Drop a catalog file here
            </Text>
            <Text size="sm" c="gray.7">
              or click to choose one: .csv, .ndjson or .jsonl, up to 100 MB
            </Text>
            <Button component="span" variant="default" size="xs" mt="xs" tabIndex={-1}>
              Choose a file
            </Button>
          </Stack>
        </Dropzone>
        {refused !== undefined && (
          <Text size="sm" c="red.9" role="alert">
            {refused}
          </Text>
        )}
        {upload.error !== null && <Failure error={upload.error} />}
      </Stack>
    </Section>
  )
}
