import type { ProductId, VariantId } from '../domain/ids.ts'
import { type Locale, type Market, type MarketCode, parseLocale } from '../domain/market.ts'
import type { PriceRow } from '../domain/price.ts'
import { Problem } from '../platform/problem.ts'
import { HTML_BYTES_MAX, htmlBytes } from './html-size.ts'
import type { Report, ReportCode } from './plan-reports.ts'
import {
  type MediaInput,
  type PriceInput,
  type ProductInput,
  type TextsInput,
  type VariantInput,
  LIMIT,
} from './product-input.ts'
import type { PriceBody, ProductBody, VariantBody } from './product-schemas.ts'
import { sanitiseHtml } from './sanitise-html.ts'
import type { StoredProduct } from './stored-products.ts'

/** Columns are JSON pointers without their first slash. */
type Reports = Report[]
const add = (reports: Reports, column: string, code: ReportCode): void => {
  reports.push({ line: 0, column: column.slice(0, 256), code })
}

/** How a body is meant: `patch` leaves absent members as they are, `whole` gives them their defaults. */
export type Form = 'patch' | 'whole'

/** A request's body as the planner takes it, but for its prices: reading those takes the markets. */
export function readProductBody(
  body: ProductBody,
  id: ProductId,
  form: Form,
  reports: Reports,
): ProductInput {
  const whole = form === 'whole'
  const or = <Value>(value: Value | undefined, otherwise: Value): Value | undefined =>
    value ?? (whole ? otherwise : undefined)
  const variants = or(body.variants, [{}])?.map((variant, index) =>
    readVariantBody(variant, form, `variants/${index}/`),
  )
  const options = body.options?.map((name) => name.trim())
  if (options !== undefined && new Set(options).size < options.length)
    add(reports, 'options', 'invalid_value')
  const input: ProductInput = {
    line: 0,
    lines: [0],
    granular: false,
    id,
    handle: body.handle,
    title: body.title?.trim(),
    description: html(or(body.description, '')),
    vendor: or(body.vendor, '')?.trim(),
    productType: or(body.productType, '')?.trim(),
    status: or(body.status, 'active'),
    tags:
      or(body.tags, [])?.length === 0 ? [] : body.tags && [...new Set(body.tags.map((tag) => tag.trim()))],
    popularity: or(body.popularity, 0),
    seoTitle: body.seo === undefined ? or(undefined, '') : or(body.seo.title, '')?.trim(),
    seoDescription: body.seo === undefined ? or(undefined, '') : or(body.seo.description, '')?.trim(),
    categories: or(body.categories, [])?.map((name, index) => ({ name, column: `categories/${index}` })),
    options: whole ? (options ?? optionNames(variants ?? [])) : options,
    media: or(body.media, []) && pictures(body.media ?? []),
    translations: readTranslations(body.translations, reports),
    variants,
    keepsUnnamed: variants === undefined,
  }
  checkHtml(input, reports)
  return input
}

const optionNames = (variants: readonly VariantInput[]): string[] => [
  ...new Set(variants.flatMap(({ options }) => [...(options?.keys() ?? [])])),
]

/** With PUT the locales that are not named go. */
export const withoutOtherLocales = (
  input: ProductInput,
  stored: StoredProduct | undefined,
): ProductInput => ({
  ...input,
  translations: new Map<Locale, TextsInput | null>([
    ...(stored?.translations ?? []).map(({ locale }) => [locale, null] as const),
    ...(input.translations ?? []),
  ]),
})

const DEFAULTS = {
  sku: null,
  barcode: '',
  weightGrams: null,
  taxClass: 'standard',
  image: null,
  tracked: true,
  backorder: false,
  lowStockThreshold: 5,
} as const

/** A variant but for its prices. */
export function readVariantBody(body: VariantBody, form: Form, at: string): VariantInput {
  const stated = Object.fromEntries(
    Object.entries(body).filter(([, value]) => value !== undefined),
  ) as VariantBody
  const { id, sku, options, barcode, weightGrams, taxClass, image, tracked, backorder, lowStockThreshold } =
    form === 'whole' ? { ...DEFAULTS, options: {}, ...stated } : stated
  return {
    line: 0,
    at,
    id: id as VariantId | undefined,
    sku,
    options: options && new Map(Object.entries(options).map(([name, value]) => [name.trim(), value])),
    barcode,
    weightGrams,
    taxClass,
    imageUrl: image,
    tracked,
    backorder,
    lowStockThreshold,
  }
}

