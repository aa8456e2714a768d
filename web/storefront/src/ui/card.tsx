import type { ProductCard } from 'highstreet/client'
import { usePlace } from '../place.tsx'
import { Picture } from './picture.tsx'
import { Price } from './price.tsx'
import { Line } from './states.tsx'

/** One product of a list. */
export function Card({ card, eager = false }: { card: ProductCard; eager?: boolean }) {
  const { t, href } = usePlace()
  const { min, max } = card.price
  const isReduced = card.compareAt !== undefined && card.compareAt.amount > min.amount
  const isSoldOut = card.availability === 'out_of_stock'
  return (
    <li class="card">
      <a href={href(`/p/${card.handle}`)}>
        <Picture url={card.image?.url} alt="" eager={eager} />
        {isSoldOut ? (
          <span class="tag">{t.soldOut}</span>
        ) : (
          isReduced && <span class="tag tag-accent">{t.onSale}</span>
        )}
        <span class="card-vendor">{card.vendor}</span>
        <span class="card-title">{card.title}</span>
        <Price price={min} upTo={max} compareAt={card.compareAt} />
      </a>
    </li>
  )
}

/** Products beside each other, or the places where they will be. `first`: these are what the page shows at its top. */
export const Grid = (props: {
  cards: readonly ProductCard[] | undefined
  places: number
  first?: boolean
  wide?: boolean
}) => (
  <ul class={props.wide === true ? 'grid grid-wide' : 'grid'} aria-busy={props.cards === undefined}>
    {props.cards?.map((card, at) => (
      <Card key={card.id} card={card} eager={props.first === true && at < 4} />
    )) ??
      Array.from({ length: props.places }, (_, at) => (
        <li class="card" key={at}>
          <span class="picture waiting" />
          <Line width="short" />
          <Line width="long" />
          <Line width="short" />
        </li>
      ))}
  </ul>
)
