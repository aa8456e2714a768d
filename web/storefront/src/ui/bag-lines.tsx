import type { CartMessage } from 'highstreet/client'
import { lookOf, priceFor } from '../bag.ts'
import { usePlace } from '../place.tsx'
import { cart } from '../shop.ts'
import { useStore } from '../store.ts'
import { Picture } from './picture.tsx'
import { Stepper } from './stepper.tsx'

/** The lines of the bag as they will be: those that the shop has not confirmed yet are shown all the same. */
export function BagLines() {
  const { t, href, money } = usePlace()
  const { cart: known, lines } = useStore(cart)
  return (
    <ul class="bag-lines">
      {lines.map(({ variantId, quantity, item, pending }) => {
        const look = lookOf(variantId, item)
        const title = look?.title ?? '…'
        const at = known?.items.findIndex((each) => each.variantId === variantId) ?? -1
        const told = known?.messages.filter(({ pointer }) => at >= 0 && pointer === `/items/${at}`) ?? []
        return (
          <li key={variantId} class={pending ? 'bag-line is-pending' : 'bag-line'} aria-busy={pending}>
            <a href={look === undefined ? '#' : href(`/p/${look.handle}`)} tabIndex={-1} aria-hidden="true">
              <Picture url={look?.image} alt="" />
            </a>
            <div class="bag-line-text">
              <p class="bag-line-title">
                <a href={look === undefined ? '#' : href(`/p/${look.handle}`)}>{title}</a>
              </p>
              {look !== undefined && look.variantTitle !== '' && (
                <p class="quiet small">{look.variantTitle}</p>
              )}
              {told.map((message) => (
                <p key={message.code} class={`note note-${message.type}`}>
                  {wordsFor(t.messages, message)}
                </p>
              ))}
              <div class="bag-line-row">
                <Stepper value={quantity} name={title} onChange={(next) => void cart.set(variantId, next)} />
                <button
                  type="button"
                  class="link"
                  onClick={() => void cart.remove(variantId)}
                  aria-label={t.removeItem(title)}
                >
                  {t.remove}
                </button>
              </div>
            </div>
            <p class={pending ? 'bag-line-price is-waiting' : 'bag-line-price'}>
              {item?.subtotal != null
                ? money(item.subtotal)
                : look?.unitPrice != null && item === undefined
                  ? money(look.unitPrice)
                  : ''}
            </p>
          </li>
        )
      })}
    </ul>
  )
}

/** What there is to know of the bag as a whole. */
export function BagNotes() {
  const { t, market, markets, where } = usePlace()
  const { cart: known, offline } = useStore(cart)
  const whole =
    known?.messages.filter(
      ({ pointer, code }) =>
        !pointer?.startsWith('/items') && code !== 'tax_not_known' && code !== 'code_refused',
    ) ?? []
  const home = markets.find(({ code }) => code === known?.market)
  return (
    <div class="bag-notes">
      {offline && (
        <p class="note note-warning" role="status">
          {t.offline}
        </p>
      )}
      {home !== undefined && home.code !== market.code && (
        <p class="note note-info">
          {t.cartElsewhere(home.name)}{' '}
          <button
            type="button"
            class="link"
            onClick={() => priceFor(market.code, where.locale ?? market.defaultLocale)}
          >
            {t.moveCart(market.name)}
          </button>
        </p>
      )}
      {whole.map((message) => (
        <p key={message.code} class={`note note-${message.type}`}>
          {wordsFor(t.messages, message)}
        </p>
      ))}
    </div>
  )
}

/** Our own words for a code, or the shop's English. */
export const wordsFor = (
  words: Readonly<Record<string, string>>,
  { code, message }: Pick<CartMessage, 'message'> & { code: string },
): string => words[code] ?? message
