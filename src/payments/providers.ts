import type { Ctx } from '../platform/context.ts'
import { manualProvider } from './manual.ts'
import type { PaymentProvider, ProviderName } from './provider.ts'
import { steady } from './steady.ts'
import { StripeProvider } from './stripe.ts'
import { TestProvider } from './test-provider.ts'

/** Whether new orders may be paid by this provider. */
export const isOffered = ({ config }: Pick<Ctx, 'config'>, name: ProviderName): boolean =>
  config.payments.offered.includes(name)

/**
 * The provider of this name, if the shop can reach it. One that is no longer offered goes on serving the orders that
 * were paid by it: ask `isOffered` before an authorization.
 */
export function paymentProvider(ctx: Ctx, name: ProviderName): PaymentProvider | undefined {
  const { stage, payments } = ctx.config
  switch (name) {
    case 'manual':
      return steady(manualProvider)
    case 'stripe':
      return payments.stripe && steady(new StripeProvider(payments.stripe))
    case 'test':
      return stage === 'development' ? steady(new TestProvider(ctx)) : undefined
  }
}
