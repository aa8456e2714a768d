import type { EvaluatedLine, Evaluation, Message, MessageCode, NotSold, Step } from './evaluation.ts'
import { ledgerOf } from './ledger.ts'
import { priceAt } from './price.ts'
import type { Session, SessionLine } from './session.ts'

/** No line may cost more, so that the sums of a whole cart stay exact: nine billion of a currency with three decimals. */
export const LINE_AMOUNT_MAX = 9_000_000_000_000

/**
 * What a session costs and why: a pure function of what it is given. The order of lines, codes and rules decides
 * nothing; parts always sum to the whole.
 */
export function evaluate(session: Session): Evaluation {
  const { lines, goods, now } = session
  const pieces = new Map<string, number>()
  for (const { variantId, quantity } of lines) pieces.set(variantId, (pieces.get(variantId) ?? 0) + quantity)
  const steps: Step[] = []
  const messages: Message[] = []

  const evaluated = lines.map((line, at): EvaluatedLine => {
    const variant = goods.get(line.variantId)
    const quantity = pieces.get(line.variantId) ?? line.quantity
    const row = variant && priceAt(variant.prices, now, quantity)
    const why: NotSold | undefined =
      variant === undefined
        ? 'withdrawn'
        : row === undefined
          ? 'not_sold_here'
          : row.amount * line.quantity > LINE_AMOUNT_MAX
            ? 'amount_too_large'
            : undefined
    if (why !== undefined || variant === undefined || row === undefined) {
      messages.push({ type: 'error', code: `line_${why}` as MessageCode, at: { line: at } })
      return { ...plain(line), sold: false, why: why ?? 'withdrawn' }
    }
    const subtotal = row.amount * line.quantity
    steps.push({
      step: 'price',
      lineId: line.id,
      variantId: line.variantId,
      quantity: line.quantity,
      pieces: quantity,
      minQuantity: row.minQuantity,
      startsAt: row.startsAt,
      unitPrice: row.amount,
      amount: subtotal,
    })
    return {
      ...plain(line),
      sold: true,
      availability: variant.availability,
      unitPrice: row.amount,
      ...(row.compareAt !== undefined && { compareAt: row.compareAt }),
      ...(row.reference !== undefined && { reference: row.reference }),
      subtotal,
      discounts: [],
      ...ledgerOf([{ type: 'items', label: 'Items', amount: subtotal }]),
    }
  })
  const subtotal = evaluated.reduce((sum, line) => sum + (line.sold ? line.subtotal : 0), 0)
  return {
    lines: evaluated,
    discounts: [],
    codes: session.codes.map(({ code }) => ({ code, status: 'refused', reason: 'unknown' })),
    shippingOptions: [],
    taxes: [],
    messages,
    steps,
    ...ledgerOf([{ type: 'items', label: 'Items', amount: subtotal }]),
  }
}

const plain = ({ id, variantId, quantity }: SessionLine) => ({ id, variantId, quantity })
