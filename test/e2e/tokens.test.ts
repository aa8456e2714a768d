import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { developmentCustomers, developmentIssuer } from '../../scripts/development-issuer.ts'
import { parseIssuers, productionRefusal } from '../../src/auth/issuers.ts'

// `npm run token`: staff and customers of a developer's own machine, each by an issuer and a key of its own.

let stateDir: string
beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'highstreet-tokens-'))
})
afterAll(() => rm(stateDir, { recursive: true, force: true }))

const SCRIPT = join(import.meta.dirname, '../../scripts/token.ts')

const run = (...args: string[]): Promise<{ code: number; out: string; error: string }> =>
  new Promise((resolve) => {
    const env = { ...process.env, STATE_DIR: stateDir }
    execFile(process.execPath, [SCRIPT, ...args], { env }, (failure, out, error) =>
      resolve({ code: Number(failure?.code ?? 0), out: out.trim(), error }),
    )
  })

async function entryOf(issuer: { readonly issuerJson: string }) {
  const parsed = parseIssuers(issuer.issuerJson)
  if (!parsed.ok || parsed.issuers[0] === undefined) throw new Error('not what AUTH_ISSUERS takes')
  return parsed.issuers[0]
}

test('a customer, by name', async () => {
  const { code, out, error } = await run('--customer', 'alice', '--ttl', '60')
  expect([code, error]).toEqual([0, ''])
  const entry = await entryOf(await developmentCustomers(stateDir))
  expect(entry).toMatchObject({
    issuer: 'urn:highstreet:development-customers',
    audience: 'highstreet',
    role: 'customer',
    typ: ['at+jwt'],
  })
  const keys = createLocalJWKSet(('jwks' in entry ? entry.jwks : { keys: [] }) as never)
  const { payload, protectedHeader } = await jwtVerify(out, keys, {
    issuer: entry.issuer,
    audience: entry.audience,
  })
  expect(protectedHeader.typ).toBe('at+jwt')
  expect(Object.keys(payload).toSorted()).toEqual(['aud', 'exp', 'iat', 'iss', 'sub'])
  expect([payload.sub, Number(payload.exp) - Number(payload.iat)]).toEqual(['alice', 60])
})

test('staff, with the id to revoke the token by', async () => {
  const { code, out, error } = await run('--scope', 'catalog:write', '--subject', 'ada')
  const claims = decodeJwt(out)
  expect([code, error]).toEqual([0, `token id: ${claims.jti}\n`])
  expect(claims).toMatchObject({ iss: 'urn:highstreet:development', sub: 'ada', scope: 'catalog:write' })
})

test('the two have keys of their own, in files for their owner alone, and none is for production', async () => {
  const staff = await entryOf(await developmentIssuer(stateDir))
  const customers = await entryOf(await developmentCustomers(stateDir))
  for (const entry of [staff, customers]) expect(productionRefusal([entry])).toContain('STAGE=development')
  const { out } = await run('--customer', 'alice')
  const keys = createLocalJWKSet(('jwks' in staff ? staff.jwks : { keys: [] }) as never)
  await expect(jwtVerify(out, keys)).rejects.toThrow()
  const files = await readdir(stateDir)
  expect(files.toSorted()).toEqual(['development-customers.json', 'development-issuer.json'])
  const kept = await Promise.all(files.map((file) => readFile(join(stateDir, file), 'utf8')))
  expect(new Set(kept).size).toBe(2)
  for (const file of files) expect((await stat(join(stateDir, file))).mode & 0o077).toBe(0)
})

test.each([
  [[]],
  [['--customer', '']],
  [['--customer', 'x'.repeat(256)]],
  [['--customer', 'alice', '--scope', 'catalog:write']],
  [['--customer', 'alice', '--subject', 'bob']],
  [['--customer', 'alice', '--ttl', '0']],
  [['--customer', 'alice', '--ttl', '43201']],
  [['--customer', 'alice', '--role', 'staff']],
  [['--scope', ' ']],
])('refused in words: %j', async (args) => {
  const { code, out, error } = await run(...args)
  expect([code, out]).toEqual([2, ''])
  expect(error).toMatch(/^\S.*\n\nusage: /)
})
