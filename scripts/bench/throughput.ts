import autocannon from 'autocannon'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLocalShop, type LocalShop } from '../local-shop.ts'
import { emptyObjects } from './empty-objects.ts'

const ROUNDS = 5
const SECONDS = 3
const CONNECTIONS = 20

export type Ratio = {
  readonly name: string
  readonly shop: number
  readonly bare: number
  readonly ratio: number
}

/**
 * Requests per second of each path from warm memory, as a ratio to a bare Worker that returns the same bytes through
 * the same server (workerd behind Miniflare, this machine, alternating rounds). The median of the rounds.
 */
export async function throughput(url: string, paths: Readonly<Record<string, string>>): Promise<Ratio[]> {
  const ratios: Ratio[] = []
  for (const [name, path] of Object.entries(paths)) {
    const answer = await fetch(url + path)
    if (answer.status !== 200) throw new Error(`${path} answers ${answer.status}`)
    const bare = await bareWorker(await answer.text())
    const rounds: { shop: number; bare: number }[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      rounds.push({ bare: await requestsPerSecond(bare.url), shop: await requestsPerSecond(url + path) })
    }
    await bare.stop()
    const byRatio = rounds.toSorted((one, other) => one.shop / one.bare - other.shop / other.bare)
    const median = byRatio[Math.floor(ROUNDS / 2)] ?? { shop: 0, bare: 1 }
    ratios.push({ name, ...median, ratio: median.shop / median.bare })
  }
  return ratios
}

async function requestsPerSecond(url: string): Promise<number> {
  const result = await autocannon({ url, connections: CONNECTIONS, duration: SECONDS })
  if (result.non2xx > 0) throw new Error(`${url}: ${result.non2xx} answers that are not 2xx`)
  return result.requests.average
}

/** The bare Worker stands in the very server of the shop, bindings and consumers included: only the code differs. */
async function bareWorker(body: string): Promise<LocalShop> {
  const directory = await mkdtemp(join(tmpdir(), 'highstreet-bare-'))
  const script = `${emptyObjects()}
    const BODY = ${JSON.stringify(body)}
    export default {
      fetch: () => new Response(BODY, { headers: { 'Content-Type': 'application/json', 'Cache-Control': 'public, max-age=30' } }),
      queue() {}, scheduled() {},
    }`
  await writeFile(join(directory, 'index.js'), script)
  return startLocalShop({ stateDir: directory, port: 0, buildDir: directory, migrated: false })
}
