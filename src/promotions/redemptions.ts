import { appendEventsFrom } from '../events/append.ts'
import type { Ctx } from '../platform/context.ts'
import { bulk, type Db, type Statement } from '../platform/d1.ts'
import { sha256 } from '../platform/idempotency.ts'

type Writing = Pick<Ctx, 'db' | 'now' | 'newId'>

/**
 * Whom a limit per customer counts by: a hash, of issuer and subject or of a guest's e-mail. It joins orders of one
 * buyer, and nothing else; erasing a customer empties it.
 */
export const redeemerOf = (
  customer: { readonly issuer: string; readonly subject: string } | null,
  email: string | undefined,
): string =>
  sha256(
    customer === null
      ? `guest\n${(email ?? '').trim().toLowerCase()}`
      : JSON.stringify([customer.issuer, customer.subject]),
  )

/** Of these promotions, those that this buyer cannot redeem once more: used up by all, or by them. */
export async function usedUpPromotions(
  { db }: Pick<Ctx, 'db'>,
  redeemer: string,
  promotionIds: readonly string[],
): Promise<string[]> {
  const { results } = await db
    .prepare(
      `SELECT p.id FROM promotions AS p JOIN json_each(?1) AS one ON p.id = one.value
       WHERE p.redeemed >= p.usage_limit OR p.customer_limit <= (SELECT count(*) FROM promotion_redemptions AS r
         WHERE r.promotion_id = p.id AND r.redeemer = ?2 AND r.state = 'redeemed') ORDER BY p.id`,
    )
    .bind(JSON.stringify(promotionIds), redeemer)
    .all<{ id: string }>()
  return results.map(({ id }) => id)
}

/** Why a promotion cannot be redeemed once more, by the constraint that broke; undefined when it was another one. */
export function redemptionRefusal(constraint: string): 'used_up' | 'customer_limit' | undefined {
  if (constraint === 'redemption_usage_limit') return 'used_up'
  return constraint === 'redemption_customer_limit' ? 'customer_limit' : undefined
}

/**
 * Counts promotions as redeemed by an order, behind its row in the batch. The one too many breaks the batch on a
 * constraint that `redemptionRefusal` knows: so a limit holds whoever comes at the same moment. When the last one is
 * taken, an event makes the publisher tell carts so. A promotion that is gone is not counted any more.
 */
export function redeemPromotions(
  { db, now, newId }: Writing,
  redemption: {
    readonly orderId: string
    readonly redeemer: string
    readonly promotionIds: readonly string[]
  },
): Statement[] {
  const { orderId, redeemer, promotionIds } = redemption
  if (promotionIds.length === 0) return []
  const rows = promotionIds.map((promotionId) => ({
    promotionId,
    id: newId('redemption'),
    event: newId('event'),
  }))
  return [
    ...bulk(
      db,
      `INSERT INTO promotion_redemptions (id, promotion_id, order_id, redeemer, state, usage, usage_limit,
         customer_usage, customer_limit, created_at)
       SELECT value->>'id', p.id, ?2, ?3, 'redeemed', p.redeemed + 1, p.usage_limit,
         1 + (SELECT count(*) FROM promotion_redemptions AS r
              WHERE r.promotion_id = p.id AND r.redeemer = ?3 AND r.state = 'redeemed'),
         p.customer_limit, ?4
       FROM json_each(?1) JOIN promotions AS p ON p.id = value->>'promotionId'`,
      rows,
      orderId,
      redeemer,
      now,
    ),
    ...bulk(
      db,
      `UPDATE promotions SET redeemed = redeemed + 1
       WHERE id IN (SELECT value->>'promotionId' FROM json_each(?1))`,
      rows,
    ),
    appendEventsFrom(
      { db, now },
      `SELECT value->>'event' AS id, 'promotion.used_up' AS type, 'promotion:' || p.id AS subject,
         json_object('markets', json(p.markets)) AS data
       FROM json_each(?1) JOIN promotions AS p ON p.id = value->>'promotionId' WHERE p.redeemed = p.usage_limit`,
      [JSON.stringify(rows)],
      actorOf(orderId),
    ),
  ]
}

const OF_ORDER = "FROM promotion_redemptions AS r WHERE r.order_id = ?1 AND r.state = 'redeemed'"

/**
 * Gives back what an order redeemed, once, however often it is asked: for orders that failed or were canceled. An event
 * tells of a promotion that was used up and is not any more.
 */
export const giveBackRedemptions = ({ db, now }: Pick<Ctx, 'db' | 'now'>, orderId: string): Statement[] => [
  appendEventsFrom(
    { db, now },
    `SELECT 'evt_' || substr(r.id, 5) AS id, 'promotion.available' AS type, 'promotion:' || p.id AS subject,
       json_object('markets', json(p.markets)) AS data
     FROM promotion_redemptions AS r JOIN promotions AS p ON p.id = r.promotion_id
     WHERE r.order_id = ?1 AND r.state = 'redeemed' AND p.redeemed = p.usage_limit`,
    [orderId],
    actorOf(orderId),
  ),
  db
    .prepare(`UPDATE promotions SET redeemed = redeemed - 1 WHERE id IN (SELECT r.promotion_id ${OF_ORDER})`)
    .bind(orderId),
  // Last: by the rows that still stand the statements before find what to count.
  db
    .prepare(
      `UPDATE promotion_redemptions SET state = 'given_back' WHERE order_id = ?1 AND state = 'redeemed'`,
    )
    .bind(orderId),
]

/** Forgets who redeemed, of these orders: nothing joins them to their buyer any more. What was redeemed stays counted. */
export const forgetRedeemers = (db: Db, orders: readonly { readonly id: string }[]): Statement[] =>
  bulk(
    db,
    `UPDATE promotion_redemptions SET redeemer = ''
     WHERE order_id IN (SELECT value->>'id' FROM json_each(?1))`,
    orders,
  )

const actorOf = (orderId: string): string => `order:${orderId}`
