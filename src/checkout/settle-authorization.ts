import { allocateStock } from '../domain/allocation.ts'
import type { PaymentOperationId } from '../domain/ids.ts'
import { moved } from '../domain/order-moves.ts'
import { isUndecided } from '../domain/payment.ts'
import { untilUnraced } from '../events/commit-change.ts'
import { freeStock } from '../inventory/free-stock.ts'
import { type Hold, holdsOf, stateOfHolds } from '../inventory/hold-queries.ts'
import { retakeStock, tellsOfShortage } from '../inventory/hold-stock.ts'
import { releaseExpired, releaseHeld } from '../inventory/release-holds.ts'
import { takeHeld } from '../inventory/take-held.ts'
import { markAuthorized, markFailed } from '../orders/mark-order.ts'
import { orderById, type OrderFile } from '../orders/order-queries.ts'
import { SHOP } from '../orders/save-order.ts'
import { paymentProvider } from '../payments/providers.ts'
import { guardUndecided, openOperation, saveTelling, type Telling } from '../payments/save-operation.ts'
import type { OperationRow } from '../payments/tables.ts'
import type { Ctx } from '../platform/context.ts'
import { commit, type Statement } from '../platform/d1.ts'

/** What the word of a provider on an authorization has come to. */
export type Authorized =
  /** The order is placed: its stock is taken, and the money will be captured by whoever captures it. */
  | { readonly kind: 'placed'; readonly file: OrderFile }
  /** It is over without a sale, and why. */
  | {
      readonly kind: 'failed'
      readonly file: OrderFile
      readonly why: 'declined' | 'out_of_stock' | 'canceled'
    }
  /** Nothing is decided. */
  | { readonly kind: 'undecided'; readonly file: OrderFile }

/**
 * Takes in what a provider told of an order's authorization, once, from wherever it is told, in one batch with what it
 * means: taken stock and a placed order, or stock given back and a failed one. `along` stands in front of it, such as the
 * note of the provider's event. `known` spares the first look; a guard that breaks says that it was too old.
 */
export function settleAuthorization(
  ctx: Ctx,
  orderId: string,
  telling: Telling,
  known?: OrderFile,
  along: readonly Statement[] = [],
): Promise<Authorized> {
  let file = known
  return untilUnraced(
    async () => {
      const holds = file === undefined ? await holdsOf(ctx.db, orderId) : undefined
      const present = file ?? (await orderById(ctx.db, orderId))
      // Looked at once only: who comes here again has met somebody else's change.
      file = undefined
      if (present === undefined) throw new Error('there is an order to settle')
      const operation = present.operations.findLast(({ kind }) => kind === 'authorize')
      if (operation === undefined || !isUndecided(operation)) {
        await commit(ctx.db, [...along])
        return standingOf(present)
      }
      const decided = await decide(ctx, present, operation, telling, holds)
      await commit(ctx.db, [...along, ...decided.statements])
      ctx.wakeConsumers()
      return decided.authorized
    },
    (constraint) =>
      constraint.startsWith('hold_') || constraint.startsWith('payment_') || tellsOfShortage(constraint),
  )
}

/** What an order says of its authorization when that is decided. */
export function standingOf(file: OrderFile): Authorized {
  switch (file.order.status) {
    case 'pending':
      return { kind: 'undecided', file }
    case 'placed':
    case 'completed':
      return { kind: 'placed', file }
    case 'canceled':
      return { kind: 'failed', file, why: 'canceled' }
    case 'failed': {
      const isDeclined = file.operations.every(
        ({ kind, status }) => kind !== 'authorize' || status === 'declined',
      )
      return { kind: 'failed', file, why: isDeclined ? 'declined' : 'out_of_stock' }
    }
  }
}

type Decided = { readonly authorized: Authorized; readonly statements: readonly Statement[] }

