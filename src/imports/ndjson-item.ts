import type * as z from 'zod'
import { HTML_BYTES_MAX, htmlBytes } from '../catalog/html-size.ts'
import { LineReports } from './line-reports.ts'
import {
  type CatalogItem,
  type CategoryInput,
  type MediaInput,
  type ProductInput,
  type TextsInput,
  LIMIT,
} from '../catalog/product-input.ts'
import { REPORTS, type Report, type ReportCode } from '../catalog/plan-reports.ts'
import { sanitiseHtml } from '../catalog/sanitise-html.ts'
import { type Locale, parseLocale } from '../domain/market.ts'
import {
  type CategoryLine,
  type ProductLine,
  type VariantLine,
  categoryLine,
  productLine,
} from './ndjson-schema.ts'
import { readVariantLine } from './ndjson-variant.ts'
import { innermost } from '../platform/route.ts'
import type { Markets } from './reading.ts'

export function readNdjsonItem(
  value: unknown,
  line: number,
  markets: Markets,
): { item: CatalogItem | undefined; reports: readonly Report[] } {
  const reports = new LineReports(line)
  const item = readItem(value, reports, markets)
  return { item: reports.failed ? undefined : item, reports: reports.reports }
}

function readItem(value: unknown, reports: LineReports, markets: Markets): CatalogItem | undefined {
  const isCategory =
    typeof value === 'object' && value !== null && 'type' in value && value.type === 'category'
  if (isCategory) {
    const parsed = categoryLine.safeParse(value)
    if (!parsed.success) return refuse(parsed.error.issues, reports)
    const category = readCategory(parsed.data, reports)
    checkHtml(category, reports)
    return { kind: 'category', category }
  }
  const parsed = productLine.safeParse(value)
  if (!parsed.success) return refuse(parsed.error.issues, reports)
  const product = readProduct(parsed.data, reports, markets)
  checkHtml(product, reports)
  return { kind: 'product', product }
}

// A line full of mistakes is told of its first ones.
const ISSUES_MAX = 20

function refuse(issues: readonly z.core.$ZodIssue[], reports: LineReports): undefined {
  for (const issue of issues.flatMap(innermost).slice(0, ISSUES_MAX)) {
    const path = issue.path.join('.')
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys.slice(0, ISSUES_MAX))
        reports.add(path === '' ? key : `${path}.${key}`, 'unknown_member')
    } else reports.add(path, codeOf(issue))
  }
}

function codeOf(issue: z.core.$ZodIssue): ReportCode {
  if (issue.message in REPORTS) return issue.message as ReportCode
  return issue.code === 'invalid_value' ? 'invalid_value' : 'wrong_type'
}

function readProduct(line: ProductLine, reports: LineReports, markets: Markets): ProductInput {
  const { variants, options } = line
  if (options !== undefined && new Set(options).size < options.length) reports.add('options', 'invalid_value')
  const single = singleVariant(line)
  if (variants !== undefined && single !== undefined) reports.add('variants', 'invalid_value')
  const stated = variants ?? (single && [single])
  return {
    line: reports.line,
    lines: [reports.line],
    granular: false,
    id: line.id,
    handle: line.handle,
    title: line.title?.trim(),
    description: html(line.description),
    vendor: line.vendor?.trim(),
    productType: line.productType?.trim(),
    status: line.status,
    tags: line.tags && [...new Set(line.tags.map((tag) => tag.trim()))],
    popularity: line.popularity,
    seoTitle: line.seo?.title?.trim(),
    seoDescription: line.seo?.description?.trim(),
    categories: line.categories?.map((reference, index) => {
      const column = `categories.${index}`
      return typeof reference === 'string'
        ? { handle: reference, column }
        : { path: reference.map((title) => title.trim()), column }
    }),
    options: options?.map((name) => name.trim()),
    media: line.media && pictures(line.media, reports.line),
    translations: readTranslations(line.translations, reports),
    variants: stated?.map((variant, index) =>
      readVariantLine(variant, variants === undefined ? '' : `variants.${index}.`, reports, markets),
    ),
    keepsUnnamed: variants === undefined || line.unnamedVariants === 'keep',
  }
}

const PURCHASE = [
  'sku',
  'price',
  'compareAt',
  'prices',
  'barcode',
  'weightGrams',
  'taxClass',
  'stock',
  'tracked',
  'backorder',
  'lowStockThreshold',
  'image',
] as const

/** The variant that a product states by itself, if it states anything of one. */
function singleVariant(line: ProductLine): VariantLine | undefined {
  const stated = PURCHASE.filter((member) => line[member] !== undefined)
  return stated.length === 0 ? undefined : Object.fromEntries(stated.map((member) => [member, line[member]]))
}

function pictures(media: NonNullable<ProductLine['media']>, line: number): ProductInput['media'] {
  const byUrl = new Map<string, MediaInput>()
  for (const picture of media) {
    if (!byUrl.has(picture.url)) byUrl.set(picture.url, { ...picture, line, alt: picture.alt?.trim() ?? '' })
  }
  return [...byUrl.values()]
}

function readCategory(line: CategoryLine, reports: LineReports): CategoryInput {
  return {
    line: reports.line,
    handle: line.handle,
    title: line.title?.trim(),
    parent: line.parent,
    description: html(line.description),
    position: line.position,
    translations: readTranslations(line.translations, reports),
  }
}

function readTranslations(
  translations: Record<string, TextsInput | null> | undefined,
  reports: LineReports,
): Map<Locale, TextsInput | null> | undefined {
  if (translations === undefined) return undefined
  const entries = Object.entries(translations)
  if (entries.length > LIMIT.locales) reports.add('translations', 'too_long')
  const read = new Map<Locale, TextsInput | null>()
  for (const [tag, texts] of entries) {
    const locale = parseLocale(tag)
    if (locale === undefined) reports.add(`translations.${tag}`, 'invalid_locale')
    else
      read.set(
        locale,
        texts && { ...texts, title: texts.title?.trim(), description: html(texts.description) },
      )
  }
  return read
}

/** All the HTML of a line counts together: a dry run keeps a category with its translations as one value. */
function checkHtml(item: ProductInput | CategoryInput, reports: LineReports): void {
  let bytes = htmlBytes(item.description ?? '')
  if (bytes > HTML_BYTES_MAX) reports.add('description', 'too_long')
  for (const [locale, texts] of item.translations ?? []) {
    if (bytes > HTML_BYTES_MAX) return
    bytes += htmlBytes(texts?.description ?? '')
    if (bytes > HTML_BYTES_MAX) reports.add(`translations.${locale}.description`, 'too_long')
  }
}

const html = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : sanitiseHtml(text)
