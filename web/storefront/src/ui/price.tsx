import type { Money } from 'highstreet/client'
import { usePlace } from '../place.tsx'

type Priced = {
  readonly price: Money
  readonly upTo?: Money | undefined
  readonly compareAt?: Money | undefined
}

/** What it costs, and what it cost before if it is reduced. */
export function Price({ price, upTo, compareAt }: Priced) {
  const { money, t } = usePlace()
  const shown = money(price)
  const isReduced = compareAt !== undefined && compareAt.amount > price.amount
  return (
    <span class="price">
      <span class={isReduced ? 'price-now reduced' : 'price-now'}>
        {upTo !== undefined && upTo.amount > price.amount ? t.from(shown) : shown}
      </span>
      {isReduced && (
        <span class="price-was">
          <span class="unseen">{t.was} </span>
          <s>{money(compareAt)}</s>
        </span>
      )}
    </span>
  )
}
