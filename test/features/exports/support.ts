import { expect } from 'vitest'
import { catalog, count, errorsOf, importText } from '../imports/support.ts'
import { send, token } from '../shop.ts'

export const ask = async (path: string, init: RequestInit = {}): Promise<Response> =>
  send(`/v1/admin/exports/${path}`, {
    ...init,
    headers: { Authorization: `Bearer ${await token('catalog:read inventory:read')}` },
  })

/** The text of an export, with every mark of it: `text()` would swallow a byte order mark. */
export async function exported(path: string): Promise<string> {
  const answer = await ask(path)
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await answer.arrayBuffer())
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${text}`)
  return text
}

export const KINDS = ['products', 'prices', 'stock'] as const

/** Every file that can be made of a shop. */
export const files = (markets: readonly string[]): string[] =>
  KINDS.flatMap((kind) => [
    `${kind}?format=ndjson`,
    ...markets.flatMap((market) => [
      `${kind}?format=ndjson&market=${market}`,
      `${kind}?format=shopify-csv&market=${market}`,
    ]),
  ])

/** Exports a file and imports it again: nothing may happen. Answers the job. */
export async function expectNothing(file: string): Promise<Record<string, unknown>> {
  const text = await exported(file)
  const before = [await catalog(), await count('events')]
  const market = /market=(\w+)/.exec(file)?.[1] ?? 'us'
  const format = file.includes('shopify-csv') ? 'shopify-csv' : 'ndjson'
  const job = await importText(text, { format, market })
  expect([file, errorsOf(job), job.status]).toEqual([file, [], 'completed'])
  expect([file, job]).toMatchObject([
    file,
    {
      rows_failed: 0,
      products_created: 0,
      products_updated: 0,
      products_failed: 0,
      categories_created: 0,
      categories_updated: 0,
    },
  ])
  expect([await catalog(), await count('events')]).toEqual(before)
  return job
}
