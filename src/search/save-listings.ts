import type { Ctx } from '../platform/context.ts'
import { type Db, type Statement, bulk } from '../platform/d1.ts'
import type { ListingRow } from './listing-rows.ts'
import { marksOf, namedToken, storedTerms, termToken } from './terms.ts'
import { countWords, saveVocabulary } from './vocabulary.ts'

/** All rows a product has now; none when it is gone or sold nowhere. */
export type ProductListings = { readonly productId: string; readonly rows: readonly ListingRow[] }

type Stored = { id: number; product_id: string; scope: string; digest: string; words: string }
type Placed = { readonly id: number; readonly productId: string; readonly row: ListingRow }

/** Popularity in 20 bits above a counter in 32: 52 bits, exact in a number, and the popular come first. */
const POPULARITY_MAX = 2 ** 20 - 1
const COUNTER_SIZE = 2 ** 32

/**
 * Statements for `commit(ctx.search, …)` that bring these products' listings up to date. Reads the present rows first
 * (one crossing): what would not change is left alone, and a listing keeps its id, so that its place in every walk
 * stays. Made for one writer at a time; a second one breaks the primary key and its batch is refused.
 */
export async function replaceListings(ctx: Ctx, products: readonly ProductListings[]): Promise<Statement[]> {
  const { stored, counter } = await readStored(
    ctx.search,
    products.map(({ productId }) => productId),
  )
  const byPlace = new Map(stored.map((row) => [placeOf(row.product_id, row.scope), row]))
  const placed: Placed[] = []
  const staying = new Set<Stored>()
  let last = counter
  for (const { productId, rows } of products) {
    for (const row of rows) {
      const old = byPlace.get(placeOf(productId, row.scope))
      const rank = POPULARITY_MAX - Math.min(POPULARITY_MAX, Math.max(0, Math.floor(row.popularity)))
      if (old?.digest === row.digest) staying.add(old)
      else if (old !== undefined && Math.floor(old.id / COUNTER_SIZE) === rank)
        placed.push({ id: old.id, productId, row })
      else placed.push({ id: rank * COUNTER_SIZE + ++last, productId, row })
    }
  }
  const leaving = stored.filter((row) => !staying.has(row))
  const words = countWords(
    leaving.map(({ scope, words: gone }) => ({ scope, words: gone })),
    placed.map(({ row }) => row),
  )
  return [
    ...removals(
      ctx.search,
      leaving.map(({ id }) => id),
    ),
    ...insertions(ctx.search, placed),
    ...saveVocabulary(ctx.search, words),
    ...(last === counter ? [] : [setCounter(ctx.search, last)]),
  ]
}

/**
 * Statements that empty SEARCH before a rebuild; lists find nothing until products are published again. The counter
 * stays, so that no id is given twice and a walk begun before shows no listing twice; so do the publisher's cursors:
 * the rebuild goes by marks on products, not by the log. Not while the publisher is between reading the rows it finds
 * and writing: what it then leaves alone as unchanged would be gone.
 */
export function clearListings(ctx: Ctx): Statement[] {
  const tables = ['listings', 'listing_cards', 'listing_texts', 'vocabulary']
  return [
    ...tables.map((table) => ctx.search.prepare(`DELETE FROM ${table}`)),
    ctx.search.prepare("INSERT INTO listing_words (listing_words) VALUES ('delete-all')"),
  ]
}

const placeOf = (productId: string, scope: string): string => `${productId} ${scope}`

async function readStored(
  db: Db,
  productIds: readonly string[],
): Promise<{ stored: Stored[]; counter: number }> {
  const [stored, counter] = await db.batch<Stored & { last: number }>([
    db
      .prepare(
        `SELECT l.id, l.product_id, l.scope, l.digest, c.words
         FROM json_each(?1) p CROSS JOIN listings l ON l.product_id = p.value JOIN listing_cards c ON c.id = l.id`,
      )
      .bind(JSON.stringify([...new Set(productIds)])),
    db.prepare('SELECT last FROM listing_counter'),
  ])
  return { stored: stored?.results ?? [], counter: counter?.results[0]?.last ?? 0 }
}

const setCounter = (db: Db, last: number): Statement =>
  db.prepare('UPDATE listing_counter SET last = ?1').bind(last)

const removals = (db: Db, ids: readonly number[]): Statement[] =>
  [
    'DELETE FROM listings WHERE id IN (SELECT value FROM json_each(?1))',
    'DELETE FROM listing_cards WHERE id IN (SELECT value FROM json_each(?1))',
    'DELETE FROM listing_texts WHERE id IN (SELECT value FROM json_each(?1))',
    'DELETE FROM listing_words WHERE rowid IN (SELECT value FROM json_each(?1))',
  ].flatMap((sql) => bulk(db, sql, ids))

// One shape for each table, so that a slice is parsed for what it needs.
function insertions(db: Db, placed: readonly Placed[]): Statement[] {
  return [
    ...bulk(
      db,
      `INSERT INTO listings (id, scope, product_id, digest, title_key, age, price_min, price_down, terms, marks)
       SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, -(value->>6), value->>7, value->>8
       FROM json_each(?1)`,
      placed.map(({ id, productId, row }) => [
        id,
        row.scope,
        productId,
        row.digest,
        row.titleKey,
        -row.createdAt,
        row.priceMin,
        storedTerms(row.terms),
        marksOf(row.terms.map(({ term }) => term)),
      ]),
    ),
    ...bulk(
      db,
      `INSERT INTO listing_cards (id, card, next_boundary, words)
       SELECT value->>0, value->>1, value->>2, value->>3 FROM json_each(?1)`,
      placed.map(({ id, row }) => [
        id,
        row.card,
        row.nextBoundary ?? null,
        row.texts.words.map(({ surface }) => surface).join(' '),
      ]),
    ),
    ...bulk(
      db,
      `INSERT INTO listing_texts (id, title, forms, maker, body)
       SELECT value->>0, ' ' || (value->>1) || ' ', ' ' || (value->>2) || ' ', ' ' || (value->>3) || ' ',
              ' ' || (value->>4) || ' '
       FROM json_each(?1)`,
      placed.map(({ id, row: { texts } }) => [id, texts.title, texts.forms, texts.maker, texts.body]),
    ),
    ...bulk(
      db,
      // Every token with its scope in front.
      `INSERT INTO listing_words (rowid, tokens)
       SELECT value->>0, (value->>1) || replace(value->>2, ' ', ' ' || (value->>1)) FROM json_each(?1)`,
      placed.map(({ id, row }) => [id, `${row.scope}/`, tokensOf(row).join(' ')]),
    ),
  ]
}

/** What the full-text index knows of a listing: each token once. */
function tokensOf({ terms, texts: { title, forms, maker, body, grams } }: ListingRow): string[] {
  const named = `${title} ${forms} ${maker}`.split(' ')
  const tokens = new Set([...named, ...body.split(' '), ...grams.split(' ')])
  for (const token of named) tokens.add(namedToken(token))
  for (const { term } of terms) tokens.add(termToken(term))
  tokens.delete('')
  tokens.delete(namedToken(''))
  return [...tokens]
}
