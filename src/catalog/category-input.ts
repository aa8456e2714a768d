import { z } from '@hono/zod-openapi'
import { ID_PATTERN, parseId } from '../domain/ids.ts'
import type { Locale } from '../domain/market.ts'
import { instantSchema } from '../platform/schema.ts'
import { description, handle, made, requiredText, texts, whole } from './input-schema.ts'
import type { Report } from './plan-reports.ts'
import { HTML_BYTES_MAX, htmlBytes } from './html-size.ts'
import { readTranslations } from './product-body.ts'
import { LIMIT, type TextsInput } from './product-input.ts'
import { sanitiseHtml } from './sanitise-html.ts'

// What the admin API takes and shows of categories.

export const CATEGORY_EXAMPLE = {
  handle: 'kettles',
  title: 'Kettles',
  parent: 'kitchen',
  position: 2,
  translations: { de: { title: 'Wasserkessel' }, ja: { title: 'ケトル' } },
}

export const CATEGORY_SHOWN_EXAMPLE = {
  id: 'cat_01KAQ4T5V8D3ZJ6W9X2Y7B1C0E',
  handle: 'kettles',
  parent: 'kitchen',
  position: 2,
  title: 'Kettles',
  description: '',
  translations: { de: { title: 'Wasserkessel' }, ja: { title: 'ケトル' } },
  revision: 1,
  createdAt: '2026-11-21T08:00:00.000Z',
  updatedAt: '2026-11-21T08:00:00.000Z',
}

const members = {
  parent: made('invalid_handle', (value) =>
    ID_PATTERN.test(value) || /^[a-z0-9-]{1,255}$/.test(value) ? value : undefined,
  )
    .nullable()
    .optional()
    .openapi({ type: ['string', 'null'], description: 'Handle or id of the category above; null = a root.' }),
  position: whole(1_000_000, 'invalid_number').optional().openapi({
    description: 'Its place among its siblings; equals are ordered by handle.',
  }),
  description: description.optional(),
  translations: z
    .record(z.string(), texts.pick({ title: true, description: true }).nullable())
    .optional()
    .openapi({ description: 'By locale; a locale that is named is stated whole, null takes it away.' }),
}
const title = requiredText(LIMIT.title)

export const categoryPatchSchema = z
  .strictObject({ handle: handle.optional(), title: title.optional(), ...members })
  .openapi('CategoryPatch', { example: { title: 'Kettles' } })

export const categoryCreateSchema = z
  .strictObject({
    id: made('invalid_id', (value) => parseId('category', value)).optional(),
    handle: handle.optional().openapi({ description: 'Without one it is made from the title.' }),
    title,
    ...members,
  })
  .openapi('CategoryInput', { example: CATEGORY_EXAMPLE })

export type CategoryBody = z.output<typeof categoryPatchSchema> & { readonly id?: string | undefined }

export const adminCategorySchema = z
  .object({
    id: z.string(),
    handle: z.string(),
    parent: z.string().nullable().openapi({ description: 'Handle of the category above.' }),
    position: z.number().int(),
    title: z.string(),
    description: z.string(),
    translations: z.record(
      z.string(),
      z.object({ title: z.string().optional(), description: z.string().optional() }),
    ),
    revision: z.number().int(),
    createdAt: instantSchema,
    updatedAt: instantSchema,
  })
  .openapi('AdminCategory', { example: CATEGORY_SHOWN_EXAMPLE })

export type ShownCategory = z.input<typeof adminCategorySchema>

/** The texts of a body, clean. */
export type CategoryTexts = {
  readonly title: string | undefined
  readonly description: string | undefined
  readonly translations: ReadonlyMap<Locale, TextsInput | null> | undefined
}

export function readCategoryTexts(body: CategoryBody, reports: Report[]): CategoryTexts {
  const read = {
    title: body.title?.trim(),
    description: body.description === undefined ? undefined : sanitiseHtml(body.description),
    translations: readTranslations(body.translations, reports),
  }
  const all = [read.description, ...[...(read.translations ?? []).values()].map((each) => each?.description)]
  if (all.reduce((bytes, html) => bytes + htmlBytes(html ?? ''), 0) > HTML_BYTES_MAX)
    reports.push({ line: 0, column: 'description', code: 'too_long' })
  return read
}
