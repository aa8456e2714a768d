import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Server } from './server.ts'

// A real issuer on loopback beside the real server (I-36): it rotates its keys, goes down, answers rubbish, comes back.
// What takes minutes (withdrawal, a day of outage) is tested with a moved clock in test/features/auth-keys.test.ts.

type Pair = { kid: string; sign: CryptoKey; jwk: JWK }
type Answer = () => { status: number; body: string }

const pair = async (kid: string): Promise<Pair> => {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
  return { kid, sign: privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' } }
}
const keySet =
  (...pairs: Pair[]): Answer =>
  () => ({ status: 200, body: JSON.stringify({ keys: pairs.map(({ jwk }) => jwk) }) })

const [first, second, third, stranger] = (await Promise.all(
  ['one', 'two', 'three', 'stranger'].map(pair),
)) as [Pair, Pair, Pair, Pair]
let answer: Answer = keySet(first)
let fetches = 0
let issuer: HttpServer
let issuerUrl: string
let server: Server
let stateDir: string

function listen(port: number): Promise<HttpServer> {
  const http = createServer((_request, response) => {
    fetches += 1
    const { status, body } = answer()
    response.writeHead(status, { 'Content-Type': 'application/json', Connection: 'close' }).end(body)
  })
  return new Promise((resolve) => http.listen(port, '127.0.0.1', () => resolve(http)))
}
const close = (http: HttpServer) => new Promise((resolve) => http.close(resolve))

beforeAll(async () => {
  issuer = await listen(0)
  issuerUrl = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}`
  stateDir = await mkdtemp(join(tmpdir(), 'highstreet-issuer-'))
  server = await Server.open(stateDir, {
    AUTH_ISSUERS: JSON.stringify([
      {
        issuer: issuerUrl,
        audience: 'highstreet',
        role: 'staff',
        algorithms: ['ES256'],
        typ: ['at+jwt'],
        maxTokenAge: 3_600,
        jwksUri: `${issuerUrl}/jwks.json`,
      },
    ]),
  })
})
afterAll(async () => {
  await server.kill()
  await close(issuer)
  await rm(stateDir, { recursive: true, force: true })
})

const token = (
  { kid, sign }: Pair,
  { scope = 'audit:read', id = crypto.randomUUID() as string, name = kid } = {},
) =>
  new SignJWT({ scope })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: name })
    .setIssuer(issuerUrl)
    .setAudience('highstreet')
    .setSubject('ada')
    .setJti(id)
    .setIssuedAt()
    .setExpirationTime('10m')
    .sign(sign)

const status = async (bearer: string, path = '/v1/admin/audit') =>
  (await fetch(server.url + path, { headers: { Authorization: `Bearer ${bearer}` } })).status

async function seconds(until: () => Promise<boolean>): Promise<number> {
  const start = Date.now()
  while (!(await until())) await sleep(250)
  return (Date.now() - start) / 1_000
}

test('rotation, a flood of unknown keys, an outage and its end, while good tokens keep working', async () => {
  expect(await status(await token(first))).toBe(200)
  expect(await status(await token(stranger))).toBe(401)
  expect(await status(await token(first, { scope: 'audit:readx' }))).toBe(403)

  answer = keySet(first, second)
  const rotated = await seconds(async () => (await status(await token(second))) === 200)
  expect(await status(await token(first))).toBe(200)

  fetches = 0
  const flood = await Promise.all(
    Array.from({ length: 50 }, async (_, at) => status(await token(stranger, { name: `random-${at}` }))),
  )
  expect(new Set(flood)).toEqual(new Set([401]))
  expect(fetches).toBeLessThanOrEqual(3)

  // Down, and then worse than down: what were good tokens stay good, and nobody else gets in.
  await close(issuer)
  const during: number[] = []
  for (let time = 0; time < 20; time += 1)
    during.push(await status(await token(time % 2 === 0 ? first : second)), await status(await token(third)))
  issuer = await listen(Number(new URL(issuerUrl).port))
  for (const rubbish of ['{}', 'null', '{"keys":[]}', '<html>']) {
    answer = () => ({ status: rubbish === 'null' ? 500 : 200, body: rubbish })
    during.push(await status(await token(first)), await status(await token(third)))
  }
  expect(during).toEqual(Array.from({ length: during.length }, (_, at) => (at % 2 === 0 ? 200 : 401)))

  answer = keySet(first, second, third)
  const back = await seconds(async () => (await status(await token(third))) === 200)
  console.log(
    `a new key worked after ${rotated.toFixed(1)} s, after flood and outage after ${back.toFixed(1)} s`,
  )
})

test('a revoked token is refused by the running server within ten seconds, other tokens are not', async () => {
  const id = crypto.randomUUID()
  const leaked = await token(first, { id })
  expect(await status(leaked)).toBe(200)
  const revoked = await fetch(`${server.url}/v1/admin/revoked-tokens`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${await token(first, { scope: 'tokens:write' })}`,
      'Content-Type': 'application/json',
    },
    body: JSON.stringify({ tokenId: id, reason: 'pasted into a chat' }),
  })
  expect(revoked.status).toBe(201)
  const took = await seconds(async () => (await status(leaked)) === 401)
  expect(await status(await token(first))).toBe(200)
  console.log(`a revoked token was refused after ${took.toFixed(1)} s`)
})

test('the keys outlive a restart of the server during an outage', async () => {
  answer = () => ({ status: 503, body: '' })
  await server.kill()
  await server.start()
  expect(await status(await token(first))).toBe(200)
  expect(await status(await token(stranger))).toBe(401)
})
