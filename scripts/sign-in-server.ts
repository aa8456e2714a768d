import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { SignIn } from '../src/platform/context.ts'
import { signInPage } from './sign-in-page.ts'

/** Who signs in at which door. */
export type SignInRole = 'staff' | 'customer'
/** Signs for whoever was let in; the scopes are empty for customers. */
export type SignInSigner = (
  role: SignInRole,
  subject: string,
  scope: string,
  seconds: number,
) => Promise<string>
export type SignInServer = {
  doors: Readonly<Record<SignInRole, SignIn>>
  stop(): Promise<void>
}

// Short, so that pages are seen to renew.
const TOKEN_SECONDS = 15 * 60
const CODE_MS = 60_000
const FORM_BYTES_MAX = 10_000

type Grant = { readonly role: SignInRole; readonly subject: string; readonly scope: string }
type Code = Grant & { readonly challenge: string; readonly redirectUri: string; readonly endsAt: number }

/**
 * The development issuer as pages see one: authorization code with PKCE, and refresh tokens that work once. Anybody may be
 * anybody here, so it answers on loopback alone and sends codes nowhere else.
 */
export async function openSignInServer(sign: SignInSigner, port = 0): Promise<SignInServer> {
  const codes = new Map<string, Code>()
  const refreshTokens = new Map<string, Grant>()
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      refuse(response, 400, error instanceof Error ? error.message : 'malformed')
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', origin)
    const [, role, door] = url.pathname.split('/')
    if (role !== 'staff' && role !== 'customer') return refuse(response, 404, 'There is nothing here.')
    if (door === 'authorize' && request.method === 'GET') return showForm(role, url, response)
    if (door === 'authorize' && request.method === 'POST') return letIn(role, url, request, response)
    if (door === 'token') return giveToken(role, request, response)
    return refuse(response, 404, 'There is nothing here.')
  }

  function showForm(role: SignInRole, url: URL, response: ServerResponse): void {
    const { redirectUri, scope } = asked(role, url)
    response
      .writeHead(200, {
        'Content-Type': 'text/html; charset=utf-8',
        'Cache-Control': 'no-store',
        'Content-Security-Policy': `default-src 'none'; style-src 'unsafe-inline'; form-action 'self' ${new URL(redirectUri).origin}; frame-ancestors 'none'`,
      })
      .end(signInPage(role, scope))
  }

  async function letIn(
    role: SignInRole,
    url: URL,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    if (request.headers.origin !== undefined && request.headers.origin !== origin)
      return refuse(response, 403, 'The form of another page does not sign anybody in here.')
    const { challenge, redirectUri, state } = asked(role, url)
    const form = await readForm(request)
    const subject = form.get('subject')?.trim() ?? ''
    if (subject === '' || subject.length > 255)
      return refuse(response, 400, 'A name has 1 to 255 characters.')
    const back = new URL(redirectUri)
    if (state !== null) back.searchParams.set('state', state)
    if (form.has('cancel')) back.searchParams.set('error', 'access_denied')
    else {
      const granted = role === 'customer' ? '' : form.getAll('scope').join(' ')
      const code = randomBytes(24).toString('base64url')
      codes.set(code, { role, subject, scope: granted, challenge, redirectUri, endsAt: Date.now() + CODE_MS })
      back.searchParams.set('code', code)
    }
    response.writeHead(303, { Location: back.href, 'Cache-Control': 'no-store' }).end()
  }

  async function giveToken(
    role: SignInRole,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    response.setHeader('Access-Control-Allow-Origin', '*')
    response.setHeader('Cache-Control', 'no-store')
    if (request.method === 'OPTIONS') {
      response.writeHead(204, { 'Access-Control-Allow-Headers': 'Content-Type' }).end()
      return
    }
    const grant = grantOf(role, await readForm(request))
    if (grant === undefined) return refuse(response, 400, 'invalid_grant')
    const refresh = randomBytes(24).toString('base64url')
    refreshTokens.set(refresh, grant)
    const body = {
      access_token: await sign(role, grant.subject, grant.scope, TOKEN_SECONDS),
      token_type: 'Bearer',
      expires_in: TOKEN_SECONDS,
      refresh_token: refresh,
      scope: grant.scope,
    }
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
  }

  /** For whom a code or a refresh token stands; each works once. */
  function grantOf(role: SignInRole, form: URLSearchParams): Grant | undefined {
    if (form.get('grant_type') === 'refresh_token') {
      const kept = refreshTokens.get(form.get('refresh_token') ?? '')
      refreshTokens.delete(form.get('refresh_token') ?? '')
      return kept?.role === role ? kept : undefined
    }
    const kept = codes.get(form.get('code') ?? '')
    codes.delete(form.get('code') ?? '')
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    const isGood =
      form.get('grant_type') === 'authorization_code' &&
      kept?.role === role &&
      kept.endsAt > Date.now() &&
      kept.challenge === challenge &&
      kept.redirectUri === form.get('redirect_uri')
    return isGood ? kept : undefined
  }

  const doorOf = (role: SignInRole, clientId: string, scope: string): SignIn => ({
    clientId,
    authorizationEndpoint: `${origin}/${role}/authorize`,
    tokenEndpoint: `${origin}/${role}/token`,
    scope,
  })
  return {
    doors: {
      customer: doorOf('customer', 'storefront', 'openid'),
      staff: doorOf('staff', 'console', everyScope()),
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** What a page asks with; throws what is wrong with it. */
function asked(role: SignInRole, url: URL) {
  const { searchParams } = url
  const challenge = searchParams.get('code_challenge') ?? ''
  const redirectUri = searchParams.get('redirect_uri') ?? ''
  const { hostname } = URL.parse(redirectUri) ?? { hostname: '' }
  if (!['localhost', '127.0.0.1', '[::1]'].includes(hostname))
    throw new Error('redirect_uri leads away from this machine.')
  if (searchParams.get('response_type') !== 'code') throw new Error('response_type is code.')
  if (searchParams.get('code_challenge_method') !== 'S256' || challenge.length !== 43)
    throw new Error('code_challenge is that of S256.')
  const scope = role === 'customer' ? '' : (searchParams.get('scope') ?? '')
  return { challenge, redirectUri, state: searchParams.get('state'), scope }
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let text = ''
  for await (const chunk of request) {
    text += String(chunk)
    if (text.length > FORM_BYTES_MAX) throw new Error('The form is too large.')
  }
  return new URLSearchParams(text)
}

const refuse = (response: ServerResponse, status: number, why: string): void => {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify({ error: why }))
}

/** What staff may do at most, from the document of the API: writing implies reading. */
function everyScope(): string {
  const text = readFileSync(join(import.meta.dirname, '../openapi.json'), 'utf8')
  const scopes = new Set([...text.matchAll(/"scope": "([a-z]+:[a-z]+)"/g)].map(([, scope = '']) => scope))
  return [...scopes]
    .filter((scope) => !scopes.has(scope.replace(/:read$/, ':write')) || scope.endsWith(':write'))
    .toSorted()
    .join(' ')
}
