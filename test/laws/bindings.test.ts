import { expect, test } from 'vitest'
import { strayBindings } from './law-bindings.ts'
import { filesUnder } from './repository.ts'

test('only env.ts reads bindings, only platform knows their types', () => {
  expect(strayBindings(filesUnder(['src'], ['.ts', '.tsx']))).toEqual([])
})

test.each([
  ['a binding', 'src/catalog/queries.ts', `const rows = await c.env.DB.prepare(sql).all()`],
  ['a binding by its name', 'src/platform/kv.ts', `c.env['KV'].get(key)`],
  ['a variable', 'src/auth/issuers.ts', `process.env.AUTH_ISSUERS`],
  ['members taken apart', 'src/app.ts', `const { DB, KV } = c.env`],
  ['a type of D1', 'src/catalog/queries.ts', `export const rows = (db: D1Database) => db`],
  ['a type of queues', 'src/imports/start.ts', `function send(queue: Queue<Message>) {}`],
  ['the ambient environment', 'src/platform/d1.ts', `import { env } from 'cloudflare:workers'`],
])('reported: %s', (_what, path, source) => {
  expect(strayBindings(new Map([[path, source]]))).toEqual([expect.stringContaining(path)])
})

test('not reported: handing the environment on, wrapping a binding, a Durable Object', () => {
  const files = new Map([
    ['src/app.ts', `const ctx = makeContext(c.env, checked) // not c.env.DB`],
    ['src/env.ts', `open(env.DB)`],
    ['src/platform/d1.ts', `open(database: D1Database)`],
    ['src/cart/cart-object.ts', `import { DurableObject } from 'cloudflare:workers'`],
  ])
  expect(strayBindings(files)).toEqual([])
})
