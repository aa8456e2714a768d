import type { LocalShop } from '../local-shop.ts'

export type Cost = {
  readonly name: string
  readonly kv: number
  readonly d1: number
  readonly rowsRead: number
  readonly sqlMs: number
}

// Each path is asked several times under ever new but equal parameters of no effect on the work, so that no answer is kept.
const REPEATS = 60

/** The routes whose cost is counted; `{n}` is a number that makes each request a new one. */
export const ROUTES: Readonly<Record<string, string>> = {
  'product, cold': '/v1/markets/us/products/generated-{n}',
  'list, plain': '/v1/markets/us/products?limit={limit}',
  'list, one category': '/v1/markets/us/products?category=all-group-7&limit={limit}',
  'list, category by price': '/v1/markets/us/products?category=all-group-7&sort=price&limit={limit}',
  'list, broad category by price': '/v1/markets/us/products?category=all&sort=price&limit={limit}',
  'list, vendor and tag by title':
    '/v1/markets/us/products?vendor=Maker%207&tag=copper&sort=title&limit={limit}',
  'list, price range': '/v1/markets/us/products?priceMin=2000&priceMax=2500&limit={limit}',
  'list, facets': '/v1/markets/us/products?facets=true&limit={limit}',
  'search, broad word': '/v1/markets/us/products?q=kettle&limit={limit}',
  'search, two words': '/v1/markets/us/products?q=copper%20kettle&limit={limit}',
  'search, three words': '/v1/markets/us/products?q=quiet%20harbour%20kettle&limit={limit}',
  'search, rare word': '/v1/markets/us/products?q=42&limit={limit}',
  'search, mistyped': '/v1/markets/us/products?q=ketle&limit={limit}',
  suggestions: '/v1/markets/us/search-suggestions?q=ke{letters}',
}

/** What a cold answer of each route costs, from its Server-Timing: crossings, rows D1 read, and its own time (means). */
export async function costs(shop: LocalShop): Promise<Cost[]> {
  const list: Cost[] = []
  for (const [name, pattern] of Object.entries(ROUTES)) {
    const seen: Cost[] = []
    for (let repeat = 0; repeat < REPEATS; repeat += 1) {
      const path = pattern
        .replace('{n}', String(repeat * 13 + 1))
        .replace('{limit}', String(20 + (repeat % 60)))
        .replace('{letters}', String.fromCharCode(97 + (repeat % 26)))
      const answer = await fetch(shop.url + path)
      await answer.arrayBuffer()
      if (answer.status !== 200) throw new Error(`${path} answers ${answer.status}`)
      seen.push({ name, ...timing(answer.headers.get('Server-Timing') ?? '') })
    }
    const crossed = seen.filter((cost) => cost.kv + cost.d1 > 0)
    const mean = (of: (cost: Cost) => number) =>
      crossed.reduce((sum, cost) => sum + of(cost), 0) / Math.max(1, crossed.length)
    list.push({
      name,
      kv: Math.max(...seen.map((cost) => cost.kv)),
      d1: Math.max(...seen.map((cost) => cost.d1)),
      rowsRead: Math.round(mean((cost) => cost.rowsRead)),
      // D1 reports whole milliseconds locally: only the mean of many says more.
      sqlMs: mean((cost) => cost.sqlMs),
    })
  }
  return list
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
