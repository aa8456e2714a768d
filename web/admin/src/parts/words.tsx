import { Badge } from '@mantine/core'
import type { Money } from 'highstreet/client'
import { showMoney } from '../money.ts'
import { showAgo, showMoment } from '../moments.ts'
import { useMarkets } from './markets.ts'

/** A code of the API in words: `partially_refunded` becomes `Partially refunded`. */
export const inWords = (code: string): string => {
  const words = code.replaceAll(/[_-]/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const COLORS: Readonly<Record<string, string>> = {
  active: 'green',
  open: 'green',
  paid: 'green',
  fulfilled: 'green',
  completed: 'green',
  succeeded: 'green',
  approved: 'green',
  in_stock: 'green',
  placed: 'ink',
  authorized: 'ink',
  running: 'ink',
  queued: 'ink',
  create: 'green',
  update: 'ink',
  pending: 'yellow',
  requires_action: 'yellow',
  low_stock: 'yellow',
  partially_fulfilled: 'yellow',
  partially_refunded: 'yellow',
  unfulfilled: 'orange',
  note: 'yellow',
  failed: 'red',
  declined: 'red',
  error: 'red',
  out_of_stock: 'red',
}

/** A state as a badge. */
export const State = ({ of }: { readonly of: string }) => (
  <Badge color={COLORS[of] ?? 'gray'} className="state">
    {inWords(of)}
  </Badge>
)

export function Amount({ of }: { readonly of: Money }) {
  const { digits } = useMarkets()
  return <span className="number">{showMoney(of, digits.get(of.currency))}</span>
}

/** A moment: how long ago, and on pointing at it when. */
export const When = ({ at, long = false }: { readonly at: string; readonly long?: boolean }) => (
  <time dateTime={at} title={showMoment(at)} className="when">
    {long ? showMoment(at) : showAgo(at)}
  </time>
)

/** `staff:https://issuer#maya` is maya to who reads it. */
export const shortActor = (actor: string): string =>
  actor.includes('#') ? actor.slice(actor.lastIndexOf('#') + 1) : (actor.split(':')[0] ?? actor)
