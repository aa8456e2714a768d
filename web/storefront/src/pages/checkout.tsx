import type {
  BuyerAction,
  Checkout,
  CheckoutFailure,
  CompletionOutcome,
  PaymentDetails,
} from 'highstreet/client'
import { useEffect, useState } from 'preact/hooks'
import { usePlace } from '../place.tsx'
import { navigate } from '../router.ts'
import { cart } from '../shop.ts'
import { useStore } from '../store.ts'
import { useTitle } from '../title.ts'
import { BillView } from '../ui/bill.tsx'
import { CodeEntry } from '../ui/code-entry.tsx'
import { Picture } from '../ui/picture.tsx'
import { Empty, Line } from '../ui/states.tsx'
import { BankDialog } from './checkout-bank.tsx'
import { ContactStep } from './checkout-contact.tsx'
import { checkout, finish } from './checkout-keeper.ts'
import { PaymentStep } from './checkout-payment.tsx'
import { ShippingStep } from './checkout-shipping.tsx'

type Opening = 'opening' | 'open' | 'empty' | 'gone' | 'failed'

/** From the bag to an order. Everything that costs something is said before the button is pressed. */
export default function CheckoutPage() {
  const { t, href, market } = usePlace()
  const { checkout: shown, order, action, paying, offline } = useStore(checkout)
  const [opening, setOpening] = useState<Opening>('opening')
  const [refusal, refuse] = useState<CheckoutFailure | undefined>(undefined)
  const [isEditing, edit] = useState(false)
  useTitle(t.checkout)

  async function open(): Promise<void> {
    setOpening('opening')
    const { cart: now } = await cart.refresh()
    if (now === undefined || now.items.length === 0) {
      // What was paid in the last moments of the page before is looked after first.
      const known = await checkout.refresh()
      setOpening(known.ok && known.checkout.status === 'complete_in_progress' ? 'open' : 'empty')
      return
    }
    if (now.market !== market.code) {
      navigate(`/${now.market}/checkout`, { replace: true })
      return
    }
    const opened = await checkout.open(cart)
    const isOver = !opened.ok && ['cart_completed', 'cart_expired', 'not_found'].includes(opened.code)
    setOpening(opened.ok || opened.code === 'payment_in_progress' ? 'open' : isOver ? 'gone' : 'failed')
  }
  useEffect(() => void open(), [market.code])

  useEffect(() => {
    if (order === undefined) return
    finish(order)
    navigate(href(`/orders/${order.id}`, { thanks: '1' }), { replace: true })
    scrollTo(0, 0)
  }, [order])

  function hear(outcome: CompletionOutcome): void {
    refuse(outcome.ok || outcome.code === 'action_required' ? undefined : outcome.code)
    if (!outcome.ok && outcome.code !== 'action_required')
      document.getElementById('checkout-refusal')?.scrollIntoView({ block: 'center' })
  }
  const pay = (total: Checkout['total'], payment: PaymentDetails): void => {
    refuse(undefined)
    void checkout.complete(total, payment).then(hear)
  }

  if (opening === 'empty' || opening === 'gone' || opening === 'failed')
    return (
      <Empty
        title={opening === 'empty' ? t.checkoutEmpty : opening === 'gone' ? t.checkoutGone : t.failed}
        lead={opening === 'empty' ? t.bagEmptyLead : opening === 'gone' ? t.checkoutGoneLead : t.failedLead}
      >
        {opening === 'failed' ? (
          <button type="button" class="button" onClick={() => void open()}>
            {t.tryAgain}
          </button>
        ) : (
          <a class="button" href={href(opening === 'gone' ? '/cart' : '')}>
            {opening === 'gone' ? t.backToBag : t.goShopping}
          </a>
        )}
      </Empty>
    )
  if (opening === 'opening' || shown === undefined) return <CheckoutPlaces />

  const isAddressed = shown.email !== null && shown.shippingAddress !== null && !needsContact(shown)
  return (
    <>
      <div class="page-head">
        <h1>{t.checkout}</h1>
      </div>
      {offline && (
        <p class="note note-warning" role="status">
          {t.offline}
        </p>
      )}
      <div id="checkout-refusal" role="alert">
        {refusal !== undefined && <Refusal code={refusal} onAsk={() => void checkout.resume().then(hear)} />}
      </div>
      <div class="two">
        <div class="steps">
          <ContactStep
            checkout={shown}
            isOpen={isEditing || !isAddressed}
            onEdit={() => edit(true)}
            onDone={() => edit(false)}
          />
          <ShippingStep checkout={shown} isReady={isAddressed && !isEditing} />
          <PaymentStep
            checkout={shown}
            isReady={isAddressed && !isEditing && shown.shippingOptionId !== null}
            isPaying={paying}
            onPay={pay}
          />
        </div>
        <OrderSummary checkout={shown} />
      </div>
      <BankDialog action={action as BuyerAction | undefined} total={shown.total} onDone={hear} />
    </>
  )
}

