import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { admin, type Answer, read, useAct } from '../api.ts'
import { Failure } from '../parts/failure.tsx'
import { DataTable } from '../parts/list.tsx'
import { Fact, PageHead, Section } from '../parts/page.tsx'
import { Shown } from '../parts/shown.tsx'
import { tell } from '../parts/told.ts'
import { When } from '../parts/words.tsx'
import { mayDo, useSession } from '../session.ts'

type Publication = Answer<typeof admin.publication.$get>

/** "Is it live?" */
export function PublicationPage() {
  const { session } = useSession()
  const [isAsking, { open, close }] = useDisclosure()
  const publication = useQuery({
    queryKey: ['publication'],
    queryFn: () => read(admin.publication.$get()),
    refetchInterval: 2_000,
  })
  return (
    <>
      <PageHead
        title="Publication"
        note="What was changed is written into the shop’s records first, then published: into the snapshots that pages are made of, and into search."
        actions={
          session !== undefined &&
          mayDo(session, 'catalog:write') && (
            <Button variant="default" onClick={open}>
              Rebuild everything
            </Button>
          )
        }
      />
      <Shown of={publication}>{(state) => <State of={state} />}</Shown>
      {isAsking && <Rebuild onClose={close} />}
    </>
  )
}

function State({
  of: { live, head, published, lanes, staleProducts, publishedAt, boundSeconds },
}: {
  readonly of: Publication
}) {
  const behind = head - published
  return (
    <>
      <Section>
        <Group gap="md" wrap="nowrap" align="flex-start" aria-live="polite">
          <span className={live ? 'lamp lamp-live' : 'lamp lamp-waiting'} aria-hidden="true" />
          <div>
            <Text className="big">{live ? 'Everything is live' : 'Publishing'}</Text>
            <Text size="sm" c="gray.7">
              {live
                ? `Shoppers see the last change at the latest ${boundSeconds} seconds after it was published.`
                : behind > 0
                  ? `${behind.toLocaleString()} ${behind === 1 ? 'event waits' : 'events wait'} to be published.`
                  : `${staleProducts.toLocaleString()} products are being made anew.`}
            </Text>
          </div>
        </Group>
        <dl className="facts" style={{ marginTop: 24 }}>
          <Fact name="Last event">{head.toLocaleString()}</Fact>
          <Fact name="Published up to">{published.toLocaleString()}</Fact>
          <Fact name="Products to be made anew">{staleProducts.toLocaleString()}</Fact>
          <Fact name="Published">
            <When at={publishedAt} />
          </Fact>
        </dl>
      </Section>
      <Section flush title="Lanes" note="Edits do not wait behind files: each has a lane of its own.">
        <DataTable
          name="Lanes"
          rows={[
            { name: 'Edits', ...lanes.live },
            { name: 'Imports', ...lanes.import },
          ]}
          keyOf={({ name }) => name}
          columns={[
            { head: 'Lane', cell: ({ name }) => name },
            { head: 'Last event', align: 'right', minor: true, cell: (lane) => lane.head.toLocaleString() },
            { head: 'In snapshots', align: 'right', cell: ({ snapshots }) => snapshots.toLocaleString() },
            { head: 'In search', align: 'right', cell: ({ search }) => search.toLocaleString() },
            { head: 'Live', align: 'right', cell: (lane) => (lane.live ? 'yes' : 'not yet') },
          ]}
        />
      </Section>
    </>
  )
}

function Rebuild({ onClose }: { readonly onClose: () => void }) {
  const rebuild = useAct(
    (_: null, headers) => read(admin.publication.rebuild.$post({}, { headers })),
    [['publication']],
  )
  return (
    <Modal opened onClose={onClose} title={<Text fw={650}>Rebuild everything?</Text>}>
      <Stack gap="md">
        <Text size="sm">
          Every snapshot and every row of search is made anew from the shop’s records, behind live changes.
          Lists and search are empty at first and fill up again; product pages stay.
        </Text>
        {rebuild.error !== null && <Failure error={rebuild.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Leave it
          </Button>
          <Button
            color="red.9"
            loading={rebuild.isPending}
            onClick={() =>
              rebuild.mutate(null, {
                onSuccess: () => {
                  tell('The rebuild has begun.')
                  onClose()
                },
              })
            }
          >
            Rebuild
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
