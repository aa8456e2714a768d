import { signTestWebhook, TEST_SIGNATURE } from '../../../src/payments/test-signature.ts'
import { open } from '../carts/support.ts'
import { buyer, item, prepared } from '../checkouts/support.ts'
import { context } from '../shop.ts'
import type { Ask, Sample } from './door.ts'

const at =
  (rest: string, more: Partial<Ask> = {}): Sample =>
  async () => {
    const { id, token } = await buyer()
    return { path: `/v1/checkouts/${id}${rest}`, headers: { Authorization: `Bearer ${token}` }, ...more }
  }

/** An event of the test provider about a payment that is not ours, signed. */
export function strangersEvent(): Ask {
  const raw = new TextEncoder().encode(
    JSON.stringify({
      id: `evt-${crypto.randomUUID()}`,
      type: 'authorize.approved',
      reference: 'tst_somebody_elses',
      operation: 'pop_somebody_elses',
      kind: 'authorize',
      outcome: 'approved',
      amount: 1,
      currency: 'USD',
    }),
  )
  const signature = signTestWebhook(context().config.tokenSecrets, raw, Date.now())
  return { path: '/v1/hooks/test', headers: { [TEST_SIGNATURE]: signature }, raw }
}

/** The doors of checkouts, and of payment providers. */
export const checkoutSamples: Record<string, Sample> = {
  openCheckout: async () => {
    await prepared()
    const cart = await open([item('var-kettle')])
    return {
      path: '/v1/checkouts',
      headers: { Authorization: `Bearer ${cart.token}` },
      body: { cartId: cart.id },
      otherBody: { market: 'us', items: [item('var-mug')] },
    }
  },
  readCheckout: at(''),
  changeCheckout: at('', { body: { phone: '+1 415 555 0100' }, otherBody: { phone: '+1 415 555 0101' } }),
  completeCheckout: async () => {
    const ready = await buyer()
    const { body } = await ready.read()
    const payment = { provider: 'test', script: 'approve' }
    return {
      path: `/v1/checkouts/${ready.id}/complete`,
      headers: { Authorization: `Bearer ${ready.token}` },
      body: { confirmedTotal: body.total, payment },
      otherBody: { confirmedTotal: body.total, payment: { provider: 'test', script: 'decline' } },
    }
  },
  cancelCheckout: at('/cancel'),
  hearProvider: strangersEvent,
  readTestPayments: () => ({ path: '/v1/test-payments' }),
  decideTestPayment: async () => {
    const { body } = await (await buyer()).complete('require_action')
    return { path: `/v1/test-payments/${body.action?.reference ?? ''}/approve` }
  },
}
