import type { Checkout } from 'highstreet/client'
import { useEffect, useState } from 'preact/hooks'
import { usePlace } from '../place.tsx'
import { wordsFor } from '../ui/bag-lines.tsx'
import { checkout } from './checkout-keeper.ts'

/** How it is sent. The first way is taken until the buyer takes another. */
export function ShippingStep({ checkout: shown, isReady }: { checkout: Checkout; isReady: boolean }) {
  const { t, money } = usePlace()
  const [wanted, want] = useState<string | undefined>(undefined)
  const [first] = shown.shippingOptions
  const chosen = wanted ?? shown.shippingOptionId ?? undefined
  const told = shown.messages.find(
    ({ type, code, pointer }) => type === 'error' && code !== 'missing' && pointer === '/shippingOptionId',
  )

  async function choose(id: string): Promise<void> {
    want(id)
    await checkout.change({ shippingOptionId: id })
    want(undefined)
  }
  const isMissing = isReady && shown.shippingOptionId === null && first !== undefined
  useEffect(() => {
    if (isMissing) void choose(first.id)
  }, [isMissing])

  if (!isReady)
    return (
      <section class="step is-waiting-turn">
        <h2>{t.shipping}</h2>
      </section>
    )
  return (
    <section class="step">
      <h2 id="shipping-title">{t.shipping}</h2>
      {told !== undefined && <p class="note note-error">{wordsFor(t.messages, told)}</p>}
      {first === undefined && told === undefined && (
        <p class="note note-error">{t.messages.no_shipping_option}</p>
      )}
      <div class="choices" role="radiogroup" aria-labelledby="shipping-title">
        {shown.shippingOptions.map(({ id, name, daysMin, daysMax, total }) => (
          <label key={id} class={chosen === id ? 'choice is-chosen' : 'choice'}>
            <input type="radio" name="shipping" checked={chosen === id} onChange={() => void choose(id)} />
            <span class="choice-text">
              <strong>{name}</strong>
              {daysMin !== undefined && (
                <span class="quiet small">{t.days(daysMin, daysMax ?? daysMin)}</span>
              )}
            </span>
            <span>{total.amount === 0 ? t.free : money(total)}</span>
          </label>
        ))}
      </div>
    </section>
  )
}
