import type { CartItem, Money, Product, ProductVariant } from 'highstreet/client'
import type { Place } from './place.tsx'
import { cart } from './shop.ts'
import { createStore } from './store.ts'

/** Whether the bag is looked at. */
export const bagIsOpen = createStore(false)

/** What a line is called while the shop does not know of it yet. */
export type Shown = {
  readonly title: string
  readonly variantTitle: string
  readonly handle: string
  readonly image?: string | undefined
  /** null: it is not sold here. */
  readonly unitPrice: Money | null
}
const shown = new Map<string, Shown>()

export function lookOf(variantId: string, item: CartItem | undefined): Shown | undefined {
  if (item === undefined) return shown.get(variantId)
  const { title, variantTitle, handle, image, unitPrice } = item
  return { title, variantTitle, handle, image, unitPrice }
}

/** Puts something into the bag, priced for where the shopper is. */
export function addToBag(
  { market, where }: Place,
  product: Product,
  variant: ProductVariant,
  quantity: number,
): void {
  shown.set(variant.id, {
    title: product.title,
    variantTitle: product.variants.length > 1 ? variant.title : '',
    handle: product.handle,
    image: variant.image ?? product.media[0]?.url,
    unitPrice: variant.price,
  })
  priceFor(market.code, where.locale ?? market.defaultLocale)
  void cart.add({ variantId: variant.id, quantity })
  bagIsOpen.set(true)
}

/** Prices the bag for a market, in one of its languages; before there is a bag, says where it will be opened. */
export function priceFor(market: string, locale: string): void {
  const now = cart.getSnapshot().cart
  if (now?.market !== market || now.locale !== locale) void cart.change({ market, locale })
}
