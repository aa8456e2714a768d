import { describe, expect, test } from 'vitest'
import { send } from './shop.ts'

const HTML = { headers: { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } }

describe('pages', () => {
  test.each([
    ['/us', 'storefront'],
    ['/us?lang=en-US&utm_source=a', 'storefront'],
    ['/de/c/kitchen', 'storefront'],
    ['/de/p/copper-stovetop-kettle', 'storefront'],
    ['/us/search?q=tea', 'storefront'],
    ['/us/cart', 'storefront'],
    ['/us/checkout', 'storefront'],
    ['/us/orders/ord_01KA2JQ8V6C0N9QW3V0B8Z6R5T', 'storefront'],
    ['/us/account', 'storefront'],
    ['/us/account/orders', 'storefront'],
    ['/sign-in?code=a&state=b', 'storefront'],
    ['/admin', 'admin'],
    ['/admin/products/01KA2JQ8V6C0N9QW3V0B8Z6R5T', 'admin'],
    ['/admin/imports', 'admin'],
  ])('%s is a page of the %s', async (path, app) => {
    const answer = await send(path)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('Content-Type')).toContain('text/html')
    const page = await answer.text()
    expect(page).toContain(`/assets/${app}/`)
    // No script stands in the page itself, which is what lets the policy forbid all such.
    expect(page).not.toMatch(/<script(?![^>]* src=)/)
  })

  test.each([
    '/fr',
    '/fr/c/kitchen',
    '/docs/x',
    '/.env',
    '/wp-login.php',
    '/index.html',
    '/pages/storefront.html',
    '/pages/admin.html',
    '/admin.html',
    '/admin/unknown',
    '/admin/products/a/b',
    '/us/unknown',
    '/us/c',
    '/us/c/Kitchen',
    '/us/p/a%2fb',
    '/us/orders/..%2f',
    '/assets/storefront/none.js',
    '/assets/../pages/admin.html',
    '/_headers',
  ])('%s is nothing', async (path) => {
    const forPrograms = await send(path)
    expect(forPrograms.status).toBe(404)
    expect(forPrograms.headers.get('Content-Type')).toBe('application/problem+json')
    expect(await forPrograms.json()).toMatchObject({ code: 'not_found' })
    const forEyes = await send(path, HTML)
    expect(forEyes.status).toBe(404)
    expect(forEyes.headers.get('Content-Type')).toContain('text/html')
    expect(forEyes.headers.get('Content-Security-Policy')).toContain("default-src 'none'")
    expect(await forEyes.text()).not.toContain('/assets/')
  })

  test('what is wrong below /v1 stays a problem document, also for a browser', async () => {
    const answer = await send('/v1/nothing', HTML)
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json')
  })

  test('nothing of a shell may run or load what is not its own', async () => {
    const { headers } = await send('/us')
    const policy = headers.get('Content-Security-Policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain("require-trusted-types-for 'script'")
    expect(policy).not.toMatch(/script-src[^;]*unsafe/)
    expect(headers.get('Cache-Control')).toBe('private, no-cache')
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
  })

  test('a shell that is known is not sent again', async () => {
    const etag = (await send('/us')).headers.get('ETag') ?? ''
    expect(etag).not.toBe('')
    const again = await send('/de/c/kitchen', { headers: { 'If-None-Match': etag } })
    expect(again.status).toBe(304)
    expect(again.headers.get('Content-Security-Policy')).toContain("default-src 'none'")
    expect(await again.text()).toBe('')
  })

  test('the files that a shell names are there, for good', async () => {
    const page = await (await send('/us')).text()
    const files = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => path)
    expect(files.length).toBeGreaterThan(0)
    for (const path of files) {
      const answer = await send(path)
      expect([path, answer.status]).toEqual([path, 200])
      expect(answer.headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable')
      await answer.text()
    }
  })

  test('a product page has its product under way before its script', async () => {
    const { headers } = await send('/de/p/copper-stovetop-kettle?lang=en')
    expect(headers.get('Link')).toContain(
      '</v1/markets/de/products/copper-stovetop-kettle?locale=en>; rel=preload; as=fetch',
    )
    const plain = await send('/de/p/copper-stovetop-kettle?lang=%3E%0d%0aX-A:b')
    expect(plain.headers.get('Link')).toContain('</v1/markets/de/products/copper-stovetop-kettle>;')
  })

  test('/ leads to the market where the visitor seems to be, and a slash too many to the page without', async () => {
    const answer = await send('/', { redirect: 'manual' })
    expect([answer.status, answer.headers.get('Location')]).toEqual([302, '/us'])
    const slash = await send('/us/?lang=en-US', { redirect: 'manual' })
    expect([slash.status, slash.headers.get('Location')]).toEqual([308, '/us?lang=en-US'])
    expect((await send('//evil.test/', { redirect: 'manual' })).status).toBe(404)
  })

  test('pages take GET and HEAD, and nothing else', async () => {
    expect((await send('/us', { method: 'HEAD' })).status).toBe(200)
    const post = await send('/us', { method: 'POST' })
    expect([post.status, post.headers.get('Allow')]).toEqual([405, 'GET, HEAD, OPTIONS'])
    expect((await send('/fr', { method: 'POST' })).status).toBe(404)
    expect((await send('/us', { method: 'OPTIONS' })).status).toBe(204)
  })
})
