import type { Cart, Order } from 'highstreet/client'
import { usePlace } from '../place.tsx'

type Bill =
  | Pick<Cart, 'totals' | 'total' | 'taxes' | 'taxIncluded'>
  | Pick<Order, 'totals' | 'total' | 'taxes' | 'taxIncluded'>

/** The bill as the shop has made it: printed, never reckoned. */
export function BillView({ bill, isWaiting = false }: { bill: Bill; isWaiting?: boolean }) {
  const { t, money, lang } = usePlace()
  const percent = new Intl.NumberFormat(lang, { style: 'percent', maximumFractionDigits: 3 })
  return (
    <dl class={isWaiting ? 'bill is-waiting' : 'bill'} aria-busy={isWaiting}>
      {bill.totals.map(({ type, label, amount }, at) => (
        <div key={at} class={type === 'discount' ? 'bill-discount' : ''}>
          <dt>{type === 'items' ? t.subtotal : label}</dt>
          <dd>{type === 'shipping' && amount.amount === 0 ? t.free : money(amount)}</dd>
        </div>
      ))}
      <div class="bill-total">
        <dt>{t.total}</dt>
        <dd>{money(bill.total)}</dd>
      </div>
      {bill.taxIncluded &&
        bill.taxes.map(({ label, rate, amount }) => (
          <div key={label} class="bill-tax">
            <dt>{t.contains(label, percent.format(Number(rate)))}</dt>
            <dd>{money(amount)}</dd>
          </div>
        ))}
    </dl>
  )
}
