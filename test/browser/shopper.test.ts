import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keepScreenshot, openPage, seriousFindings, Stage, type Width } from './support.ts'

// Shoppers in a real browser, in front of the shop as `npm start` opens it.
let stage: Stage
beforeAll(async () => {
  stage = await Stage.open()
})
afterAll(() => stage.close())

type Words = {
  readonly add: string
  readonly checkout: string
  readonly go: string
  readonly order: RegExp
  readonly thanks: string
  readonly tax: string
  readonly total: RegExp
}
const US: Words = {
  add: 'Add to bag',
  checkout: 'Checkout',
  go: 'Continue',
  order: /^Order and pay /,
  thanks: 'Thank you',
  tax: 'Plus sales tax and shipping',
  total: /\$\d/,
}
const DE: Words = {
  add: 'In den Warenkorb',
  checkout: 'Zur Kasse',
  go: 'Weiter',
  order: /^Zahlungspflichtig bestellen/,
  thanks: 'Vielen Dank',
  tax: 'inkl. MwSt., zzgl. Versand',
  total: /\d,\d\d\s€/,
}
const JP: Words = {
  add: 'カートに入れる',
  checkout: 'レジに進む',
  go: '次へ',
  order: /で注文を確定する$/,
  thanks: 'ありがとうございます',
  tax: '税込・送料別',
  total: /[￥¥][\d,]+/,
}
const ADDRESS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  us: { firstName: 'Ada', lastName: 'Lovelace', line1: '1 Main Street', city: 'Austin', postalCode: '78701' },
  de: { firstName: 'Ada', lastName: 'Nuñez', line1: 'Torstraße 1', city: 'Berlin', postalCode: '10119' },
  jp: { lastName: '山田', firstName: '花子', line1: '神南1-1-1', city: '渋谷区', postalCode: '150-0041' },
}
const REGION: Readonly<Record<string, string>> = { us: 'TX', jp: '13' }

const KETTLE = 'copper-stovetop-kettle'
const bag = (page: Page) => page.getByRole('dialog')

async function fillIn(page: Page, market: string, words: Words): Promise<void> {
  await page.locator('#field-email').fill('ada@example.com')
  for (const [name, value] of Object.entries(ADDRESS[market] ?? {}))
    await page.locator(`#field-${name}`).fill(value)
  const region = REGION[market]
  if (region !== undefined) await page.locator('#field-region').selectOption(region)
  await page.getByRole('button', { name: words.go, exact: true }).click()
}

async function toCheckout(page: Page, market: string, words: Words): Promise<void> {
  await page.goto(`/${market}/p/${KETTLE}`)
  await page.getByRole('button', { name: words.add, exact: true }).click()
  await bag(page).getByRole('link', { name: words.checkout }).click()
  await fillIn(page, market, words)
}

test.each<[string, Words, Width]>([
  ['us', US, 'desk'],
  ['de', DE, 'phone'],
  ['jp', JP, 'phone'],
])('a shopper buys in %s', async (market, words, width) => {
  const visitor = await stage.visitor(width)
  const { page, complaints } = await openPage(visitor)
  await page.goto(`/${market}`)
  await page.locator('.grid .card img').first().waitFor()
  await keepScreenshot(page, `home-${market}-${width}`)
  expect(await seriousFindings(page)).toEqual([])

  await page.goto(`/${market}/c/kitchen`)
  await page.locator(`a[href*="/p/${KETTLE}"]`).first().click()
  await page.getByRole('button', { name: words.add, exact: true }).waitFor()
  expect(await page.locator('.product').innerText()).toContain(words.tax)
  await keepScreenshot(page, `product-${market}-${width}`)
  expect(await seriousFindings(page)).toEqual([])

  await page.getByRole('button', { name: words.add, exact: true }).click()
  await bag(page).locator('.bag-line:not(.is-pending)').waitFor()
  await keepScreenshot(page, `bag-${market}-${width}`, false)
  expect(await seriousFindings(page)).toEqual([])
  await bag(page).getByRole('link', { name: words.checkout }).click()
  await fillIn(page, market, words)
  const button = page.getByRole('button', { name: words.order })
  await button.waitFor()
  expect(await button.innerText()).toMatch(words.total)
  await keepScreenshot(page, `checkout-${market}-${width}`)
  expect(await seriousFindings(page)).toEqual([])
  await button.click()
  await page.getByRole('heading', { name: words.thanks }).waitFor()
  await keepScreenshot(page, `order-${market}-${width}`)
  expect(await seriousFindings(page)).toEqual([])
  // Reloaded, it is still there: the browser keeps the order's token. And the bag is empty.
  await page.reload()
  await page.getByRole('heading', { name: words.thanks }).waitFor()
  expect(await page.locator('.badge').count()).toBe(0)
  expect(complaints.filter((each) => !each.includes('410'))).toEqual([])
  await visitor.close()
})

