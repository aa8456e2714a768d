import { useEffect } from 'preact/hooks'
import { bagIsOpen } from '../bag.ts'
import { usePlace } from '../place.tsx'
import { spot } from '../router.ts'
import { cart } from '../shop.ts'
import { useStore } from '../store.ts'
import { BagLines, BagNotes } from '../ui/bag-lines.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Empty } from '../ui/states.tsx'

/** The bag beside the page. What is put in shows at once; what it costs, when the shop has said it. */
export function BagDrawer() {
  const { t, href, money } = usePlace()
  const isOpen = useStore(bagIsOpen)
  const { path } = useStore(spot)
  const { cart: known, lines, count, pending } = useStore(cart)
  const close = (): void => bagIsOpen.set(false)
  useEffect(close, [path])
  const subtotal = known?.totals.find(({ type }) => type === 'items')?.amount ?? known?.total
  return (
    <Dialog kind="drawer" isOpen={isOpen} onClose={close} title={t.bagTitle}>
      {lines.length === 0 ? (
        <Empty title={t.bagEmpty} lead={t.bagEmptyLead}>
          <button type="button" class="button" onClick={close}>
            {t.goShopping}
          </button>
        </Empty>
      ) : (
        <>
          <BagNotes />
          <div class="drawer-scroll">
            <BagLines />
          </div>
          <div class="drawer-foot">
            <p class="drawer-total" aria-busy={pending > 0}>
              <span>{t.subtotal}</span>
              <strong class={pending > 0 ? 'is-waiting' : ''}>
                {subtotal === undefined || known === undefined ? '…' : money(subtotal)}
              </strong>
            </p>
            <p class="quiet small">
              {pending > 0 ? t.updating : known?.taxIncluded === true ? t.taxIncluded : t.taxExcluded}
            </p>
            <a class="button button-main button-wide" href={href('/checkout')} onClick={close}>
              {t.checkout}
            </a>
            <a class="button button-plain button-wide" href={href('/cart')} onClick={close}>
              {t.viewBag} <span class="unseen">({t.bag(count)})</span>
            </a>
          </div>
        </>
      )}
    </Dialog>
  )
}
