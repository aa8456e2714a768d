import { expect, test } from 'vitest'
import { ID_PATTERN, ID_PREFIX, makeId, parseId } from '../../src/domain/ids.ts'

const ULID = '01KA2B3C4D5E6F7G8H9JKMNPQR'

test.each(['prd_01', 'var-1', 'A', '00123', '_', 'x'.repeat(64)])('%s is an id', (text) => {
  expect(parseId('product', text)).toBe(text)
})

test.each(['', 'a b', 'a/b', '..', 'é', 'a%2fb', 'x'.repeat(65), 'a\n', 'gid://1'])('%j is no id', (text) => {
  expect(parseId('product', text)).toBeUndefined()
})

test('ours are prefix and ULID, and ids like any other', () => {
  expect(makeId('product', ULID)).toBe(`prd_${ULID}`)
  for (const kind of Object.keys(ID_PREFIX) as (keyof typeof ID_PREFIX)[]) {
    expect(makeId(kind, ULID)).toMatch(ID_PATTERN)
  }
})

test('no two kinds share a prefix', () => {
  const prefixes = Object.values(ID_PREFIX)
  expect(new Set(prefixes).size).toBe(prefixes.length)
})

test.each(['', 'abc', ULID.toLowerCase(), `8${ULID.slice(1)}`, `${ULID}0`])(
  '%j is no ULID to make one of',
  (text) => {
    expect(() => makeId('product', text)).toThrow('ULID')
  },
)
