import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sellForWeeks } from './past-orders.ts'
import { keepScreenshot, openPage, seriousFindings, Stage, type Width } from './support.ts'

// The console in a real browser, against the shop as `npm start` opens it.

const SCOPES =
  'catalog:write orders:write promotions:write inventory:write imports:write markets:write events:read audit:read health:read'

let stage: Stage
let orders: string[]
beforeAll(async () => {
  stage = await Stage.open()
  orders = await sellForWeeks(stage.server)
})
afterAll(() => stage.close())

/** A member of staff at the console, signed in with a pasted token. */
async function enter(
  path = '/admin',
  width: Width = 'desk',
): Promise<{ visitor: BrowserContext; page: Page; complaints: string[] }> {
  const visitor = await stage.visitor(width)
  const { page, complaints } = await openPage(visitor)
  await page.goto(path)
  await page.getByRole('textbox', { name: 'Staff token' }).fill(await stage.server.token(SCOPES))
  await page.getByRole('button', { name: 'Sign in with the token' }).click()
  await page.locator('#page h1').waitFor()
  return { visitor, page, complaints }
}

/** Nothing is on its way any more. */
async function settle(page: Page): Promise<void> {
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' })
  await page.waitForLoadState('networkidle')
}

const PAGES: readonly [name: string, path: () => string][] = [
  ['overview', () => '/admin'],
  ['orders', () => '/admin/orders'],
  ['order', () => `/admin/orders/${orders[0]}`],
  ['products', () => '/admin/products'],
  ['product', () => '/admin/products/prd-copper-stovetop-kettle'],
  ['new-product', () => '/admin/products/new'],
  ['prices', () => '/admin/prices'],
  ['inventory', () => '/admin/inventory'],
  ['stock', () => '/admin/inventory/var-ket-15l'],
  ['imports', () => '/admin/imports'],
  ['promotions', () => '/admin/promotions'],
  ['new-promotion', () => '/admin/promotions/new'],
  ['markets', () => '/admin/markets'],
  ['market', () => '/admin/markets/de'],
  ['events', () => '/admin/events'],
  ['audit', () => '/admin/audit'],
  ['publication', () => '/admin/publication'],
  ['health', () => '/admin/health'],
]

describe.each(['desk', 'phone'] as const)('at a %s', (width) => {
  test('every page is without serious findings and complains of nothing', async () => {
    const { visitor, page, complaints } = await enter('/admin', width)
    const found: string[] = []
    for (const [name, path] of PAGES) {
      await page.goto(path())
      await page.locator('#page h1').waitFor()
      await settle(page)
      found.push(...(await seriousFindings(page)).map((finding) => `${name}: ${finding}`))
      const overflow = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')
      if (Number(overflow) > 0) found.push(`${name}: is ${String(overflow)} px wider than the screen`)
      await keepScreenshot(page, `console-${name}-${width}`)
    }
    expect(found).toEqual([])
    expect(complaints).toEqual([])
    await visitor.close()
  })
})
