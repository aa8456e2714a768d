import type { Order } from '../domain/order.ts'
import type { OrderRefusal } from '../domain/order-moves.ts'
import { isUndecided } from '../domain/payment.ts'
import { racedOperation } from '../payments/save-operation.ts'
import type { Ctx } from '../platform/context.ts'
import { demandMatch, type Preconditions, versionTag } from '../platform/preconditions.ts'
import { notFound, Problem, type ProblemError } from '../platform/problem.ts'
import { orderById, type OrderFile } from './order-queries.ts'
import { showStanding } from './show-order.ts'

/** The file of an order that is to be changed. If-Match may be left out: guards refuse what cannot be, whoever comes first. */
export async function foundOrder(ctx: Ctx, id: string, given: Preconditions): Promise<OrderFile> {
  const file = await orderById(ctx.db, id)
  if (file === undefined) throw notFound()
  if (given.ifMatch !== undefined)
    demandMatch(given, { tag: versionTag(file.order), shown: showStanding(file.order) })
  return file
}

/** An order as it is once its change has been committed. */
export const committed = <Kind extends Order>(before: Kind, after: Order): Kind => ({
  ...before,
  ...after,
  revision: before.revision + 1,
})

/** Whether the provider was asked to take or to let go what is authorized, and has not said what came of it. */
export const isMoving = ({ operations }: Pick<OrderFile, 'operations'>): boolean =>
  operations.some((each) => (each.kind === 'capture' || each.kind === 'void') && isUndecided(each))

/** Whether a constraint broke because somebody else changed the order, its money or its stock first: look again. */
export const tellsOfOrderRace = (constraint: string): boolean =>
  constraint.startsWith('order_') || constraint.startsWith('hold_') || racedOperation(constraint)

/** A refusal of the domain as a problem: what cannot be meant is 422, what is too late is 409. */
export function problemOf(
  { status, paymentStatus }: Order,
  refusal: OrderRefusal,
  tooMany: 'invalid_transition' | 'refund_exceeds_payment',
): Problem {
  switch (refusal.why) {
    case 'invalid_transition':
      return new Problem('invalid_transition', `The order is ${status}, its payment ${paymentStatus}.`)
    case 'payment_in_progress':
      return new Problem('payment_in_progress')
    case 'no_such_line':
      return invalid(
        refusal.at.map((at) => errorAt(at, 'lineId', 'not_found', 'is not a line of this order')),
      )
    case 'named_twice':
      return invalid(refusal.at.map((at) => errorAt(at, 'lineId', 'invalid', 'is named already')))
    case 'too_many_pieces':
      return new Problem(tooMany, undefined, {
        errors: refusal.at.map((at) =>
          errorAt(at, 'quantity', tooMany, 'is more than there is left of the line'),
        ),
      })
    case 'nothing_left':
      return new Problem('invalid_transition', 'All of it has been sent.')
    case 'beyond_captured':
      return new Problem('refund_exceeds_payment')
    case 'nothing_to_refund':
      return new Problem('refund_exceeds_payment', 'That comes to nothing: no money would go back.')
    case 'not_to_be_restocked':
      return invalid([
        {
          pointer: '/restock',
          code: 'invalid',
          message: 'is false of an order that is over: its stock is back',
        },
      ])
  }
}

const invalid = (errors: ProblemError[]): Problem => new Problem('validation_failed', undefined, { errors })

const errorAt = (at: number, member: string, code: string, message: string): ProblemError => ({
  pointer: `/lines/${at}/${member}`,
  code,
  message,
})
