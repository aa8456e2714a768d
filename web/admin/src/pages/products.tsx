import { Anchor, Button, Group, Select, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { Link } from 'react-router'
import { admin, type Answer, read } from '../api.ts'
import { type Column, ListTable, useList } from '../parts/list.tsx'
import { Empty, PageHead, Section } from '../parts/page.tsx'
import { State, When } from '../parts/words.tsx'
import { mayDo, useSession } from '../session.ts'

type Card = Answer<typeof admin.products.$get>['data'][number]
type Status = 'active' | 'draft' | 'archived'
type Sort = '-updated' | '-created' | 'title'

const COLUMNS: readonly Column<Card>[] = [
  {
    head: 'Product',
    cell: ({ id, title, handle, image }) => (
      <Group gap="sm" wrap="nowrap">
        {image === null ? (
          <span className="thumb" aria-hidden="true" />
        ) : (
          <img className="thumb" src={image.url} alt="" width={44} height={44} loading="lazy" />
        )}
        <span className="two-line">
          <Anchor component={Link} to={`/products/${id}`} fw={600}>
            {title}
          </Anchor>
          <small>{handle}</small>
        </span>
      </Group>
    ),
  },
  { head: 'Status', cell: ({ status }) => <State of={status} />, width: 110 },
  { head: 'Vendor', cell: ({ vendor }) => vendor, minor: true },
  { head: 'Variants', cell: ({ variantCount }) => variantCount, align: 'right', minor: true, width: 90 },
  { head: 'Changed', cell: ({ updatedAt }) => <When at={updatedAt} />, minor: true, width: 150 },
]

export function Products() {
  const { session } = useSession()
  const [q, setQ] = useState('')
  const [status, setStatus] = useState<Status | null>(null)
  const [sort, setSort] = useState<Sort>('-updated')
  const [asked] = useDebouncedValue(q.trim(), 250)
  const list = useList(['products', asked, status, sort], (cursor) =>
    read(
      admin.products.$get({
        query: {
          ...(asked !== '' && { q: asked }),
          ...(status !== null && { status }),
          sort,
          limit: '25',
          ...cursor,
        },
      }),
    ),
  )
  return (
    <>
      <PageHead
        title="Products"
        actions={
          session !== undefined &&
          mayDo(session, 'catalog:write') && (
            <>
              <Button component={Link} to="/imports" variant="default">
                Import a file
              </Button>
              <Button component={Link} to="/products/new">
                New product
              </Button>
            </>
          )
        }
      />
      <Section flush>
        <div className="filters">
          <TextInput
            className="wide"
            label="Search"
            placeholder="How a title, handle or SKU begins"
            value={q}
            type="search"
            maxLength={100}
            onChange={({ currentTarget }) => setQ(currentTarget.value)}
          />
          <Select
            label="Status"
            placeholder="Any"
            clearable
            data={[
              { value: 'active', label: 'Active' },
              { value: 'draft', label: 'Draft' },
              { value: 'archived', label: 'Archived' },
            ]}
            value={status}
            onChange={(value) => setStatus(value)}
          />
          <Select
            label="Order"
            allowDeselect={false}
            data={[
              { value: '-updated', label: 'Last changed' },
              { value: '-created', label: 'Newest' },
              { value: 'title', label: 'Title' },
            ]}
            value={sort}
            onChange={(value) => setSort(value ?? '-updated')}
          />
        </div>
        <ListTable
          name="Products"
          list={list}
          columns={COLUMNS}
          keyOf={({ id }) => id}
          empty={
            <Empty title={asked === '' && status === null ? 'No products yet' : 'No product fits'}>
              {asked === '' && status === null ? (
                <>
                  Make one, or <Link to="/imports">import a file</Link>.
                </>
              ) : (
                'The search looks at how titles, handles and SKUs begin.'
              )}
            </Empty>
          }
        />
      </Section>
    </>
  )
}
