import { Button, Group, Menu, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import { admin, conflictIn, faultsIn, read, readTagged, type Tagged, useAct } from '../api.ts'
import { Conflict } from '../parts/conflict.tsx'
import { changedIn, useDraft } from '../parts/draft.ts'
import { Failure } from '../parts/failure.tsx'
import { useMarkets } from '../parts/markets.ts'
import { PageHead } from '../parts/page.tsx'
import { SaveBar } from '../parts/save-bar.tsx'
import { Lines, Shown } from '../parts/shown.tsx'
import { tell } from '../parts/told.ts'
import { State, When } from '../parts/words.tsx'
import {
  type AdminProduct,
  draftOf,
  MEMBER_NAMES,
  patchOf,
  type ProductDraft,
  type ProductPatch,
  showMember,
} from '../products/product-draft.ts'
import { OrderFields, PictureFields, SeoFields, TextFields } from '../products/product-fields.tsx'
import { Variants } from '../products/variants.tsx'
import { mayDo, useSession } from '../session.ts'

export function ProductPage() {
  const { id = '' } = useParams()
  const product = useQuery({
    queryKey: ['product', id],
    queryFn: () => readTagged(admin.products[':id'].$get({ param: { id } })),
  })
  return (
    <Shown of={product} waiting={<Lines count={8} height={64} />}>
      {(loaded) => <Editor key={id} loaded={loaded} />}
    </Shown>
  )
}

function Editor({ loaded }: { readonly loaded: Tagged<AdminProduct> }) {
  const { body: product, etag } = loaded
  const { id } = product
  const { session } = useSession()
  const { markets } = useMarkets()
  const queries = useQueryClient()
  const isLocked = session === undefined || !mayDo(session, 'catalog:write')
  const editing = useDraft<ProductDraft>(draftOf(product), etag)
  const [theirs, setTheirs] = useState<Tagged<ProductDraft>>()

  const save = useAct(
    ({ patch, tag }: { patch: ProductPatch; tag: string }, headers) =>
      readTagged(
        admin.products[':id'].$patch(
          { param: { id }, json: patch },
          { headers: { ...headers, 'If-Match': tag } },
        ),
      ),
    [['products'], ['publication']],
  )
  function send(base: ProductDraft, draft: ProductDraft, tag: string): void {
    const patch = patchOf(base, draft, changedIn(base, draft))
    save.mutate(
      { patch, tag },
      {
        onSuccess: (saved) => {
          setTheirs(undefined)
          const now = draftOf(saved.body)
          editing.rebase(now, saved.etag, now)
          queries.setQueryData(['product', id], saved)
          tell('Saved. It is live in a moment.')
        },
        onError: (error) => {
          const conflict = conflictIn<AdminProduct>(error)
          if (conflict !== undefined) setTheirs({ body: draftOf(conflict.body), etag: conflict.etag })
        },
      },
    )
  }
  function resolve(draft: ProductDraft): void {
    if (theirs === undefined) return
    editing.rebase(theirs.body, theirs.etag, draft)
    setTheirs(undefined)
    if (changedIn(theirs.body, draft).length > 0) send(theirs.body, draft, theirs.etag)
    else void queries.invalidateQueries({ queryKey: ['product', id] })
  }

  const { draft, changed, set } = editing
  const fields = { draft, set, faults: faultsIn(save.error), isLocked }
  const [market] = markets
  return (
    <>
      <PageHead
        title={product.title}
        back={['/products', 'Products']}
        badges={<State of={product.status} />}
        note={
          <>
            Changed <When at={product.updatedAt} />, revision {product.revision}
          </>
        }
        actions={
          <>
            {product.status === 'active' && market !== undefined && (
              <Button
                component="a"
                href={`/${market.code}/p/${product.handle}`}
                target="_blank"
                rel="noreferrer"
                variant="default"
              >
                See it in the shop
              </Button>
            )}
            {!isLocked && <More loaded={{ body: product, etag: editing.etag }} />}
          </>
        }
      />
      {save.error !== null && theirs === undefined && conflictIn(save.error) === undefined && (
        <Failure error={save.error} />
      )}
      <div className="columns">
        <div>
          <TextFields {...fields} />
          <Variants product={product} etag={etag} isLocked={isLocked} />
          <PictureFields {...fields} />
        </div>
        <div>
          <OrderFields {...fields} />
          <SeoFields {...fields} />
        </div>
      </div>
      <SaveBar
        count={changed.length}
        isSaving={save.isPending}
        onDiscard={() => {
          editing.discard()
          save.reset()
          void queries.invalidateQueries({ queryKey: ['product', id] })
        }}
        onSave={() => send(editing.base, draft, editing.etag)}
      />
      {theirs !== undefined && (
        <Conflict
          what="the product"
          editing={editing}
          theirs={theirs}
          names={MEMBER_NAMES}
          show={showMember}
          onResolve={resolve}
          onClose={() => setTheirs(undefined)}
        />
      )}
    </>
  )
}

function More({ loaded: { body, etag } }: { readonly loaded: Tagged<AdminProduct> }) {
  const [opened, { open, close }] = useDisclosure()
  const navigate = useNavigate()
  const remove = useAct(
    (_: null, headers) =>
      read(
        admin.products[':id'].$delete(
          { param: { id: body.id } },
          { headers: { ...headers, 'If-Match': etag } },
        ),
      ),
    [['products'], ['publication']],
  )
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" aria-label="More">
            ⋯
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item component={Link} to={`/events?subject=product:${body.id}`}>
            What happened to it
          </Menu.Item>
          <Menu.Item component={Link} to={`/audit?subject=product:${body.id}`}>
            Who changed it
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item color="red.9" onClick={open}>
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={opened} onClose={close} title={<Text fw={650}>Delete {body.title}?</Text>}>
        <Stack gap="md">
          <Text size="sm">
            It is gone from every market at once, and cannot be brought back. Orders keep what was bought. To
            hide it for a while, make it a draft instead.
          </Text>
          {remove.error !== null && <Failure error={remove.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Keep it
            </Button>
            <Button
              color="red.9"
              loading={remove.isPending}
              onClick={() =>
                remove.mutate(null, {
                  onSuccess: () => {
                    tell('Deleted.')
                    void navigate('/products')
                  },
                })
              }
            >
              Delete
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  )
}
