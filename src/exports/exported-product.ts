import type { Handle } from '../domain/handle.ts'
import type { CategoryId, LocationId, ProductId } from '../domain/ids.ts'
import type { MarketCode } from '../domain/market.ts'
import type { PriceRow } from '../domain/price.ts'
import type {
  MediaFields,
  ProductFields,
  TranslationFields,
  VariantFields,
} from '../catalog/stored-products.ts'

/** A live variant with the prices and the stock that are its own; withdrawn ones are in no export. */
export type ExportedVariant = VariantFields & {
  readonly prices: ReadonlyMap<MarketCode, readonly PriceRow[]>
  readonly stock: ReadonlyMap<LocationId, number>
}

/** What a price or stock list says of a product. */
export type ListedProduct = Pick<ProductFields, 'id' | 'handle' | 'title'> & {
  readonly options: readonly string[]
  /** In their order. */
  readonly variants: readonly ExportedVariant[]
}

/** All there is of a product. */
export type WholeProduct = ListedProduct &
  ProductFields & {
    readonly categories: readonly { readonly id: CategoryId; readonly handle: Handle }[]
    readonly media: readonly MediaFields[]
    readonly translations: readonly TranslationFields[]
  }

/** One row of a page: a part of a product as JSON. */
export type PartRow = { readonly part: string; readonly product: ProductId; readonly data: string }

type VariantPart = Omit<VariantFields, 'tracked' | 'backorder'> & {
  tracked: 0 | 1
  backorder: 0 | 1
  prices: [
    market: MarketCode,
    minQuantity: number,
    startsAt: number,
    endsAt: number | null,
    amount: number,
    compareAt: number | null,
  ][]
  stock: [LocationId, number][]
}
type OwnPart = ProductFields & {
  options: string[]
  categories: { id: CategoryId; handle: Handle }[]
}

/** Puts the rows of a page together, product by product, by id. Of a price or stock list the texts are absent. */
export function productsFrom(rows: readonly PartRow[]): WholeProduct[] {
  const byProduct = Map.groupBy(rows, ({ product }) => product)
  return [...byProduct.values()]
    .map((parts) => {
      const of = <Part>(name: string): Part[] =>
        parts.filter(({ part }) => part === name).map(({ data }) => JSON.parse(data) as Part)
      const [own] = of<OwnPart>('product')
      return {
        ...(own as OwnPart),
        variants: of<VariantPart>('variant').map(toVariant).toSorted(byPlace),
        media: of<MediaFields[]>('media').flat(),
        translations: of<TranslationFields>('translation').toSorted((one, other) =>
          one.locale < other.locale ? -1 : 1,
        ),
      }
    })
    .toSorted((one, other) => (one.id < other.id ? -1 : 1))
}

const byPlace = (one: VariantFields, other: VariantFields): number =>
  one.position - other.position || (one.id < other.id ? -1 : 1)

function toVariant({ prices, stock, tracked, backorder, ...fields }: VariantPart): ExportedVariant {
  return {
    ...fields,
    tracked: tracked === 1,
    backorder: backorder === 1,
    prices: new Map(
      [...Map.groupBy(prices, ([market]) => market)].map(([market, rows]) => [market, rows.map(toPrice)]),
    ),
    stock: new Map(stock),
  }
}

const toPrice = ([
  ,
  minQuantity,
  startsAt,
  endsAt,
  amount,
  compareAt,
]: VariantPart['prices'][number]): PriceRow => ({
  amount,
  minQuantity,
  startsAt,
  ...(compareAt !== null && { compareAt }),
  ...(endsAt !== null && { endsAt }),
})
