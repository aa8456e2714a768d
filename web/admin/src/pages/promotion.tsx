import {
  Button,
  Checkbox,
  Group,
  MultiSelect,
  NumberInput,
  SegmentedControl,
  Select,
  Stack,
  TagsInput,
  TextInput,
} from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Market, Money } from 'highstreet/client'
import { useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import { admin, conflictIn, faultsIn, read, readTagged, type Tagged, useAct } from '../api.ts'
import { Conflict } from '../parts/conflict.tsx'
import { changedIn, pick, useDraft } from '../parts/draft.ts'
import { Failure } from '../parts/failure.tsx'
import { MomentField, MoneyField } from '../parts/fields.tsx'
import { categoryChoices, useCategories } from '../parts/categories.ts'
import { marketChoices, useMarkets } from '../parts/markets.ts'
import { PageHead, Section } from '../parts/page.tsx'
import { SaveBar } from '../parts/save-bar.tsx'
import { Lines, Shown } from '../parts/shown.tsx'
import { tell } from '../parts/told.ts'
import { inWords, State, When } from '../parts/words.tsx'
import {
  draftOf,
  type Effect,
  EFFECTS,
  NAMES,
  NEW,
  type PromotionBody,
  type PromotionDraft,
  type PromotionPatch,
  showMember,
} from '../promotions/promotion-draft.ts'
import { mayDo, useSession } from '../session.ts'
import type { Promotion } from './promotions.tsx'

export function PromotionPage() {
  const { id = '' } = useParams()
  return id === 'new' ? <NewPromotion /> : <Existing key={id} id={id} />
}

function Existing({ id }: { readonly id: string }) {
  const promotion = useQuery({
    queryKey: ['promotion', id],
    queryFn: () => readTagged(admin.promotions[':id'].$get({ param: { id } })),
  })
  return (
    <Shown of={promotion} waiting={<Lines count={6} height={64} />}>
      {(loaded) => <Editor loaded={loaded} />}
    </Shown>
  )
}

const CHANGES = [['promotions'], ['publication']]

function NewPromotion() {
  const navigate = useNavigate()
  const [draft, setDraft] = useState(NEW)
  const create = useAct(
    (json: PromotionBody, headers) => read(admin.promotions.$post({ json }, { headers })),
    CHANGES,
  )
  return (
    <>
      <PageHead title="New promotion" back={['/promotions', 'Promotions']} />
      <form
        onSubmit={(event) => {
          event.preventDefault()
          create.mutate(draft, {
            onSuccess: ({ id }) => {
              tell('The promotion is made.')
              void navigate(`/promotions/${id}`)
            },
          })
        }}
      >
        <Fields
          draft={draft}
          set={(change) => setDraft((now) => ({ ...now, ...change }))}
          faults={faultsIn(create.error)}
          isLocked={false}
        />
        <Stack mt="lg" gap="md">
          {create.error !== null && <Failure error={create.error} />}
          <Group>
            <Button type="submit" loading={create.isPending} disabled={draft.name.trim() === ''}>
              Make the promotion
            </Button>
            <Button component={Link} to="/promotions" variant="default">
              Leave it
            </Button>
          </Group>
        </Stack>
      </form>
    </>
  )
}

function Editor({ loaded: { body, etag } }: { readonly loaded: Tagged<Promotion> }) {
  const { session } = useSession()
  const queries = useQueryClient()
  const editing = useDraft<PromotionDraft>(draftOf(body), etag)
  const [theirs, setTheirs] = useState<Tagged<PromotionDraft>>()
  const { id } = body
  const isLocked = session === undefined || !mayDo(session, 'promotions:write')
  const save = useAct(
    ({ patch, tag }: { patch: PromotionPatch; tag: string }, headers) =>
      readTagged(
        admin.promotions[':id'].$patch(
          { param: { id }, json: patch },
          { headers: { ...headers, 'If-Match': tag } },
        ),
      ),
    CHANGES,
  )
  function send(base: PromotionDraft, draft: PromotionDraft, tag: string): void {
    save.mutate(
      { patch: pick(draft, changedIn(base, draft)), tag },
      {
        onSuccess: (saved) => {
          const now = draftOf(saved.body)
          editing.rebase(now, saved.etag, now)
          queries.setQueryData(['promotion', id], saved)
          tell('Saved. It is live in a moment.')
        },
        onError: (error) => {
          const conflict = conflictIn<Promotion>(error)
          if (conflict !== undefined) setTheirs({ body: draftOf(conflict.body), etag: conflict.etag })
        },
      },
    )
  }
  return (
    <>
      <PageHead
        title={body.name}
        back={['/promotions', 'Promotions']}
        badges={<State of={body.status} />}
        note={
          <>
            Changed <When at={body.updatedAt} />
          </>
        }
      />
      {save.error !== null && conflictIn(save.error) === undefined && <Failure error={save.error} />}
      <Fields draft={editing.draft} set={editing.set} faults={faultsIn(save.error)} isLocked={isLocked} />
      <SaveBar
        count={editing.changed.length}
        isSaving={save.isPending}
        onDiscard={() => {
          editing.discard()
          save.reset()
        }}
        onSave={() => send(editing.base, editing.draft, editing.etag)}
      />
      {theirs !== undefined && (
        <Conflict
          what="the promotion"
          editing={editing}
          theirs={theirs}
          names={NAMES}
          show={showMember}
          onClose={() => setTheirs(undefined)}
          onResolve={(draft) => {
            editing.rebase(theirs.body, theirs.etag, draft)
            setTheirs(undefined)
            if (changedIn(theirs.body, draft).length > 0) send(theirs.body, draft, theirs.etag)
          }}
        />
      )}
    </>
  )
}

type FieldsProps = {
  readonly draft: PromotionDraft
  readonly set: (change: Partial<PromotionDraft>) => void
  readonly faults: Readonly<Record<string, string>>
  readonly isLocked: boolean
}

function Fields({ draft, set, faults, isLocked }: FieldsProps) {
  const { markets } = useMarkets()
  const { data: categories = [] } = useCategories()
  const { rule } = draft
  const { conditions } = rule
  const setConditions = (change: Partial<typeof conditions>) =>
    set({ rule: { ...rule, conditions: { ...conditions, ...change } } })
  const currencies = [
    ...new Set(
      markets
        .filter(({ code }) => draft.markets.length === 0 || draft.markets.includes(code))
        .map(({ currency }) => currency),
    ),
  ]
  return (
    <fieldset disabled={isLocked} className="bare">
      <div className="columns">
        <div>
          <Section title="What it does">
            <Stack gap="md">
              <TextInput
                label="Name"
                description="Buyers read it beside the discount."
                required
                value={draft.name}
                error={faults['/name']}
                onChange={({ currentTarget }) => set({ name: currentTarget.value })}
              />
              <EffectFields draft={draft} set={set} faults={faults} currencies={currencies} />
            </Stack>
          </Section>
          <Section
            title="For what"
            note="Everything, unless something is named. A category is with all below it."
          >
            <Stack gap="md">
              <MultiSelect
                label="Categories"
                placeholder={conditions.include.categories.length === 0 ? 'All' : ''}
                searchable
                data={categoryChoices(categories, conditions.include.categories)}
                value={conditions.include.categories}
                error={faults['/rule/conditions/include/categories']}
                onChange={(value) => setConditions({ include: { ...conditions.include, categories: value } })}
              />
              {(['tags', 'products'] as const).map((kind) => (
                <TagsInput
                  key={kind}
                  label={inWords(kind)}
                  placeholder={kind === 'tags' ? 'kitchen' : 'Ids'}
                  value={conditions.include[kind]}
                  error={faults[`/rule/conditions/include/${kind}`]}
                  onChange={(value) => setConditions({ include: { ...conditions.include, [kind]: value } })}
                />
              ))}
              <TagsInput
                label="But not these products"
                placeholder="Ids"
                value={conditions.exclude.products}
                onChange={(value) => setConditions({ exclude: { ...conditions.exclude, products: value } })}
              />
              <Amounts
                name="From a subtotal of"
                currencies={currencies}
                amounts={conditions.minimumSubtotal}
                onChange={(minimumSubtotal) => setConditions({ minimumSubtotal })}
              />
              <NumberInput
                label="From pieces"
                min={1}
                allowDecimal={false}
                value={conditions.minimumQuantity ?? ''}
                onChange={(value) =>
                  setConditions({ minimumQuantity: typeof value === 'number' ? value : null })
                }
              />
            </Stack>
          </Section>
        </div>
        <div>
          <Section title="Who and when">
            <Stack gap="md">
              <Select
                label="Status"
                allowDeselect={false}
                data={(['draft', 'active', 'archived'] as const).map((value) => ({
                  value,
                  label: inWords(value),
                }))}
                value={draft.status}
                error={faults['/status']}
                onChange={(value) => set({ status: value ?? draft.status })}
              />
              <SegmentedControl
                fullWidth
                aria-label="Kind"
                data={[
                  { value: 'automatic', label: 'By itself' },
                  { value: 'code', label: 'By code' },
                ]}
                value={draft.kind}
                onChange={(kind) => set({ kind, ...(kind === 'automatic' && { codes: [] }) })}
              />
              {draft.kind === 'code' && (
                <TagsInput
                  label="Codes"
                  value={draft.codes}
                  error={faults['/codes']}
                  onChange={(codes) => set({ codes })}
                />
              )}
              <MultiSelect
                label="Markets"
                placeholder={draft.markets.length === 0 ? 'All' : ''}
                data={marketChoices(markets)}
                value={draft.markets}
                error={faults['/markets']}
                onChange={(value) => set({ markets: value })}
              />
              <MomentField
                label="From"
                value={draft.startsAt}
                error={faults['/startsAt']}
                onChange={(startsAt) => set({ startsAt })}
              />
              <MomentField
                label="Until"
                value={draft.endsAt}
                error={faults['/endsAt']}
                onChange={(endsAt) => set({ endsAt })}
              />
            </Stack>
          </Section>
          <Section title="Bounds">
            <Stack gap="md">
              <NumberInput
                label="Times altogether"
                placeholder="No bound"
                min={1}
                allowDecimal={false}
                value={draft.usageLimit ?? ''}
                error={faults['/usageLimit']}
                onChange={(value) => set({ usageLimit: typeof value === 'number' ? value : null })}
              />
              <NumberInput
                label="Times for each customer"
                placeholder="No bound"
                min={1}
                allowDecimal={false}
                value={draft.customerLimit ?? ''}
                error={faults['/customerLimit']}
                onChange={(value) => set({ customerLimit: typeof value === 'number' ? value : null })}
              />
              <NumberInput
                label="Priority"
                description="Higher ones come first."
                min={0}
                allowDecimal={false}
                value={draft.priority}
                error={faults['/priority']}
                onChange={(value) => set({ priority: typeof value === 'number' ? value : 0 })}
              />
              <Checkbox
                label="No other promotion beside it"
                checked={draft.exclusive}
                onChange={({ currentTarget }) => set({ exclusive: currentTarget.checked })}
              />
            </Stack>
          </Section>
        </div>
      </div>
    </fieldset>
  )
}

const KINDS: readonly { value: Effect['kind']; label: string }[] = [
  { value: 'percent', label: 'Percent off' },
  { value: 'fixed', label: 'An amount off' },
  { value: 'free_shipping', label: 'Free shipping' },
  { value: 'buy_x_get_y', label: 'Buy some, get some' },
]

function EffectFields({
  draft: { rule },
  set,
  faults,
  currencies,
}: Omit<FieldsProps, 'isLocked'> & { readonly currencies: readonly Market['currency'][] }) {
  const { effect, target } = rule
  const put = (next: Effect) =>
    set({ rule: { ...rule, effect: next, target: next.kind === 'free_shipping' ? 'shipping' : 'items' } })
  const quantity = (value: string | number) => (typeof value === 'number' ? value : 1)
  return (
    <>
      <Select
        label="Effect"
        allowDeselect={false}
        data={KINDS}
        value={effect.kind}
        onChange={(kind) => put(EFFECTS[kind ?? 'percent'])}
      />
      {effect.kind === 'percent' && (
        <TextInput
          label="Percent"
          inputMode="decimal"
          rightSection={<span className="unit">%</span>}
          value={effect.percent}
          error={faults['/rule/effect/percent']}
          onChange={({ currentTarget }) => put({ ...effect, percent: currentTarget.value })}
        />
      )}
      {effect.kind === 'fixed' && (
        <Amounts
          name="Amount"
          currencies={currencies}
          amounts={effect.amounts}
          onChange={(amounts) => put({ ...effect, amounts })}
        />
      )}
      {effect.kind === 'buy_x_get_y' && (
        <Group grow align="flex-start">
          <NumberInput
            label="Buy"
            min={1}
            allowDecimal={false}
            value={effect.buy.quantity}
            onChange={(value) => put({ ...effect, buy: { ...effect.buy, quantity: quantity(value) } })}
          />
          <NumberInput
            label="Get"
            min={1}
            allowDecimal={false}
            value={effect.get.quantity}
            onChange={(value) => put({ ...effect, get: { ...effect.get, quantity: quantity(value) } })}
          />
          <TextInput
            label="Off them"
            inputMode="decimal"
            rightSection={<span className="unit">%</span>}
            value={effect.get.percent}
            error={faults['/rule/effect/get/percent']}
            onChange={({ currentTarget }) =>
              put({ ...effect, get: { ...effect.get, percent: currentTarget.value } })
            }
          />
        </Group>
      )}
      {(effect.kind === 'percent' || effect.kind === 'fixed') && (
        <Select
          label="Off what"
          allowDeselect={false}
          data={[
            { value: 'items', label: 'Goods' },
            { value: 'shipping', label: 'Shipping' },
          ]}
          value={target}
          onChange={(value) => set({ rule: { ...rule, target: value ?? target } })}
        />
      )}
    </>
  )
}

/** One amount in each currency. */
const Amounts = ({
  name,
  currencies,
  amounts,
  onChange,
}: {
  readonly name: string
  readonly currencies: readonly string[]
  readonly amounts: readonly Money[]
  readonly onChange: (amounts: Money[]) => void
}) => (
  <div className="amounts">
    {currencies.map((currency) => (
      <MoneyField
        key={currency}
        label={`${name}, ${currency}`}
        currency={currency}
        value={amounts.find((money) => money.currency === currency)}
        onChange={(money) =>
          onChange([
            ...amounts.filter((each) => each.currency !== currency),
            ...(money === undefined ? [] : [money]),
          ])
        }
      />
    ))}
  </div>
)
