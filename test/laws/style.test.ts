import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { breachesOfStyle, secretLiterals } from './law-style.ts'
import { filesUnder, ROOT, type Files } from './repository.ts'

// These two spell what they forbid.
const SPELLED = new Set(['test/laws/law-style.ts', 'test/laws/style.test.ts'])
const lawful = (files: Files): Files => new Map([...files].filter(([path]) => !SPELLED.has(path)))

test('house style', () => {
  expect(breachesOfStyle(lawful(filesUnder(['src', 'test', 'web'], ['.ts', '.tsx'])))).toEqual([])
})

test('no secrets in files', () => {
  const ignored = readFileSync(`${ROOT}.gitignore`, 'utf8').split(/\/?\n/)
  // The lock file is full of random letters: digests.
  const left = new Set(['.git', 'package-lock.json', ...ignored])
  const places = readdirSync(ROOT).filter((name) => !left.has(name))
  expect(secretLiterals(lawful(filesUnder(places, ['']))).join('\n')).toBe('')
})

test.each([
  ['src/catalog/utils.ts', ``],
  ['src/helpers/text.ts', ``],
  ['test/features/cart-service.test.ts', ``],
  ['src/cart/session-manager.ts', ``],
  ['src/cart/long.ts', 'x\n'.repeat(401)],
  ['src/cart/a.ts', `const body: any = 1`],
  ['src/cart/b.ts', `read(body as any)`],
  ['src/cart/c.ts', `new Map<string, any>()`],
  ['src/cart/d.ts', `const rows: Array<any> = []`],
  ['src/cart/z.ts', `const body = z.any()`],
  ['src/cart/e.ts', 'const text = `${(body as any).id}`'],
  ['test/features/f.test.ts', `// @ts-ignore`],
  ['src/cart/g.ts', `/* @ts-nocheck */`],
  ['src/cart/h.ts', `// TODO: later`],
  ['test/features/i.test.ts', `test.only('one', () => {})`],
  ['test/features/j.test.ts', `describe.skip.each([1])('one', () => {})`],
  ['src/cart/k.ts', `import { verify } from 'hono/jwt'`],
  ['src/cart/l.ts', `import { jwk } from 'hono/jwk'`],
  ['src/cart/m.ts', `await c.req.parseBody()`],
  ['src/cart/n.ts', `console.log(1)`],
])('reported: %s', (path, source) => {
  expect(breachesOfStyle(new Map([[path, source]]))).toEqual([expect.stringContaining(path)])
})

test('not reported: the same words where they do no harm', () => {
  const files = new Map([
    [
      'src/cart/a.ts',
      `// takes any cart: any size\nconst text = 'as any one' // console.log\nconsole.error(text)`,
    ],
    ['src/search/words.ts', `const LITTLE = new Set(['the', 'any', 'der'])`],
    ['test/a.test.ts', `test.skipIf(missing)(\`real files\${note}\`, () => {})\nconsole.log('seed', seed)`],
    ['src/cart/b.ts', 'x\n'.repeat(400)],
  ])
  expect(breachesOfStyle(files)).toEqual([])
})

test.each([
  ['src/auth/a.ts', `const token = '${['ey', 'JhbGciOiJFUzI1NiJ9.e30.x'].join('')}'`],
  ['docs/keys.md', ['-----BEGIN', 'EC PRIVATE KEY-----'].join(' ')],
  ['test/fixtures/key.json', `{"kty":"EC","d":"${'a'.repeat(43)}"}`],
  ['scripts/deploy.ts', `const key = '${['sk', 'live', '0123456789'].join('_')}'`],
  ['wrangler.toml', `TOKEN_SECRETS = "${'0123456789abcdef'.repeat(2)}"`],
])('reported: a secret in %s', (path, source) => {
  expect(secretLiterals(new Map([[path, source]]))).toEqual([expect.stringContaining(path)])
})
