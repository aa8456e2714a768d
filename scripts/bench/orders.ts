import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { MEMORY_DISK } from '../memory-disk.ts'
import { orderCosts } from './order-costs.ts'
import { orderThroughput } from './order-throughput.ts'

/** The section "Orders" of the bench: what completing a checkout costs, and how many there are a second. Prints it. */
export async function benchOrders(buildDir: string): Promise<void> {
  const work = await mkdtemp(join(MEMORY_DISK, 'highstreet-bench-'))
  try {
    const costs = await orderCosts(work)
    console.log('objectCalls: one to the checkout, and its two to the cart; bar: 3, and 3 to D1\n')
    console.table(costs)
    const [one] = costs
    if (one === undefined) return
    const { own, bare, ratio, byProcessor } = await orderThroughput(work, buildDir, one)
    console.log(
      `\nratio to a bare Worker that crosses as often, runs as many statements and writes as many rows; on ${MEMORY_DISK}\n`,
    )
    console.log(`orders/s                    ${shown(ratio, own, bare, 0)}`)
    console.log(
      `processor ms, captured      ${shown(byProcessor.ratio, byProcessor.own, byProcessor.bare, 2)}`,
    )
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

const shown = (ratio: number, own: number, bare: number, digits: number): string =>
  `${ratio.toFixed(2)}  (${own.toFixed(digits)} to ${bare.toFixed(digits)})`
