import { bulk, guardThat, type Db, type Statement } from '../platform/d1.ts'
import type { CategoryRow } from './plan-products.ts'

/** Writes categories whole, parents before children. A revision that moved in between breaks the batch. */
export function saveCategories(db: Db, categories: readonly CategoryRow[], now: number): Statement[] {
  if (categories.length === 0) return []
  const stored = categories.filter(({ revision }) => revision > 0)
  const rows = categories.map((category) => ({ ...category, translations: undefined }))
  const texts = categories.flatMap(({ id, translations }) =>
    [...translations].map(([locale, { title, description }]) => ({ id, locale, title, description })),
  )
  return [
    ...guardThat(
      db,
      `SELECT count(*) = count(c.id) FROM json_each(?1)
       LEFT JOIN categories c ON c.id = value->>'id' AND c.revision = value->>'revision'`,
      stored.map(({ id, revision }) => ({ id, revision })),
    ),
    // Rows are written by id, whether or not it is there: what is new must still be new.
    ...guardThat(
      db,
      'SELECT count(*) = 0 FROM categories WHERE id IN (SELECT value FROM json_each(?1))',
      categories.filter(({ revision }) => revision === 0).map(({ id }) => id),
    ),
    ...bulk(
      db,
      `INSERT INTO categories (id, handle, parent_id, position, title, description, revision, created_at, updated_at)
       SELECT value->>'id', value->>'handle', value->>'parentId', value->>'position', value->>'title',
         value->>'description', value->>'steps', ?2, ?2
       FROM json_each(?1) WHERE true ORDER BY key
       ON CONFLICT (id) DO UPDATE SET handle = excluded.handle, parent_id = excluded.parent_id, position = excluded.position,
         title = excluded.title, description = excluded.description, revision = revision + excluded.revision,
         updated_at = excluded.updated_at`,
      rows,
      now,
    ),
    // A former handle leads to its category until one has it again: never in a circle.
    ...bulk(
      db,
      'DELETE FROM category_redirects WHERE handle IN (SELECT value FROM json_each(?1))',
      categories.map(({ handle }) => handle),
    ),
    ...bulk(
      db,
      'DELETE FROM category_translations WHERE category_id IN (SELECT value FROM json_each(?1))',
      stored.map(({ id }) => id),
    ),
    ...bulk(
      db,
      `INSERT INTO category_translations (category_id, locale, title, description)
       SELECT value->>'id', value->>'locale', value->>'title', value->>'description' FROM json_each(?1)`,
      texts,
    ),
  ]
}

/**
 * In the batch that gives a category another handle: the one it had leads to it from now on. Its products and the
 * categories right below it show its handle, so they are other versions now, and whoever edits older ones looks again.
 */
export const saveRename = (
  db: Db,
  { id, handle }: { id: string; handle: string },
  now: number,
): Statement[] => [
  db
    .prepare(
      `INSERT INTO category_redirects (handle, category_id, created_at) VALUES (?1, ?2, ?3)
       ON CONFLICT (handle) DO UPDATE SET category_id = excluded.category_id, created_at = excluded.created_at`,
    )
    .bind(handle, id, now),
  db
    .prepare(
      `UPDATE products SET revision = revision + 1, updated_at = max(updated_at, ?2)
       WHERE id IN (SELECT product_id FROM product_categories WHERE category_id = ?1)`,
    )
    .bind(id, now),
  db
    .prepare(
      'UPDATE categories SET revision = revision + 1, updated_at = max(updated_at, ?2) WHERE parent_id = ?1',
    )
    .bind(id, now),
]
