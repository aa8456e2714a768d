import { expect, test } from 'vitest'
import * as zod from 'zod'
import { z as bundled } from '../../bundle/zod.js'
import { callsLeftOut } from './law-bundle.ts'
import { filesUnder } from './repository.ts'

const members = Object.keys(bundled)

test('the bundle has everything of zod and drizzle that is called', () => {
  expect(callsLeftOut(filesUnder(['src'], ['.ts', '.tsx']), members)).toEqual([])
})

test.each([
  ['a call', `const day = z.iso.date()`],
  ['a call on the next line', `const mail = z\n  .email()\n  .optional()`],
  ['a call with a type', `const file = z.instanceof<File>(File)`],
  ['a comparison', `if (error instanceof z.ZodError) return`],
  ['JSON Schema as zod writes it', `const schema = productSchema.toJSONSchema()`],
  ['the same by the standard of schemas', `const { jsonSchema } = productSchema['~standard']`],
  ['a relational query', `await db.orm.query.products.findMany()`],
  ['another column of drizzle', `import { integer, real } from 'drizzle-orm/sqlite-core'`],
  ['a foreign key of drizzle', `const id = text().references(() => products.id)`],
])('reported: %s', (_what, source) => {
  expect(callsLeftOut(new Map([['src/a.ts', source]]), members)).toEqual([
    expect.stringContaining('src/a.ts:1: '),
  ])
})

test('not reported: what is there, types, and members of something else', () => {
  const source = `type A = z.infer<typeof a>; type B = z.core.$ZodIssue; z.string(); point.z.email(); // z.email()`
  expect(callsLeftOut(new Map([['src/a.ts', source]]), members)).toEqual([])
})

test('members are those of zod', () => {
  expect(members.length).toBeGreaterThan(0)
  expect(zod).toMatchObject(bundled)
})