function pictures(media: NonNullable<ProductBody['media']>): MediaInput[] {
  const byUrl = new Map<string, MediaInput>()
  for (const picture of media) {
    if (!byUrl.has(picture.url))
      byUrl.set(picture.url, { ...picture, line: 0, alt: picture.alt?.trim() ?? '' })
  }
  return [...byUrl.values()]
}

export function readTranslations(
  translations: ProductBody['translations'],
  reports: Reports,
): Map<Locale, TextsInput | null> | undefined {
  if (translations === undefined) return undefined
  const entries = Object.entries(translations)
  if (entries.length > LIMIT.locales) add(reports, 'translations', 'too_long')
  const read = new Map<Locale, TextsInput | null>()
  for (const [tag, texts] of entries) {
    const locale = parseLocale(tag)
    if (locale === undefined) add(reports, `translations/${pointerPart(tag)}`, 'invalid_locale')
    else
      read.set(
        locale,
        texts && { ...texts, title: texts.title?.trim(), description: html(texts.description) },
      )
  }
  return read
}

/** All the HTML of a product counts together: D1 takes 2 MB a row and a value. */
function checkHtml(input: ProductInput, reports: Reports): void {
  let bytes = htmlBytes(input.description ?? '')
  if (bytes > HTML_BYTES_MAX) add(reports, 'description', 'too_long')
  for (const [locale, texts] of input.translations ?? []) {
    if (bytes > HTML_BYTES_MAX) return
    bytes += htmlBytes(texts?.description ?? '')
    if (bytes > HTML_BYTES_MAX) add(reports, `translations/${locale}/description`, 'too_long')
  }
}

const html = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : sanitiseHtml(text)

const pointerPart = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1').slice(0, 64)

/** The prices of a variant's body, in the currencies of their markets. */
export function withPrices(
  input: VariantInput,
  { prices }: VariantBody,
  markets: readonly Market[],
  reports: Reports,
): VariantInput {
  if (prices === undefined) return input
  const read = new Map<MarketCode, PriceInput>()
  for (const [code, stated] of Object.entries(prices)) {
    const column = `${input.at}prices/${pointerPart(code)}`
    const market = markets.find((one) => one.code === code)
    if (market === undefined) add(reports, column, 'unknown_market')
    else if (stated === null) read.set(market.code, null)
    else if (!Array.isArray(stated))
      read.set(market.code, { one: readPrice(stated, market, `${column}/`, reports) })
    else {
      const all = stated.map((price, index) => readPrice(price, market, `${column}/${index}/`, reports))
      const places = new Set(all.map((row) => `${row.minQuantity} ${row.startsAt}`))
      if (places.size < all.length) add(reports, column, 'invalid_value')
      read.set(market.code, { all })
    }
  }
  return { ...input, prices: read }
}

function readPrice(stated: PriceBody, market: Market, at: string, reports: Reports): PriceRow {
  const { price, compareAt, minQuantity = 1 } = stated
  const startsAt = stated.startsAt ?? 0
  const endsAt = stated.endsAt ?? undefined
  if (price.currency !== market.currency) add(reports, `${at}price/currency`, 'wrong_currency')
  if (compareAt != null && compareAt.currency !== market.currency)
    add(reports, `${at}compareAt/currency`, 'wrong_currency')
  else if (compareAt != null && compareAt.amount <= price.amount)
    add(reports, `${at}compareAt`, 'compare_at_too_low')
  if (endsAt !== undefined && endsAt <= startsAt) add(reports, `${at}endsAt`, 'invalid_period')
  return {
    amount: price.amount,
    minQuantity,
    startsAt,
    ...(compareAt != null && { compareAt: compareAt.amount }),
    ...(endsAt !== undefined && { endsAt }),
  }
}

/** `withPrices` for all variants of a product's body. */
export const withAllPrices = (
  input: ProductInput,
  body: ProductBody,
  markets: readonly Market[],
  reports: Reports,
): ProductInput => ({
  ...input,
  variants: input.variants?.map((variant, index) =>
    withPrices(variant, body.variants?.[index] ?? {}, markets, reports),
  ),
})

/** A body may repeat the id of its path, and state no other. */
export function demandSameId(
  { id: stated }: { readonly id?: string | undefined },
  id: string,
  pointer: string,
): void {
  if (stated === undefined || stated === id) return
  throw new Problem('validation_failed', undefined, {
    errors: [{ pointer, code: 'invalid_id', message: 'is not the id of the path' }],
  })
}
