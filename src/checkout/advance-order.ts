import type { RunOperations } from '../orders/run-operations.ts'
import { callObject } from '../platform/objects.ts'
import { problemOfData } from '../platform/problem.ts'
import { checkoutStub } from './checkout-stub.ts'

// A provider may take ten seconds to answer, twice in a row.
const ADVANCE_MS = 25_000

/** Has the object of an order's checkout go on with whatever is undecided of the order. */
export const advanceOrder: RunOperations = async (ctx, { id, checkoutId }) => {
  const reply = await callObject(ctx, () => checkoutStub(ctx, checkoutId).advance(id), ADVANCE_MS)
  if (reply.kind === 'refused') throw problemOfData(reply.problem)
}
