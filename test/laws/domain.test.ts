import { expect, test } from 'vitest'
import { impureDomain } from './law-domain.ts'
import { filesUnder } from './repository.ts'

test('domain never awaits and looks at no clock', () => {
  expect(impureDomain(filesUnder(['src/domain'], ['.ts']))).toEqual([])
})

test.each([
  `export async function price() {}`,
  `const row = await read()`,
  `return Promise.resolve(1)`,
  `const now = Date.now()`,
  `const now = new Date()`,
  `const now = new Date`,
  `const now = \`\${Date()}\``,
  `Math.random()`,
  `crypto.randomUUID()`,
  `performance.now()`,
  `setTimeout(later, 5)`,
])('reported: %s', (line) => {
  const files = new Map([['src/domain/price.ts', `// why\n${line}`]])
  expect(impureDomain(files)).toEqual([expect.stringContaining('src/domain/price.ts:2')])
})

test('not reported: dates of given times, comments, other folders', () => {
  const files = new Map([
    [
      'src/domain/time.ts',
      `new Date(ms).toISOString() // Date.now() is not for us\nDate.UTC(1970)\nDate.parse(text)`,
    ],
    ['src/platform/d1.ts', `await commit()`],
  ])
  expect(impureDomain(files)).toEqual([])
})
