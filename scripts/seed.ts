import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { SEED_RULES } from '../seed/rules.ts'
import type { LocalShop } from './local-shop.ts'

const FILE = join(import.meta.dirname, '../seed/catalog.ndjson')
const POLL_MS = 250
const PATIENCE_MS = 60_000

/**
 * Imports the sample catalog into a shop that has never imported anything, through the same door as any file, and gives it
 * rules.
 */
export async function seedIfEmpty(shop: LocalShop): Promise<void> {
  const database = await shop.database('DB')
  const { results } = await database.prepare('SELECT id FROM imports LIMIT 1').all()
  if (results.length > 0) return
  const token = await shop.issuer.sign({ scope: 'imports:write catalog:read', subject: 'seed' })
  const authorization = { Authorization: `Bearer ${token}` }
  const body = await readFile(FILE)
  const answer = await fetch(`${shop.url}/v1/admin/imports?format=ndjson&market=us`, {
    method: 'POST',
    headers: { ...authorization, 'Content-Type': 'application/x-ndjson', 'Idempotency-Key': 'seed' },
    body,
  })
  if (answer.status !== 202) {
    console.error(
      `The sample catalog was not taken (${answer.status}): ${(await answer.text()).slice(0, 300)}`,
    )
    return
  }
  const { id } = (await answer.json()) as { id: string }
  console.log('Importing the sample catalog …')
  const end = Date.now() + PATIENCE_MS
  while (Date.now() < end) {
    await sleep(POLL_MS)
    const job = await read<{ status: string }>(`${shop.url}/v1/admin/imports/${id}`, authorization)
    if (job?.status === 'failed') return console.error('The import of the sample catalog failed.')
    const publication = await read<{ live: boolean }>(`${shop.url}/v1/admin/publication`, authorization)
    if (job?.status === 'completed' && publication?.live) return seedRules(shop)
  }
  console.error('The sample catalog is still being published; it will appear by and by.')
}

/** Taxes, ways of sending and promotions for the sample catalog, through the admin API. */
async function seedRules(shop: LocalShop): Promise<void> {
  const token = await shop.issuer.sign({ scope: 'markets:write promotions:write', subject: 'seed' })
  for (const { path, body } of SEED_RULES) {
    const answer = await fetch(shop.url + path, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (answer.status !== 201)
      console.error(
        `${path} did not take ${body.id} (${answer.status}): ${(await answer.text()).slice(0, 300)}`,
      )
  }
}

async function read<T>(url: string, headers: Record<string, string>): Promise<T | undefined> {
  const answer = await fetch(url, { headers })
  return answer.ok ? ((await answer.json()) as T) : undefined
}
