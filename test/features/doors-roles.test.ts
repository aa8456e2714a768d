import { describe, expect, test } from 'vitest'
import { requestOf, staffDoors } from './doors/door.ts'
import { askFor } from './doors/samples.ts'
import { count } from './imports/support.ts'
import { send, sendRequest, token } from './shop.ts'

// Every staff door is shut to whoever may not come in (I-22, I-37): generated from the OpenAPI document.

const ALL_SCOPES = [...new Set(staffDoors.map(({ scope }) => scope as string))]

/** Scopes that look like the one that is needed and are not it. */
function nearMisses(scope: string): string[] {
  const [noun = '', verb = ''] = scope.split(':')
  return [
    scope.toUpperCase(),
    `${scope}s`,
    `x${scope}`,
    noun,
    `${noun}:`,
    `${noun}:admin`,
    `${noun} :${verb}`,
    '*',
  ]
}

/** Whoever may not come in, by name, with the Authorization that they send and the answer that is due. */
async function strangers(scope: string): Promise<[string, Record<string, string>, number, string][]> {
  const others = ALL_SCOPES.filter((each) => each !== scope && each !== scope.replace(/:read$/, ':write'))
  const good = await token(scope)
  const bearer = (text: string) => ({ Authorization: `Bearer ${text}` })
  return [
    ['nobody', {}, 401, 'unauthenticated'],
    ['an empty header', { Authorization: '' }, 401, 'unauthenticated'],
    ['Basic', { Authorization: `Basic ${good}` }, 401, 'unauthenticated'],
    ['a token in another header', { 'X-Authorization': `Bearer ${good}` }, 401, 'unauthenticated'],
    ['a claimed role', { 'X-Role': 'admin', 'X-User-Id': 'tester' }, 401, 'unauthenticated'],
    ['a cookie', { Cookie: `token=${good}` }, 401, 'unauthenticated'],
    ['a token of nobody', bearer(good.replace(/.{4}$/, 'AAAA')), 401, 'invalid_token'],
    ['two tokens', { Authorization: `Bearer ${good}, Bearer ${good}` }, 401, 'invalid_token'],
    ['a token without scopes', bearer(await token('')), 403, 'insufficient_scope'],
    ['a token with all other scopes', bearer(await token(others.join(' '))), 403, 'insufficient_scope'],
    ['a token with near misses', bearer(await token(nearMisses(scope).join(' '))), 403, 'insufficient_scope'],
    ...(scope.endsWith(':write')
      ? ([
          ['a reader', bearer(await token(scope.replace(/:write$/, ':read'))), 403, 'insufficient_scope'],
        ] as [string, Record<string, string>, number, string][])
      : []),
  ]
}

describe.each(staffDoors)('$operationId ($method $path)', (door) => {
  test('is shut to strangers, and nothing happens', async () => {
    const ask = await askFor(door)
    const before = [await count('events'), await count('audit_entries')]
    for (const [who, headers, status, code] of await strangers(door.scope ?? '')) {
      const answer = await sendRequest(requestOf(door, ask, headers))
      const body = (await answer.json()) as { code: string }
      expect([who, answer.status, body.code]).toEqual([who, status, code])
      expect(answer.headers.get('Cache-Control')).toContain('no-store')
      expect(answer.headers.get('WWW-Authenticate')).toMatch(/^Bearer/)
    }
    expect([await count('events'), await count('audit_entries')]).toEqual(before)
  })

  test('tells a stranger nothing about the body, the parameters or the resource', async () => {
    const { path } = await askFor(door)
    const strange = await token('nothing:read')
    for (const ask of [
      { path, body: { nonsense: true } },
      { path: `${path}${path.includes('?') ? '&' : '?'}nonsense=1` },
    ]) {
      const type = { 'Content-Type': 'application/json' }
      const answer = await sendRequest(
        requestOf(door, door.method === 'GET' ? { path: ask.path } : ask, {
          ...type,
          Authorization: `Bearer ${strange}`,
        }),
      )
      // Media types are looked at before tokens (reliability.md §3.1): an upload door refuses JSON there.
      expect([403, 415]).toContain(answer.status)
    }
  })

  test('is shut in every spelling of its path', async () => {
    const { path } = await askFor(door)
    const [plain = '', query = ''] = path.split('?')
    const spellings = [
      plain.replace('/v1/admin', '/v1/ADMIN'),
      plain.replace('/v1/admin/', '/v1//admin/'),
      plain.replace('/v1/admin/', '/v1/admin//'),
      plain.replace('/v1/admin/', '/v1/admin%2f'),
      plain.replace('/v1/admin/', '/v1/x/%2e%2e/admin/'),
      plain.replace('/v1/admin/', '/v1/admin;x/'),
      `${plain}/`,
      `${plain}.json`,
      `${plain}%00`,
      `${plain};x.css`,
    ]
    for (const spelling of spellings) {
      const answer = await send(query === '' ? spelling : `${spelling}?${query}`, { method: door.method })
      // Unsafe doors look at media types first.
      expect([spelling, [401, 404, 405, 415].includes(answer.status)]).toEqual([spelling, true])
      expect(answer.headers.get('Cache-Control')).toContain('no-store')
    }
  })
})

test('every staff door was tried', () => {
  expect(staffDoors.length).toBeGreaterThan(8)
})
