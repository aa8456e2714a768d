import type { Product, ProductVariant } from 'highstreet/client'
import { useEffect, useState } from 'preact/hooks'
import { addToBag } from '../bag.ts'
import { useLoad } from '../load.ts'
import { usePlace } from '../place.tsx'
import { readList, readProduct } from '../reads.ts'
import { navigate, spot } from '../router.ts'
import { useStore } from '../store.ts'
import { useTitle } from '../title.ts'
import { Grid } from '../ui/card.tsx'
import { Crumbs } from '../ui/crumbs.tsx'
import { asHtml } from '../ui/html.ts'
import { Picture } from '../ui/picture.tsx'
import { Price } from '../ui/price.tsx'
import { Empty, Failed, Line } from '../ui/states.tsx'
import { Stepper } from '../ui/stepper.tsx'
import { OptionPicker } from './option-picker.tsx'

/** One product. */
export function ProductPage({ handle }: { handle: string }) {
  const { t, href, where } = usePlace()
  const read = readProduct(where, handle)
  const loaded = useLoad(read.key, read.fetch)
  useTitle(loaded.state === 'ready' ? loaded.value.title : undefined)
  if (loaded.state === 'failed' && loaded.failure === 'missing')
    return (
      <Empty title={t.productMissing} lead={t.productMissingLead}>
        <a class="button" href={href('/search')}>
          {t.goShopping}
        </a>
      </Empty>
    )
  if (loaded.state === 'failed') return <Failed {...loaded} />
  if (loaded.state === 'loading') return <ProductPlaces />
  return <ProductView key={loaded.value.id} product={loaded.value} />
}

function ProductView({ product }: { product: Product }) {
  const place = usePlace()
  const { t, money } = place
  const { query, path } = useStore(spot)
  const [quantity, setQuantity] = useState(1)
  const variant = chosenVariant(product, query.get('variant'))
  const image = variant?.image
  const pictures = product.media.toSorted(
    (one, other) => Number(other.url === image) - Number(one.url === image),
  )
  const [category] = product.categories

  function choose(next: ProductVariant): void {
    const address = new URLSearchParams(query)
    address.set('variant', next.id)
    navigate(`${path}?${address}`, { replace: true })
  }

  const isSoldOut = variant === undefined || variant.availability === 'out_of_stock'
  return (
    <>
      <Crumbs path={category === undefined ? [] : [category]} />
      <article class="product">
        <Gallery pictures={pictures} title={product.title} />
        <div class="product-text">
          <p class="product-vendor">{product.vendor}</p>
          <h1>{product.title}</h1>
          {variant !== undefined && (
            <div class="product-price">
              <Price price={variant.price} compareAt={variant.compareAt} />
              <p class="quiet small">{place.market.taxIncluded ? t.taxIncluded : t.taxExcluded}</p>
              {variant.referencePrice !== undefined && (
                <p class="quiet small">{t.lowest30(money(variant.referencePrice))}</p>
              )}
            </div>
          )}
          {product.variants.length > 1 && variant !== undefined && (
            <OptionPicker product={product} variant={variant} onChoose={choose} />
          )}
          {variant !== undefined && (
            <p class={`availability is-${variant.availability}`} role="status">
              {t.availability[variant.availability]}
            </p>
          )}
          <form
            class="buy"
            onSubmit={(event) => {
              event.preventDefault()
              if (variant === undefined || isSoldOut) return
              addToBag(place, product, variant, quantity)
            }}
          >
            <Stepper value={quantity} name={product.title} onChange={setQuantity} />
            <button type="submit" class="button button-main" disabled={isSoldOut}>
              {isSoldOut ? t.soldOut : t.add}
            </button>
          </form>
          <div class="prose" dangerouslySetInnerHTML={asHtml(product.description)} />
          <Details product={product} variant={variant} />
        </div>
      </article>
      {category !== undefined && <Related category={category} except={product.id} />}
    </>
  )
}

/** The one that the address names, else the first that can be bought. */
const chosenVariant = (product: Product, id: string | null): ProductVariant | undefined =>
  product.variants.find((each) => each.id === id) ??
  product.variants.find(({ availability }) => availability !== 'out_of_stock') ??
  product.variants[0]

function Gallery({ pictures, title }: { pictures: Product['media']; title: string }) {
  const { t } = usePlace()
  const [at, show] = useState(0)
  useEffect(() => show(0), [pictures[0]?.url])
  const shown = pictures[at] ?? pictures[0]
  return (
    <div class="gallery">
      <Picture
        url={shown?.url}
        alt={shown?.alt !== undefined && shown.alt !== '' ? shown.alt : title}
        eager
      />
      {pictures.length > 1 && (
        <ul class="thumbs">
          {pictures.map((picture, index) => (
            <li key={picture.url}>
              <button
                type="button"
                class={index === at ? 'is-chosen' : ''}
                aria-pressed={index === at}
                aria-label={t.picture(index + 1, pictures.length)}
                onClick={() => show(index)}
              >
                <Picture url={picture.url} alt="" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function Details({ product, variant }: { product: Product; variant: ProductVariant | undefined }) {
  const { t, lang } = usePlace()
  const grams = variant?.weightGrams
  const weight =
    grams === undefined
      ? undefined
      : new Intl.NumberFormat(lang, {
          style: 'unit',
          unit: grams < 1_000 ? 'gram' : 'kilogram',
          maximumFractionDigits: 2,
        }).format(grams < 1_000 ? grams : grams / 1_000)
  const rows = [
    [t.maker, product.vendor],
    [t.weight, weight],
    [t.articleNumber, variant?.sku ?? undefined],
  ].filter(([, value]) => value !== undefined && value !== '')
  return (
    <details class="details">
      <summary>{t.details}</summary>
      <dl>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}

function Related({ category, except }: { category: { handle: string; title: string }; except: string }) {
  const { t, where } = usePlace()
  const read = readList(where, { category: category.handle, limit: '5' })
  const loaded = useLoad(read.key, read.fetch)
  if (loaded.state === 'failed') return null
  const cards =
    loaded.state === 'ready' ? loaded.value.data.filter(({ id }) => id !== except).slice(0, 4) : undefined
  if (cards?.length === 0) return null
  return (
    <section class="band">
      <h2>{t.moreOf(category.title)}</h2>
      <Grid cards={cards} places={4} wide />
    </section>
  )
}

function ProductPlaces() {
  return (
    <>
      <Crumbs path={[]} />
      <div class="product" aria-busy="true">
        <div class="gallery">
          <span class="picture waiting" />
        </div>
        <div class="product-text">
          <p class="product-vendor">
            <Line width="short" />
          </p>
          <h1>
            <Line width="long" />
          </h1>
          <p>
            <Line width="short" />
          </p>
          <p>
            <Line width="long" />
          </p>
          <p>
            <Line width="long" />
          </p>
        </div>
      </div>
    </>
  )
}
