import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { MEMORY_DISK } from '../memory-disk.ts'
import { cartCosts } from './cart-costs.ts'
import { cartThroughput } from './cart-throughput.ts'

/** The section "Carts" of the bench: what shoppers do to them, how fast and at what cost. Prints it. */
export async function benchCarts(buildDir: string): Promise<void> {
  const work = await mkdtemp(join(MEMORY_DISK, 'highstreet-bench-'))
  try {
    const ratios = await cartThroughput(work, buildDir)
    console.log(`ratios to a bare Durable Object, and what ten promotions take; on ${MEMORY_DISK}\n`)
    console.log('                 requests/s                   ten      processor ms a request       ten')
    for (const { name, byProcessor, ...perSecond } of ratios)
      console.log(`${name.padEnd(17)}${shown(perSecond, 0)}   ${shown(byProcessor, 2)}`)
    console.table(await cartCosts(work))
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** `0.45  (450 to 1000)   7 %`: the ratio, of what to what, and what ten promotions take. */
function shown(row: Record<'bare' | 'plain' | 'ratio' | 'promotionCost', number>, digits: number): string {
  const ofWhat = `(${row.plain.toFixed(digits)} to ${row.bare.toFixed(digits)})`
  return `${row.ratio.toFixed(2)}  ${ofWhat.padEnd(17)}${(100 * row.promotionCost).toFixed(0).padStart(5)} %`
}
