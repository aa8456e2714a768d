import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Server } from '../../test/e2e/server.ts'
import { killedEdits } from './carts/killed-edits.ts'
import { nearMisses } from './carts/near-misses.ts'
import { mixedCommands, parallelAdds } from './carts/parallel.ts'
import { numbers } from './numbers.ts'

// Issue 4, "Figures to report": what must be nothing of carts, at full size, against the server that `npm start` opens.

type Figures = Readonly<Record<string, number | string>>

/** What must be nothing, by its name in the figures. */
const NOTHING = [
  'parallel adds refused',
  'units lost',
  'units too many',
  'versions with two contents',
  'differs from the serial result',
  'client views ahead of the cart',
  'accepted',
  'units acknowledged and missing after a kill',
  'edits retried at the end and not replayed',
  'units doubled',
  'units lost in the end',
]

type Options = {
  readonly seed: number
  readonly tokens: number
  readonly kills: number
  readonly stateDir: string
  readonly say?: (line: string) => void
}

export async function proveCarts({
  seed,
  tokens,
  kills,
  stateDir,
  say = () => undefined,
}: Options): Promise<Figures> {
  const draw = numbers(seed)
  const server = await Server.open(stateDir)
  try {
    const { url } = server
    return {
      seed,
      ...(await parallelAdds(url, draw)),
      ...(await mixedCommands(url, draw)),
      ...(await nearMisses(url, draw, tokens)),
      ...(await killedEdits(server, draw, kills, say)),
    }
  } finally {
    await server.kill()
  }
}

/** Those figures that should be nothing and are not. */
export const violations = (figures: Figures): string[] => NOTHING.filter((name) => figures[name] !== 0)

/** `npm run proof -- carts`: SEED, TOKENS, KILLS and STATE_DIR change what is run. */
export async function main(): Promise<void> {
  const { SEED, TOKENS, KILLS, STATE_DIR } = process.env
  const stateDir = STATE_DIR ?? (await mkdtemp(join(tmpdir(), 'highstreet-proof-')))
  try {
    const figures = await proveCarts({
      seed: Number(SEED ?? 4),
      tokens: Number(TOKENS ?? 1_000),
      kills: Number(KILLS ?? 5),
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
