import type { Market } from '../domain/market.ts'
import type { Ctx } from '../platform/context.ts'
import { decodeCursor, encodeCursor } from '../platform/cursor.ts'
import { Problem } from '../platform/problem.ts'
import type { ListQuery } from './list-query.ts'
import type { Ground } from './ranking.ts'
import type { Ranked } from './walk.ts'

/** Where the next page of a list begins; `corrected`: the words that are searched instead of those that were typed. */
export type Position = { readonly corrected?: string } & (
  | { readonly kind: 'popular'; readonly id: number; readonly ranked?: Ranked }
  | { readonly kind: 'sorted'; readonly key: number | string; readonly id: number }
  | { readonly kind: 'ranked'; readonly ground: Ground; readonly score: number; readonly id: number }
)

const sorted = (values: readonly string[]): string[] => values.toSorted()

/** Everything a cursor belongs to: the list with its market, locale, words, filters and sort. Not the page size. */
export function bindOf(market: Market, query: ListQuery): string {
  return JSON.stringify([
    'products',
    market.code,
    query.locale,
    query.q ?? '',
    sorted(query.categories),
    sorted(query.vendors),
    sorted(query.tags),
    Array.from(query.options, ([name, values]) => [name, sorted(values)]).toSorted((left, right) =>
      String(left[0]) < String(right[0]) ? -1 : 1,
    ),
    query.priceMin ?? null,
    query.priceMax ?? null,
    query.available ?? false,
    query.sort,
  ])
}

export const cursorOf = (ctx: Ctx, bind: string, position: Position): string =>
  encodeCursor(ctx, bind, toPosition(position))

function toPosition(position: Position): unknown[] {
  const { corrected = null } = position
  switch (position.kind) {
    case 'popular': {
      const { id, ranked } = position
      return ['p', corrected, id, ...(ranked === undefined ? [] : [ranked.strictEnd, ranked.namedEnd])]
    }
    case 'sorted':
      return ['s', corrected, position.key, position.id]
    case 'ranked': {
      const { ground, score, id } = position
      const { frequencies, strictEnd, namedEnd, looseEnd, loose } = ground
      return ['r', corrected, score, id, frequencies, strictEnd, namedEnd, looseEnd, loose]
    }
  }
}

/** The position in the request's cursor; throws invalid_cursor when it is none of this list. */
export function readPosition(ctx: Ctx, bind: string, { cursor = '', sort, q = '' }: ListQuery): Position {
  const position = shaped(decodeCursor(ctx, bind, cursor))
  const fits = position !== undefined && (position.kind === 'sorted') === (sort !== 'relevance')
  if (!fits || (position.kind === 'ranked' && q === '')) throw new Problem('invalid_cursor')
  return position
}

function shaped([kind, corrected, ...rest]: unknown[]): Position | undefined {
  if (corrected !== null && typeof corrected !== 'string') return undefined
  const also = corrected === null ? {} : { corrected }
  if (kind === 'p') {
    const [id, strictEnd, namedEnd] = rest
    if (!isId(id)) return undefined
    if (rest.length === 1) return { kind: 'popular', id, ...also }
    return isId(strictEnd) && isId(namedEnd)
      ? { kind: 'popular', id, ranked: { strictEnd, namedEnd }, ...also }
      : undefined
  }
  if (kind === 's') {
    const [key, id] = rest
    return (typeof key === 'string' || typeof key === 'number') && isId(id)
      ? { kind: 'sorted', key, id, ...also }
      : undefined
  }
  if (kind !== 'r') return undefined
  const [score, id, frequencies, strictEnd, namedEnd, looseEnd, loose] = rest
  const sound =
    Number.isSafeInteger(score) &&
    isId(id) &&
    Array.isArray(frequencies) &&
    frequencies.every(isId) &&
    typeof loose === 'boolean'
  if (!sound || !isEnd(strictEnd) || !isEnd(namedEnd) || !isEnd(looseEnd)) return undefined
  return {
    kind: 'ranked',
    score: score as number,
    id,
    ground: { frequencies, strictEnd, namedEnd, looseEnd, loose },
    ...also,
  }
}

const isId = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= -1
const isEnd = (value: unknown): value is number | null => value === null || isId(value)
