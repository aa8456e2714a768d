import { env } from 'cloudflare:workers'
import { describe, expect, test, beforeEach } from 'vitest'
import { catalog, count, emptyShop, errorsOf, importText } from './imports/support.ts'

beforeEach(emptyShop)

describe('the real files', () => {
  test.each(['packt-home-garden', 'gatsby-example', 'shopify-template', 'luma-tops'])('%s', async (name) => {
    const text = env.REAL_FILES[name] ?? ''
    const t = Date.now()
    const job = await importText(text, { format: 'shopify-csv' })
    console.log(name, Date.now() - t, JSON.stringify(job))
    const before = await catalog()
    const events = await count('events')
    const again = await importText(text, { format: 'shopify-csv' })
    console.log(JSON.stringify({ ...again, reports: [] }))
    expect(await catalog()).toEqual(before)
    expect(await count('events')).toBe(events)
    expect(errorsOf(again)).toEqual(errorsOf(job))
  })
})
