import { setTimeout as sleep } from 'node:timers/promises'
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
  scopes = SCOPES,
): Promise<{ visitor: BrowserContext; page: Page; complaints: string[] }> {
  const visitor = await stage.visitor(width)
  const { page, complaints } = await openPage(visitor)
  await page.goto(path)
  await page.getByRole('textbox', { name: 'Staff token' }).fill(await stage.server.token(scopes))
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

type Shown = { variants: { sku: string; price: { amount: number; currency: string } }[]; title: string }

/** What shoppers are told of a product. */
async function shown(handle: string, market = 'us'): Promise<Shown | undefined> {
  const answer = await fetch(`${stage.server.url}/v1/markets/${market}/products/${handle}`)
  return answer.ok ? ((await answer.json()) as Shown) : undefined
}

/** Asks until the answer is the one. The runner alone says when that takes too long. */
async function until<Answer>(ask: () => Promise<Answer>, isIt: (answer: Answer) => boolean): Promise<Answer> {
  for (;;) {
    const answer = await ask()
    if (isIt(answer)) return answer
    await sleep(200)
  }
}

describe('signing in', () => {
  test('by the issuer of the shop, and back to where one wanted to go', async () => {
    const visitor = await stage.visitor()
    const { page, complaints } = await openPage(visitor)
    await page.goto('/admin/markets')
    await page.getByRole('button', { name: 'Sign in with your account' }).click()
    await page.getByLabel('Name').fill('ada')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'Markets' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/admin/markets')
    await page.getByRole('link', { name: 'Deutschland' }).waitFor()
    // The tab keeps it, and gives it up.
    await page.reload()
    await page.getByRole('button', { name: 'ada' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(await page.evaluate("sessionStorage.getItem('highstreet.console')")).toBeNull()
    expect(complaints).toEqual([])
    await visitor.close()
  })

  test('with what is no token is refused in words, and a page of the sign-in is clean', async () => {
    const visitor = await stage.visitor('phone')
    const { page } = await openPage(visitor)
    await page.goto('/admin')
    await page.getByRole('textbox', { name: 'Staff token' }).fill('secret')
    await page.keyboard.press('Enter')
    await page.getByText('This is no token, or its time is over.').waitFor()
    expect(await seriousFindings(page)).toEqual([])
    await keepScreenshot(page, 'console-sign-in-phone')
    await visitor.close()
  })

  test('shows nobody a door that their token does not open, and says so behind it', async () => {
    const { visitor, page } = await enter('/admin/orders', 'desk', 'catalog:read')
    await page.getByText('Sign in with a token that carries the scope').waitFor()
    expect(await page.getByRole('link', { name: 'Orders' }).count()).toBe(0)
    expect(await page.getByRole('link', { name: 'Products' }).count()).toBe(1)
    await keepScreenshot(page, 'console-forbidden-desk')
    await visitor.close()
  })
})

const HEADER =
  'Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Inventory Qty'
const row = (at: number, price: string) =>
  `browser-bowl-${at},Browser Bowl ${at},<p>Thrown by hand.</p>,Hearth & Hollow,Bowl,bowls,TRUE,Size,Small,BOWL-${at},${price},7`
/** Forty good products and one that cannot be priced. */
const FILE = [HEADER, ...Array.from({ length: 40 }, (_, at) => row(at, '24.00')), row(40, 'a lot')].join('\n')

test('a file is dropped, looked at in a dry run, imported, and in the shop', async () => {
  const { visitor, page, complaints } = await enter('/admin/imports')
  await page.getByText('Drop a catalog file here').waitFor()
  const file = await page.evaluateHandle(
    `(() => { const data = new DataTransfer()
      data.items.add(new File([${JSON.stringify(FILE)}], 'bowls.csv', { type: 'text/csv' })); return data })()`,
  )
  const target = page.locator('.drop')
  for (const type of ['dragenter', 'dragover', 'drop'])
    await target.dispatchEvent(type, { dataTransfer: file })

  await page.getByRole('heading', { name: 'Dry run into us' }).waitFor()
  await page.getByRole('button', { name: 'Import it now' }).waitFor()
  await page.getByText('browser-bowl-0', { exact: true }).waitFor()
  expect(await shown('browser-bowl-0')).toBeUndefined()
  expect(await seriousFindings(page)).toEqual([])
  await keepScreenshot(page, 'console-dry-run-desk')
  await page.getByRole('tab', { name: /Rows with errors \(1\)/ }).click()
  await page.getByText('Variant Price').waitFor()
  await keepScreenshot(page, 'console-row-errors-desk')

  await page.getByRole('button', { name: 'Import it now' }).click()
  await page.getByRole('heading', { name: 'Import into us' }).waitFor()
  await page.getByText('Done', { exact: true }).waitFor()
  await until(
    () => shown('browser-bowl-39'),
    (bowl) => bowl?.title === 'Browser Bowl 39',
  )
  expect(await shown('browser-bowl-40')).toBeUndefined()

  await page.getByRole('link', { name: 'Products' }).click()
  await page.getByLabel('Search').fill('browser bowl 3')
  await page.getByRole('link', { name: 'Browser Bowl 39' }).waitFor()
  expect(complaints).toEqual([])
  await visitor.close()
})

test('a price is changed by keyboard, and shoppers see it', async () => {
  const { visitor, page, complaints } = await enter('/admin/products/prd-copper-stovetop-kettle')
  const price = page.getByRole('button', { name: /1 l in United States/ })
  await price.focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('New price').waitFor()
  await dialog.getByLabel('New price').focus()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('77.5')
  expect(await seriousFindings(page)).toEqual([])
  await keepScreenshot(page, 'console-price-desk', false)
  await page.keyboard.press('Enter')
  await dialog.waitFor({ state: 'detached' })
  // Who opened the dialog by keyboard is where they were.
  await until(
    () => price.evaluate('document.activeElement?.textContent'),
    (text) => String(text).includes('$77.50'),
  )
  await until(
    () => shown('copper-stovetop-kettle'),
    (kettle) => kettle?.variants[0]?.price.amount === 7750,
  )
  await page.getByRole('link', { name: 'Live' }).waitFor()
  expect(complaints).toEqual([])
  await visitor.close()
})

test('a price is scheduled, and stands beside the present one', async () => {
  const { visitor, page } = await enter('/admin/products/prd-copper-stovetop-kettle')
  await page.getByRole('button', { name: /1\.5 l in Deutschland/ }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('New price').fill('89,90')
  await dialog.getByRole('button', { name: 'Schedule, or by quantity' }).click()
  await dialog.getByLabel('From', { exact: true }).fill('2031-03-01T00:00')
  await dialog.getByLabel('Until', { exact: true }).fill('2031-04-01T00:00')
  await dialog.getByRole('button', { name: 'Schedule the price' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: /1\.5 l in Deutschland/ }).click()
  await page.getByRole('dialog').getByText('€89.90').waitFor()
  expect(await page.getByRole('dialog').getByText('now', { exact: true }).count()).toBe(1)
  expect((await shown('copper-stovetop-kettle', 'de'))?.variants[1]?.price.amount).not.toBe(8990)
  await visitor.close()
})

test('two people write one product: the later sees the change of the earlier, and chooses', async () => {
  const path = '/admin/products/prd-enamelled-casserole'
  const [ada, bob] = [await enter(path), await enter(path)]
  const title = ({ page }: typeof ada) => page.getByLabel('Title').first()
  const save = ({ page }: typeof ada) => page.getByRole('button', { name: 'Save', exact: true }).click()
  await title(bob).fill('Casserole of Bob')
  await bob.page.getByLabel('Vendor').fill('Bob & Co')
  await title(ada).fill('Casserole of Ada')
  await ada.page.getByLabel('Type').fill('Pot')
  await save(ada)
  await ada.page.getByText('Saved. It is live in a moment.').waitFor()

  await save(bob)
  const dialog = bob.page.getByRole('dialog')
  await dialog.getByText('Somebody else changed the product meanwhile').waitFor()
  const choose = dialog.getByRole('button', { name: 'Save what was chosen' })
  // Both have changed the title: that has to be chosen. The rest is put together.
  expect(await choose.isDisabled()).toBe(true)
  expect(await dialog.getByText('changed by both').count()).toBe(1)
  expect(await seriousFindings(bob.page)).toEqual([])
  await keepScreenshot(bob.page, 'console-conflict-desk', false)
  await bob.page.setViewportSize({ width: 390, height: 844 })
  await keepScreenshot(bob.page, 'console-conflict-phone', false)
  await dialog.getByRole('radio', { name: 'Title: theirs' }).click()
  await choose.click()
  await bob.page.getByText('Saved. It is live in a moment.').waitFor()

  const answer = await fetch(`${stage.server.url}/v1/admin/products/prd-enamelled-casserole`, {
    headers: { Authorization: `Bearer ${await stage.server.token('catalog:read')}` },
  })
  expect(await answer.json()).toMatchObject({
    title: 'Casserole of Ada',
    productType: 'Pot',
    vendor: 'Bob & Co',
  })
  await Promise.all([ada.visitor.close(), bob.visitor.close()])
})

test('an order is sent with its tracking number, and partly refunded into stock', async () => {
  const { visitor, page, complaints } = await enter('/admin/orders?status=placed')
  await page.getByRole('table', { name: 'Orders' }).getByRole('link').first().click()
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Carrier').fill('DHL')
  await dialog.getByLabel('Tracking number').fill('00340434161094021501')
  expect(await seriousFindings(page)).toEqual([])
  await keepScreenshot(page, 'console-send-desk', false)
  await dialog.getByRole('button', { name: 'Note as sent' }).click()
  await page.getByText('DHL 00340434161094021501').waitFor()
  await page.getByText('Completed', { exact: true }).first().waitFor()

  await page.getByRole('button', { name: 'Refund', exact: true }).click()
  await dialog.getByText('By pieces').click()
  await dialog
    .getByRole('textbox', { name: /^Pieces of/ })
    .first()
    .fill('1')
  await dialog.getByLabel('Reason').fill('Dented on arrival')
  await keepScreenshot(page, 'console-refund-desk', false)
  await dialog.getByRole('button', { name: 'Refund' }).click()
  await page.getByText('Partially refunded').waitFor()
  await page.getByText(/Dented on arrival, back into stock/).waitFor()
  await keepScreenshot(page, 'console-refunded-desk')
  expect(complaints).toEqual([])
  await visitor.close()
})

test('stock is counted, and its ledger says why', async () => {
  const { visitor, page } = await enter('/admin/inventory/var-ket-15l')
  await page.getByRole('button', { name: 'Change stock' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('I have counted').click()
  await dialog.getByLabel('On hand').fill('12')
  await dialog.getByLabel('Note').fill('Shelf 4')
  await keepScreenshot(page, 'console-count-desk', false)
  await dialog.getByRole('button', { name: 'Set it' }).click()
  await page.getByRole('table', { name: 'Ledger' }).getByText('Shelf 4').waitFor()
  await visitor.close()
})

test('a promotion is made, and found by its code', async () => {
  const { visitor, page, complaints } = await enter('/admin/promotions/new')
  await page.getByLabel('Name').fill('Browser week')
  await page.getByText('By code', { exact: true }).click()
  await page.getByRole('combobox', { name: 'Codes' }).fill('BROWSER-15')
  await page.keyboard.press('Enter')
  await page.getByLabel('Percent').fill('15')
  await page.getByRole('button', { name: 'Make the promotion' }).click()
  await page.getByRole('heading', { name: 'Browser week' }).waitFor()
  await page.getByRole('link', { name: 'Promotions', exact: true }).first().click()
  await page.getByRole('searchbox', { name: 'Code' }).fill('browser-15')
  await page.getByRole('link', { name: 'Browser week' }).waitFor()
  expect(complaints).toEqual([])
  await visitor.close()
})

test('the audit is verified, and a shop that is away is said so', async () => {
  const { visitor, page } = await enter('/admin/audit')
  await page.getByRole('button', { name: 'Verify' }).click()
  await page.getByText('The log is whole').waitFor()
  await keepScreenshot(page, 'console-verified-desk')
  await page.route('**/v1/admin/**', (route) => route.abort())
  await page.getByRole('link', { name: 'Health' }).click()
  await page.getByText('The shop cannot be reached').waitFor()
  await keepScreenshot(page, 'console-away-desk')
  await page.unroute('**/v1/admin/**')
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByText(/All \d+ laws hold/).waitFor()
  await visitor.close()
})
