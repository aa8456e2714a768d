import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { proveCarts, violations } from '../../scripts/proof/carts.ts'

// `npm run proof -- carts` at a small size.
const stateDir = await mkdtemp(join(tmpdir(), 'highstreet-carts-'))
afterAll(() => rm(stateDir, { recursive: true, force: true }))

test('nothing is lost, doubled or let in: adds at once, three clients, tokens nearly right, kills under load', async () => {
  const figures = await proveCarts({ seed: Number(process.env.SEED ?? 4), tokens: 100, kills: 2, stateDir })
  expect(violations(figures), JSON.stringify(figures)).toEqual([])
  expect(figures['units added']).toBeGreaterThan(100)
  expect(figures['edits under load']).toBeGreaterThan(0)
})
