import type { LiveProduct, SnapshotVariant } from '../catalog/snapshot.ts'
import { PURCHASABLE, bestAvailability } from '../domain/availability.ts'
import { type Locale, type Market, localeChain, pickText } from '../domain/market.ts'
import { money } from '../domain/money.ts'
import { type PriceRow, nextBoundary, priceAt } from '../domain/price.ts'
import { fold } from '../domain/text.ts'
import type { Instant } from '../domain/time.ts'
import { type Language, languageOf } from './stems.ts'
import { type Term, digest, termsOf } from './terms.ts'
import { type SearchTexts, searchTexts } from './texts.ts'

/** One row of `listings` with its texts: a product as one market shows it in one locale. */
export type ListingRow = {
  /** Where it is found: `scopeOf` its market and locale. */
  readonly scope: string
  readonly popularity: number
  readonly titleKey: string
  readonly createdAt: Instant
  readonly priceMin: number
  readonly terms: readonly Term[]
  readonly texts: SearchTexts
  /** The card of contract.md as JSON text. */
  readonly card: string
  readonly nextBoundary: Instant | undefined
  /** Differs whenever anything above does. */
  readonly digest: string
}

/** Names the rows of one market in one locale. */
export const scopeOf = (market: Market, locale: Locale): string => `${market.code}/${locale}`

type Priced = { readonly variant: SnapshotVariant; readonly price: PriceRow }
type Sold = { readonly priced: readonly Priced[]; readonly boundary: Instant | undefined }

/** The rows of a product: one per market that has a valid price of a variant now, and per locale spoken there. */
export function listingRows(product: LiveProduct, markets: readonly Market[], now: Instant): ListingRow[] {
  // Markets share languages: each wording is taken apart once.
  const wordings = new Map<string, SearchTexts>()
  return markets.flatMap((market) => {
    const sold = soldIn(product, market, now)
    return sold.priced.length === 0
      ? []
      : market.locales.map((locale) => listingRow(product, market, locale, sold, wordings))
  })
}

function soldIn(product: LiveProduct, market: Market, now: Instant): Sold {
  const priced: Priced[] = []
  const rows: PriceRow[] = []
  for (const variant of product.variants) {
    const own = Object.hasOwn(variant.prices, market.code) ? (variant.prices[market.code] ?? []) : []
    rows.push(...own)
    const price = priceAt(own, now, 1)
    if (price !== undefined) priced.push({ variant, price })
  }
  return { priced, boundary: nextBoundary(rows, now) }
}

function listingRow(
  product: LiveProduct,
  market: Market,
  locale: Locale,
  { priced, boundary }: Sold,
  wordings: Map<string, SearchTexts>,
): ListingRow {
  const chain = localeChain(market, locale)
  const title = textOf(product, 'title', chain)
  const cheapest = priced.reduce((best, each) => (each.price.amount < best.price.amount ? each : best))
  const dearest = Math.max(...priced.map(({ price }) => price.amount))
  const best = bestAvailability(
    priced.map(({ variant }) => variant.availability[market.code] ?? 'out_of_stock'),
  )
  const image = product.media[0]
  const card = JSON.stringify({
    id: product.id,
    handle: product.handle,
    title,
    vendor: product.vendor,
    ...(image !== undefined && { image: { url: image.url, alt: image.alt } }),
    price: {
      min: money(cheapest.price.amount, market.currency),
      max: money(dearest, market.currency),
    },
    ...struckThrough(cheapest.price, market),
    availability: best,
    variantCount: priced.length,
  })
  const sold = priced.map(({ variant }) => variant)
  const row = {
    scope: scopeOf(market, locale),
    popularity: product.popularity,
    titleKey: fold(title).slice(0, TITLE_KEY_LENGTH),
    createdAt: product.createdAt,
    priceMin: cheapest.price.amount,
    terms: termsOf(product, sold, chain, PURCHASABLE.has(best)),
    texts: textsOf(product, title, chain, languageOf(locale), wordings),
    card,
    nextBoundary: boundary,
  }
  return { ...row, digest: digest(JSON.stringify(row)) }
}
// Enough to sort by, and small in the index.
const TITLE_KEY_LENGTH = 80

const struckThrough = ({ amount, compareAt, reference }: PriceRow, { currency }: Market) => ({
  ...(compareAt !== undefined && compareAt > amount && { compareAt: money(compareAt, currency) }),
  ...(reference !== undefined && { referencePrice: money(reference, currency) }),
})

function textOf(product: LiveProduct, field: 'title' | 'description', chain: readonly Locale[]): string {
  const texts = Object.fromEntries(chain.map((locale) => [locale, product.translations[locale]?.[field]]))
  return pickText<string>(texts, product.base[field], chain).text
}

function textsOf(
  product: LiveProduct,
  title: string,
  chain: readonly Locale[],
  language: Language,
  wordings: Map<string, SearchTexts>,
): SearchTexts {
  const wording = {
    title,
    maker: `${product.vendor}\n${product.productType}`,
    body: [
      withoutMarkup(textOf(product, 'description', chain)),
      ...product.categories.map(({ title: base, titles }) => pickText(titles, base, chain).text),
      ...product.tags,
      ...product.variants.flatMap(({ values }) => values),
    ].join('\n'),
    codes: product.variants.flatMap(({ sku, barcode }) => [sku ?? '', barcode]).join('\n'),
  }
  const key = `${language}\n${wording.title}\n${wording.body}`
  const known = wordings.get(key)
  if (known !== undefined) return known

  const texts = searchTexts(wording, language)
  wordings.set(key, texts)
  return texts
}

/** Descriptions are HTML, cleaned at import: only its words are searched. */
const withoutMarkup = (html: string): string =>
  html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,6}));/gi, (_, decimal, hex, name) => {
      if (name !== undefined) return ENTITIES[name as string] ?? ' '
      const point = decimal === undefined ? parseInt(hex as string, 16) : Number(decimal)
      return point > 0 && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff)
        ? String.fromCodePoint(point)
        : ' '
    })
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
}
