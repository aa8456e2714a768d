import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { proveSteps, violations } from '../../scripts/proof/steps.ts'

// `npm run proof -- steps` at a small size: real processes that are really killed (I-16).
const stateDir = await mkdtemp(join(tmpdir(), 'highstreet-steps-'))
afterAll(() => rm(stateDir, { recursive: true, force: true }))

test('a purchase that is killed at any step is there once, asked for again or not', async () => {
  const figures = await proveSteps({ seed: 5, throws: 'none', kills: 1, stateDir })
  expect(violations(figures), JSON.stringify(figures)).toEqual([])
  expect(figures).toMatchObject({ 'steps tried': 12, 'purchases killed at a step': 76, 'random kills': 1 })
  expect(figures['buyers under load']).toBeGreaterThan(0)
})
