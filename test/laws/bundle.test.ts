import { expect, test } from 'vitest'
import * as zod from 'zod'
import { z as bundled } from '../../bundle/zod.js'
import { missingMembers } from './law-bundle.ts'
import { filesUnder } from './repository.ts'

const members = Object.keys(bundled)

test('the bundle has every member of zod that is called', () => {
  expect(missingMembers(filesUnder(['src'], ['.ts', '.tsx']), members)).toEqual([])
})

test.each([
  ['a call', `const day = z.iso.date()`],
  ['a call on the next line', `const mail = z\n  .email()\n  .optional()`],
  ['a call with a type', `const file = z.instanceof<File>(File)`],
  ['a comparison', `if (error instanceof z.ZodError) return`],
])('reported: %s', (_what, source) => {
  expect(missingMembers(new Map([['src/a.ts', source]]), members)).toEqual([
    expect.stringContaining('src/a.ts:1: z.'),
  ])
})

test('not reported: what is there, types, and members of something else', () => {
  const source = `type A = z.infer<typeof a>; type B = z.core.$ZodIssue; z.string(); point.z.email(); // z.email()`
  expect(missingMembers(new Map([['src/a.ts', source]]), members)).toEqual([])
})

test('members are those of zod', () => {
  expect(members.length).toBeGreaterThan(0)
  expect(zod).toMatchObject(bundled)
})
