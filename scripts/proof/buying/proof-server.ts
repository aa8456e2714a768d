import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { MEMORY_DISK } from '../../memory-disk.ts'
import { Server } from '../../../test/e2e/server.ts'
import { Desk } from './desk.ts'
import { History } from './history.ts'

/** A shop to buy in: the server, its staff, and what the clients remember. */
export type Stage = { readonly server: Server; readonly desk: Desk; readonly history: History }
export type Figures = Readonly<Record<string, number | string>>

export const stageOn = (server: Server): Stage => ({
  server,
  desk: new Desk(server.url, (scope) => server.token(scope)),
  history: new History(),
})

/** The figure of what breaks a law by the shop's own account. */
export const LAWS_BROKEN = 'laws broken'
export async function lawsBroken(desk: Desk): Promise<Figures> {
  const broken = await desk.violations()
  return { [LAWS_BROKEN]: broken.length, ...(broken.length > 0 && { broken: broken.join(', ') }) }
}

/** Those figures that should be nothing and are not. */
export const wrongIn = (figures: Figures, nothing: readonly string[]): string[] =>
  nothing.filter((name) => figures[name] !== 0)

/** `npm run proof`: opens a server of its own, prints the figures, and fails when one should be nothing and is not. */
export async function proveOnServer(
  variables: Readonly<Record<string, string>>,
  nothing: readonly string[],
  prove: (stage: Stage, seed: number, say: (line: string) => void) => Promise<Figures>,
): Promise<void> {
  const { SEED, STATE_DIR, HISTORY } = process.env
  const seed = Number(SEED ?? 5)
  const stateDir = STATE_DIR ?? (await mkdtemp(join(MEMORY_DISK, 'highstreet-proof-')))
  const server = await Server.open(stateDir, variables)
  const stage = stageOn(server)
  try {
    const figures = { seed, ...(await prove(stage, seed, (line) => console.error(line))) }
    console.log(JSON.stringify(figures, null, 2))
    const wrong = wrongIn(figures, nothing)
    if (wrong.length > 0) console.error(`should be 0: ${wrong.join(', ')}`)
    process.exitCode = wrong.length === 0 ? 0 : 1
  } finally {
    if (HISTORY !== undefined) await stage.history.write(HISTORY)
    await server.kill()
    if (STATE_DIR === undefined) await rm(stateDir, { recursive: true, force: true })
  }
}
