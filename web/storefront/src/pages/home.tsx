import type { ProductCard } from 'highstreet/client'
import { useLoad } from '../load.ts'
import { usePlace } from '../place.tsx'
import { HOME_LIST, readCategories, readList } from '../reads.ts'
import { Grid } from '../ui/card.tsx'
import { Icon } from '../ui/icons.tsx'
import { Picture } from '../ui/picture.tsx'
import { Failed } from '../ui/states.tsx'

const HERO_PICTURES = 3
const FAVOURITES = 8

/** Where a visit begins. */
export function Home() {
  const { t, href, where } = usePlace()
  const popular = readList(where, HOME_LIST)
  const loaded = useLoad(popular.key, popular.fetch)
  if (loaded.state === 'failed') return <Failed {...loaded} />
  const cards = loaded.state === 'ready' ? loaded.value.data : undefined
  return (
    <>
      <section class="hero">
        <div class="hero-text">
          <h1>{t.heroTitle}</h1>
          <p>{t.heroLead}</p>
          <a class="button button-main" href={href('/search', { sort: 'newest' })}>
            {t.heroAction} <Icon name="right" size={18} />
          </a>
        </div>
        <div class="hero-pictures" aria-hidden="true">
          {Array.from({ length: HERO_PICTURES }, (_, at) => (
            <Picture
              key={at}
              url={cards?.[at]?.image?.url}
              alt=""
              eager
              className={cards === undefined ? 'waiting' : ''}
            />
          ))}
        </div>
      </section>
      <Shelves />
      <section class="band">
        <div class="band-head">
          <h2>{t.favourites}</h2>
          <a href={href('/search')}>
            {t.seeAll} <Icon name="right" size={16} />
          </a>
        </div>
        <Grid cards={cards?.slice(HERO_PICTURES, HERO_PICTURES + FAVOURITES)} places={FAVOURITES} wide />
      </section>
      <Newest except={cards} />
    </>
  )
}

/** The top categories, each with a picture of what is in it. */
function Shelves() {
  const { t, where } = usePlace()
  const categories = readCategories(where)
  const loaded = useLoad(categories.key, categories.fetch)
  const tree = loaded.state === 'ready' ? loaded.value.data : undefined
  return (
    <section class="band">
      <h2>{t.shopBy}</h2>
      <ul class="shelves">
        {tree?.slice(0, 8).map(({ handle, title }) => <Shelf key={handle} handle={handle} title={title} />) ??
          Array.from({ length: 8 }, (_, at) => <li key={at} class="shelf waiting" />)}
      </ul>
    </section>
  )
}

function Shelf({ handle, title }: { handle: string; title: string }) {
  const { href, where } = usePlace()
  // Not the first one: that is on this page already, or in two categories.
  const list = readList(where, { category: handle, limit: '2' })
  const loaded = useLoad(list.key, list.fetch)
  const url = loaded.state === 'ready' ? loaded.value.data.at(-1)?.image?.url : undefined
  return (
    <li class="shelf">
      <a href={href(`/c/${handle}`)}>
        <Picture url={url} alt="" />
        <span>{title}</span>
      </a>
    </li>
  )
}

function Newest({ except }: { except: readonly ProductCard[] | undefined }) {
  const { t, href, where } = usePlace()
  const list = readList(where, { sort: 'newest', limit: '16' })
  const loaded = useLoad(list.key, list.fetch)
  const shown = new Set(except?.map(({ id }) => id))
  const cards =
    loaded.state === 'ready' && except !== undefined
      ? loaded.value.data.filter(({ id }) => !shown.has(id)).slice(0, 4)
      : undefined
  if (cards?.length === 0) return null
  return (
    <section class="band">
      <div class="band-head">
        <h2>{t.newest}</h2>
        <a href={href('/search', { sort: 'newest' })}>
          {t.seeAll} <Icon name="right" size={16} />
        </a>
      </div>
      <Grid cards={cards} places={4} wide />
    </section>
  )
}
