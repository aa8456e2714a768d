import { expect } from 'vitest'
import type { PaymentDetails } from '../../../src/payments/payment-details.ts'
import type { Asked, PaymentProvider } from '../../../src/payments/provider.ts'
import { asked } from './support.ts'

/** What really happened to an order's money, by the provider's own book. */
export type Charged = { authorized: number; captured: number; refunded: number }

/** An implementation of the port in a world where everything can be made to happen. */
export type ProviderWorld = {
  readonly provider: PaymentProvider
  readonly approve: PaymentDetails
  readonly decline?: PaymentDetails
  readonly action?: PaymentDetails
  /** Details, or a state of the wire, with which the answer to an authorization gets lost. */
  readonly lost?: { charged(): PaymentDetails; notCharged(): PaymentDetails }
  readonly lostCapture?: () => PaymentDetails
  /** The buyer answers what was asked of them. */
  readonly act?: (reference: string, decision: 'approve' | 'decline') => Promise<void>
  charged(orderId: string): Promise<Charged>
}
type Case = (world: ProviderWorld) => Promise<void>

const NOTHING: Charged = { authorized: 0, captured: 0, refunded: 0 }
const must = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('this world cannot do that: list the case with a reason')
  return value
}

/** An operation upon a payment: what a row of it would hold. */
const upon = (
  operation: Asked,
  kind: Asked['kind'],
  reference: string | null,
  amount = operation.amount,
): Asked => asked(kind, { orderId: operation.orderId, providerReference: reference, amount })

async function authorized({ provider, approve }: ProviderWorld, details = approve) {
  const operation = asked('authorize')
  const outcome = await provider.authorize(operation, details)
  expect(outcome.status).toBe('approved')
  return { operation, reference: outcome.reference }
}
async function captured(world: ProviderWorld) {
  const paid = await authorized(world)
  const capture = upon(paid.operation, 'capture', paid.reference)
  expect(await world.provider.capture(capture)).toMatchObject({ status: 'approved' })
  return { ...paid, capture }
}

