import { expect, test } from 'vitest'
import { importsPastTheApi } from './law-pages.ts'
import { filesUnder } from './repository.ts'

test('pages know the shop by its public API alone', () => {
  const files = filesUnder(['web'], ['.ts', '.tsx'])
  expect(importsPastTheApi(files)).toEqual([])
})

test.each([
  ['the domain', `import { money } from '../../../src/domain/money.ts'`],
  ['the client by its path', `import { createClient } from '../../../src/client.ts'`],
  ['the other app', `import { Table } from '../../admin/src/table.tsx'`],
  ['the house by its name', `import { app } from 'highstreet'`],
])('reported: %s', (_what, source) => {
  expect(importsPastTheApi(new Map([['web/storefront/src/a.ts', source]]))).toHaveLength(1)
})

test('not reported: the client, packages, its own, what both share', () => {
  const source = `
    import { createClient } from 'highstreet/client'
    import { render } from 'preact'
    import { b } from './b.ts'
    import { c } from '../../shared/c.ts'
  `
  expect(importsPastTheApi(new Map([['web/storefront/src/a.ts', source]]))).toEqual([])
})
