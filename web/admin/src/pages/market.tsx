import { MultiSelect, NumberInput, Select, Stack, TagsInput, Text, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useParams } from 'react-router'
import { admin, conflictIn, faultsIn, read, readTagged, type Tagged, useAct } from '../api.ts'
import { showMoment } from '../moments.ts'
import { Conflict } from '../parts/conflict.tsx'
import { changedIn, pick, useDraft } from '../parts/draft.ts'
import { Failure } from '../parts/failure.tsx'
import { DataTable } from '../parts/list.tsx'
import { Empty, Fact, PageHead, Section } from '../parts/page.tsx'
import { SaveBar } from '../parts/save-bar.tsx'
import { Lines, Shown } from '../parts/shown.tsx'
import { tell } from '../parts/told.ts'
import { Amount, State, When } from '../parts/words.tsx'
import { mayDo, useSession } from '../session.ts'
import { useLocations } from './inventory.tsx'
import type { MarketRecord } from './markets.tsx'

type MarketDraft = Pick<
  MarketRecord,
  'name' | 'status' | 'position' | 'countries' | 'locales' | 'defaultLocale' | 'locations' | 'derivedFrom'
>
const NAMES: Readonly<Record<keyof MarketDraft, string>> = {
  name: 'Name',
  status: 'Status',
  position: 'Place in lists',
  countries: 'Countries',
  locales: 'Languages',
  defaultLocale: 'Default language',
  locations: 'Locations',
  derivedFrom: 'Derived prices',
}
const draftOf = ({
  name,
  status,
  position,
  countries,
  locales,
  defaultLocale,
  locations,
  derivedFrom,
}: MarketRecord): MarketDraft => ({
  name,
  status,
  position,
  countries,
  locales,
  defaultLocale,
  locations,
  derivedFrom,
})

function showMember(member: keyof MarketDraft, draft: MarketDraft): string {
  const value = draft[member]
  if (Array.isArray(value)) return value.join(', ')
  if (value !== null && typeof value === 'object') return `from ${value.market} at ${value.rate}`
  return value === null ? 'none' : String(value)
}

export function MarketPage() {
  const { market: code = '' } = useParams()
  const market = useQuery({
    queryKey: ['market', code],
    queryFn: () => readTagged(admin.markets[':code'].$get({ param: { code } })),
  })
  return (
    <Shown of={market} waiting={<Lines count={6} height={64} />}>
      {(loaded) => (
        <>
          <Editor key={code} loaded={loaded} />
          <Rules code={code} />
        </>
      )}
    </Shown>
  )
}

function Editor({ loaded: { body, etag } }: { readonly loaded: Tagged<MarketRecord> }) {
  const { session } = useSession()
  const queries = useQueryClient()
  const { data: locations = [] } = useLocations()
  const editing = useDraft<MarketDraft>(draftOf(body), etag)
  const [theirs, setTheirs] = useState<Tagged<MarketDraft>>()
  const { code } = body
  const save = useAct(
    ({ patch, tag }: { patch: Partial<MarketDraft>; tag: string }, headers) =>
      readTagged(
        admin.markets[':code'].$patch(
          { param: { code }, json: patch },
          { headers: { ...headers, 'If-Match': tag } },
        ),
      ),
    [['markets'], ['public-markets'], ['publication']],
  )
  function send(base: MarketDraft, draft: MarketDraft, tag: string): void {
    save.mutate(
      { patch: pick(draft, changedIn(base, draft)), tag },
      {
        onSuccess: (saved) => {
          const now = draftOf(saved.body)
          editing.rebase(now, saved.etag, now)
          queries.setQueryData(['market', code], saved)
          tell('Saved. It is live in a moment.')
        },
        onError: (error) => {
          const conflict = conflictIn<MarketRecord>(error)
          if (conflict !== undefined) setTheirs({ body: draftOf(conflict.body), etag: conflict.etag })
        },
      },
    )
  }
  const { draft, set } = editing
  const faults = faultsIn(save.error)
  const { derivedFrom } = draft
  return (
    <>
      <PageHead
        title={body.name}
        back={['/markets', 'Markets']}
        badges={<State of={body.status} />}
        note={
          <>
            {body.code}, changed <When at={body.updatedAt} />
          </>
        }
      />
      {save.error !== null && conflictIn(save.error) === undefined && <Failure error={save.error} />}
      <fieldset disabled={session === undefined || !mayDo(session, 'markets:write')} className="bare">
        <div className="columns">
          <Section title="Where and how">
            <Stack gap="md">
              <TextInput
                label="Name"
                required
                value={draft.name}
                error={faults['/name']}
                onChange={({ currentTarget }) => set({ name: currentTarget.value })}
              />
              <TagsInput
                label="Countries"
                description="Two capitals each, such as DE."
                value={draft.countries}
                error={faults['/countries']}
                onChange={(countries) =>
                  set({ countries: countries.map((country) => country.toUpperCase()) })
                }
              />
              <TagsInput
                label="Languages"
                description="Language tags, such as de or pt-BR."
                value={draft.locales}
                error={faults['/locales']}
                onChange={(locales) => set({ locales })}
              />
              <Select
                label="Default language"
                allowDeselect={false}
                data={draft.locales}
                value={draft.defaultLocale}
                error={faults['/defaultLocale']}
                onChange={(value) => set({ defaultLocale: value ?? draft.defaultLocale })}
              />
              <MultiSelect
                label="Locations that serve it"
                description="In this order: the first that has everything sends it."
                data={locations.map(({ id, name }) => ({ value: id, label: name }))}
                value={draft.locations}
                error={faults['/locations']}
                onChange={(value) => set({ locations: value })}
              />
            </Stack>
          </Section>
          <div>
            <Section title="State">
              <Stack gap="md">
                <Select
                  label="Status"
                  description="A closed market sells nothing."
                  allowDeselect={false}
                  data={[
                    { value: 'open', label: 'Open' },
                    { value: 'closed', label: 'Closed' },
                  ]}
                  value={draft.status}
                  onChange={(value) => set({ status: value ?? draft.status })}
                />
                <NumberInput
                  label="Place in lists"
                  min={0}
                  allowDecimal={false}
                  value={draft.position}
                  onChange={(value) => set({ position: typeof value === 'number' ? value : 0 })}
                />
                <dl className="facts">
                  <Fact name="Currency">{body.currency}</Fact>
                  <Fact name="Tax">{body.taxIncluded ? 'in the price' : 'on top'}</Fact>
                </dl>
              </Stack>
            </Section>
            {derivedFrom !== null && (
              <Section
                title="Derived prices"
                note={`Reckoned from ${derivedFrom.market}, unless it has its own.`}
              >
                <TextInput
                  label="Rate"
                  inputMode="decimal"
                  value={derivedFrom.rate}
                  error={faults['/derivedFrom/rate']}
                  onChange={({ currentTarget }) =>
                    set({ derivedFrom: { ...derivedFrom, rate: currentTarget.value } })
                  }
                />
                <Text size="sm" c="gray.7" mt="sm">
                  Rounded to {derivedFrom.step}, ending in {derivedFrom.ending} (minor units).
                </Text>
              </Section>
            )}
          </div>
        </div>
      </fieldset>
      <SaveBar
        count={editing.changed.length}
        isSaving={save.isPending}
        onDiscard={() => {
          editing.discard()
          save.reset()
        }}
        onSave={() => send(editing.base, draft, editing.etag)}
      />
      {theirs !== undefined && (
        <Conflict
          what="the market"
          editing={editing}
          theirs={theirs}
          names={NAMES}
          show={showMember}
          onClose={() => setTheirs(undefined)}
          onResolve={(chosen) => {
            editing.rebase(theirs.body, theirs.etag, chosen)
            setTheirs(undefined)
            if (changedIn(theirs.body, chosen).length > 0) send(theirs.body, chosen, theirs.etag)
          }}
        />
      )}
    </>
  )
}

