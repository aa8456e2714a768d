import { expect, test } from 'vitest'
import { brokenImports, importCycles, importsOf } from './law-descent.ts'
import { filesUnder } from './repository.ts'

const house = filesUnder(['src'], ['.ts', '.tsx'])

test('imports follow the line of descent', () => {
  expect(brokenImports(house)).toEqual([])
})

test('no files import each other in a circle', () => {
  expect(importCycles(house)).toEqual([])
})

test('imports are found in every form, and not in comments or texts', () => {
  const source = `
    import a, { type B } from './a.ts'
    import type {
      C,
    } from "./c.ts"
    import './d.ts'
    export * from './e.ts'
    const f = await import('./f.ts')
    type G = import('./g.ts').G
    // import h from './h.ts'
    /* from './i.ts' */
    const url = 'https://example.test/' // from './j.ts'
    const words = value.split(/['"]/) // from './k.ts'
  `
  expect(importsOf(source)).toEqual(['./a.ts', './c.ts', './d.ts', './e.ts', './f.ts', './g.ts'])
})

test.each([
  ['a name to the right', 'src/markets/queries.ts', `import { x } from '../catalog/queries.ts'`],
  ['a type of a name to the right', 'src/events/tables.ts', `import type { X } from '../catalog/tables.ts'`],
  ['the environment, from a feature', 'src/catalog/queries.ts', `import type { Bindings } from '../env.ts'`],
  ['a feature, from platform', 'src/platform/d1.ts', `export * from '../markets/tables.ts'`],
  ['platform, from domain', 'src/domain/money.ts', `type Ctx = import('../platform/context.ts').Ctx`],
  ['a package, from domain', 'src/domain/money.ts', `import { z } from 'zod'`],
  ['a name nobody knows', 'src/catalog/queries.ts', `import '../warehouse/queries.ts'`],
  ['from a name nobody knows', 'src/warehouse/queries.ts', ``],
  ['from outside the house', 'src/app.ts', `import '../test/setup.ts'`],
  ["another feature's routes", 'src/search/list.ts', `import { r } from '../catalog/routes.ts'`],
  ["a feature's own routes", 'src/search/list.ts', `import { r } from './routes.ts'`],
  ['the client', 'src/app.ts', `import { client } from './client.ts'`],
  ['code of the app, from the client', 'src/client.ts', `import { type App, app } from './app.ts'`],
  ['types of others, from the client', 'src/client.ts', `import type { Market } from './domain/market.ts'`],
  ['a file of the client', 'src/cart/routes.ts', `import { x } from '../client/cart.ts'`],
  ['types of the client', 'src/app.ts', `import type { Cart } from './client/cart-types.ts'`],
  ['code of the app, from behind the client', 'src/client/cart.ts', `import { app } from '../app.ts'`],
  ['code of others, from behind the client', 'src/client/cart.ts', `import { n } from '../domain/money.ts'`],
  ['types of others, there', 'src/client/cart.ts', `export type { Cart } from '../cart/cart-schemas.ts'`],
  ['a package, from the client', 'src/client/cart.ts', `import { ulid } from 'ulid'`],
  ["more of Hono's code, from the client", 'src/client/cart.ts', `import { Hono } from 'hono'`],
])('reported: %s', (_what, path, source) => {
  expect(brokenImports(new Map([[path, source]]))).toEqual([expect.stringContaining(path)])
})

test('not reported: what may be imported', () => {
  const files = new Map([
    ['src/client.ts', `import { hc } from 'hono/client'\nimport type { App } from './app.ts'`],
    [
      'src/client/cart.ts',
      `import type { App } from '../app.ts'\nimport type { Endpoint } from 'hono/types'\nimport { x } from './shop.ts'`,
    ],
    ['src/app.ts', `import { r } from './search/routes.ts'\nimport type { Bindings } from './env.ts'`],
    ['src/search/list.ts', `import { p } from '../catalog/tables.ts'\nimport { w } from './words.ts'`],
  ])
  expect(brokenImports(files)).toEqual([])
})

test('reported: a circle, even of types, once', () => {
  const files = new Map([
    ['src/catalog/a.ts', `import { b } from './b.ts'`],
    ['src/catalog/b.ts', `import type { C } from '../catalog/c.ts'`],
    ['src/catalog/c.ts', `export * from './a.ts'`],
    ['src/catalog/d.ts', `import { a } from './a.ts'\nimport { b } from './b.ts'`],
  ])
  expect(importCycles(files)).toEqual([
    'src/catalog/a.ts → src/catalog/b.ts → src/catalog/c.ts → src/catalog/a.ts',
  ])
})
