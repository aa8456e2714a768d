import { usePlace } from '../place.tsx'
import { cart } from '../shop.ts'
import { useStore } from '../store.ts'
import { useTitle } from '../title.ts'
import { BagLines, BagNotes } from '../ui/bag-lines.tsx'
import { BillView } from '../ui/bill.tsx'
import { CodeEntry } from '../ui/code-entry.tsx'
import { Empty } from '../ui/states.tsx'

/** The bag as a page: with codes, and what sending it would cost. */
export function CartPage() {
  const { t, href, money } = usePlace()
  const { cart: known, lines, pending } = useStore(cart)
  useTitle(t.bagTitle)
  if (lines.length === 0)
    return (
      <>
        <div class="page-head">
          <h1>{t.bagTitle}</h1>
        </div>
        <Empty title={t.bagEmpty} lead={t.bagEmptyLead}>
          <a class="button" href={href('')}>
            {t.goShopping}
          </a>
        </Empty>
      </>
    )
  const cheapest = known?.shippingOptions.toSorted((one, other) => one.total.amount - other.total.amount)[0]
  return (
    <>
      <div class="page-head">
        <h1>{t.bagTitle}</h1>
      </div>
      <div class="two">
        <div>
          <BagNotes />
          <BagLines />
        </div>
        <aside class="summary" aria-label={t.summary}>
          {known !== undefined && (
            <>
              <BillView bill={known} isWaiting={pending > 0} />
              {cheapest !== undefined && (
                <p class="quiet small">
                  {t.shippingFrom}:{' '}
                  {cheapest.total.amount === 0 ? t.free : t.shippingFromPrice(money(cheapest.total))}
                </p>
              )}
              {known.messages.some(({ code }) => code === 'tax_not_known') && (
                <p class="quiet small">{t.messages.tax_not_known}</p>
              )}
              <CodeEntry codes={known.codes} onChange={(codes) => cart.codes(codes)} />
            </>
          )}
          <a class="button button-main button-wide" href={href('/checkout')}>
            {t.checkout}
          </a>
        </aside>
      </div>
    </>
  )
}
