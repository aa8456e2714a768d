import { expect, test } from 'vitest'
import { filesUnder, nameOf, withoutComments, withoutText } from './repository.ts'

const SOURCE = [
  "const url = 'https://a.test' // one",
  'const path = `//${names.map((name) => `/*${name}`).join()}` /* two',
  ' three */ const quote = text.split(/["`/]/) // four',
  'const half = total / 2 // a / b',
].join('\n')

test('comments become blanks, and only comments', () => {
  const kept = withoutComments(SOURCE)
  expect(kept).toHaveLength(SOURCE.length)
  expect(kept.split('\n').map((line) => line.trim())).toEqual([
    "const url = 'https://a.test'",
    'const path = `//${names.map((name) => `/*${name}`).join()}`',
    'const quote = text.split(/["`/]/)',
    'const half = total / 2',
  ])
})

test('texts become blanks too, templates stay', () => {
  const kept = withoutText(SOURCE)
  expect(kept).toHaveLength(SOURCE.length)
  expect(kept).not.toContain('https')
  expect(kept).toContain('`//${names')
})

test.each([
  ['src/catalog/queries.ts', 'catalog'],
  ['src/env.ts', 'env'],
  ['src/cart/object/a.ts', 'cart'],
  ['test/a.ts', ''],
])('%s is of %s', (path, name) => {
  expect(nameOf(path)).toBe(name)
})

test('looking at no file is a mistake', () => {
  expect(() => filesUnder(['src'], ['.cobol'])).toThrow('no .cobol under src')
})