/** Whether something is missing of who buys or where it goes. */
const needsContact = ({ messages }: Checkout): boolean =>
  messages.some(
    ({ type, pointer }) =>
      type === 'error' && (pointer === '/email' || pointer?.startsWith('/shippingAddress') === true),
  )

function Refusal({ code, onAsk }: { code: CheckoutFailure; onAsk: () => void }) {
  const { t, href } = usePlace()
  if (code === 'payment_declined')
    return (
      <div class="note note-error">
        <p>
          <strong>{t.declined}</strong>
        </p>
        <p>{t.declinedLead}</p>
      </div>
    )
  const words: Readonly<Record<string, string>> = t.checkoutRefusals
  const isUnknown = code === 'unreachable' || code === 'in_progress' || code === 'payment_in_progress'
  const isOfGoods = code === 'out_of_stock' || code === 'not_purchasable'
  return (
    <div class={isUnknown ? 'note note-warning' : 'note note-error'}>
      <p>{words[code] ?? t.checkoutRefusals.other}</p>
      {isUnknown && (
        <button type="button" class="button button-small" onClick={onAsk}>
          {t.askAgain}
        </button>
      )}
      {isOfGoods && (
        <a class="button button-small" href={href('/cart')}>
          {t.backToBag}
        </a>
      )}
    </div>
  )
}

function OrderSummary({ checkout: shown }: { checkout: Checkout }) {
  const { t, money } = usePlace()
  return (
    <aside class="summary" aria-label={t.summary}>
      <h2>{t.summary}</h2>
      <ul class="summary-lines">
        {shown.items.map(({ id, title, variantTitle, quantity, image, subtotal }) => (
          <li key={id}>
            <Picture url={image} alt="" />
            <p>
              {title}
              <span class="quiet small">
                {quantity} × {variantTitle}
              </span>
            </p>
            <p>{subtotal === null ? '–' : money(subtotal)}</p>
          </li>
        ))}
      </ul>
      <CodeEntry codes={shown.codes} onChange={(codes) => checkout.change({ codes })} />
      <BillView bill={shown} />
      {shown.messages.some(({ code }) => code === 'tax_not_known') && (
        <p class="quiet small">{t.messages.tax_not_known}</p>
      )}
    </aside>
  )
}

function CheckoutPlaces() {
  const { t } = usePlace()
  return (
    <div aria-busy="true">
      <div class="page-head">
        <h1>{t.checkout}</h1>
      </div>
      <div class="two">
        <div class="steps">
          {[t.contact, t.shipping, t.payment].map((name) => (
            <section class="step" key={name}>
              <h2>{name}</h2>
              <Line width="long" />
              <Line width="middle" />
            </section>
          ))}
        </div>
        <aside class="summary">
          <h2>{t.summary}</h2>
          <Line width="long" />
          <Line width="long" />
          <Line width="middle" />
        </aside>
      </div>
    </div>
  )
}
