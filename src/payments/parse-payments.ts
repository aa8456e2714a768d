import type { PaymentsConfig } from '../platform/context.ts'
import { PROVIDER_NAMES, type ProviderName } from './provider.ts'

type Variables = {
  readonly PAYMENT_PROVIDERS?: string
  readonly STRIPE_SECRET_KEY?: string
  readonly STRIPE_WEBHOOK_SECRET?: string
}

const isProvider = (name: string): name is ProviderName =>
  (PROVIDER_NAMES as readonly string[]).includes(name)

/**
 * How the shop takes money, or in words what is wrong. Without PAYMENT_PROVIDERS: Stripe where its keys are, and in
 * development manual and test as well. Nothing is offered by accident: manual sells on trust, test for nothing.
 */
export function parsePayments(
  variables: Variables,
  development: boolean,
): { readonly ok: true; readonly payments: PaymentsConfig } | { readonly ok: false; readonly why: string } {
  const secretKey = variables.STRIPE_SECRET_KEY ?? ''
  const webhookSecret = variables.STRIPE_WEBHOOK_SECRET ?? ''
  if ((secretKey === '') !== (webhookSecret === ''))
    return wrong('STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET are set both or not at all')
  if (secretKey !== '' && !/^[sr]k_(?:test|live)_\S+$/.test(secretKey))
    return wrong('STRIPE_SECRET_KEY is a secret or restricted key, sk_… or rk_…')
  if (webhookSecret !== '' && !/^whsec_\S+$/.test(webhookSecret))
    return wrong('STRIPE_WEBHOOK_SECRET begins with whsec_')
  const stripe = secretKey === '' ? undefined : { secretKey, webhookSecret }
  const inDevelopment: readonly ProviderName[] = development ? ['manual', 'test'] : []
  const defaults: readonly ProviderName[] = [...(stripe ? (['stripe'] as const) : []), ...inDevelopment]
  const listed = (variables.PAYMENT_PROVIDERS ?? '').split(',').filter((each) => each !== '')
  const offered = listed.length === 0 ? defaults : listed.filter(isProvider)
  if (listed.length > 0 && (offered.length < listed.length || new Set(listed).size < listed.length))
    return wrong(`PAYMENT_PROVIDERS is a list of ${PROVIDER_NAMES.join(', ')}, each once`)
  if (offered.includes('test') && !development)
    return wrong('PAYMENT_PROVIDERS: test takes no money, and works in development only')
  if (offered.includes('stripe') && stripe === undefined)
    return wrong('PAYMENT_PROVIDERS: stripe needs STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET')
  return { ok: true, payments: { offered, stripe } }
}

const wrong = (why: string) => ({ ok: false, why }) as const
