import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type LocalShop, startLocalShop } from '../local-shop.ts'
import { seedIfEmpty } from '../seed.ts'

/**
 * Runs a proof against the shop that `npm start` would open, with the sample catalog in it, and prints what it found.
 * The clock does not tick: messages are enough while nothing is killed, and a proof counts without another publisher.
 */
export function onFreshShop(
  prove: (shop: LocalShop) => Promise<object | readonly object[]>,
): () => Promise<void> {
  return async function main() {
    const stateDir = await mkdtemp(join(tmpdir(), 'highstreet-proof-'))
    try {
      const shop = await startLocalShop({ stateDir, port: 0 })
      await shop.tick()
      await seedIfEmpty(shop)
      console.log(JSON.stringify(await prove(shop), null, 2))
      await shop.stop()
    } finally {
      await rm(stateDir, { recursive: true, force: true })
    }
  }
}
