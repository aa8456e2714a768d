import {
  Anchor,
  Button,
  Checkbox,
  Group,
  Modal,
  NumberInput,
  Select,
  Stack,
  Text,
  TextInput,
} from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { admin, faultsIn, read, useAct } from '../api.ts'
import { Failure } from '../parts/failure.tsx'
import { DataTable } from '../parts/list.tsx'
import { useMarkets } from '../parts/markets.ts'
import { Section } from '../parts/page.tsx'
import { Lines, Shown } from '../parts/shown.tsx'
import { tell } from '../parts/told.ts'
import { showMoney } from '../money.ts'
import { PriceDialog } from '../prices/price-dialog.tsx'
import type { AdminProduct } from './product-draft.ts'

type Variant = AdminProduct['variants'][number]
type Props = { readonly product: AdminProduct; readonly etag: string; readonly isLocked: boolean }

export const nameOf = ({ options, sku, id }: Pick<Variant, 'options' | 'sku' | 'id'>): string =>
  Object.values(options).join(' / ') || (sku ?? id)

/** The variants of a product, and what each costs in each market at present. */
export function Variants({ product, etag, isLocked }: Props) {
  const { markets, digits } = useMarkets()
  const [edited, setEdited] = useState<Variant | 'new'>()
  const [priced, setPriced] = useState<{ variant: Variant; market: string }>()
  const prices = useQuery({
    queryKey: ['prices', 'product', product.id],
    queryFn: async () => {
      const all = []
      let cursor: string | null | undefined
      while (cursor !== null) {
        const page = await read(
          admin.prices.$get({
            query: { productId: product.id, limit: '100', ...(cursor !== undefined && { cursor }) },
          }),
        )
        all.push(...page.data)
        cursor = page.page.nextCursor
      }
      return all
    },
  })
  return (
    <Section
      flush
      title="Variants and prices"
      note="A price opens its schedule."
      actions={
        isLocked ? undefined : (
          <Button size="xs" variant="default" onClick={() => setEdited('new')}>
            Add a variant
          </Button>
        )
      }
    >
      <Shown of={prices} waiting={<Lines count={2} />}>
        {(rows) => (
          <DataTable
            name="Variants and prices"
            rows={product.variants}
            keyOf={({ id }) => id}
            columns={[
              {
                head: 'Variant',
                cell: (variant) => (
                  <span className="two-line">
                    {isLocked ? (
                      nameOf(variant)
                    ) : (
                      <Anchor
                        component="button"
                        type="button"
                        fw={600}
                        onClick={() => setEdited(variant)}
                        ta="left"
                      >
                        {nameOf(variant)}
                      </Anchor>
                    )}
                    <small>{variant.sku ?? 'no SKU'}</small>
                  </span>
                ),
              },
              ...markets.map(({ code, name, currency }) => ({
                head: `${code.toUpperCase()}, ${currency}`,
                align: 'right' as const,
                cell: (variant: Variant) => {
                  const own = rows.filter((row) => row.variantId === variant.id && row.market === code)
                  const now = own.find(({ effective, minQuantity }) => effective && minQuantity === 1)
                  return (
                    <span className="two-line">
                      <Anchor
                        component="button"
                        type="button"
                        onClick={() => setPriced({ variant, market: code })}
                        aria-label={`${now === undefined ? 'No price' : showMoney(now.price, digits.get(currency))}: ${nameOf(variant)} in ${name}`}
                      >
                        <span className="number">
                          {now === undefined ? 'No price' : showMoney(now.price, digits.get(currency))}
                        </span>
                      </Anchor>
                      <small>
                        {now?.derived === true ? 'derived' : own.length > 1 ? `${own.length} prices` : ' '}
                      </small>
                    </span>
                  )
                },
              })),
              {
                head: 'Stock',
                align: 'right' as const,
                minor: true,
                cell: ({ id, tracked }: Variant) =>
                  tracked ? (
                    <Anchor component={Link} to={`/inventory/${id}`}>
                      Levels
                    </Anchor>
                  ) : (
                    'Not counted'
                  ),
              },
            ]}
          />
        )}
      </Shown>
      {edited !== undefined && (
        <VariantDialog
          product={product}
          etag={etag}
          variant={edited === 'new' ? undefined : edited}
          onClose={() => setEdited(undefined)}
        />
      )}
      {priced !== undefined && (
        <PriceDialog
          variantId={priced.variant.id}
          name={`${product.title}, ${nameOf(priced.variant)}`}
          market={priced.market}
          onClose={() => setPriced(undefined)}
        />
      )}
    </Section>
  )
}

