import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { ROOT } from './repository.ts'

// What a browser loads to open a product page, besides its data. vitest.config.ts has built it.
const BYTES_MAX = 70_000
const SITE = `${ROOT}dist/site`

/** The scripts of a shell, and those that they import before anything is shown. */
function scriptsOf(shell: string): string[] {
  const found = new Set(
    [...shell.matchAll(/(?:src|href)="(\/assets\/[^"]+\.js)"/g)].map(([, path = '']) => path),
  )
  for (const path of found) {
    const source = readFileSync(SITE + path, 'utf8')
    for (const [, name = ''] of source.matchAll(/(?:import|from)\s*["']\.\/([\w.-]+\.js)["']/g))
      found.add(path.replace(/[^/]+$/, name))
  }
  return [...found]
}

test('a product page opens with little JavaScript', () => {
  const paths = scriptsOf(readFileSync(`${SITE}/pages/storefront.html`, 'utf8'))
  expect(paths.length).toBeGreaterThan(0)
  const bytes = paths.map((path) => gzipSync(readFileSync(SITE + path), { level: 9 }).length)
  const sum = bytes.reduce((all, one) => all + one, 0)
  console.log(`JavaScript of a product page: ${sum} bytes gzipped in ${paths.length} file(s)`)
  expect(sum).toBeLessThanOrEqual(BYTES_MAX)
})