/** Named cases for every implementation (style.md): what the port promises, whoever keeps it. */
export const PROVIDER_CASES: Readonly<Record<string, Case>> = {
  'an approval blocks the amount and takes nothing': async (world) => {
    const { operation, reference } = await authorized(world)
    expect(reference).toEqual(expect.any(String))
    expect(await world.charged(operation.orderId)).toEqual({ ...NOTHING, authorized: 5_000 })
  },
  'asked five times at once under one id, it is authorized once': async (world) => {
    const operation = asked('authorize')
    const outcomes = await Promise.all(
      Array.from({ length: 5 }, () => world.provider.authorize(operation, world.approve)),
    )
    expect(new Set(outcomes.map(({ reference }) => reference)).size).toBe(1)
    expect(await world.charged(operation.orderId)).toEqual({ ...NOTHING, authorized: 5_000 })
  },
  'details of another provider are declined and reach nobody': async (world) => {
    const operation = asked('authorize')
    const foreign: PaymentDetails =
      world.provider.name === 'manual'
        ? { provider: 'test', script: 'approve' }
        : { provider: 'manual', method: 'invoice' }
    expect(await world.provider.authorize(operation, foreign)).toMatchObject({
      status: 'declined',
      reason: 'invalid_details',
    })
    expect(await world.charged(operation.orderId)).toEqual(NOTHING)
  },
  'a decline is certain, says why, and takes nothing': async (world) => {
    const operation = asked('authorize')
    const outcome = await world.provider.authorize(operation, must(world.decline))
    expect(outcome).toMatchObject({ status: 'declined', reason: 'declined' })
    expect(await world.charged(operation.orderId)).toEqual(NOTHING)
  },
  'a buyer who must act is waited for, and then it is approved': async (world) => {
    const operation = asked('authorize')
    const outcome = await world.provider.authorize(operation, must(world.action))
    expect(outcome).toMatchObject({ status: 'requires_action', action: { type: expect.any(String) } })
    const waiting = { ...operation, providerReference: outcome.reference }
    expect(await world.provider.lookUp(waiting)).toEqual(outcome)
    expect(await world.charged(operation.orderId)).toEqual(NOTHING)
    await must(world.act)(outcome.reference ?? '', 'approve')
    expect(await world.provider.lookUp(waiting)).toMatchObject({ status: 'approved' })
    expect(await world.charged(operation.orderId)).toEqual({ ...NOTHING, authorized: 5_000 })
  },
  'a buyer who fails to is declined, for good': async (world) => {
    const operation = asked('authorize')
    const outcome = await world.provider.authorize(operation, must(world.action))
    await must(world.act)(outcome.reference ?? '', 'decline')
    const waiting = { ...operation, providerReference: outcome.reference }
    for (let time = 0; time < 2; time += 1)
      expect(await world.provider.lookUp(waiting)).toMatchObject({
        status: 'declined',
        reason: 'authentication_failed',
      })
    expect(await world.charged(operation.orderId)).toEqual(NOTHING)
  },
  'what waits for its buyer can be let go': async (world) => {
    const operation = asked('authorize')
    const { reference } = await world.provider.authorize(operation, must(world.action))
    expect(await world.provider.void(upon(operation, 'void', reference))).toMatchObject({
      status: 'approved',
    })
    expect(await world.charged(operation.orderId)).toEqual(NOTHING)
  },
  'a lost answer is pending; looked up, it was approved, once': async (world) => {
    const operation = asked('authorize')
    const details = must(world.lost).charged()
    expect(await world.provider.authorize(operation, details)).toMatchObject({ status: 'pending' })
    expect(await world.provider.lookUp(operation)).toMatchObject({ status: 'approved' })
    expect(await world.provider.lookUp(operation)).toMatchObject({
      status: 'approved',
      reference: expect.any(String),
    })
    expect(await world.charged(operation.orderId)).toEqual({ ...NOTHING, authorized: 5_000 })
  },
  'a lost request is pending; looked up, it never arrived, and cannot arrive any more': async (world) => {
    const operation = asked('authorize')
    const details = must(world.lost).notCharged()
    expect(await world.provider.authorize(operation, details)).toMatchObject({ status: 'pending' })
    expect(await world.provider.lookUp(operation)).toMatchObject({
      status: 'declined',
      reason: 'never_arrived',
    })
    const late = await world.provider.authorize(operation, world.approve)
    expect(late.status).not.toBe('approved')
    expect(await world.provider.lookUp(operation)).toMatchObject({ status: 'declined' })
    expect(await world.charged(operation.orderId)).toEqual(NOTHING)
  },
  'a capture takes what was authorized, once, however often it is asked': async (world) => {
    const { operation, capture } = await captured(world)
    const again = await Promise.all([world.provider.capture(capture), world.provider.capture(capture)])
    expect(again.map(({ status }) => status)).toEqual(['approved', 'approved'])
    expect(await world.provider.lookUp(capture)).toMatchObject({ status: 'approved' })
    expect((await world.charged(operation.orderId)).captured).toBe(5_000)
  },
  'a capture may take less': async (world) => {
    const { operation, reference } = await authorized(world)
    const part = upon(operation, 'capture', reference, 3_000)
    expect(await world.provider.capture(part)).toMatchObject({ status: 'approved' })
    expect((await world.charged(operation.orderId)).captured).toBe(3_000)
  },
  'a lost answer to a capture is pending; looked up, it was taken, once': async (world) => {
    const details = must(world.lostCapture)
    const { operation, reference } = await authorized(world, details())
    const capture = upon(operation, 'capture', reference)
    expect(await world.provider.capture(capture)).toMatchObject({ status: 'pending' })
    expect(await world.provider.lookUp(capture)).toMatchObject({ status: 'approved' })
    expect((await world.charged(operation.orderId)).captured).toBe(5_000)
  },
  'looking up a capture that never arrived captures': async (world) => {
    const { operation, reference } = await authorized(world)
    expect(await world.provider.lookUp(upon(operation, 'capture', reference))).toMatchObject({
      status: 'approved',
    })
    expect((await world.charged(operation.orderId)).captured).toBe(5_000)
  },
  'refunds give back in parts, each once': async (world) => {
    const { operation, reference } = await captured(world)
    const parts = [1_000, 2_500].map((amount) => upon(operation, 'refund', reference, amount))
    for (const part of [...parts, ...parts])
      expect(await world.provider.refund(part)).toMatchObject({ status: 'approved' })
    for (const part of parts) expect(await world.provider.lookUp(part)).toMatchObject({ status: 'approved' })
    expect(await world.charged(operation.orderId)).toMatchObject({ captured: 5_000, refunded: 3_500 })
  },
  'a refund beyond what was captured is declined': async (world) => {
    const { operation, reference } = await captured(world)
    const much = upon(operation, 'refund', reference, 5_001)
    expect(await world.provider.refund(much)).toMatchObject({ status: 'declined' })
    expect(await world.charged(operation.orderId)).toMatchObject({ captured: 5_000, refunded: 0 })
  },
  'a void lets go, once, and nothing can be captured after it': async (world) => {
    const { operation, reference } = await authorized(world)
    const end = upon(operation, 'void', reference)
    expect(await world.provider.void(end)).toMatchObject({ status: 'approved' })
    expect(await world.provider.void(end)).toMatchObject({ status: 'approved' })
    expect(await world.provider.lookUp(end)).toMatchObject({ status: 'approved' })
    const late = upon(operation, 'capture', reference)
    expect(await world.provider.capture(late)).toMatchObject({ status: 'declined' })
    expect(await world.charged(operation.orderId)).toEqual(NOTHING)
  },
  'a void after the capture is declined': async (world) => {
    const { operation, reference } = await captured(world)
    const end = upon(operation, 'void', reference)
    expect(await world.provider.void(end)).toMatchObject({ status: 'declined' })
    expect((await world.charged(operation.orderId)).captured).toBe(5_000)
  },
  'a webhook without a signature is refused': async (world) => {
    const body = new TextEncoder().encode('{}')
    expect(await world.provider.parseWebhook(body, new Headers(), Date.now())).toEqual({
      kind: 'invalid_signature',
    })
  },
}