function VariantDialog({
  product,
  etag,
  variant,
  onClose,
}: {
  readonly product: AdminProduct
  readonly etag: string
  readonly variant: Variant | undefined
  readonly onClose: () => void
}) {
  const [draft, setDraft] = useState({
    sku: variant?.sku ?? '',
    options: variant?.options ?? Object.fromEntries(product.options.map((name) => [name, ''])),
    barcode: variant?.barcode ?? '',
    weightGrams: variant?.weightGrams ?? null,
    taxClass: variant?.taxClass ?? ('standard' as const),
    tracked: variant?.tracked ?? true,
    backorder: variant?.backorder ?? false,
    lowStockThreshold: variant?.lowStockThreshold ?? 0,
  })
  const set = (change: Partial<typeof draft>) => setDraft((now) => ({ ...now, ...change }))
  const changes = [['product', product.id], ['products'], ['publication'], ['prices']]
  const save = useAct(async (given: typeof draft, headers) => {
    const json = { ...given, sku: given.sku === '' ? null : given.sku }
    const of = admin.products[':id'].variants
    if (variant === undefined) await read(of.$post({ param: { id: product.id }, json }, { headers }))
    else
      await read(
        of[':variantId'].$patch(
          { param: { id: product.id, variantId: variant.id }, json },
          { headers: { ...headers, 'If-Match': etag } },
        ),
      )
  }, changes)
  const remove = useAct(
    (_: null, headers) =>
      read(
        admin.products[':id'].variants[':variantId'].$delete(
          { param: { id: product.id, variantId: variant?.id ?? '' } },
          { headers: { ...headers, 'If-Match': etag } },
        ),
      ),
    changes,
  )
  const faults = faultsIn(save.error)
  const error = save.error ?? remove.error
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={<Text fw={650}>{variant === undefined ? 'A new variant' : nameOf(variant)}</Text>}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate(draft, {
            onSuccess: () => {
              tell('Saved.')
              onClose()
            },
          })
        }}
      >
        <Stack gap="md">
          {Object.keys(draft.options).length > 0 && (
            <Group grow align="flex-start">
              {Object.entries(draft.options).map(([name, value]) => (
                <TextInput
                  key={name}
                  label={name}
                  required
                  value={value}
                  error={faults[`/options/${name}`]}
                  onChange={({ currentTarget }) =>
                    set({ options: { ...draft.options, [name]: currentTarget.value } })
                  }
                />
              ))}
            </Group>
          )}
          <Group grow align="flex-start">
            <TextInput
              label="SKU"
              value={draft.sku}
              error={faults['/sku']}
              onChange={({ currentTarget }) => set({ sku: currentTarget.value })}
            />
            <TextInput
              label="Barcode"
              value={draft.barcode}
              error={faults['/barcode']}
              onChange={({ currentTarget }) => set({ barcode: currentTarget.value })}
            />
          </Group>
          <Group grow align="flex-start">
            <NumberInput
              label="Weight"
              suffix=" g"
              min={0}
              allowDecimal={false}
              value={draft.weightGrams ?? ''}
              error={faults['/weightGrams']}
              onChange={(value) => set({ weightGrams: typeof value === 'number' ? value : null })}
            />
            <Select
              label="Tax class"
              allowDeselect={false}
              data={[
                { value: 'standard', label: 'Standard' },
                { value: 'reduced', label: 'Reduced' },
                { value: 'zero', label: 'Zero' },
              ]}
              value={draft.taxClass}
              onChange={(value) => set({ taxClass: value ?? draft.taxClass })}
            />
            <NumberInput
              label="Low at"
              description="Pieces left"
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              min={0}
              allowDecimal={false}
              value={draft.lowStockThreshold}
              error={faults['/lowStockThreshold']}
              onChange={(value) => set({ lowStockThreshold: typeof value === 'number' ? value : 0 })}
            />
          </Group>
          <Checkbox
            label="Its stock is counted"
            checked={draft.tracked}
            onChange={({ currentTarget }) => set({ tracked: currentTarget.checked })}
          />
          <Checkbox
            label="It can be ordered when none is left"
            checked={draft.backorder}
            onChange={({ currentTarget }) => set({ backorder: currentTarget.checked })}
          />
          {error !== null && <Failure error={error} />}
          <Group justify="space-between">
            {variant !== undefined && product.variants.length > 1 ? (
              <Button
                variant="subtle"
                color="red.9"
                loading={remove.isPending}
                onClick={() =>
                  remove.mutate(null, {
                    onSuccess: () => {
                      tell('Withdrawn.')
                      onClose()
                    },
                  })
                }
              >
                Withdraw it
              </Button>
            ) : (
              <span />
            )}
            <Group gap="xs">
              <Button variant="default" onClick={onClose}>
                Close
              </Button>
              <Button type="submit" loading={save.isPending}>
                Save
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
