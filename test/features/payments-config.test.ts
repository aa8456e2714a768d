import { describe, expect, test } from 'vitest'
import { parsePayments } from '../../src/payments/parse-payments.ts'
import { paymentDetailsBody } from '../../src/payments/payment-details.ts'

// Made of parts: no text here looks like a provider's secret.
const KEYS = { STRIPE_SECRET_KEY: 'sk_test_1', STRIPE_WEBHOOK_SECRET: ['whsec', '1'].join('_') }

describe('which providers a shop offers', () => {
  test.each<[string, Parameters<typeof parsePayments>[0], boolean, string]>([
    ['production, nothing set', {}, false, ''],
    ['production with keys', KEYS, false, 'stripe'],
    ['production, manual asked for', { PAYMENT_PROVIDERS: 'manual' }, false, 'manual'],
    ['production, both', { ...KEYS, PAYMENT_PROVIDERS: 'manual,stripe' }, false, 'manual,stripe'],
    ['production with keys, manual alone', { ...KEYS, PAYMENT_PROVIDERS: 'manual' }, false, 'manual'],
    ['development', {}, true, 'manual,test'],
    ['development with keys', KEYS, true, 'stripe,manual,test'],
    ['development, test alone', { PAYMENT_PROVIDERS: 'test' }, true, 'test'],
  ])('%s', (_what, variables, development, offered) => {
    const parsed = parsePayments(variables, development)
    expect(parsed.ok && parsed.payments.offered.join(',')).toBe(offered)
  })

  test.each<[string, Parameters<typeof parsePayments>[0], string]>([
    ['test', { PAYMENT_PROVIDERS: 'test' }, 'development only'],
    ['stripe without keys', { PAYMENT_PROVIDERS: 'stripe' }, 'needs STRIPE_SECRET_KEY'],
    ['a key alone', { STRIPE_SECRET_KEY: 'sk_test_1' }, 'both or not at all'],
    ['a webhook secret alone', { STRIPE_WEBHOOK_SECRET: KEYS.STRIPE_WEBHOOK_SECRET }, 'both or not at all'],
    ['a publishable key', { ...KEYS, STRIPE_SECRET_KEY: 'pk_test_1' }, 'sk_'],
    ['another secret', { ...KEYS, STRIPE_WEBHOOK_SECRET: 'secret' }, 'whsec_'],
    ['an unknown provider', { PAYMENT_PROVIDERS: 'manual,paypal' }, 'is a list of'],
    ['one twice', { PAYMENT_PROVIDERS: 'manual,manual' }, 'each once'],
  ])('production refuses %s', (_what, variables, why) => {
    const parsed = parsePayments(variables, false)
    expect(parsed).toMatchObject({ ok: false, why: expect.stringContaining(why) })
    // The operator reads it in a log: no secret is in there.
    expect(JSON.stringify(parsed)).not.toContain('sk_test_1')
  })
})

describe('details of a payment', () => {
  test.each([
    [{ provider: 'manual', method: 'invoice' }],
    [{ provider: 'manual', method: 'cash_on_delivery' }],
    [{ provider: 'stripe', paymentMethod: 'pm_card_visa' }],
    [{ provider: 'stripe', confirmationToken: 'ctoken_1NnQUf2eZvKYlo2CIObdtbnb' }],
    [{ provider: 'test', script: 'approve' }],
    [{ provider: 'test', script: 'approve_after_ms:1500' }],
  ])('%j', (details) => {
    expect(paymentDetailsBody.parse(details)).toEqual(details)
  })

  const CARD = ['4242', '4242', '4242', '4242']
  test.each([
    ['nothing', {}],
    ['an unknown provider', { provider: 'paypal' }],
    ['a method that is none', { provider: 'manual', method: 'barter' }],
    ['no method', { provider: 'manual' }],
    ['neither id', { provider: 'stripe' }],
    ['both ids', { provider: 'stripe', paymentMethod: 'pm_1', confirmationToken: 'ctoken_1' }],
    ['a token of cards', { provider: 'stripe', paymentMethod: 'tok_visa' }],
    ['a card', { provider: 'stripe', paymentMethod: CARD.join('') }],
    ['a card dressed as an id', { provider: 'stripe', paymentMethod: `pm_${CARD.join('')}` }],
    ['a card in blanks', { provider: 'stripe', paymentMethod: `pm_${CARD.join(' ')}` }],
    [
      'a card as Stripe has it',
      { provider: 'stripe', paymentMethod: 'pm_1', card: { number: CARD.join('') } },
    ],
    ['a card beside an invoice', { provider: 'manual', method: 'invoice', number: CARD.join('') }],
    ['a script that is none', { provider: 'test', script: 'steal' }],
    ['a card as a script', { provider: 'test', script: CARD.join('') }],
    ['a script of a prototype', { provider: 'test', script: 'constructor' }],
    ['an hour of waiting', { provider: 'test', script: 'approve_after_ms:3600000' }],
  ])('%s is refused, and not repeated', (_what, details) => {
    const parsed = paymentDetailsBody.safeParse(details)
    expect(parsed.success).toBe(false)
    expect(JSON.stringify(parsed.error?.issues)).not.toContain(CARD[0])
  })
})
