import { setTimeout as sleep } from 'node:timers/promises'
import type { LocalShop } from '../local-shop.ts'
import { onFreshShop } from './on-fresh-shop.ts'

const WRITERS = 200

type Tagged = { readonly tags: readonly string[] }

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
    const read = await fetch(path, { headers })
    let etag = read.headers.get('ETag') ?? ''
    let { tags } = (await read.json()) as Tagged
    requests += 1
    for (let tries = 0; ; tries += 1) {
      const answer = await fetch(path, {
        method: 'PATCH',
        headers: { ...headers, 'If-Match': etag },
        body: JSON.stringify({ tags: [...tags, `writer-${writer}`] }),
      })
      const body = (await answer.json()) as { current?: Tagged }
      requests += 1
      if (answer.status === 200) return
      refused += 1
      // The refusal carries what is there now: there is no need to read it again.
      if (answer.status === 412 && body.current !== undefined) {
        tags = body.current.tags
        etag = answer.headers.get('ETag') ?? ''
      } else if (answer.status !== 503) throw new Error(`PATCH answered ${answer.status}`)
      await sleep(Math.min(3_000, 50 * 2 ** tries) * (((writer * 37 + tries * 11) % 97) / 97))
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

export const main = onFreshShop(proveWriters)
