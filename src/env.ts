import { ulid } from 'ulid'
import { cartCredential, openingCredential } from './auth/cart-credential.ts'
import { authenticateCustomer } from './auth/customer.ts'
import { checkoutCredential } from './auth/checkout-credential.ts'
import { orderCredential } from './auth/order-credential.ts'
import { authenticateStaff, requireScope } from './auth/staff.ts'
import { parseIssuers, productionRefusal } from './auth/issuers.ts'
import { makeId } from './domain/ids.ts'
import { answerFromMemory } from './platform/answers.ts'
import type {
  Config,
  Ctx,
  ImportMessage,
  Limit,
  ObjectNamespace,
  PublishMessage,
  WebhookMessage,
} from './platform/context.ts'
import { parsePayments } from './payments/parse-payments.ts'
import { resolveHost } from './platform/dns.ts'
import { openDatabase } from './platform/d1.ts'
import { within } from './platform/deadline.ts'
import { faultyDatabase, faultyKv, parseFaults, type Faults } from './platform/faults.ts'
import { openKv } from './platform/kv.ts'
import { Memory } from './platform/memory.ts'
import { Meter } from './platform/meter.ts'
import { parseStop, type Stepper } from './platform/steps.ts'

/** The bindings and variables of wrangler.toml and of the operator. No other file reads them. */
export type Bindings = {
  readonly DB: D1Database
  readonly SEARCH: D1Database
  readonly KV: KVNamespace
  readonly UPLOADS: R2Bucket
  readonly ASSETS: Fetcher
  readonly PUBLISH: Queue<PublishMessage>
  readonly IMPORTS: Queue<ImportMessage>
  readonly WEBHOOKS: Queue<WebhookMessage>
  readonly STAGE?: string
  readonly PUBLIC_URL?: string
  readonly CORS_ORIGINS?: string
  readonly AUTH_ISSUERS?: string
  readonly TOKEN_SECRETS?: string
  readonly FAULTS?: string
  readonly STOP_AT?: string
  readonly WEBHOOK_RETRY_SECONDS?: string
  readonly CART_LIFE_SECONDS?: string
  readonly CHECKOUT_LIFE_SECONDS?: string
  readonly HOLD_SECONDS?: string
  readonly PAYMENT_PROVIDERS?: string
  readonly STRIPE_SECRET_KEY?: string
  readonly STRIPE_WEBHOOK_SECRET?: string
  readonly CART: ObjectNamespace
  readonly CHECKOUT: ObjectNamespace
  readonly TEST_PROVIDER: ObjectNamespace
  readonly LIMIT_OPEN?: RateLimit
  readonly LIMIT_PAY?: RateLimit
  readonly LIMIT_CODE?: RateLimit
  readonly LIMIT_GUESS?: RateLimit
}

/** The configuration, or in words for the operator what is wrong with it. */
export type Checked =
  | { readonly ok: true; readonly config: Config; readonly faults: Faults; readonly step: Stepper }
  | { readonly ok: false; readonly why: string }

// An isolate's memory: snapshots and rendered answers, well below the 128 MB of an isolate.
const memory = new Memory(24 * 1024 * 1024)
const answers = new Memory(24 * 1024 * 1024)

// A month after the last visit, as shoppers know it from other shops.
const CART_LIFE_SECONDS = 30 * 86_400

// Long enough for somebody who looks for their card; what is left of it is personal.
const CHECKOUT_LIFE_SECONDS = 86_400

// Long enough to pay, short enough that what is not paid for is soon sold to others.
const HOLD_SECONDS = 900

const newRequestId = (): string => `req_${crypto.randomUUID().replaceAll('-', '')}`

/** A fresh answer of this isolate's memory, before anything else is asked. */
export const keptAnswer = (request: Request): Response | undefined =>
  answerFromMemory(request, answers, newRequestId)

const checkedEnvironments = new WeakMap<Bindings, Checked>()

/** Checks the environment once per isolate. Anything missing in production closes the shop, not only the part that needs it. */
export function checkEnvironment(env: Bindings): Checked {
  const known = checkedEnvironments.get(env)
  if (known !== undefined) return known
  const checked = check(env)
  checkedEnvironments.set(env, checked)
  return checked
}

