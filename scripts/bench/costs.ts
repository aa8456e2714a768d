import { setTimeout as sleep } from 'node:timers/promises'
import type { LocalShop } from '../local-shop.ts'

export type Cost = {
  readonly name: string
  readonly kv: number
  readonly d1: number
  readonly rowsRead: number
  readonly sqlMs: number
}

// Each route is asked several times under ever new parameters of no effect on the work, so that no answer is kept.
const REPEATS = 60
/** Pages of twenty that a deep page has before it. */
const DEEP_PAGES = 30

/** Variants of one question for availability: a full basket. */
const BASKET = 5
/** A snapshot in memory is fresh for ten seconds; these answers are made of nothing else, and their path never changes. */
const MEMORY_MS = 10_500

const MARKET = '/v1/markets/us'
const LIST = `${MARKET}/products`
const CATEGORY = `${LIST}?category=group-7`

/** The path of each turn. */
type Paths = (turn: number) => string

const limited =
  (path: string): Paths =>
  (turn) =>
    `${path}${path.endsWith('?') ? '' : '&'}limit=${20 + (turn % 60)}`

const ROUTES: Readonly<Record<string, Paths>> = {
  'product, cold': (turn) => `${LIST}/generated-${turn * 13 + 1}`,
  'list, plain': limited(`${LIST}?`),
  'list, one category': limited(CATEGORY),
  'list, category by price': limited(`${CATEGORY}&sort=price`),
  'list, broad category by price': limited(`${LIST}?category=all&sort=price`),
  'list, vendor and tag by title': limited(`${LIST}?vendor=Maker%207&tag=copper&sort=title`),
  'list, price range': limited(`${LIST}?priceMin=2000&priceMax=2500`),
  'list, facets': limited(`${LIST}?facets=true`),
  'search, broad word': limited(`${LIST}?q=kettle`),
  'search, two words': limited(`${LIST}?q=copper%20kettle`),
  'search, three words': limited(`${LIST}?q=quiet%20harbour%20kettle`),
  'search, rare word': limited(`${LIST}?q=42`),
  'search, mistyped': limited(`${LIST}?q=ketle`),
  suggestions: (turn) => `${MARKET}/search-suggestions?q=ke${String.fromCharCode(97 + (turn % 26))}`,
}

/** What a cold answer of each route costs, from its Server-Timing: crossings, rows D1 read, and its own time (means). */
export async function costs({ url }: LocalShop): Promise<Cost[]> {
  const list: Cost[] = []
  for (const [name, paths] of Object.entries(ROUTES)) list.push(await cost(url, name, paths))
  // A small shop's group ends sooner than that; the category above holds everything.
  const deep = await laterPage(url, `${LIST}?category=all`, DEEP_PAGES)
  list.push(await cost(url, 'list, deep page of a category', deep))
  list.push(await cost(url, 'search, second page', await laterPage(url, `${LIST}?q=kettle`, 1)))
  list.push(await cost(url, 'availability', await availability(url)))
  for (const [name, path] of Object.entries({ categories: `${MARKET}/categories`, markets: '/v1/markets' })) {
    await sleep(MEMORY_MS)
    list.push(await cost(url, name, () => path, 1))
  }
  return list
}

async function cost(url: string, name: string, paths: Paths, turns = REPEATS): Promise<Cost> {
  const seen: Omit<Cost, 'name'>[] = []
  let found = false
  for (let turn = 0; turn < turns; turn += 1) {
    const answer = await get(url + paths(turn))
    const { data } = (await answer.json()) as { data?: unknown[] }
    // A route that finds nothing costs next to nothing, and would say so of a page that was never there.
    found ||= data === undefined || data.length > 0
    seen.push(timing(answer.headers.get('Server-Timing') ?? ''))
  }
  if (!found) throw new Error(`${name}: every answer was empty`)
  const crossed = seen.filter(({ kv, d1 }) => kv + d1 > 0)
  const mean = (of: (each: Omit<Cost, 'name'>) => number) =>
    crossed.reduce((sum, each) => sum + of(each), 0) / Math.max(1, crossed.length)
  return {
    name,
    kv: Math.max(...seen.map(({ kv }) => kv)),
    d1: Math.max(...seen.map(({ d1 }) => d1)),
    rowsRead: Math.round(mean(({ rowsRead }) => rowsRead)),
    // D1 reports whole milliseconds locally: only the mean of many says more.
    sqlMs: mean(({ sqlMs }) => sqlMs),
  }
}

/** The page of a list that has so many before it, or the last there is; reached by its cursors, as a shopper does. */
async function laterPage(url: string, path: string, pages: number): Promise<Paths> {
  let reached: string | undefined
  for (let page = 0; page < pages; page += 1) {
    const answer = await get(`${url}${path}${reached === undefined ? '' : `&cursor=${reached}`}`)
    const { nextCursor } = ((await answer.json()) as { page: { nextCursor: string | null } }).page
    if (nextCursor === null) break
    reached = nextCursor
  }
  if (reached === undefined) throw new Error(`${path} has one page only`)
  return limited(`${path}&cursor=${reached}`)
}

/** Other variants in each turn. Their ids are the shop's own, so products are asked for them first. */
async function availability(url: string): Promise<Paths> {
  const ids: string[] = []
  for (let at = 0; ids.length < REPEATS * BASKET; at += 1) {
    const answer = await get(`${url}${LIST}/generated-${at}`)
    const { variants } = (await answer.json()) as { variants: readonly { id: string }[] }
    ids.push(...variants.map(({ id }) => id))
  }
  return (turn) => {
    const basket = ids.slice(turn * BASKET, (turn + 1) * BASKET).toSorted()
    return `${MARKET}/availability?variants=${basket.join(',')}`
  }
}

async function get(address: string): Promise<Response> {
  const answer = await fetch(address)
  if (answer.status !== 200) throw new Error(`${address} answers ${answer.status}`)
  return answer
}

function timing(header: string): Omit<Cost, 'name'> {
  const part = (name: string) => new RegExp(`(?:^|, )${name};dur=([\\d.]+);desc="(\\d+)"`).exec(header)
  const [kv, d1, sql] = [part('kv'), part('d1'), part('sql')]
  return {
    kv: Number(kv?.[2] ?? 0),
    d1: Number(d1?.[2] ?? 0),
    rowsRead: Number(sql?.[2] ?? 0),
    sqlMs: Number(sql?.[1] ?? 0),
  }
}
