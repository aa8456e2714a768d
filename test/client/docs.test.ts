import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ROOT } from '../laws/repository.ts'

const read = (path: string): string => readFileSync(`${ROOT}${path}`, 'utf8')
const page = read('docs/carts.md')

/** What follows the name of a table or a union, up to the next blank line. */
const after = (source: string, name: string): string => source.split(name)[1]?.split('\n\n')[0] ?? ''

test.each([
  ['messages', [...after(read('src/cart/messages.ts'), 'WORDS').matchAll(/^ {2}(\w+):/gm)]],
  ['reasons of codes', [...after(read('src/cart/messages.ts'), 'CODE_WORDS').matchAll(/^ {2}(\w+):/gm)]],
  [
    'failures of the client',
    [...after(read('src/client/cart-types.ts'), 'type CartFailure').matchAll(/\| '(\w+)'/g)],
  ],
])('docs/carts.md tells what to show for all %s', (_what, codes) => {
  const named = codes.map(([, code]) => code ?? '')
  expect(named.length).toBeGreaterThan(4)
  expect(named.filter((code) => !page.includes(`\`${code}\``))).toEqual([])
})

test.each([
  [
    'failures of the client',
    [...after(read('src/client/checkout-types.ts'), 'type CheckoutFailure').matchAll(/\| '(\w+)'/g)],
  ],
  [
    'problems of a completion',
    [
      ...after(read('src/checkout/routes.ts'), "path: '/v1/checkouts/{id}/complete'").matchAll(
        /^ {4}'(\w+)',$/gm,
      ),
    ],
  ],
])('docs/checkout.md tells what to do about all %s', (_what, codes) => {
  const named = codes.map(([, code]) => code ?? '').filter((code) => code !== 'invalid_parameter')
  expect(named.length).toBeGreaterThan(3)
  expect(named.filter((code) => !read('docs/checkout.md').includes(`\`${code}\``))).toEqual([])
})

test('docs/client.md names all that the client exports', () => {
  const source = ['shop', 'cart-types', 'cart', 'checkout-types', 'checkout']
    .map((name) => read(`src/client/${name}.ts`))
    .join('\n')
  const names = [...source.matchAll(/^export (?:async )?(?:const|function\*?|class|type) (\w+)/gm)].map(
    ([, name]) => name ?? '',
  )
  expect(names.length).toBeGreaterThan(40)
  const exported = read('docs/client.md').split('## What it exports')[1] ?? ''
  expect(names.filter((name) => !new RegExp(`\`${name}\\b`).test(exported))).toEqual([])
})
