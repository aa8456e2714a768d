import { setTimeout as sleep } from 'node:timers/promises'
import type { LocalShop } from '../local-shop.ts'

export type ImportFigures = {
  readonly rows: number
  readonly rowsFailed: number
  readonly rowsPerSecond: number
  readonly secondsToImport: number
  /** Until every snapshot and search row is published. */
  readonly secondsToLive: number
}

/** Uploads NDJSON through the door and waits until it is stored, then until it is live. */
export async function timeImport(shop: LocalShop, body: string, key: string): Promise<ImportFigures> {
  const token = await shop.issuer.sign({ scope: 'imports:write catalog:read', subject: 'bench' })
  const headers = { Authorization: `Bearer ${token}` }
  const start = performance.now()
  const answer = await fetch(`${shop.url}/v1/admin/imports?format=ndjson&market=us`, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/x-ndjson', 'Idempotency-Key': key },
    body,
  })
  if (answer.status !== 202)
    throw new Error(`the import was refused: ${answer.status} ${await answer.text()}`)
  const { id } = (await answer.json()) as { id: string }
  type Job = { status: string; rows: number; rowsFailed: number }
  const job = await until<Job>(
    `${shop.url}/v1/admin/imports/${id}`,
    headers,
    ({ status }) => status !== 'queued' && status !== 'running',
  )
  const imported = performance.now()
  if (job.status !== 'completed') throw new Error(`the import ended as ${job.status}`)
  await until<{ live: boolean }>(`${shop.url}/v1/admin/publication`, headers, ({ live }) => live)
  const live = performance.now()
  const seconds = (imported - start) / 1_000
  return {
    rows: job.rows,
    rowsFailed: job.rowsFailed,
    rowsPerSecond: job.rows / seconds,
    secondsToImport: seconds,
    secondsToLive: (live - start) / 1_000,
  }
}

async function until<T>(
  url: string,
  headers: Record<string, string>,
  done: (value: T) => boolean,
): Promise<T> {
  for (;;) {
    const value = (await (await fetch(url, { headers })).json()) as T
    if (done(value)) return value
    await sleep(200)
  }
}
