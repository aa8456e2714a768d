import { CODE_REFUSALS, type CodeRefusal, MESSAGE_CODES, type Message } from '../domain/evaluation.ts'

/** What a cart can be told about: what `evaluate` says, and that there is no market to evaluate it in. */
export const SHOWN_MESSAGE_CODES = [...MESSAGE_CODES, 'market_closed'] as const

type Over = 'ended' | 'used_up'
export type ShownCodeRefusal = Exclude<CodeRefusal, Over>
/** That a code is over is not told: whoever guesses must not learn that there was one (reliability.md §3.14). */
const isOver = (reason: CodeRefusal): reason is Over => reason === 'ended' || reason === 'used_up'
/** Why a code is refused, as far as shoppers are told. */
export const SHOWN_CODE_REFUSALS = CODE_REFUSALS.filter(
  (reason): reason is ShownCodeRefusal => !isOver(reason),
)

/** What shoppers are told, for storefronts that have no words of their own: those go by the code. */
const WORDS: Readonly<Record<(typeof SHOWN_MESSAGE_CODES)[number], string>> = {
  line_withdrawn: 'This item is not sold any more.',
  line_not_sold_here: 'This item is not sold in this market.',
  line_amount_too_large: 'This item costs more than can be reckoned with. Take fewer of it.',
  line_out_of_stock: 'This item is sold out at the moment.',
  line_backorder: 'This item is sent as soon as it is there again.',
  code_refused: 'This code changes nothing at the moment.',
  destination_not_served: 'This market does not send to that country.',
  no_shipping_option: 'There is no way to send these items to that place.',
  shipping_option_not_available: 'The chosen way of sending is not available for these items and that place.',
  tax_not_known: 'Tax is added when it is known where the items go.',
  market_closed: 'This market is closed at the moment: nothing can be bought.',
}

const CODE_WORDS: Readonly<Record<ShownCodeRefusal, string>> = {
  unknown: 'There is no such code, or it does not hold any more.',
  not_started: 'This code does not hold yet.',
  other_market: 'This code does not hold in this market.',
  conditions_not_met: 'These items do not meet the conditions of this code.',
  not_combinable: 'This code does not go together with the other discounts.',
  no_effect: 'There is nothing here that this code would make cheaper.',
}

export const wordsOf = (code: keyof typeof WORDS): string => WORDS[code]
export function codeTold(judged: CodeRefusal): { reason: ShownCodeRefusal; message: string } {
  const reason = isOver(judged) ? 'unknown' : judged
  return { reason, message: CODE_WORDS[reason] }
}

/** The place of a message in the cart, as a JSON pointer. */
export function pointerOf({ at }: Message): string | undefined {
  if (at === undefined) return undefined
  if (typeof at === 'string') return `/${at}`
  return 'line' in at ? `/items/${at.line}` : `/codes/${at.code}`
}