async function decide(
  ctx: Ctx,
  file: OrderFile,
  operation: OperationRow,
  telling: Telling,
  holds: readonly Hold[] | undefined,
): Promise<Decided> {
  const { order } = file
  const told = [...guardUndecided(ctx, operation.id), ...saveTelling(ctx, operation.id, telling)]
  const after = withTelling(file, operation, telling)
  if (telling.status === 'pending' || telling.status === 'requires_action')
    return { authorized: { kind: 'undecided', file: after }, statements: told }
  // Canceled meanwhile: what is approved all the same is let go (run-operations.ts).
  if (order.status !== 'pending') return { authorized: standingOf(after), statements: told }
  if (telling.status === 'declined')
    return {
      authorized: { kind: 'failed', file: afterMove(ctx, after, 'fail', ['failed']), why: 'declined' },
      statements: [...told, ...releaseHeld(ctx, order.id), ...markFailed(ctx, order.id)],
    }
  const taken = await stockFor(ctx, file, holds)
  if (taken === undefined)
    return {
      authorized: { kind: 'failed', file: afterMove(ctx, after, 'fail', ['failed']), why: 'out_of_stock' },
      statements: [
        ...told,
        ...releaseHeld(ctx, order.id),
        ...markFailed(ctx, order.id),
        ...openActing(ctx, operation, 'void'),
      ],
    }
  const capturesNow = paymentProvider(ctx, order.provider)?.capturedBy === 'shop'
  return {
    authorized: { kind: 'placed', file: afterMove(ctx, after, 'authorize', ['placed', 'authorized']) },
    statements: [
      ...told,
      ...taken,
      ...markAuthorized(ctx, order.id, SHOP),
      ...(capturesNow ? openActing(ctx, operation, 'capture') : []),
    ],
  }
}

/** What takes the stock: what is held, or when that has been given back, what is free now; undefined: it is gone. */
async function stockFor(
  ctx: Ctx,
  { order }: OrderFile,
  holds: readonly Hold[] | undefined,
): Promise<Statement[] | undefined> {
  // Not looked at: then it is held, or the guard breaks and it is looked at.
  const state = holds === undefined ? 'held' : stateOfHolds(holds)
  if (state !== 'released') return takeHeld(ctx, order.id)
  const variantIds = order.lines.map(({ variantId }) => variantId)
  const { locations, stock } = await freeStock(ctx, order.market, variantIds)
  if (variantIds.some((id) => !stock.has(id))) return undefined
  const allocation = allocateStock(locations, stock, order.lines)
  if (allocation.kind === 'short') return undefined
  return [
    ...releaseExpired(ctx, variantIds),
    ...retakeStock(ctx, { orderId: order.id, pieces: allocation.pieces }),
  ]
}

/** The row of what is to be done with all that an authorization holds. */
export const openActing = (ctx: Ctx, authorization: OperationRow, kind: 'capture' | 'void'): Statement[] =>
  openOperation(ctx, {
    id: ctx.newId('paymentOperation') as PaymentOperationId,
    orderId: authorization.orderId,
    kind,
    authorizationId: authorization.id,
    provider: authorization.provider,
    amount: authorization.amount,
    currency: authorization.currency,
  })

const withTelling = (file: OrderFile, operation: OperationRow, telling: Telling): OrderFile => ({
  ...file,
  operations: file.operations.map((each) =>
    each.id === operation.id
      ? {
          ...each,
          status: telling.status,
          reason: telling.status === 'declined' ? telling.reason : null,
          providerReference: telling.reference ?? each.providerReference,
        }
      : each,
  ),
})

/** The file as it is once the batch has been committed, for whoever shows it: the rows themselves are the truth. */
function afterMove(
  ctx: Ctx,
  file: OrderFile,
  move: 'authorize' | 'fail',
  events: readonly string[],
): OrderFile {
  const next = moved(file.order, move, ctx.now)
  if (!next.ok) return file
  const { revision } = file.order
  return {
    ...file,
    order: { ...file.order, ...next.order, provider: file.order.provider, revision: revision + 1 },
    events: [
      ...file.events,
      ...events.map((event) => ({
        sequence: 0,
        id: '',
        orderId: file.order.id,
        type: `order.${event}`,
        data: {},
        actor: SHOP,
        createdAt: ctx.now,
      })),
    ],
  }
}
