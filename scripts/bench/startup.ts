import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { wrangler } from '../local-shop.ts'

type Profile = {
  readonly nodes: readonly { readonly id: number; readonly callFrame: { readonly functionName: string } }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

const ROUNDS = 5

/** Milliseconds of work while the Worker's modules are evaluated, by workerd's own profile; the median of some rounds. */
export async function startupMilliseconds(workDir: string): Promise<number> {
  const rounds: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const file = join(workDir, `startup-${round}.cpuprofile`)
    await wrangler(['check', 'startup', '--outfile', file])
    rounds.push(activeMilliseconds(JSON.parse(readFileSync(file, 'utf8')) as Profile))
  }
  return rounds.toSorted((one, other) => one - other)[Math.floor(ROUNDS / 2)] ?? NaN
}

function activeMilliseconds({ nodes, samples, timeDeltas }: Profile): number {
  const idle = new Set(
    nodes.filter((node) => node.callFrame.functionName === '(idle)').map((node) => node.id),
  )
  const microseconds = samples.reduce((sum, id, at) => sum + (idle.has(id) ? 0 : (timeDeltas[at] ?? 0)), 0)
  return microseconds / 1_000
}
