import * as fc from 'fast-check'
import { test } from 'vitest'

/** One seed for all, so that a run can be repeated; `SEED=7` tries another. A failure names seed and counter-example. */
const SEED = Number(process.env.SEED ?? 2026)

/** A test of something that holds for all input: 500 random cases, or as many as are asked for. */
export function law<Case>(name: string, property: fc.IProperty<Case>, cases = 500): void {
  test(`law: ${name}`, () => fc.assert(property, { seed: SEED, numRuns: cases }))
}
