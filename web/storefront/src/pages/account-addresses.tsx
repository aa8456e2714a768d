import type { Client } from 'highstreet/client'
import type { InferResponseType } from 'hono/client'
import { useState } from 'preact/hooks'
import { addressOf, draftOf, linesOf, missingIn, type Part } from '../address/address.ts'
import { AddressFields } from '../address/address-fields.tsx'
import { bodyOf, forget, useLoad } from '../load.ts'
import { usePlace } from '../place.tsx'
import { asCustomer, shop } from '../shop.ts'
import { Field } from '../ui/field.tsx'
import { Empty, Failed, Line } from '../ui/states.tsx'

type KeptAddress = InferResponseType<
  Client['v1']['customers']['me']['addresses']['$get'],
  200
>['data'][number]
const { addresses } = shop.v1.customers.me

/** Where parcels of this customer can go. */
export function AddressBook() {
  const { t } = usePlace()
  const [turn, again] = useState(0)
  const [edited, edit] = useState<KeptAddress | 'new' | undefined>(undefined)
  const loaded = useLoad(`mine/addresses${turn === 0 ? '' : `/${turn}`}`, async () =>
    bodyOf(addresses.$get({ query: { limit: '50' } }, await asCustomer())),
  )
  const done = (): void => {
    edit(undefined)
    forget('mine/addresses')
    again(turn + 1)
  }
  async function drop(id: string): Promise<void> {
    try {
      await addresses[':id'].$delete({ param: { id } }, await asCustomer())
    } catch {
      // The list, read anew, shows what is so.
    }
    done()
  }
  if (loaded.state === 'failed') return <Failed {...loaded} />
  if (edited !== undefined)
    return (
      <AddressEditor
        kept={edited === 'new' ? undefined : edited}
        onDone={done}
        onCancel={() => edit(undefined)}
      />
    )
  if (loaded.state === 'loading')
    return (
      <ul class="address-list" aria-busy="true">
        <li>
          <Line width="middle" />
          <Line width="long" />
        </li>
      </ul>
    )
  const add = (
    <button type="button" class="button" onClick={() => edit('new')}>
      {t.addAddress}
    </button>
  )
  if (loaded.value.data.length === 0)
    return (
      <Empty title={t.addressesEmpty} lead={t.addressesEmptyLead}>
        {add}
      </Empty>
    )
  return (
    <>
      <ul class="address-list">
        {loaded.value.data.map((kept) => (
          <li key={kept.id}>
            <p>
              <strong>{kept.label ?? linesOf(kept.address)[0]}</strong>
              {kept.defaultShipping && <span class="status is-good">{t.defaultAddress}</span>}
            </p>
            <address>
              {linesOf(kept.address).map((line) => (
                <span key={line}>{line}</span>
              ))}
            </address>
            <p class="address-actions">
              <button type="button" class="link" onClick={() => edit(kept)}>
                {t.edit}
              </button>
              <button type="button" class="link" onClick={() => void drop(kept.id)}>
                {t.delete}
              </button>
            </p>
          </li>
        ))}
      </ul>
      {add}
    </>
  )
}

function AddressEditor(props: { kept: KeptAddress | undefined; onDone: () => void; onCancel: () => void }) {
  const { kept, onDone, onCancel } = props
  const { t, market } = usePlace()
  const [draft, setDraft] = useState(() =>
    draftOf(kept?.address, kept?.address.country ?? market.countries[0] ?? ''),
  )
  const [label, setLabel] = useState(kept?.label ?? '')
  const [isDefault, setDefault] = useState(kept?.defaultShipping ?? false)
  const [problems, setProblems] = useState<Partial<Record<Part | 'form', string>>>({})
  const [isBusy, busy] = useState(false)

  async function save(form: HTMLFormElement): Promise<void> {
    const missing = missingIn(draft)
    setProblems(Object.fromEntries(missing.map((part) => [part, t.required])))
    if (missing.length > 0) {
      requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid=true]')?.focus())
      return
    }
    busy(true)
    const address = addressOf(draft)
    const name = label.trim()
    try {
      const own = await asCustomer()
      const answer =
        kept === undefined
          ? await addresses.$post(
              { json: { address, defaultShipping: isDefault, ...(name !== '' && { label: name }) } },
              own,
            )
          : await addresses[':id'].$patch(
              {
                param: { id: kept.id },
                json: { address, label: name === '' ? null : name, defaultShipping: isDefault },
              },
              own,
            )
      if (answer.ok) onDone()
      else setProblems({ form: t.refusals.other })
    } catch {
      setProblems({ form: t.refusals.other })
    }
    busy(false)
  }

  return (
    <section class="step">
      <h2>{kept === undefined ? t.addAddress : t.editAddress}</h2>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void save(event.currentTarget)
        }}
      >
        <Field
          name="label"
          label={t.label}
          optional
          value={label}
          maxLength={60}
          onInput={(event) => setLabel(event.currentTarget.value)}
        />
        <AddressFields draft={draft} problems={problems} onChange={setDraft} />
        <label class="check">
          <input
            type="checkbox"
            checked={isDefault}
            onChange={(event) => setDefault(event.currentTarget.checked)}
          />
          <span>{t.defaultShipping}</span>
        </label>
        {problems.form !== undefined && (
          <p class="note note-error" role="alert">
            {problems.form}
          </p>
        )}
        <p class="form-actions">
          <button type="submit" class="button button-main" disabled={isBusy}>
            {isBusy ? t.saving : t.save}
          </button>
          <button type="button" class="button" onClick={onCancel}>
            {t.cancel}
          </button>
        </p>
      </form>
    </section>
  )
}