function check(env: Bindings): Checked {
  const development = env.STAGE === 'development'
  if (env.STAGE !== undefined && !development && env.STAGE !== 'production')
    return wrong('STAGE is development or production')
  const issuers = parseIssuers(env.AUTH_ISSUERS ?? '[]')
  if (!issuers.ok) return wrong(`AUTH_ISSUERS: ${issuers.why}`)
  if (!development && issuers.issuers.length === 0) return wrong('AUTH_ISSUERS is missing')
  const refusal = development ? undefined : productionRefusal(issuers.issuers)
  if (refusal !== undefined) return wrong(`AUTH_ISSUERS: ${refusal}`)
  const tokenSecrets = (env.TOKEN_SECRETS ?? '').split(',').filter((each) => each !== '')
  if (tokenSecrets.length === 0 || tokenSecrets.some((secret) => secret.length < 32)) {
    return wrong('TOKEN_SECRETS is missing, or one of them is shorter than 32 characters')
  }
  const faults = parseFaults((development && env.FAULTS) || '')
  if (faults === undefined) return wrong('FAULTS is a list such as DB=stall,KV=fail')
  const step = parseStop((development && env.STOP_AT) || '')
  if (step === undefined) return wrong('STOP_AT is a step such as claim.frozen, or claim.frozen:throw')
  const retrySeconds = (development && env.WEBHOOK_RETRY_SECONDS) || undefined
  if (retrySeconds !== undefined && !/^\d{1,6}(?:,\d{1,6})*$/.test(retrySeconds))
    return wrong('WEBHOOK_RETRY_SECONDS is a list such as 1,1,2')
  const cartLife = env.CART_LIFE_SECONDS || String(CART_LIFE_SECONDS)
  if (!/^[1-9]\d{0,8}$/.test(cartLife)) return wrong('CART_LIFE_SECONDS is a number of seconds')
  const checkoutLife = env.CHECKOUT_LIFE_SECONDS || String(CHECKOUT_LIFE_SECONDS)
  if (!/^[1-9]\d{0,6}$/.test(checkoutLife)) return wrong('CHECKOUT_LIFE_SECONDS is a number of seconds')
  const hold = env.HOLD_SECONDS || String(HOLD_SECONDS)
  if (!/^[1-9]\d{0,5}$/.test(hold)) return wrong('HOLD_SECONDS is a number of seconds, from 1 to 999999')
  const payments = parsePayments(env, development)
  if (!payments.ok) return wrong(payments.why)
  const config: Config = {
    stage: development ? 'development' : 'production',
    publicUrl: (env.PUBLIC_URL ?? '').replace(/\/$/, ''),
    corsOrigins: (env.CORS_ORIGINS ?? '').split(',').filter((each) => each !== ''),
    issuers: issuers.issuers,
    tokenSecrets,
    cartLifeMs: Number(cartLife) * 1_000,
    checkoutLifeMs: Number(checkoutLife) * 1_000,
    holdMs: Number(hold) * 1_000,
    payments: payments.payments,
    webhookRetrySeconds: retrySeconds?.split(',').map(Number),
  }
  return { ok: true, config, faults, step }
}

const wrong = (why: string): Checked => ({ ok: false, why })

/** What one request, batch or tick may touch. `now` is taken once, so that one answer is made of one moment. */
export function makeContext(
  env: Bindings,
  checked: Checked & { ok: true },
  execution: Pick<ExecutionContext, 'waitUntil' | 'cache'>,
  patienceMs?: number,
): Ctx {
  const { config, faults, step } = checked
  const meter = new Meter()
  const ctx: Ctx = {
    requestId: newRequestId(),
    now: Date.now(),
    config,
    meter,
    memory,
    answers,
    // Databases are opened when first asked for: a memory hit needs none.
    get db() {
      return remember(
        this,
        'db',
        openDatabase(faults.DB ? faultyDatabase(faults.DB) : env.DB, meter, patienceMs),
      )
    },
    get search() {
      return remember(
        this,
        'search',
        openDatabase(faults.SEARCH ? faultyDatabase(faults.SEARCH) : env.SEARCH, meter, patienceMs),
      )
    },
    get kv() {
      return remember(this, 'kv', openKv(faults.KV ? faultyKv(faults.KV) : env.KV, meter))
    },
    carts: env.CART,
    checkouts: env.CHECKOUT,
    testProvider: env.TEST_PROVIDER,
    uploads: env.UPLOADS,
    assets: env.ASSETS,
    publishQueue: env.PUBLISH,
    webhookQueue: env.WEBHOOKS,
    wakeConsumers: () => {
      execution.waitUntil(env.PUBLISH.send({ kind: 'wake' }))
      execution.waitUntil(env.WEBHOOKS.send({ kind: 'wake' }))
    },
    wakePublisher: () => execution.waitUntil(env.PUBLISH.send({ kind: 'wake' })),
    wakeImport: (importId) => execution.waitUntil(env.IMPORTS.send({ importId }, { delaySeconds: 1 })),
    newId: (kind) => makeId(kind, ulid()),
    step,
    authenticate: async (authorization, scope) => {
      const staff = await authenticateStaff(ctx, authorization)
      requireScope(staff, [scope])
      return staff
    },
    authenticateCustomer: (authorization) => authenticateCustomer(ctx, authorization),
    cartCredential: (authorization, cartId) => cartCredential(ctx, authorization, cartId),
    openingCredential: (authorization) => openingCredential(ctx, authorization),
    checkoutCredential: (authorization, checkoutId) => checkoutCredential(ctx, authorization, checkoutId),
    orderCredential: (authorization, orderId) => orderCredential(ctx, authorization, orderId),
    underLimit: (limit, key) => underLimit(env, limit, key),
    resolveHost,
    later: (work) => execution.waitUntil(work),
    // Workers Cache does not exist locally: there is nothing to purge then (platform.md §2a).
    purge: async (tags) => (await execution.cache?.purge?.({ tags: [...tags] }))?.success ?? true,
  }
  return ctx
}

// Counting is a matter of memory in the same data centre; whoever waits longer waits for a fault.
const LIMIT_MS = 500
const LIMITS = {
  open: 'LIMIT_OPEN',
  pay: 'LIMIT_PAY',
  code: 'LIMIT_CODE',
  guess: 'LIMIT_GUESS',
} as const satisfies Record<Limit, keyof Bindings>
let uncounted = false

async function underLimit(env: Bindings, limit: Limit, key: string): Promise<boolean> {
  try {
    const counted = await within(LIMIT_MS, Promise.resolve(env[LIMITS[limit]]?.limit({ key })))
    if (counted !== undefined) return counted.success
  } catch {
    // As without a binding.
  }
  if (!uncounted)
    console.error(JSON.stringify({ level: 'error', message: 'requests are not counted', limit }))
  uncounted = true
  return true
}

function remember<Name extends keyof Ctx>(ctx: Ctx, name: Name, value: Ctx[Name]): Ctx[Name] {
  Object.defineProperty(ctx, name, { value })
  return value
}
