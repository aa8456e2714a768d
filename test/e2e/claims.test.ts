import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { proveClaims } from '../../scripts/proof/claims.ts'

// `npm run proof -- claims` at a small size: real processes that are really killed.
const stateDir = await mkdtemp(join(tmpdir(), 'highstreet-claims-'))
afterAll(() => rm(stateDir, { recursive: true, force: true }))

test('guests log in while the server is killed at every step: nothing is lost, doubled or left lying', async () => {
  const figures = await proveClaims({ seed: 4, guests: 3, randomKills: 1, stateDir })
  expect(figures).toMatchObject({
    claims: 21,
    kills: 7,
    unitsLost: 0,
    unitsDoubled: 0,
    leftFrozen: 0,
    wrongAnswers: 0,
  })
})
