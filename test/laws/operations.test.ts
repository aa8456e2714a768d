import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { LATE, LAWS } from '../../src/admin/laws.ts'
import { ROOT } from './repository.ts'

const page = readFileSync(`${ROOT}docs/operations.md`, 'utf8')

test('docs/operations.md says of every law what to do, and of no other', () => {
  const [laws = ''] = page.split('## What payment providers told')
  const rows = [...laws.matchAll(/^\| `(\w+)` \|.*\|.*\S.*\|$/gm)].map(([, law]) => law)
  expect(rows).toEqual([...Object.keys(LAWS), ...Object.keys(LATE)])
})

test.each(Object.entries({ ...LAWS, ...LATE }))('%s is told in a few words', (_law, { means }) => {
  expect(means).toMatch(/^[A-Z].{20,118}\.$/)
})
