import { randomBytes } from 'node:crypto'
import { customerCartIds } from '../auth/cart-credential.ts'
import { type CartId, ID_PREFIX } from '../domain/ids.ts'
import type { Ctx, Customer } from '../platform/context.ts'
import { callObject } from '../platform/objects.ts'
import { unavailable } from '../platform/problem.ts'
import { cartStub } from './cart-stub.ts'

/** The id of a guest's cart: 192 random bits, so that none can be guessed. */
export const newCartId = (): CartId => `${ID_PREFIX.cart}${randomBytes(24).toString('base64url')}` as CartId

/**
 * The id of a customer's one cart. A secret that was put in front of the others gives it another id: what lies under an
 * older one is poured over first, in the steps of a claim. It is looked for as long as the older secret is there: a
 * Worker that does not know the newest one yet may open a cart under the older one still.
 */
export async function ownCartId(ctx: Ctx, customer: Customer): Promise<CartId> {
  const [id, ...older] = customerCartIds(ctx, customer) as [CartId, ...CartId[]]
  for (const former of older) {
    const moved = await callObject(ctx, () => cartStub(ctx, former).claimFor(id))
    // What does not fit stays where it is, until there is room. Anything else is under way: not to be found half done.
    if (moved.kind === 'refused' && moved.problem.code !== 'validation_failed') throw unavailable()
  }
  return id
}
