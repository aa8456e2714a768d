import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Server } from '../../test/e2e/server.ts'
import { numbers } from './numbers.ts'
import { killedBuyers } from './purchases/killed-buyers.ts'
import { stoppedPurchases, type Throws } from './purchases/stopped-purchases.ts'

// Issue 5, I-16: the server is killed (SIGKILL to its whole process group) at every named step of a purchase, and at
// random moments under a load of buyers. Afterwards everything is there once.

type Options = {
  readonly seed: number
  readonly throws: Throws
  /** At random moments, after those at the steps. */
  readonly kills: number
  readonly stateDir: string
  readonly say?: (line: string) => void
}

type Figures = Readonly<Record<string, number>>

/** What must be nothing, by its name in the figures. */
const NOTHING = ['violations', 'lost', 'violations under load']

export async function proveSteps({
  seed,
  throws,
  kills,
  stateDir,
  say = () => undefined,
}: Options): Promise<Figures> {
  const start = Date.now()
  const server = await Server.open(stateDir)
  try {
    const stopped = await stoppedPurchases(server, throws, say)
    const killed = await killedBuyers(server, numbers(seed), kills, say)
    return { seed, ...stopped, ...killed, 'seconds in all': Math.round((Date.now() - start) / 1_000) }
  } finally {
    await server.kill()
  }
}

/** Those figures that should be nothing and are not. */
export const violations = (figures: Figures): string[] => NOTHING.filter((name) => figures[name] !== 0)

/** `npm run proof -- steps`: SEED, THROWS, KILLS and STATE_DIR change what is run. */
export async function main(): Promise<void> {
  const { SEED, THROWS, KILLS, STATE_DIR } = process.env
  const stateDir = STATE_DIR ?? (await mkdtemp(join(tmpdir(), 'highstreet-proof-')))
  try {
    const figures = await proveSteps({
      seed: Number(SEED ?? 5),
      throws: (THROWS ?? 'all') as Throws,
      kills: Number(KILLS ?? 20),
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
