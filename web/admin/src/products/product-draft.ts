import type { admin, Answer } from '../api.ts'
import { inWords } from '../parts/words.tsx'

type Route = (typeof admin.products)[':id']
export type AdminProduct = Answer<Route['$get']>
export type ProductPatch = NonNullable<Parameters<Route['$patch']>[0]>['json']
export type ProductStatus = AdminProduct['status']

/** What of a product the editor writes. */
export type ProductDraft = Pick<
  AdminProduct,
  | 'title'
  | 'handle'
  | 'status'
  | 'description'
  | 'vendor'
  | 'productType'
  | 'tags'
  | 'categories'
  | 'media'
  | 'seo'
  | 'translations'
>

export const MEMBER_NAMES: Readonly<Record<keyof ProductDraft, string>> = {
  title: 'Title',
  handle: 'Handle',
  status: 'Status',
  description: 'Description',
  vendor: 'Vendor',
  productType: 'Type',
  tags: 'Tags',
  categories: 'Categories',
  media: 'Pictures',
  seo: 'Search engines',
  translations: 'Translations',
}

export const draftOf = ({
  title,
  handle,
  status,
  description,
  vendor,
  productType,
  tags,
  categories,
  media,
  seo,
  translations,
}: AdminProduct): ProductDraft => ({
  title,
  handle,
  status,
  description,
  vendor,
  productType,
  tags,
  categories,
  media,
  seo,
  translations,
})

/** What has to be sent so that the product becomes what was written: changed members alone. */
export function patchOf(
  base: ProductDraft,
  draft: ProductDraft,
  changed: readonly (keyof ProductDraft)[],
): ProductPatch {
  const { translations, ...plain } = Object.fromEntries(
    changed.map((member) => [member, draft[member]]),
  ) as Partial<ProductDraft>
  if (translations === undefined) return plain
  // Locales that are not named stay.
  const locales = Object.entries(translations).filter(
    ([locale, texts]) => JSON.stringify(texts) !== JSON.stringify(base.translations[locale]),
  )
  return { ...plain, translations: Object.fromEntries(locales) }
}

/** A member's value as text, to be compared by eye. */
export function showMember(member: keyof ProductDraft, draft: ProductDraft): string {
  switch (member) {
    case 'status':
      return inWords(draft.status)
    case 'tags':
    case 'categories':
      return draft[member].join(', ')
    case 'media':
      return draft.media.map(({ url, alt }) => (alt === '' ? url : `${alt} (${url})`)).join('\n')
    case 'seo':
      return [draft.seo.title, draft.seo.description].filter((text) => text !== '').join('\n')
    case 'translations':
      return Object.entries(draft.translations)
        .flatMap(([locale, texts]) =>
          Object.entries(texts).map(([name, text]) => `${locale} ${name}: ${text}`),
        )
        .join('\n')
    case 'title':
    case 'handle':
    case 'description':
    case 'vendor':
    case 'productType':
      return draft[member]
  }
}
