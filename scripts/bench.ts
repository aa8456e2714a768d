import { existsSync, readFileSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { benchCarts } from './bench/carts.ts'
import { benchOrders } from './bench/orders.ts'
import { costs } from './bench/costs.ts'
import { generatedCatalog } from './bench/generated-catalog.ts'
import { timeImport } from './bench/import-speed.ts'
import { workerdPeakMegabytes } from './bench/workerd.ts'
import { startupMilliseconds } from './bench/startup.ts'
import { throughput } from './bench/throughput.ts'
import { buildWorker, startLocalShop } from './local-shop.ts'
import { mapCatalogRow } from './map-catalog.ts'
import { searchQuality } from './search-quality.ts'

// `npm run bench [-- --small 1000 --large 100000]`: every figure of design.md §8 in one run. Times mean something only
// beside each other; counts and ratios are what to look at.
const small = sizeOf('--small', 1_000)
const large = sizeOf('--large', 100_000)
const CATALOG = join(import.meta.dirname, '../../shared/data/catalog/products.jsonl.gz')

const work = await mkdtemp(join(tmpdir(), 'highstreet-bench-'))
try {
  const buildDir = join(work, 'build')
  await buildWorker(buildDir)
  const script = readFileSync(join(buildDir, 'index.js'))
  heading('Bundle and start-up')
  console.log(
    `bundle      ${kilobytes(gzipSync(script).length)} gzipped (${kilobytes(statSync(join(buildDir, 'index.js')).size)})`,
  )
  console.log(
    `start-up    ${(await startupMilliseconds(buildDir)).toFixed(0)} ms of module evaluation (median of 5)`,
  )

  const byCount: Record<number, Awaited<ReturnType<typeof costs>>> = {}
  for (const count of [small, large]) {
    const shop = await startLocalShop({ stateDir: join(work, `state-${count}`), port: 0, buildDir })
    heading(`${count} generated products`)
    const figures = await timeImport(shop, generatedCatalog(count), `generated-${count}`)
    console.log(
      `import      ${figures.rowsPerSecond.toFixed(0)} rows/s, stored in ${figures.secondsToImport.toFixed(1)} s, live after ${figures.secondsToLive.toFixed(1)} s`,
    )
    console.log(
      `memory      ${workerdPeakMegabytes().toFixed(0)} MB at the peak (workerd with its databases)`,
    )
    byCount[count] = await costs(shop)
    if (count === small) {
      heading('Requests per second from warm memory, as a ratio to a bare Worker')
      const paths = {
        product: '/v1/markets/us/products/generated-7',
        list: '/v1/markets/us/products?category=all',
        search: '/v1/markets/us/products?q=copper%20kettle',
      }
      for (const { name, ratio, shop: own, bare } of await throughput(shop.url, paths)) {
        console.log(`${name.padEnd(12)}${ratio.toFixed(2)}    (${own.toFixed(0)} to ${bare.toFixed(0)})`)
      }
    }
    await shop.stop()
  }

  heading(`Storage of a cold answer: at ${small} and at ${large} products`)
  console.log('                                 kv  d1   rows read            D1 duration, ms     ratio')
  for (const [at, one] of (byCount[small] ?? []).entries()) {
    const other = byCount[large]?.[at] ?? one
    const rows = `${one.rowsRead} / ${other.rowsRead}`.padEnd(20)
    const sql = `${one.sqlMs.toFixed(2)} / ${other.sqlMs.toFixed(2)}`.padEnd(18)
    console.log(
      `${one.name.padEnd(33)}${other.kv}   ${other.d1}   ${rows} ${sql} ${(other.sqlMs / Math.max(one.sqlMs, 0.01)).toFixed(1)}`,
    )
  }

  heading('Carts')
  await benchCarts(buildDir)

  heading('Orders')
  await benchOrders(buildDir)

  if (existsSync(CATALOG)) {
    heading('The real catalog (../shared/data/catalog)')
    const shop = await startLocalShop({ stateDir: join(work, 'state-real'), port: 0, buildDir })
    const rows = gunzipSync(readFileSync(CATALOG)).toString('utf8').trimEnd().split('\n')
    const lines = rows.map((row) => JSON.stringify(mapCatalogRow(JSON.parse(row) as never, {})))
    const figures = await timeImport(shop, lines.join('\n'), 'real')
    console.log(
      `import      ${figures.rows} rows, ${figures.rowsFailed} refused, ${figures.rowsPerSecond.toFixed(0)} rows/s, live after ${figures.secondsToLive.toFixed(1)} s, ${workerdPeakMegabytes().toFixed(0)} MB`,
    )
    await shop.stop()
    heading('Search quality')
    console.table(await searchQuality())
  } else {
    console.log(
      '\nSKIPPED: ../shared/data is not here, so neither the real catalog nor the search quality was measured.',
    )
  }
} finally {
  await rm(work, { recursive: true, force: true })
}

function heading(text: string): void {
  console.log(`\n${text}\n${'-'.repeat(text.length)}`)
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1_000).toFixed(0)} kB`
}

function sizeOf(flag: string, otherwise: number): number {
  const at = process.argv.indexOf(flag)
  return at < 0 ? otherwise : Number(process.argv[at + 1])
}
