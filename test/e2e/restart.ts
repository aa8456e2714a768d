import { join } from 'node:path'
import { startLocalShop } from '../../scripts/local-shop.ts'

// `npm start` of a shop that has been built, migrated and seeded: what a test needs that kills it again and again.
const { STATE_DIR = '', PORT, VARS = '{}' } = process.env
const shop = await startLocalShop({
  stateDir: STATE_DIR,
  port: Number(PORT),
  vars: JSON.parse(VARS) as Record<string, string>,
  buildDir: join(STATE_DIR, 'build'),
  migrated: false,
})
await shop.tick()
console.log('Highstreet is open')
