import { parseId } from '../domain/ids.ts'
import type { CheckoutCredential, Ctx } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { ownedCredential } from './owned-credential.ts'

// The shop alone names checkouts: no object is asked under a name that it would not give.
const OURS = /^chk_[\w-]{32}$/

/** Who asks for this checkout. Its own token, when its time is over, is told so (410), as a cart's is. */
export const checkoutCredential = (
  ctx: Ctx,
  authorization: string | undefined,
  checkoutId: string,
): Promise<CheckoutCredential> =>
  ownedCredential(
    ctx,
    authorization,
    'checkout',
    OURS.test(checkoutId) ? parseId('checkout', checkoutId) : undefined,
    () => new Problem('cart_expired'),
  )
