import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { askAs, expectRefusal } from './ask.ts'
import { fresh } from './doors/door.ts'
import { marketBody, newCode, shippingOptionBody, taxRateBody } from './doors/market-samples.ts'
import { promotionBody } from './doors/promotion-samples.ts'

// A tag names one version of one resource: not that of another one which had, or gets, its id.

const ask = askAs('catalog:write inventory:write markets:write promotions:write webhooks:write')

test.each<[string, string, object]>([
  ['categories', `shelf-${fresh()}`, { title: 'Shelf' }],
  ['locations', `loc-${fresh()}`, { name: 'Berlin store' }],
  ['markets', newCode(), marketBody()],
  ['tax-rates', `tax-${fresh()}`, taxRateBody('de')],
  ['shipping-options', `shp-${fresh()}`, shippingOptionBody('de')],
  ['promotions', `pro-${fresh()}`, promotionBody()],
])('%s: a tag from before a deletion does not match what was made again', async (noun, id, stated) => {
  const body = stated as Record<string, unknown>
  const name = noun === 'categories' ? 'title' : 'name'
  if (noun === 'tax-rates') Object.assign(body, { country: 'DE', taxClass: 'zero' })
  const path = `/v1/admin/${noun}/${id}`
  const made = await ask('PUT', path, body, { 'If-None-Match': '*' })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  expect((await ask('DELETE', path, undefined, { 'If-Match': made.etag })).status).toBe(204)
  const again = await ask('PUT', path, { ...body, [name]: 'Made again' }, { 'If-None-Match': '*' })
  expect((again.body as { revision: number }).revision).toBe(1)

  const late = await ask('PATCH', path, { [name]: 'Too late' }, { 'If-Match': made.etag })
  expectRefusal(late, 412, 'version_mismatch')
  expect((late.body as { current: unknown }).current).toEqual(again.body)
  expectRefusal(await ask('PUT', path, body, { 'If-Match': made.etag }), 412, 'version_mismatch')
  expectRefusal(await ask('DELETE', path, undefined, { 'If-Match': made.etag }), 412, 'version_mismatch')
  expect((await ask('GET', path, undefined, { 'If-None-Match': made.etag })).status).toBe(200)
  expect((await ask('GET', path, undefined, { 'If-None-Match': again.etag })).status).toBe(304)
  expect((await ask('DELETE', path, undefined, { 'If-Match': again.etag })).status).toBe(204)
})

test('webhooks: the same, once the row of the deleted one has been tidied away', async () => {
  const body = { id: `whe-${fresh()}`, url: 'https://hooks.example.com/again', status: 'disabled' }
  const path = `/v1/admin/webhooks/${body.id}`
  const made = await ask('POST', '/v1/admin/webhooks', body)
  expect((await ask('DELETE', path, undefined, { 'If-Match': made.etag })).status).toBe(204)
  await env.DB.prepare('DELETE FROM webhook_endpoints WHERE id = ?1').bind(body.id).run()
  expect((await ask('POST', '/v1/admin/webhooks', body)).status).toBe(201)
  const late = await ask('PATCH', path, { description: 'Too late' }, { 'If-Match': made.etag })
  expectRefusal(late, 412, 'version_mismatch')
})
