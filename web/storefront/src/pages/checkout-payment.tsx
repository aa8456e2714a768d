import type { Checkout, PaymentDetails } from 'highstreet/client'
import { useState } from 'preact/hooks'
import { usePlace } from '../place.tsx'

type Provider = Checkout['payment']['providers'][number]
type Props = {
  readonly checkout: Checkout
  readonly isReady: boolean
  readonly isPaying: boolean
  readonly onPay: (total: Checkout['total'], payment: PaymentDetails) => void
}
const SCRIPTS = ['approve', 'decline', 'require_action', 'time_out_charged'] as const

/** How it is paid, and the button with the total that is ordered, or nothing. */
export function PaymentStep({ checkout: shown, isReady, isPaying, onPay }: Props) {
  const { t, money } = usePlace()
  // Cards need the provider's own fields, which this storefront leaves to whoever takes real money with it.
  const offered = shown.payment.providers.filter((provider) => provider !== 'stripe')
  const [wanted, want] = useState<Provider | undefined>(undefined)
  const [script, setScript] = useState<(typeof SCRIPTS)[number]>('approve')
  const provider = wanted ?? (offered.includes('test') ? 'test' : offered[0])
  if (!isReady)
    return (
      <section class="step is-waiting-turn">
        <h2>{t.payment}</h2>
      </section>
    )
  const stops = shown.messages.filter(({ type }) => type === 'error')
  return (
    <section class="step">
      <h2 id="payment-title">{t.payment}</h2>
      {offered.length === 0 && <p class="note note-error">{t.noProvider}</p>}
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (provider === 'test') onPay(shown.total, { provider, script })
          if (provider === 'manual') onPay(shown.total, { provider, method: 'invoice' })
        }}
      >
        <div class="choices" role="radiogroup" aria-labelledby="payment-title">
          {offered.map((each) => (
            <div key={each} class={each === provider ? 'choice is-chosen' : 'choice'}>
              <input
                id={`pay-${each}`}
                type="radio"
                name="provider"
                checked={each === provider}
                onChange={() => want(each)}
              />
              <label class="choice-text" for={`pay-${each}`}>
                <strong>{t.providers[each]}</strong>
                <span class="quiet small">{t.providerLeads[each]}</span>
              </label>
              {each === 'test' && provider === 'test' && (
                <select
                  class="choice-more"
                  aria-label={t.providerLeads.test}
                  value={script}
                  onChange={(event) =>
                    setScript(SCRIPTS.find((one) => one === event.currentTarget.value) ?? 'approve')
                  }
                >
                  {SCRIPTS.map((one) => (
                    <option key={one} value={one}>
                      {t.scripts[one]}
                    </option>
                  ))}
                </select>
              )}
            </div>
          ))}
        </div>
        <button
          type="submit"
          class="button button-main button-wide button-large"
          disabled={isPaying || provider === undefined || stops.length > 0}
          aria-busy={isPaying}
        >
          {isPaying ? t.paying : t.placeOrder(money(shown.total))}
        </button>
        <p class="quiet small" role="status">
          {isPaying ? t.payingLead : shown.taxIncluded ? t.taxIncluded.split(/[,、・]/)[0] : ''}
        </p>
      </form>
    </section>
  )
}
