import type { JWK } from 'jose'
import { expect } from 'vitest'
import { authenticateCustomer } from '../../../src/auth/customer.ts'
import { authenticateStaff } from '../../../src/auth/staff.ts'
import type { Config, Ctx, Customer, Issuer, Staff } from '../../../src/platform/context.ts'
import type { Kv } from '../../../src/platform/kv.ts'
import { Memory } from '../../../src/platform/memory.ts'
import { Meter } from '../../../src/platform/meter.ts'
import { Problem } from '../../../src/platform/problem.ts'

export const NOW = Date.parse('2026-11-21T12:00:00.000Z')
export const SECONDS = NOW / 1_000
export const ISSUER = 'https://id.example.test'
export const AUDIENCE = 'https://shop.example.test/api'

/** KV that outlives an isolate; `down` makes it fail. */
export class FakeKv implements Kv {
  readonly stored = new Map<string, string>()
  down = false

  getMany(keys: readonly string[]) {
    if (this.down) return Promise.reject(new Error('KV is down'))
    return Promise.resolve(new Map(keys.map((key) => [key, this.stored.get(key) ?? null])))
  }
  put(key: string, value: string) {
    if (this.down) return Promise.reject(new Error('KV is down'))
    this.stored.set(key, value)
    return Promise.resolve()
  }
  delete(key: string) {
    this.stored.delete(key)
    return Promise.resolve()
  }
}

/** One isolate of a shop: authentication needs no more of the context than this. */
export class Shop {
  now = NOW
  readonly kv: FakeKv
  readonly #memory = new Memory(10_000_000)
  readonly #config: Config
  readonly #later: Promise<unknown>[] = []

  constructor(issuers: readonly Issuer[], more: { kv?: FakeKv; stage?: Config['stage'] } = {}) {
    this.kv = more.kv ?? new FakeKv()
    this.#config = {
      stage: more.stage ?? 'production',
      publicUrl: '',
      corsOrigins: [],
      issuers,
      tokenSecrets: [],
      cartLifeMs: 60_000,
      checkoutLifeMs: 86_400_000,
      holdMs: 60_000,
      payments: { offered: [] },
    }
  }

  authenticate(authorization: string | undefined): Promise<Staff> {
    return authenticateStaff(this.#context(), authorization)
  }

  authenticateCustomer(authorization: string | undefined): Promise<Customer> {
    return authenticateCustomer(this.#context(), authorization)
  }

  #context(): Ctx {
    const ctx: Partial<Ctx> = {
      now: this.now,
      config: this.#config,
      kv: this.kv,
      memory: this.#memory,
      meter: new Meter(),
      later: (work) => void this.#later.push(work),
    }
    return ctx as Ctx
  }

  /** The problem that an `Authorization` header meets; undefined if it is let in. */
  async refusal(authorization: string | undefined): Promise<Problem | undefined> {
    try {
      await this.authenticate(authorization)
      return undefined
    } catch (error) {
      if (error instanceof Problem) return error
      throw error
    }
  }

  async settled(): Promise<void> {
    await Promise.all(this.#later)
  }
}

export async function expectInvalid(shop: Shop, compact: string): Promise<void> {
  const problem = await shop.refusal(`Bearer ${compact}`)
  expect(problem?.code, 'the token must be refused').toBe('invalid_token')
  expect(problem?.status).toBe(401)
  expect(problem?.headers).toEqual({ 'WWW-Authenticate': 'Bearer error="invalid_token"' })
  if (compact.length > 20) expect(problem?.detail).not.toContain(compact.slice(0, 20))
}

type Common = Omit<Extract<Issuer, { jwksUri: string }>, 'jwksUri'>
const COMMON: Common = {
  issuer: ISSUER,
  audience: AUDIENCE,
  role: 'staff',
  algorithms: ['RS256', 'ES256', 'EdDSA'],
  typ: ['at+jwt'],
  maxTokenAge: 3_600,
}

export const inlineIssuer = (keys: readonly JWK[], more: Partial<Common> = {}): Issuer => ({
  ...COMMON,
  ...more,
  jwks: { keys: keys as readonly JsonWebKey[] },
})

export const remoteIssuer = (jwksUri: string, more: Partial<Common> = {}): Issuer => ({
  ...COMMON,
  ...more,
  jwksUri,
})

export const goodClaims = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  iss: ISSUER,
  aud: AUDIENCE,
  sub: 'ada',
  iat: SECONDS - 10,
  exp: SECONDS + 600,
  scope: 'catalog:write orders:read',
  ...more,
})
