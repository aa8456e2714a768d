import { parseId } from '../domain/ids.ts'
import type { Ctx, OrderCredential } from '../platform/context.ts'
import { notFound } from '../platform/problem.ts'
import { ownedCredential } from './owned-credential.ts'

/** Who asks for this order. An expired token is answered like a forged one (reliability.md §3.6, row 83). */
export const orderCredential = (
  ctx: Ctx,
  authorization: string | undefined,
  orderId: string,
): Promise<OrderCredential> =>
  ownedCredential(ctx, authorization, 'order', parseId('order', orderId), notFound)
