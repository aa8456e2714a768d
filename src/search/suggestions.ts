import type { CategoriesSnapshot, CategoryNode } from '../catalog/snapshot.ts'
import { type Locale, type Market, localeChain, pickText } from '../domain/market.ts'
import { fold } from '../domain/text.ts'
import type { Ctx } from '../platform/context.ts'
import type { Db, Statement } from '../platform/d1.ts'
import { D1_READ_MS, within } from '../platform/deadline.ts'
import { type Unit, readQuery } from './asked.ts'
import { Binds } from './binds.ts'
import { completed, completionTable, completionsOf } from './completions.ts'
import type { Wanted } from './conditions.ts'
import { scopeOf } from './listing-rows.ts'
import { namedMatch, strictMatch } from './match.ts'
import { languageOf } from './stems.ts'
import { wordsOf } from './words.ts'

export type Suggestion = {
  readonly kind: 'product' | 'category' | 'query'
  readonly title: string
  readonly handle?: string
}

const SUGGESTIONS_MAX = 10
const QUERIES_MAX = 3
const CATEGORIES_MAX = 3
/** Products by name that are looked at, the most popular; those whose title begins with the words come first. */
const PRODUCTS_LOOKED_AT = 100

/**
 * Up to ten things the shopper may be about to type: the last word completed, categories, products by name. One
 * crossing. Throws Problem for text that cannot be searched.
 */
export async function suggest(
  ctx: Ctx,
  market: Market,
  locale: Locale,
  q: string,
  categories: CategoriesSnapshot,
  bookmark: string | undefined,
): Promise<Suggestion[]> {
  const units = readQuery(q, languageOf(locale))
  if (units.length === 0) return []
  const db = ctx.search.since(bookmark)
  const scope = scopeOf(market, locale)
  const statements = [productsStatement(db, units, scope), queriesStatement(db, units, scope)]
  const [products, words] = await within(D1_READ_MS, db.batch<Record<string, string>>(statements))
  const queries = (words?.results ?? []).map(({ word = '' }) => completedQuery(units, word))
  const found: Suggestion[] = [
    ...queries.map((title) => ({ kind: 'query' as const, title })),
    ...categoriesNamed(categories, units, market, locale),
    ...(products?.results ?? []).map(({ title = '', handle = '' }) => ({
      kind: 'product' as const,
      title,
      handle,
    })),
  ]
  return found.slice(0, SUGGESTIONS_MAX)
}

function productsStatement(db: Db, units: readonly Unit[], scope: string): Statement {
  const binds = new Binds()
  const wanted: Wanted = { scope, units, filters: [], priceMin: undefined, priceMax: undefined }
  const first = units.find(({ required }) => required) ?? units[0]
  const sql = `
    WITH ${completionTable(wanted, binds)},
    named (id) AS MATERIALIZED (
      SELECT rowid FROM listing_words WHERE listing_words MATCH ${completed(namedMatch(units, scope, ''), binds)}
      LIMIT ${PRODUCTS_LOOKED_AT}
    ),
    best (id, later) AS MATERIALIZED (
      SELECT n.id, instr(t.title, ${binds.add(` ${first?.token ?? ''}`)}) <> 1 FROM named n
      CROSS JOIN listing_texts t ON t.id = n.id ORDER BY 2, 1 LIMIT ${SUGGESTIONS_MAX}
    )
    SELECT c.card ->> 'title' AS title, c.card ->> 'handle' AS handle
    FROM best b CROSS JOIN listing_cards c ON c.id = b.id ORDER BY b.later, b.id`
  return db.prepare(sql).bind(...binds.values)
}

/** Completions of the last word that find something together with the words before it. */
function queriesStatement(db: Db, units: readonly Unit[], scope: string): Statement {
  const binds = new Binds()
  const beginning = units.at(-1)?.surface ?? ''
  const before = units.slice(0, -1)
  const others = before.some(({ required }) => required) ? `${strictMatch(before, scope, '')} AND ` : ''
  const sql = `
    SELECT word FROM (${completionsOf(beginning, scope, binds)})
    WHERE word <> ${binds.add(beginning)} AND EXISTS (
      SELECT 1 FROM listing_words
      WHERE listing_words MATCH (${binds.add(`${others}"${scope}/`)} || token || '"')
    )
    ORDER BY listings DESC, word LIMIT ${QUERIES_MAX}`
  return db.prepare(sql).bind(...binds.values)
}

function completedQuery(units: readonly Unit[], word: string): string {
  const last = units.at(-1)
  const before = units
    .slice(0, -1)
    .reduce(
      (text, { surface, dense, attached }) =>
        text === '' || (dense && attached) ? text + surface : `${text} ${surface}`,
      '',
    )
  return before === '' || (last?.dense === true && last.attached) ? before + word : `${before} ${word}`
}

function categoriesNamed(
  { categories }: CategoriesSnapshot,
  units: readonly Unit[],
  market: Market,
  locale: Locale,
): Suggestion[] {
  const language = languageOf(locale)
  const chain = localeChain(market, locale)
  const named: Suggestion[] = []
  for (const category of categories) {
    const title = titleOf(category, chain)
    const tokens = new Set(wordsOf(title, language).map(({ token }) => token))
    const folded = ` ${fold(title)}`
    const has = (unit: Unit): boolean =>
      tokens.has(unit.token) ||
      (unit.dense && folded.includes(unit.surface)) ||
      (unit.unfinished && folded.includes(` ${unit.surface}`))
    if (units.every(has)) named.push({ kind: 'category', title, handle: category.handle })
    if (named.length === CATEGORIES_MAX) break
  }
  return named
}

function titleOf({ title, translations }: CategoryNode, chain: readonly Locale[]): string {
  const titles = Object.fromEntries(chain.map((locale) => [locale, translations[locale]?.title]))
  return pickText<string>(titles, title, chain).text
}
