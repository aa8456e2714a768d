import type { Market } from '../domain/market.ts'
import type { Ctx } from '../platform/context.ts'
import type { Db, Statement } from '../platform/d1.ts'
import { D1_READ_MS, within } from '../platform/deadline.ts'
import { invalidParameter } from '../platform/problem.ts'
import { readQuery } from './asked.ts'
import { type Wanted, isPriced } from './conditions.ts'
import { type SpellingRow, correct, spellingsStatement } from './corrections.ts'
import { type FacetRow, facetsOf, facetsStatement } from './facets.ts'
import type { ListPage, ListQuery } from './list-query.ts'
import { scopeOf } from './listing-rows.ts'
import { type Position, bindOf, cursorOf, readPosition } from './positions.ts'
import { type RankedRow, groundOf, rankedStatement } from './ranking.ts'
import { languageOf } from './stems.ts'
import { AVAILABLE, categoryTerm, optionTerm, tagTerm, vendorTerm } from './terms.ts'
import { type PageRow, type Place, popularStatement, sortedStatement } from './walk.ts'

/** Filter values of one request; far above what a storefront has to offer at once. */
const FILTER_VALUES_MAX = 100

type Shown = Pick<ListPage, 'cards' | 'nextBoundary'>
type Page = Shown & { readonly next: Position | undefined; readonly matchless: boolean }

/**
 * One page of a market's products, listed or searched, in one crossing; a second one only when words of a search are
 * unknown and others like them are not. Throws Problem (invalid_parameter, invalid_cursor), and whatever the database
 * throws when it fails or stalls.
 */
export async function listProducts(
  ctx: Ctx,
  market: Market,
  query: ListQuery,
  bookmark: string | undefined,
): Promise<ListPage> {
  const bind = bindOf(market, query)
  const position = query.cursor === undefined ? undefined : readPosition(ctx, bind, query)
  const wanted = readWanted(market, query, position?.corrected ?? query.q)
  if (isBlank(query.q) || wanted.units.length > 0) {
    const db = ctx.search.since(bookmark)
    return within(D1_READ_MS, read(ctx, db, wanted, query, bind, position))
  }
  const nothing = query.facets ? { facets: facetsOf(undefined) } : {}
  return { cards: [], nextCursor: null, nextBoundary: undefined, ...nothing }
}

async function read(
  ctx: Ctx,
  db: Db,
  wanted: Wanted,
  query: ListQuery,
  bind: string,
  position: Position | undefined,
): Promise<ListPage> {
  const spellings = position === undefined ? spellingsStatement(db, wanted.units, wanted.scope) : undefined
  const first = await readPage(db, wanted, query, position, spellings)
  const corrected = first.spellings.length > 0 ? correct(wanted.units, first.spellings) : undefined
  if (corrected === undefined) return answer(ctx, query, bind, first, position?.corrected)

  const meant = { ...wanted, units: readQuery(corrected, languageOf(query.locale)) }
  const second = await readPage(db, meant, query, undefined, undefined)
  // Near misses of what was typed are better than nothing for what was not.
  return second.page.matchless
    ? answer(ctx, query, bind, first, undefined)
    : answer(ctx, query, bind, second, corrected)
}

type Read = {
  readonly page: Page
  readonly spellings: SpellingRow[]
  readonly facets: ListPage['facets']
}

async function readPage(
  db: Db,
  wanted: Wanted,
  query: ListQuery,
  position: Position | undefined,
  spellings: Statement | undefined,
): Promise<Read> {
  const facets = query.facets ? facetsStatement(db, wanted) : undefined
  // One more than the page shows tells whether there is a next one.
  const statements = [pageStatement(db, wanted, query, position, query.limit + 1), spellings, facets]
  const results = await db.batch(statements.filter((each) => each !== undefined))
  const [rows = [], ...more] = results.map((result) => result.results)
  return {
    page: isRanked(wanted, query, position)
      ? rankedPage(rows as RankedRow[], query, position)
      : walkedPage(rows as PageRow[], query, position),
    spellings: spellings === undefined ? [] : ((more[0] ?? []) as SpellingRow[]),
    facets: facets === undefined ? undefined : facetsOf(more.at(-1)?.[0] as FacetRow | undefined),
  }
}

