import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSignInServer, type SignInServer } from '../../scripts/sign-in-server.ts'

// The development issuer as pages meet it. What a page does with it is tested in test/browser.
const VERIFIER = 'a'.repeat(43)
const CALLBACK = 'http://localhost:8787/sign-in'
let server: SignInServer

beforeAll(async () => {
  server = await openSignInServer((role, subject, scope) => Promise.resolve(`${role}/${subject}/${scope}`))
})
afterAll(() => server.stop())

function door(role: 'staff' | 'customer', changes: Record<string, string> = {}): string {
  const url = new URL(server.doors[role].authorizationEndpoint)
  const parameters = {
    response_type: 'code',
    redirect_uri: CALLBACK,
    scope: server.doors[role].scope,
    state: 'my state',
    code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
    code_challenge_method: 'S256',
    ...changes,
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url.href
}

const enter = (role: 'staff' | 'customer', form: string, headers: Record<string, string> = {}) =>
  fetch(door(role), { method: 'POST', body: new URLSearchParams(form), headers, redirect: 'manual' })

async function codeFor(role: 'staff' | 'customer', form: string): Promise<string> {
  const answer = await enter(role, form)
  const back = new URL(answer.headers.get('Location') ?? '')
  expect([back.origin + back.pathname, back.searchParams.get('state')]).toEqual([CALLBACK, 'my state'])
  return back.searchParams.get('code') ?? ''
}

const trade = (role: 'staff' | 'customer', form: Record<string, string>) =>
  fetch(server.doors[role].tokenEndpoint, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      redirect_uri: CALLBACK,
      code_verifier: VERIFIER,
      ...form,
    }),
  })

test('somebody of a name signs in, once for each code, and renews once for each refresh token', async () => {
  const code = await codeFor('customer', 'subject=alice')
  const answer = await trade('customer', { code })
  expect(answer.headers.get('Access-Control-Allow-Origin')).toBe('*')
  const told = (await answer.json()) as { access_token: string; refresh_token: string }
  expect(told.access_token).toBe('customer/alice/')
  expect((await trade('customer', { code })).status).toBe(400)
  const renewal = { grant_type: 'refresh_token', refresh_token: told.refresh_token }
  expect((await trade('customer', renewal)).status).toBe(200)
  expect((await trade('customer', renewal)).status).toBe(400)
})

test('staff may do what was ticked', async () => {
  const code = await codeFor('staff', 'subject=ada&scope=catalog:write&scope=orders:write')
  expect(await (await trade('staff', { code })).json()).toMatchObject({
    access_token: 'staff/ada/catalog:write orders:write',
  })
  const nothing = await codeFor('staff', 'subject=ada')
  expect(await (await trade('staff', { code: nothing })).json()).toMatchObject({ access_token: 'staff/ada/' })
})

test.each([
  ['another verifier', 'customer', { code_verifier: 'b'.repeat(43) }],
  ['another callback', 'customer', { redirect_uri: 'http://localhost:8787/elsewhere' }],
  ['the other door', 'staff', {}],
] as const)('a code is worth nothing with %s', async (_what, role, changes) => {
  const code = await codeFor('customer', 'subject=alice')
  expect((await trade(role, { code, ...changes })).status).toBe(400)
})

test.each([
  ['leads away from this machine', { redirect_uri: 'https://evil.test/' }],
  ['has no challenge', { code_challenge: '' }],
  ['has a plain challenge', { code_challenge_method: 'plain' }],
  ['wants a token in the address', { response_type: 'token' }],
])('a page is refused that %s', async (_what, changes) => {
  expect((await fetch(door('staff', changes))).status).toBe(400)
})

test("another page's form signs nobody in, and whoever turns away is told to the page", async () => {
  expect((await enter('staff', 'subject=ada', { Origin: 'https://evil.test' })).status).toBe(403)
  const back = (await enter('customer', 'subject=alice&cancel=1')).headers.get('Location')
  expect(new URL(back ?? '').searchParams.get('error')).toBe('access_denied')
})
