import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Server } from '../../test/e2e/server.ts'
import { numbers } from './numbers.ts'
import { providerEvents } from './purchases/provider-events.ts'
import { scriptedPayments } from './purchases/scripted-payments.ts'
import { ShopBooks } from './purchases/shop-books.ts'

// Issue 5, I-13 to I-15: payments that go in every way that the test provider can play; the provider's book against the
// orders. Then what a provider tells, genuine and not.

type Figures = Readonly<Record<string, number>>

/** What must be nothing, by its name in the figures. */
const NOTHING = [
  'captures without order',
  'paid orders without capture',
  'double charges',
  'orders shown failed but charged',
  'authorizations left lying',
  'bought, and should not be; or the other way round',
  'laws of the shop broken',
  'of them refused',
  'effects twice',
  'effects of them later',
  'of them taken',
  'effects of all these',
  'orders that they spoiled',
]

type Options = {
  readonly seed: number
  readonly count: number
  readonly stateDir: string
  readonly say?: (line: string) => void
}

export async function provePayments({
  seed,
  count,
  stateDir,
  say = () => undefined,
}: Options): Promise<Figures> {
  const start = Date.now()
  const secret = randomBytes(32).toString('base64url')
  const server = await Server.open(stateDir, { TOKEN_SECRETS: secret })
  try {
    const shop = new ShopBooks(server.url, (scope) => server.token(scope))
    return {
      seed,
      ...(await scriptedPayments(server.url, shop, numbers(seed), count, say)),
      ...(await providerEvents(server.url, shop, secret)),
      'seconds in all': Math.round((Date.now() - start) / 1_000),
    }
  } finally {
    await server.kill()
  }
}

/** Those figures that should be nothing and are not. */
export const violations = (figures: Figures): string[] => [
  ...NOTHING.filter((name) => figures[name] !== 0),
  ...(figures['orders by them'] === figures['orders due by them'] ? [] : ['orders by them']),
]

/** `npm run proof -- payments`: SEED, CHECKOUTS and STATE_DIR change what is run. */
export async function main(): Promise<void> {
  const { SEED, CHECKOUTS, STATE_DIR } = process.env
  const stateDir = STATE_DIR ?? (await mkdtemp(join(tmpdir(), 'highstreet-proof-')))
  try {
    const figures = await provePayments({
      seed: Number(SEED ?? 5),
      count: Number(CHECKOUTS ?? 500),
      stateDir,
      say: (line) => console.error(line),
    })
    console.log(JSON.stringify(figures, null, 2))
    const violated = violations(figures)
    if (violated.length > 0) console.error(`should be 0: ${violated.join(', ')}`)
    process.exitCode = violated.length === 0 ? 0 : 1
  } finally {
    if (STATE_DIR === undefined) await rm(stateDir, { recursive: true, force: true })
  }
}
