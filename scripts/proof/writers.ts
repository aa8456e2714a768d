import { setTimeout as sleep } from 'node:timers/promises'
import type { LocalShop } from '../local-shop.ts'

const WRITERS = 200

/**
 * Two hundred admins with one product open, each adding a tag of their own to what they have read. Whoever is too late
 * gets 412, reads again and tries again; at the end every tag is there (I-20).
 */
export async function proveWriters(shop: LocalShop): Promise<Record<string, number>> {
  const headers = {
    Authorization: `Bearer ${await shop.issuer.sign({ scope: 'catalog:write', subject: 'writers' })}`,
    'Content-Type': 'application/json',
  }
  const id = `prd-writers-${Date.now()}`
  const path = `${shop.url}/v1/admin/products/${id}`
  const made = await fetch(path, {
    method: 'PUT',
    headers: { ...headers, 'If-None-Match': '*' },
    body: JSON.stringify({ title: 'Contested', status: 'draft', tags: [] }),
  })
  if (made.status !== 201) throw new Error(`PUT ${path}: ${made.status} ${await made.text()}`)
  let refused = 0
  let requests = 0
  const write = async (writer: number): Promise<void> => {
    for (;;) {
      const read = await fetch(path, { headers })
      const { tags } = (await read.json()) as { tags: string[] }
      const answer = await fetch(path, {
        method: 'PATCH',
        headers: { ...headers, 'If-Match': read.headers.get('ETag') ?? '' },
        body: JSON.stringify({ tags: [...tags, `writer-${writer}`] }),
      })
      await answer.arrayBuffer()
      requests += 2
      if (answer.status === 200) return
      if (answer.status !== 412 && answer.status !== 503) throw new Error(`PATCH answered ${answer.status}`)
      refused += 1
      await sleep(((writer * 37) % 97) + 10)
    }
  }
  await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)))
  const { tags, revision } = (await (await fetch(path, { headers })).json()) as {
    tags: string[]
    revision: number
  }
  const kept = new Set(tags)
  const lost = Array.from({ length: WRITERS }, (_, writer) => `writer-${writer}`).filter(
    (tag) => !kept.has(tag),
  )
  return { writers: WRITERS, requests, refused, revision, 'lost updates': lost.length }
}
