import type { Colour } from './draw.ts'
import type { Department, Shape } from './pictures.ts'

/**
 * A text block in one language: the first line is the title, the following lines are one paragraph, and
 * lines that begin with a dash are a list below it.
 */
type Text = string

/** Prices as `us de jp`, a dash where the product has none: `'49.00 45.90 6800'`. */
type Prices = string

interface Terms {
  price?: Prices
  was?: Prices
  grams?: number
  backorder?: boolean
}

interface Sheet {
  en: Text
  de: Text
  ja: Text
  /** Where it stands in the shop; several shelves are parted by commas, and so are tags. */
  shelf: { in: string; by: string; type: string; tags: string }
  sale: Terms & {
    price: Prices
    sku: string
    popularity: number
    tax?: 'reduced'
    stock?: number
    tracked?: boolean
  }
  status?: 'draft' | 'archived'
  options?: string[]
  /** Stock by variant; a variant is named by its option values: `'Sage / S'`. */
  variants?: Record<string, number>
  /** Terms that differ for an option value or for a whole variant. */
  per?: Record<string, Terms>
  /** Shape, colours, alt text. */
  pictures: [Shape, string, string][]
}

export interface Product extends Sheet {
  handle: string
}

export const product = (handle: string, sheet: Sheet): Product => ({ handle, ...sheet })

export interface Category {
  handle: string
  parent?: string
  en: Text
  de: Text
  ja: Text
}

export interface Picture {
  name: string
  department: Department
  shape: Shape
  colours: Colour[]
}

const markets = ['us', 'de', 'jp'] as const

function parseText(text: Text, joint: string) {
  const [title = '', ...lines] = text
    .split('\n')
    .map((each) => each.trim())
    .filter(Boolean)
  const prose = lines.filter((each) => !each.startsWith('- ')).join(joint)
  const items = lines.filter((each) => each.startsWith('- ')).map((each) => `<li>${each.slice(2)}</li>`)
  const html = `<p>${prose}</p>${items.length ? `<ul>${items.join('')}</ul>` : ''}`
  const plain = prose.replaceAll(/<[^>]+>/g, '')
  // The first sentence, for result pages.
  const summary = /^.+?(?:[.!?](?= [A-ZÄÖÜ„“])|[。！？]|$)/u.exec(plain)?.[0] ?? plain
  return { title, prose, html, summary }
}

function parsePrices(price: Prices | undefined): Partial<Record<(typeof markets)[number], string>> {
  const parts = price?.split(' ') ?? []
  return Object.fromEntries(
    markets.flatMap((market, i) => (parts[i] && parts[i] !== '-' ? [[market, parts[i]]] : [])),
  )
}

const code = (value: string) =>
  value
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/g, '')
    .slice(0, 4)

export function categoryRow({ handle, parent, ...texts }: Category, position: number): object {
  const [en, de, ja] = [parseText(texts.en, ' '), parseText(texts.de, ' '), parseText(texts.ja, '')]
  return {
    type: 'category',
    handle,
    title: en.title,
    ...(parent ? { parent } : {}),
    description: en.prose,
    position,
    translations: {
      de: { title: de.title, description: de.prose },
      ja: { title: ja.title, description: ja.prose },
    },
  }
}

function variantRows({ options = [], variants, sale, per = {} }: Product): object[] {
  return Object.entries(variants ?? { '': sale.stock ?? 0 }).map(([name, stock]) => {
    const values = name ? name.split(' / ') : []
    if (values.length !== options.length) throw new Error(`${sale.sku}: "${name}" does not fit its options`)
    const terms: Terms = Object.assign({}, sale, ...[...values, name].map((value) => per[value] ?? {}))
    const sku = [sale.sku, ...values.map(code)].join('-')
    const was = parsePrices(terms.was)
    const prices = Object.entries(parsePrices(terms.price)).map(([market, price]) => {
      const compareAt = was[market as keyof typeof was]
      return [market, compareAt ? { price, compareAt } : { price }]
    })
    return {
      id: `var-${sku.toLowerCase()}`,
      sku,
      ...(values.length
        ? { options: Object.fromEntries(options.map((option, i) => [option, values[i]])) }
        : {}),
      prices: Object.fromEntries(prices),
      weightGrams: terms.grams ?? 0,
      taxClass: sale.tax ?? 'standard',
      ...(sale.tracked === false ? { tracked: false } : { stock }),
      ...(terms.backorder ? { backorder: true } : {}),
    }
  })
}

const list = (text: string) => text.split(',').map((each) => each.trim())

export function productRow(department: Department, item: Product): { row: object; pictures: Picture[] } {
  const [en, de, ja] = [parseText(item.en, ' '), parseText(item.de, ' '), parseText(item.ja, '')]
  const { shelf } = item
  const name = (index: number) => (index === 0 ? item.handle : `${item.handle}-${index + 1}`)
  const row = {
    id: `prd-${item.handle}`,
    handle: item.handle,
    title: en.title,
    description: en.html,
    vendor: shelf.by,
    productType: shelf.type,
    status: item.status ?? 'active',
    tags: list(shelf.tags),
    popularity: item.sale.popularity,
    categories: list(shelf.in),
    ...(item.options ? { options: item.options } : {}),
    media: item.pictures.map(([, , alt], i) => ({
      url: `/media/${name(i)}.svg`,
      alt,
      width: 800,
      height: 800,
    })),
    seo: { title: `${en.title} by ${shelf.by}`, description: en.summary },
    translations: {
      de: {
        title: de.title,
        description: de.html,
        seoTitle: `${de.title} von ${shelf.by}`,
        seoDescription: de.summary,
      },
      ja: {
        title: ja.title,
        description: ja.html,
        seoTitle: `${ja.title}｜${shelf.by}`,
        seoDescription: ja.summary,
      },
    },
    variants: variantRows(item),
  }
  const pictures = item.pictures.map(([shape, colours, _alt], i) => ({
    name: name(i),
    department,
    shape,
    colours: colours.split(' ') as Colour[],
  }))
  return { row, pictures }
}
