import type { JWK } from 'jose'
import type { Instant } from '../domain/time.ts'
import type { Ctx } from '../platform/context.ts'
import { KV_READ_MS, within } from '../platform/deadline.ts'
import { unavailable } from '../platform/problem.ts'
import { fetchKeySet } from './fetch-key-set.ts'
import { keyFinder, usableKeys, type KeyFinder } from './key-set.ts'
import type { TokenHeader } from './token.ts'

/** A withdrawn key is refused after this long; only while its issuer is down it may live on, up to KEYS_USABLE_MS. */
export const KEYS_FRESH_MS = 600_000
export const KEYS_USABLE_MS = 86_400_000
// After a failed fetch the issuer is left alone: for long while older keys carry us, shortly when we have none. Counted
// from the start of the request that tried, so longer than its fetch may take.
const REST_MS = 30_000
const REST_WITHOUT_KEYS_MS = 5_000
// Unknown kids may be a key rotation or an attack: per window, this many of them are worth asking the issuer.
const UNKNOWN_WINDOW_MS = 30_000
const UNKNOWN_FETCHES_MAX = 2
const UNKNOWN_KIDS_MAX = 100
// Longer than a KV read and a fetch with their timeouts: a loader that is still not done has been killed.
const LOADING_MS_MAX = 5_000
const LOOK_AGAIN_MS = 20
const MEMORY_BYTES = 32_768

/** The keys behind one address, as this isolate knows them. */
export function remoteKeys(ctx: Ctx, uri: string): RemoteKeys {
  const name = `jwks:${uri}`
  const kept = ctx.memory.get<RemoteKeys>(name, ctx.now)
  if (kept !== undefined) return kept.value
  const keys = new RemoteKeys(uri)
  ctx.memory.set(name, keys, MEMORY_BYTES, Infinity, Infinity)
  return keys
}

/**
 * Instead of jose's remote set: in workerd a promise of one request must not be awaited by another, so jose fetches
 * once per waiting request there; and it gives up its keys when the issuer is down.
 */
export class RemoteKeys {
  readonly #uri: string
  #set: { readonly find: KeyFinder; readonly at: Instant } | undefined
  #loadingUntil: Instant = 0
  #restsUntil: Instant = 0
  /** Kids that the issuer did not know, with the moment they were asked for. Never longer than UNKNOWN_KIDS_MAX. */
  readonly #unknown = new Map<string, Instant>()
  #unknownFetches: readonly Instant[] = []

  constructor(uri: string) {
    this.#uri = uri
  }

  async find(ctx: Ctx, header: TokenHeader): Promise<CryptoKey | undefined> {
    await this.#renew(ctx, ctx.now - KEYS_FRESH_MS)
    if (this.#set === undefined || this.#set.at <= ctx.now - KEYS_USABLE_MS) throw unavailable()
    const key = await this.#set.find(header)
    if (key !== undefined || this.#set.at >= ctx.now || !this.#worthAsking(header.kid, ctx.now)) return key
    await this.#renew(ctx, ctx.now)
    return this.#set.find(header)
  }

  /** Makes sure that the set is not older than `since`, as far as the issuer lets us. */
  async #renew(ctx: Ctx, since: Instant): Promise<void> {
    if ((this.#set?.at ?? -Infinity) >= since || ctx.now < this.#restsUntil) return
    if (ctx.now < this.#loadingUntil) return this.#untilLoaded()
    const mine = (this.#loadingUntil = ctx.now + LOADING_MS_MAX)
    const work = this.#load(ctx, since).finally(() => {
      if (this.#loadingUntil === mine) this.#loadingUntil = 0
    })
    // It must end even if the caller hangs up: others wait for what it finds.
    ctx.later(work)
    await work
  }

  /** Another request is loading. Its promise is out of reach, its result is not. */
  async #untilLoaded(): Promise<void> {
    for (let waited = 0; this.#loadingUntil > 0 && waited < LOADING_MS_MAX; waited += LOOK_AGAIN_MS) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
    }
  }

  async #load(ctx: Ctx, since: Instant): Promise<void> {
    this.#set ??= await this.#fromKv(ctx)
    if ((this.#set?.at ?? -Infinity) >= since) return
    try {
      const keys = await fetchKeySet(this.#uri)
      this.#set = { find: keyFinder(keys), at: ctx.now }
      ctx.later(this.#toKv(ctx, keys))
    } catch {
      this.#restsUntil = ctx.now + (this.#set === undefined ? REST_WITHOUT_KEYS_MS : REST_MS)
    }
  }

  /** What another isolate has fetched. It goes through the same sieve: KV is a copy, not an authority. */
  async #fromKv(ctx: Ctx) {
    try {
      const name = await this.#kvName()
      const text = (await within(KV_READ_MS, ctx.kv.getMany([name]))).get(name)
      const copy = JSON.parse(text ?? 'null') as { at: unknown; keys: unknown } | null
      const keys = usableKeys(copy)
      if (keys === undefined || typeof copy?.at !== 'number') return undefined
      return { find: keyFinder(keys), at: Math.min(copy.at, ctx.now) }
    } catch {
      return undefined
    }
  }

  async #toKv(ctx: Ctx, keys: readonly JWK[]): Promise<void> {
    try {
      await ctx.kv.put(await this.#kvName(), JSON.stringify({ at: ctx.now, keys }))
    } catch {
      // The next isolate asks the issuer itself.
    }
  }

  async #kvName(): Promise<string> {
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(this.#uri))
    return `jwks:${Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')}`
  }

  #worthAsking(kid: string | undefined, now: Instant): boolean {
    // Without a kid nothing says that the issuer has a newer key.
    if (kid === undefined) return false
    const recently = (at: Instant) => now - at < UNKNOWN_WINDOW_MS
    const asked = this.#unknown.get(kid)
    if (asked !== undefined && recently(asked)) return false
    this.#unknownFetches = this.#unknownFetches.filter(recently)
    if (this.#unknownFetches.length >= UNKNOWN_FETCHES_MAX) return false
    this.#unknownFetches = [...this.#unknownFetches, now]
    if (this.#unknown.size >= UNKNOWN_KIDS_MAX) this.#unknown.clear()
    this.#unknown.set(kid, now)
    return true
  }
}
