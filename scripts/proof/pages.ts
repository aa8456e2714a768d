import type { BrowserContext, Page } from 'playwright-core'
import { Stage } from '../../test/browser/support.ts'

// Issue 6, "Figures to report": what a phone waits for in the storefront, cold (nothing cached) and warm (the same visitor
// again). Times are those of this machine's headless browser in front of `npm start`; counts and shifts are nobody's machine.

const ROUNDS = 5
const PAGES = { home: '/us', category: '/us/c/kitchen', product: '/us/p/copper-stovetop-kettle' } as const

type Visit = {
  /** Until the first picture of a product is there: its own and the page's included. */
  readonly requests: number
  readonly lcpMs: number
  readonly shift: number
}

/** What the browser itself has noted of the page so far. */
const NOTED = `new Promise((resolve) => {
  const noted = { lcp: 0, shift: 0 }
  const watch = (type, note) => new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true })
  watch('largest-contentful-paint', (entry) => { noted.lcp = entry.startTime })
  watch('layout-shift', (entry) => { if (!entry.hadRecentInput) noted.shift += entry.value })
  setTimeout(() => resolve(noted), 200)
})`
type Noted = { readonly lcp: number; readonly shift: number }

// Short ones are not kept for later: it listens before anything is pressed. 16 ms is the least that browsers tell.
const LISTEN = `window.slowest = 0
new PerformanceObserver((list) => {
  for (const { interactionId, duration } of list.getEntries()) if (interactionId) slowest = Math.max(slowest, duration)
}).observe({ type: 'event', durationThreshold: 16 })`

async function visit(visitor: BrowserContext, path: string): Promise<{ page: Page; seen: Visit }> {
  const page = await visitor.newPage()
  let [asked, requests] = [0, 0]
  page.on('request', () => (asked += 1))
  page.on('requestfinished', (request) => {
    if (requests === 0 && request.resourceType() === 'image') requests = asked
  })
  await page.goto(path)
  await page.locator('main img').first().waitFor()
  await page.waitForLoadState('networkidle')
  const { lcp, shift } = (await page.evaluate(NOTED)) as Noted
  return { page, seen: { requests, lcpMs: lcp, shift } }
}

/** Answers how long the press that puts a product into the bag took from finger to paint; under 16 ms it is 0. */
async function pressed(page: Page): Promise<number> {
  await page.evaluate(LISTEN)
  await page.getByRole('button', { name: 'Add to bag', exact: true }).click()
  await page.getByRole('dialog').getByRole('link', { name: 'Checkout' }).waitFor()
  await page.evaluate('new Promise((resolve) => setTimeout(resolve, 200))')
  return (await page.evaluate('slowest')) as number
}

const middle = (list: readonly number[]): number =>
  list.toSorted((one, other) => one - other)[Math.floor(list.length / 2)] ?? NaN

export async function main(): Promise<void> {
  const stage = await Stage.open()
  try {
    // Once for the server: what it has not read yet is not the page's.
    for (const path of Object.values(PAGES)) {
      const visitor = await stage.visitor('phone')
      await visit(visitor, path)
      await visitor.close()
    }
    const rows: Record<string, string | number>[] = []
    for (const [name, path] of Object.entries(PAGES)) {
      const [cold, warm]: [Visit[], Visit[]] = [[], []]
      const delays: number[] = []
      for (let round = 0; round < ROUNDS; round += 1) {
        const visitor = await stage.visitor('phone')
        cold.push((await visit(visitor, path)).seen)
        const again = await visit(visitor, path)
        warm.push(again.seen)
        if (name === 'product') delays.push(await pressed(again.page))
        await visitor.close()
      }
      for (const [cache, visits] of [
        ['cold', cold],
        ['warm', warm],
      ] as const)
        rows.push({
          page: name,
          cache,
          'requests to the first picture': middle(visits.map(({ requests }) => requests)),
          'largest paint, ms': Math.round(middle(visits.map(({ lcpMs }) => lcpMs))),
          'layout shift, most': Number(Math.max(...visits.map(({ shift }) => shift)).toFixed(4)),
          ...(cache === 'warm' && delays.length > 0 && { 'press to paint, ms': middle(delays) }),
        })
    }
    console.table(rows)
  } finally {
    await stage.close()
  }
}
