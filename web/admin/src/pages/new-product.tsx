import { Button, Group, Select, Stack, TagsInput, Textarea, TextInput } from '@mantine/core'
import type { Money } from 'highstreet/client'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { admin, faultsIn, read, useAct } from '../api.ts'
import { Failure } from '../parts/failure.tsx'
import { MoneyField } from '../parts/fields.tsx'
import { useMarkets } from '../parts/markets.ts'
import { PageHead, Section } from '../parts/page.tsx'
import { tell } from '../parts/told.ts'

type Created = NonNullable<Parameters<typeof admin.products.$post>[0]>['json']

/** A product to begin with; the rest is written on its own page. */
export function NewProduct() {
  const { markets } = useMarkets()
  const navigate = useNavigate()
  const [draft, setDraft] = useState({
    title: '',
    description: '',
    vendor: '',
    sku: '',
    status: 'draft' as const as 'draft' | 'active',
  })
  const [tags, setTags] = useState<string[]>([])
  const [prices, setPrices] = useState<Readonly<Record<string, Money | undefined>>>({})
  const set = (change: Partial<typeof draft>) => setDraft((now) => ({ ...now, ...change }))
  const create = useAct(
    (json: Created, headers) => read(admin.products.$post({ json }, { headers })),
    [['products'], ['publication']],
  )
  const faults = faultsIn(create.error)
  function submit(): void {
    const { sku, ...texts } = draft
    const given = Object.entries(prices).flatMap(([market, price]) =>
      price === undefined ? [] : [[market, [{ price }]] as const],
    )
    const variant = {
      ...(sku !== '' && { sku }),
      ...(given.length > 0 && { prices: Object.fromEntries(given) }),
    }
    create.mutate(
      { ...texts, tags, variants: [variant] },
      {
        onSuccess: ({ id }) => {
          tell('The product is made.')
          void navigate(`/products/${id}`)
        },
      },
    )
  }
  return (
    <>
      <PageHead title="New product" back={['/products', 'Products']} />
      <form
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <div className="columns">
          <div>
            <Section title="Texts">
              <Stack gap="md">
                <TextInput
                  label="Title"
                  required
                  value={draft.title}
                  error={faults['/title']}
                  onChange={({ currentTarget }) => set({ title: currentTarget.value })}
                />
                <Textarea
                  label="Description"
                  description="HTML. What is not safe in a page is taken out on the way in."
                  autosize
                  minRows={5}
                  value={draft.description}
                  error={faults['/description']}
                  onChange={({ currentTarget }) => set({ description: currentTarget.value })}
                />
              </Stack>
            </Section>
            <Section
              title="Prices"
              note="Markets that derive their prices need none. Without one it is not sold there."
            >
              <div
                className="grid"
                style={{ gap: 14, gridTemplateColumns: 'repeat(auto-fill, minmax(170px, 1fr))' }}
              >
                {markets.map(({ code, name, currency }) => (
                  <MoneyField
                    key={code}
                    label={name}
                    currency={currency}
                    value={prices[code]}
                    error={faults[`/variants/0/prices/${code}`]}
                    onChange={(price) => setPrices((now) => ({ ...now, [code]: price }))}
                  />
                ))}
              </div>
            </Section>
          </div>
          <Section title="Where it belongs">
            <Stack gap="md">
              <Select
                label="Status"
                allowDeselect={false}
                data={[
                  { value: 'draft', label: 'Draft' },
                  { value: 'active', label: 'Active' },
                ]}
                value={draft.status}
                onChange={(value) => set({ status: value ?? 'draft' })}
              />
              <TextInput
                label="SKU"
                value={draft.sku}
                error={faults['/variants/0/sku']}
                onChange={({ currentTarget }) => set({ sku: currentTarget.value })}
              />
              <TextInput
                label="Vendor"
                value={draft.vendor}
                onChange={({ currentTarget }) => set({ vendor: currentTarget.value })}
              />
              <TagsInput label="Tags" value={tags} onChange={setTags} />
            </Stack>
          </Section>
        </div>
        <Stack mt="lg" gap="md">
          {create.error !== null && <Failure error={create.error} />}
          <Group>
            <Button type="submit" loading={create.isPending} disabled={draft.title.trim() === ''}>
              Make the product
            </Button>
            <Button component={Link} to="/products" variant="default">
              Leave it
            </Button>
          </Group>
        </Stack>
      </form>
    </>
  )
}
