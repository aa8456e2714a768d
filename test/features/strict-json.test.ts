import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseStrictJson } from '../../src/platform/strict-json.ts'

const limits = { depthMax: 32 }

test.each([
  'null',
  '7',
  '"a{[\\"b"',
  '[]',
  '{}',
  ' { "a" : [ 1 , { "a" : "b:c" } ] , "b" : { "a" : null } } ',
  '{"":1," ":2}',
  '{"a\\\\":1,"a":2}',
  '{"proto":1,"__proto":2,"Constructor":3}',
  '["__proto__","constructor"]',
  '{"a":"__proto__"}',
  '[5.0,-5.00,1e3,1E+3,1.5e1,120e-1,0.0,-0.0e-7,0e-999,1.5,-0.1,4.35,1e-7,0.1e-300,1e999,9007199254740993]',
  '["1.0000000000000001",{"1.0000000000000001":"1e-400"}]',
  '{"größe":1,"😀":2}',
])('%s is fine', (text) => {
  expect(parseStrictJson(text, limits)).toEqual({ ok: true, value: JSON.parse(text) })
})

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)

test.each([
  ['', 'malformed'],
  [' ', 'malformed'],
  ['{', 'malformed'],
  ['{"a":1,}', 'malformed'],
  ['[1,]', 'malformed'],
  ['{"a":1} x', 'malformed'],
  ['{"a":1}{}', 'malformed'],
  ['// a\n{}', 'malformed'],
  ['{a:1}', 'malformed'],
  ["{'a':1}", 'malformed'],
  ['NaN', 'malformed'],
  ['[Infinity]', 'malformed'],
  ['[01]', 'malformed'],
  ['\ufeff{}', 'malformed'],
  ['"\n"', 'malformed'],
  ['"unterminated', 'malformed'],
  ['['.repeat(100_000), 'malformed'],
  ['{"a":1,"a":1}', 'duplicate_name'],
  ['{"a":1,"\\u0061":2}', 'duplicate_name'],
  ['{"":1,"":2}', 'duplicate_name'],
  ['[{"b":[{"a":1, "a" :2}]}]', 'duplicate_name'],
  ['{"a":{"b":1},"c":2,"a":3}', 'duplicate_name'],
  ['{"__proto__":1}', 'forbidden_name'],
  ['{"a":[{"__proto__" : {}}]}', 'forbidden_name'],
  ['{"\\u005f_proto__":1}', 'forbidden_name'],
  ['{"constructor":{}}', 'forbidden_name'],
  ['{"prototype":{}}', 'forbidden_name'],
  ['{"a\\u0000":1}', 'forbidden_name'],
  ['{"\\ud800":1}', 'forbidden_name'],
  ['1.0000000000000001', 'rounded_number'],
  ['[1,{"a":-1.00000000000000001}]', 'rounded_number'],
  ['{"a" :0.99999999999999999\n}', 'rounded_number'],
  ['[9007199254740993.4]', 'rounded_number'],
  ['[12345678901234567890123e-1]', 'rounded_number'],
  ['[1.00000000000000000001e3]', 'rounded_number'],
  ['[1E-400]', 'rounded_number'],
  [nested(33), 'too_deep'],
  [nested(10_000), 'too_deep'],
  [nested(1_000_000), 'too_deep'],
  [`{"a":${nested(32)}}`, 'too_deep'],
  ['{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000), 'too_deep'],
])('%.40s is %s', (text, why) => {
  expect(parseStrictJson(text, limits)).toEqual({ ok: false, why })
})

test('depth counts brackets', () => {
  expect(parseStrictJson(nested(32), limits).ok).toBe(true)
  expect(parseStrictJson('7', { depthMax: 0 }).ok).toBe(true)
  expect(parseStrictJson('{}', { depthMax: 0 })).toEqual({ ok: false, why: 'too_deep' })
  expect(parseStrictJson('{"a":[{}]}', { depthMax: 3 }).ok).toBe(true)
})

test('long strings and many members cost no stack and little time', () => {
  const start = Date.now()
  const escapes = JSON.stringify({ a: '\n"\\'.repeat(700_000) })
  expect(parseStrictJson(escapes, limits).ok).toBe(true)
  const members = JSON.stringify(Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`m${n}`, n])))
  expect(parseStrictJson(members, limits).ok).toBe(true)
  expect(Date.now() - start).toBeLessThan(3_000)
})

test('law: what JSON.stringify writes is read back; with a member twice it is refused', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value)
      const read = parseStrictJson(text, { depthMax: 100 })
      if (read.ok) expect(JSON.stringify(read.value)).toBe(text)
      else expect(read.why).toBe('forbidden_name')
    }),
    { seed: 2026, numRuns: 500 },
  )
  fc.assert(
    fc.property(fc.string(), fc.jsonValue(), fc.jsonValue(), (name, one, two) => {
      const key = JSON.stringify(name)
      const text = `[{${key}:${JSON.stringify(one)},"x y":0,${key}:${JSON.stringify(two)}}]`
      expect(parseStrictJson(text, { depthMax: 100 }).ok).toBe(false)
    }),
    { seed: 2026, numRuns: 500 },
  )
})