test('a declined payment leaves everything as it was, and the next one is paid', async () => {
  const visitor = await stage.visitor()
  const { page } = await openPage(visitor)
  await toCheckout(page, 'us', US)
  await page.locator('.choice-more').selectOption('decline')
  await page.getByRole('button', { name: US.order }).click()
  await page.getByText('Your payment was declined').waitFor()
  await keepScreenshot(page, 'declined-us-desk')
  await page.locator('.choice-more').selectOption('require_action')
  await page.getByRole('button', { name: US.order }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Confirm' }).click()
  await page.getByRole('heading', { name: US.thanks }).waitFor()
  await visitor.close()
})

test('two tabs have one bag', async () => {
  const visitor = await stage.visitor()
  const { page: one } = await openPage(visitor)
  const { page: two } = await openPage(visitor)
  await one.goto(`/us/p/${KETTLE}`)
  await two.goto('/us/p/stoneware-mug')
  await one.getByRole('button', { name: US.add, exact: true }).click()
  await bag(one).locator('.bag-line:not(.is-pending)').waitFor()
  await two.getByRole('button', { name: 'Bag, 1 item' }).waitFor()
  await two.getByRole('button', { name: US.add, exact: true }).click()
  await bag(two).locator('.bag-line:not(.is-pending)').nth(1).waitFor()
  await bag(one).locator('.bag-line:not(.is-pending)').nth(1).waitFor()
  await visitor.close()
})

test('offline the bag shows what was asked for, says so, and sends it when there is a network', async () => {
  const visitor = await stage.visitor()
  const { page } = await openPage(visitor)
  await page.goto(`/us/p/${KETTLE}`)
  await page.getByRole('button', { name: US.add, exact: true }).waitFor()
  await visitor.setOffline(true)
  await page.getByRole('button', { name: US.add, exact: true }).click()
  await bag(page).locator('.bag-line.is-pending').waitFor()
  await bag(page).getByText('You are offline').waitFor()
  await keepScreenshot(page, 'offline-us-desk', false)
  await visitor.setOffline(false)
  await bag(page).locator('.bag-line:not(.is-pending)').waitFor()
  expect(await bag(page).locator('.bag-line').count()).toBe(1)
  await visitor.close()
})

test('the back button leads back to the same place of the same list', async () => {
  const visitor = await stage.visitor('phone')
  const { page } = await openPage(visitor)
  await page.goto('/us/search?sort=title')
  const card = page.locator('.grid .card a').nth(14)
  await card.scrollIntoViewIfNeeded()
  const before = (await page.evaluate('scrollY')) as number
  await card.click()
  await page.locator('.product h1').waitFor()
  expect(await page.evaluate('scrollY')).toBe(0)
  await page.goBack()
  await page.locator('.grid .card').nth(14).waitFor()
  await expect.poll(() => page.evaluate('Math.round(scrollY)')).toBe(Math.round(before))
  expect(new URL(page.url()).search).toBe('?sort=title')
  await visitor.close()
})