function pageStatement(
  db: Db,
  wanted: Wanted,
  query: ListQuery,
  position: Position | undefined,
  size: number,
): Statement {
  if (isRanked(wanted, query, position)) {
    return rankedStatement(db, wanted, position?.kind === 'ranked' ? position : undefined, size)
  }
  const after = position?.kind === 'popular' ? position : undefined
  if (query.sort === 'relevance' && (!isPriced(wanted) || after?.ranked !== undefined)) {
    return popularStatement(db, wanted, after?.id ?? -1, size, after?.ranked)
  }
  return sortedStatement(db, wanted, query.sort, placeOf(position), size)
}

function placeOf(position: Position | undefined): Place | undefined {
  if (position?.kind === 'sorted') return position
  return position?.kind === 'popular' ? { key: position.id, id: position.id } : undefined
}

/** A search is ranked until its candidates are shown; what else matches follows by popularity. */
const isRanked = ({ units }: Wanted, { sort }: ListQuery, position: Position | undefined): boolean =>
  sort === 'relevance' && units.length > 0 && position?.kind !== 'popular'

function walkedPage(
  rows: readonly PageRow[],
  { limit, sort }: ListQuery,
  position: Position | undefined,
): Page {
  const found = rows.filter(({ kind }) => kind === 'row')
  const shown = found.slice(0, limit)
  const last = found.length > limit ? shown.at(-1) : rows.find(({ kind }) => kind === 'end')
  const ranked =
    position?.kind === 'popular' && position.ranked !== undefined ? { ranked: position.ranked } : {}
  const next: Position | undefined =
    last === undefined
      ? undefined
      : sort === 'relevance'
        ? { kind: 'popular', id: last.id, ...ranked }
        : { kind: 'sorted', key: last.sort_key, id: last.id }
  return { ...show(shown), next, matchless: found.length === 0 }
}

function rankedPage(rows: readonly RankedRow[], { limit }: ListQuery, position: Position | undefined): Page {
  const ground = position?.kind === 'ranked' ? position.ground : groundOf(rows)
  const found = rows.filter(({ kind }) => kind === 'row')
  const shown = found.slice(0, limit)
  const last = shown.at(-1)
  let next: Position | undefined
  if (found.length > limit && last !== undefined)
    next = { kind: 'ranked', ground, score: last.score, id: last.id }
  else if (ground.strictEnd !== null) {
    const ranked = { strictEnd: ground.strictEnd, namedEnd: ground.namedEnd ?? Number.MAX_SAFE_INTEGER }
    next = { kind: 'popular', id: ground.strictEnd, ranked }
  }
  return { ...show(shown), next, matchless: found.length === 0 }
}

function show(rows: readonly (PageRow | RankedRow)[]): Shown {
  const boundaries = rows.flatMap(({ next_boundary }) => next_boundary ?? [])
  return {
    cards: rows.flatMap(({ card }) => card ?? []),
    nextBoundary: boundaries.length === 0 ? undefined : Math.min(...boundaries),
  }
}

function answer(
  ctx: Ctx,
  query: ListQuery,
  bind: string,
  { page, facets }: Read,
  corrected?: string,
): ListPage {
  const { next, matchless: _, ...shown } = page
  return {
    ...shown,
    nextCursor:
      next === undefined
        ? null
        : cursorOf(ctx, bind, corrected === undefined ? next : { ...next, corrected }),
    ...(facets !== undefined && { facets }),
    ...(corrected !== undefined && query.cursor === undefined && { corrected }),
  }
}

const isBlank = (q: string | undefined): boolean => q === undefined || q.trim() === ''

function readWanted(market: Market, query: ListQuery, q: string | undefined): Wanted {
  const filters = [
    query.categories.map(categoryTerm),
    query.vendors.map(vendorTerm),
    query.tags.map(tagTerm),
    ...Array.from(query.options, ([name, values]) => values.map((value) => optionTerm(name, value))),
    query.available === true ? [AVAILABLE] : [],
  ].filter((terms) => terms.length > 0)
  if (filters.flat().length > FILTER_VALUES_MAX) {
    throw invalidParameter('filters', `must have at most ${FILTER_VALUES_MAX} values together`)
  }
  return {
    scope: scopeOf(market, query.locale),
    units: q === undefined || isBlank(q) ? [] : readQuery(q, languageOf(query.locale)),
    filters,
    priceMin: query.priceMin,
    priceMax: query.priceMax,
  }
}
