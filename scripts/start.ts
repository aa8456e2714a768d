import { createServer } from 'node:net'
import { join } from 'node:path'
import { seedIfEmpty } from './seed.ts'
import { startLocalShop } from './local-shop.ts'

// `npm start`: builds, migrates, seeds if empty, serves. PORT and STATE_DIR move it; the variables below reach the Worker.
const ROOT = join(import.meta.dirname, '..')
const PORT = Number(process.env.PORT || 8787)
/** Where pages send people to sign in; any free port will do, since the pages ask the shop for it. */
const SIGN_IN_PORT = Number(process.env.SIGN_IN_PORT || 0)
const STATE_DIR = process.env.STATE_DIR || join(ROOT, '.state')
const PASSED_ON = [
  'STAGE',
  'AUTH_ISSUERS',
  'CORS_ORIGINS',
  'TOKEN_SECRETS',
  'PUBLIC_URL',
  'FAULTS',
  'STOP_AT',
  'WEBHOOK_RETRY_SECONDS',
  'CART_LIFE_SECONDS',
  'HOLD_SECONDS',
  'PAYMENT_PROVIDERS',
  'STRIPE_SECRET_KEY',
  'STRIPE_WEBHOOK_SECRET',
] as const
// Oftener than cron's minute: the local queue forgets its messages when the server is killed, and the tick sends them again.
const TICK_MS = 5_000

if (!Number.isInteger(PORT) || PORT < 1 || PORT > 65_535) fail(`PORT is ${process.env.PORT}, not a port.`)
if (!(await isFree(PORT)))
  fail(`Port ${PORT} is taken. Stop what runs there, or choose another: PORT=8788 npm start`)

console.log('Building and migrating …')
const vars = Object.fromEntries(
  PASSED_ON.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
)
const shop = await startLocalShop({ stateDir: STATE_DIR, port: PORT, vars, signInPort: SIGN_IN_PORT }).catch(
  (error: unknown) => fail(error instanceof Error ? error.message : String(error)),
)
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void shop.stop().finally(() => process.exit(0)))
}
await shop.tick()
setInterval(() => void shop.tick().catch(() => undefined), TICK_MS)
await seedIfEmpty(shop)

console.log(`
Highstreet is open on ${shop.url}

  Storefront   ${shop.url}/
  Console      ${shop.url}/admin
  Products     ${shop.url}/v1/markets/us/products
  Markets      ${shop.url}/v1/markets        (us, de, jp)
  Reference    ${shop.url}/docs
  State        ${STATE_DIR}

A staff token:     npm run -s token -- --scope "catalog:write imports:write"
A customer's:      npm run -s token -- --customer alice
A catalog:         npm run import -- FILE.csv --market us
`)

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}
