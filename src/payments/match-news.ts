import { judgeNews, type Judgement } from '../domain/payment-news.ts'
import type { Ctx } from '../platform/context.ts'
import type { Incoming, ProviderName } from './provider.ts'
import { operationsBehind } from './queries.ts'
import type { OperationRow } from './tables.ts'

/** News with the order that they are about, and what is to be done. */
export type Matched = {
  readonly orderId: string | undefined
  readonly operations: readonly OperationRow[]
  readonly judgement: Judgement
}

const UNKNOWN: Judgement = { does: 'show_staff', why: 'unknown_payment' }

/** Finds whose payment a provider speaks of, by the operation it names or else by the payment; one read of the primary. */
export async function matchNews(
  ctx: Pick<Ctx, 'db'>,
  provider: ProviderName,
  { reference, news }: Incoming & { kind: 'news' },
): Promise<Matched> {
  const operations = await operationsBehind(ctx.db, provider, news.operationId, reference)
  const named =
    operations.find(({ id }) => id === news.operationId) ??
    operations.find((each) => each.kind === 'authorize' && each.providerReference === reference)
  if (named === undefined) return { orderId: undefined, operations: [], judgement: UNKNOWN }
  // Somebody else's payment under a name of ours.
  const isOther = named.providerReference !== null && named.providerReference !== reference
  const judgement = isOther ? UNKNOWN : judgeNews(operations, { ...news, operationId: named.id })
  return { orderId: named.orderId, operations, judgement }
}