/** A rate is a fraction as text: `0.19` is 19 %. */
const percent = (rate: string): string =>
  Number(rate).toLocaleString(undefined, { style: 'percent', maximumFractionDigits: 4 })

/** What else decides what buyers pay there. */
function Rules({ code }: { readonly code: string }) {
  const taxes = useQuery({
    queryKey: ['tax-rates', code],
    queryFn: () => read(admin['tax-rates'].$get({ query: { market: code, limit: '100' } })),
  })
  const shipping = useQuery({
    queryKey: ['shipping-options', code],
    queryFn: () => read(admin['shipping-options'].$get({ query: { market: code, limit: '100' } })),
  })
  return (
    <>
      <Section flush title="Ways of sending">
        <Shown of={shipping} waiting={<Lines count={2} />}>
          {({ data }) =>
            data.length === 0 ? (
              <Empty title="None">Without one nothing can be sent there.</Empty>
            ) : (
              <DataTable
                name="Ways of sending"
                rows={data}
                keyOf={({ id }) => id}
                columns={[
                  { head: 'Name', cell: ({ name }) => name },
                  {
                    head: 'Where',
                    minor: true,
                    cell: ({ countries, regions }) => [...countries, ...regions].join(', ') || 'everywhere',
                  },
                  {
                    head: 'Days',
                    minor: true,
                    cell: ({ daysMin, daysMax }) =>
                      [...new Set([daysMin, daysMax])].filter((days) => days !== null).join('–'),
                  },
                  {
                    head: 'Free from',
                    align: 'right',
                    cell: ({ freeFrom }) => (freeFrom === null ? '' : <Amount of={freeFrom} />),
                  },
                  { head: 'Price', align: 'right', cell: ({ price }) => <Amount of={price} /> },
                ]}
              />
            )
          }
        </Shown>
      </Section>
      <Section flush title="Tax rates">
        <Shown of={taxes} waiting={<Lines count={2} />}>
          {({ data }) =>
            data.length === 0 ? (
              <Empty title="None">No tax is levied there.</Empty>
            ) : (
              <DataTable
                name="Tax rates"
                rows={data}
                keyOf={({ id }) => id}
                columns={[
                  { head: 'Name', cell: ({ name }) => name },
                  {
                    head: 'Where',
                    cell: ({ country, region, postcodePrefix }) =>
                      [country, region, postcodePrefix].filter((part) => part !== '').join(' '),
                  },
                  { head: 'Class', minor: true, cell: ({ taxClass }) => taxClass },
                  {
                    head: 'From',
                    minor: true,
                    cell: ({ startsAt }) => (startsAt === null ? 'always' : showMoment(startsAt)),
                  },
                  { head: 'Rate', align: 'right', cell: ({ rate }) => percent(rate) },
                ]}
              />
            )
          }
        </Shown>
      </Section>
    </>
  )
}
