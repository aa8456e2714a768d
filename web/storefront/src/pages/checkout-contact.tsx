import type { Checkout } from 'highstreet/client'
import { useState } from 'preact/hooks'
import { addressOf, draftOf, linesOf, missingIn, type AddressDraft, type Part } from '../address/address.ts'
import { AddressFields } from '../address/address-fields.tsx'
import { bodyOf, useLoad } from '../load.ts'
import { usePlace } from '../place.tsx'
import { asCustomer, session, shop } from '../shop.ts'
import { useStore } from '../store.ts'
import { Field } from '../ui/field.tsx'
import { wordsFor } from '../ui/bag-lines.tsx'
import { checkout } from './checkout-keeper.ts'

type Props = {
  readonly checkout: Checkout
  readonly isOpen: boolean
  readonly onEdit: () => void
  readonly onDone: () => void
}

/** Who buys, and where it goes. */
export function ContactStep({ checkout: shown, isOpen, onEdit, onDone }: Props) {
  const { t } = usePlace()
  const { shippingAddress: address } = shown
  if (!isOpen)
    return (
      <section class="step is-done">
        <div class="step-head">
          <h2>{t.contact}</h2>
          <button type="button" class="link" onClick={onEdit}>
            {t.edit} <span class="unseen">{t.contact}</span>
          </button>
        </div>
        <address>
          {[shown.email ?? '', ...(address === null ? [] : linesOf(address))].map((line) => (
            <span key={line}>{line}</span>
          ))}
        </address>
      </section>
    )
  return <ContactForm checkout={shown} onDone={onDone} />
}

function ContactForm({ checkout: shown, onDone }: Pick<Props, 'checkout' | 'onDone'>) {
  const { t, market } = usePlace()
  const home = market.countries[0] ?? ''
  const [email, setEmail] = useState(shown.email ?? '')
  const [draft, setDraft] = useState<AddressDraft>(() => draftOf(shown.shippingAddress, home))
  const [problems, setProblems] = useState<Partial<Record<Part | 'email' | 'form', string>>>({})
  const [isBusy, busy] = useState(false)

  async function submit(form: HTMLFormElement): Promise<void> {
    const found: typeof problems = Object.fromEntries(missingIn(draft).map((part) => [part, t.required]))
    if (email.trim() === '') found.email = t.required
    else if (!/^\S+@\S+\.\S+$/.test(email.trim())) found.email = t.emailInvalid
    setProblems(found)
    if (Object.keys(found).length > 0) {
      requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid=true]')?.focus())
      return
    }
    busy(true)
    const outcome = await checkout.change({ email: email.trim(), shippingAddress: addressOf(draft) })
    busy(false)
    if (!outcome.ok) {
      setProblems(refused(outcome.problem?.errors ?? [], t.required))
      if (outcome.problem?.errors === undefined) setProblems({ form: t.checkoutRefusals.other })
      return
    }
    const told = outcome.checkout.messages.find(
      ({ type, pointer }) => type === 'error' && pointer?.startsWith('/shippingAddress'),
    )
    if (told !== undefined) setProblems({ form: wordsFor(t.messages, told) })
    else onDone()
  }

  return (
    <section class="step">
      <h2>{t.contact}</h2>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void submit(event.currentTarget)
        }}
      >
        <Field
          name="email"
          type="email"
          label={t.email}
          hint={t.emailHint}
          value={email}
          problem={problems.email}
          autocomplete="email"
          inputmode="email"
          maxLength={254}
          onInput={(event) => setEmail(event.currentTarget.value)}
        />
        <h3>{t.address}</h3>
        <SavedAddresses onChoose={setDraft} />
        <AddressFields draft={draft} problems={problems} onChange={setDraft} />
        {problems.form !== undefined && (
          <p class="note note-error" role="alert">
            {problems.form}
          </p>
        )}
        <button type="submit" class="button button-main" disabled={isBusy}>
          {isBusy ? t.saving : t.continue}
        </button>
      </form>
    </section>
  )
}

function refused(
  errors: readonly { pointer?: string }[],
  words: string,
): Partial<Record<Part | 'email', string>> {
  return Object.fromEntries(errors.map(({ pointer = '' }) => [pointer.split('/').at(-1) ?? '', words]))
}

/** Addresses that a customer keeps: one click fills the form. */
function SavedAddresses({ onChoose }: { onChoose: (draft: AddressDraft) => void }) {
  const { t, market } = usePlace()
  const { isSignedIn } = useStore(session)
  const loaded = useLoad(isSignedIn ? 'mine/addresses' : undefined, async () =>
    bodyOf(shop.v1.customers.me.addresses.$get({ query: { limit: '50' } }, await asCustomer())),
  )
  if (loaded.state !== 'ready') return null
  const fitting = loaded.value.data.filter(({ address }) => market.countries.includes(address.country ?? ''))
  if (fitting.length === 0) return null
  return (
    <fieldset class="saved">
      <legend>{t.savedAddresses}</legend>
      {fitting.map(({ id, label, address }) => (
        <button
          key={id}
          type="button"
          class="pill"
          onClick={() => onChoose(draftOf(address, address.country ?? ''))}
        >
          {label ?? linesOf(address).join(', ')}
        </button>
      ))}
    </fieldset>
  )
}
