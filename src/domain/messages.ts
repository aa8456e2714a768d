import type { Place } from './countries.ts'
import type { EvaluatedLine, Evaluation, Message } from './evaluation.ts'
import { isTaxed } from './served-place.ts'
import type { Session } from './session.ts'

/** What the messages are about. */
export type Outcome = Pick<Evaluation, 'lines' | 'codes' | 'shippingOptions'> & {
  readonly place: Place | undefined
  readonly taxPlace: Place | undefined
}

/** What the shopper should know, in the order of the page: lines, codes, destination, shipping. */
export function messagesOf(session: Session, outcome: Outcome): Message[] {
  return [
    ...outcome.lines.flatMap(aboutLine),
    ...outcome.codes.flatMap(({ status }, code): Message[] =>
      status === 'refused' ? [{ type: 'warning', code: 'code_refused', at: { code } }] : [],
    ),
    ...aboutDestination(session, outcome),
    ...aboutShipping(session, outcome),
  ]
}

function aboutLine(evaluated: EvaluatedLine, line: number): Message[] {
  const at = { line }
  if (!evaluated.sold) return [{ type: 'error', code: `line_${evaluated.why}`, at }]
  if (evaluated.availability === 'out_of_stock') return [{ type: 'warning', code: 'line_out_of_stock', at }]
  return evaluated.availability === 'backorder' ? [{ type: 'info', code: 'line_backorder', at }] : []
}

function aboutDestination(session: Session, { place, taxPlace }: Outcome): Message[] {
  const messages: Message[] = []
  if (session.destination !== undefined && place === undefined)
    messages.push({ type: 'error', code: 'destination_not_served', at: 'destination' })
  // Where nothing is ever levied, there is nothing to know.
  if (!session.market.taxIncluded && taxPlace === undefined && isTaxed(session))
    messages.push({ type: 'info', code: 'tax_not_known', at: 'destination' })
  return messages
}

function aboutShipping(session: Session, { lines, shippingOptions, place }: Outcome): Message[] {
  const { shippingOptionId } = session
  const messages: Message[] = []
  // Before a destination is known it may still be one that an option goes to.
  const isKnown = session.destination !== undefined && place !== undefined
  if (isKnown && shippingOptions.length === 0 && lines.some(({ sold }) => sold))
    messages.push({ type: 'error', code: 'no_shipping_option', at: 'destination' })
  if (shippingOptionId !== undefined && !shippingOptions.some(({ id }) => id === shippingOptionId))
    messages.push({ type: 'error', code: 'shipping_option_not_available', at: 'shippingOptionId' })
  return messages
}
