import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { app } from '../../src/app.ts'
import type { Bindings } from '../../src/env.ts'
import { send } from './shop.ts'

const SIGN_IN = {
  clientId: 'storefront',
  authorizationEndpoint: 'https://id.example.test/authorize?audience=shop',
  tokenEndpoint: 'https://token.example.test/oauth/token',
}

/** Asks a Worker whose issuer of customers has a door for pages. */
const ask = (path: string): Response | Promise<Response> => {
  const [staff, customers] = JSON.parse(env.AUTH_ISSUERS ?? '[]') as object[]
  const AUTH_ISSUERS = JSON.stringify([staff, { ...customers, signIn: SIGN_IN }])
  const bindings = { ...(env as unknown as Bindings), AUTH_ISSUERS }
  return app.fetch(new Request(`https://shop.test${path}`), bindings, { waitUntil: () => undefined } as never)
}

test('pages learn where people sign in, and nothing else of an issuer', async () => {
  const answer = await ask('/v1/sign-in')
  expect(await answer.json()).toEqual({
    data: [{ role: 'customer', issuer: 'https://customers.test', scope: 'openid', ...SIGN_IN }],
  })
  expect(answer.headers.get('Cache-Control')).toBe('private, no-store')
  expect(await (await send('/v1/sign-in')).json()).toEqual({ data: [] })
})

test('the policy of pages lets them ask that token endpoint, and no other host', async () => {
  const policy = async (path: string) => (await ask(path)).headers.get('Content-Security-Policy')
  for (const path of ['/us', '/admin'])
    expect(await policy(path)).toContain("connect-src 'self' https://token.example.test;")
  expect((await send('/us')).headers.get('Content-Security-Policy')).toContain("connect-src 'self';")
})
