import { customerCartIds } from '../auth/cart-credential.ts'
import type { Ctx, Customer } from '../platform/context.ts'
import { callObject } from '../platform/objects.ts'
import { problemOfData } from '../platform/problem.ts'
import { cartStub } from './cart-stub.ts'

/** Ends the cart of a customer who is erased; 409 while it is being paid. Under older secrets first: they pour into newer ones. */
export async function forgetCarts(ctx: Ctx, customer: Customer): Promise<void> {
  for (const id of customerCartIds(ctx, customer).toReversed()) {
    const reply = await callObject(ctx, () => cartStub(ctx, id).forget())
    if (reply.kind === 'refused') throw problemOfData(reply.problem)
  }
}
