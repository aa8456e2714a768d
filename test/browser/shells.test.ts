import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPage, Stage } from './support.ts'

let stage: Stage
beforeAll(async () => {
  stage = await Stage.open()
})
afterAll(() => stage.close())

test.each(['/us', '/admin'])('%s runs under its own policy and complains of nothing', async (path) => {
  const visitor = await stage.visitor()
  const { page, complaints } = await openPage(visitor)
  const answer = await page.goto(path)
  expect(answer?.status()).toBe(200)
  await page.locator('#app > :not(style)').first().waitFor()
  expect(complaints).toEqual([])
  await visitor.close()
})

test('a visitor without a market is sent to one', async () => {
  const visitor = await stage.visitor()
  const { page } = await openPage(visitor)
  await page.goto('/')
  expect(new URL(page.url()).pathname).toBe('/us')
  await visitor.close()
})
