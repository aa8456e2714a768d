import { setTimeout as sleep } from 'node:timers/promises'
import type { LocalShop } from '../local-shop.ts'
import { onFreshShop } from './on-fresh-shop.ts'

const CHANGES = 30
const POLL_MS = 20
const PATIENCE_MS = 60_000

type Card = { handle: string; price: { min: { amount: number } } }

/** Seconds from the answer to a price change until each surface shows it, while nothing is restarted (I-25). */
export async function proveVisibility(shop: LocalShop): Promise<Record<string, string | number>> {
  const token = await shop.issuer.sign({ scope: 'catalog:write', subject: 'visibility' })
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }
  const get = async <T>(path: string) => (await (await fetch(shop.url + path)).json()) as T
  const handle = 'copper-stovetop-kettle'
  const { variants } = await get<{ variants: { id: string }[] }>(`/v1/markets/us/products/${handle}`)
  const [variant] = variants
  if (variant === undefined) throw new Error(`the sample shop has no ${handle}`)
  const kv = await shop.keyValue()

  const inCards = async (path: string, amount: number) =>
    (await get<{ data: Card[] }>(path)).data.some(
      (card) => card.handle === handle && card.price.min.amount === amount,
    )
  const surfaces: Record<string, (amount: number) => Promise<boolean>> = {
    product: async (amount) =>
      (
        await get<{ variants: { price: { amount: number } }[] }>(`/v1/markets/us/products/${handle}`)
      ).variants.some(({ price }) => price.amount === amount),
    list: (amount) => inCards('/v1/markets/us/products?category=cookware&limit=100', amount),
    search: (amount) => inCards('/v1/markets/us/products?q=copper%20kettle', amount),
    // Carts come with a later issue; they price from this snapshot.
    'cart price (variant snapshot)': async (amount) =>
      ((await kv.get(`variant:${variant.id}`)) ?? '').includes(`"amount":${amount},`),
  }
  const seconds = new Map<string, number[]>(Object.keys(surfaces).map((name) => [name, []]))
  for (let change = 0; change < CHANGES; change += 1) {
    // Below every other variant's price, so that it is the card's lowest, and new each time.
    const amount = 1_000 + change
    const answer = await fetch(`${shop.url}/v1/admin/prices`, {
      method: 'POST',
      headers,
      body: JSON.stringify({
        market: 'us',
        prices: [{ variantId: variant.id, price: { amount, currency: 'USD' } }],
      }),
    })
    if (!answer.ok) throw new Error(`prices: ${answer.status} ${await answer.text()}`)
    const start = performance.now()
    await Promise.all(
      Object.entries(surfaces).map(async ([name, shows]) => {
        while (!(await shows(amount))) {
          if (performance.now() - start > PATIENCE_MS) throw new Error(`${name} never showed ${amount}`)
          await sleep(POLL_MS)
        }
        seconds.get(name)?.push((performance.now() - start) / 1_000)
      }),
    )
  }
  return Object.fromEntries(
    [...seconds].map(([name, all]) => {
      const sorted = all.toSorted((left, right) => left - right)
      const p50 = sorted[Math.floor(sorted.length / 2)] ?? NaN
      return [
        name,
        `p50 ${p50.toFixed(2)} s, max ${(sorted.at(-1) ?? NaN).toFixed(2)} s (${sorted.length} changes)`,
      ]
    }),
  )
}

export const main = onFreshShop(proveVisibility)
