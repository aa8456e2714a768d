import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openApiDocument } from '../../src/app.ts'

const checkedIn = JSON.parse(readFileSync(join(import.meta.dirname, '../../openapi.json'), 'utf8')) as object
const served = JSON.parse(JSON.stringify(openApiDocument())) as { info: object }

it('the checked-in OpenAPI document is the one served (npm run openapi rewrites it)', () => {
  expect(checkedIn).toEqual(served)
})

it('a document that differs is noticed', () => {
  expect(checkedIn).not.toEqual({ ...served, info: { ...served.info, title: 'Another' } })
})
