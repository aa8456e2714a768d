import { and, asc, desc, eq, sql } from 'drizzle-orm'
import type { PromotionId } from '../domain/ids.ts'
import { type Promotion, foldCode } from '../domain/promotion.ts'
import { formatInstant } from '../domain/time.ts'
import type { Db } from '../platform/d1.ts'
import type { ShownPromotion } from './promotion-schemas.ts'
import { promotionCodes, promotions } from './tables.ts'

export type PromotionRow = typeof promotions.$inferSelect
/** A promotion with its codes as they were typed. */
export type PromotionRecord = Omit<PromotionRow, 'redeemed'> & { readonly codes: readonly string[] }

const codesOf = (db: Db, ids: readonly string[]) =>
  db.orm
    .select()
    .from(promotionCodes)
    .where(
      sql`${promotionCodes.promotionId} IN (SELECT value FROM json_each(${JSON.stringify(ids)})) AND ${promotionCodes.state} <> 'gone'`,
    )
    .orderBy(asc(promotionCodes.promotionId), asc(promotionCodes.position))

export async function promotionById(db: Db, id: string): Promise<PromotionRecord | undefined> {
  const [rows, codes] = await db.orm.batch([
    db.orm
      .select()
      .from(promotions)
      .where(eq(promotions.id, id as PromotionId)),
    codesOf(db, [id]),
  ])
  const row = rows[0]
  return row && { ...row, codes: codes.map(({ code }) => code) }
}

export type PromotionFilter = {
  readonly status?: string | undefined
  readonly kind?: string | undefined
  /** Those that hold in it. */
  readonly market?: string | undefined
  readonly code?: string | undefined
}

/** The next promotions of the list, newest first. */
export async function promotionsAfter(
  db: Db,
  { status, kind, market, code }: PromotionFilter,
  place: readonly [number, string] | undefined,
  limit: number,
): Promise<PromotionRecord[]> {
  const rows = await db.orm
    .select()
    .from(promotions)
    .where(
      and(
        status === undefined ? undefined : sql`${promotions.status} = ${status}`,
        kind === undefined ? undefined : sql`${promotions.kind} = ${kind}`,
        market === undefined
          ? undefined
          : sql`(json_array_length(${promotions.markets}) = 0 OR EXISTS (SELECT 1 FROM json_each(${promotions.markets}) WHERE value = ${market}))`,
        code === undefined
          ? undefined
          : sql`${promotions.id} IN (SELECT promotion_id FROM promotion_codes WHERE folded = ${foldCode(code)} AND state <> 'gone')`,
        place && sql`(-${promotions.createdAt}, ${promotions.id}) > (${-place[0]}, ${place[1]})`,
      ),
    )
    .orderBy(desc(promotions.createdAt), asc(promotions.id))
    .limit(limit)
    .all()
  const ids = rows.map(({ id }) => id)
  const codes = Map.groupBy(await codesOf(db, ids).all(), ({ promotionId }) => promotionId)
  return rows.map((row) => ({ ...row, codes: (codes.get(row.id) ?? []).map((each) => each.code) }))
}

/** Automatic promotions that hold or will hold and are not used up, in whatever market; to be read in a batch with others. */
export const selectAutomatic = (db: Db, now: number) =>
  db.orm
    .select()
    .from(promotions)
    .where(
      sql`${promotions.status} = 'active' AND ${promotions.kind} = 'automatic' AND (${promotions.endsAt} IS NULL OR ${promotions.endsAt} > ${now}) AND (${promotions.usageLimit} IS NULL OR ${promotions.redeemed} < ${promotions.usageLimit})`,
    )
    .orderBy(desc(promotions.priority), asc(promotions.id))

/** The active promotions that these folded codes open. */
export const promotionsOfCodes = (db: Db, folded: readonly string[]) =>
  db.orm
    .select({ folded: promotionCodes.folded, code: promotionCodes.code, promotion: promotions })
    .from(promotionCodes)
    .innerJoin(promotions, eq(promotions.id, promotionCodes.promotionId))
    .where(
      sql`${promotionCodes.folded} IN (SELECT value FROM json_each(${JSON.stringify(folded)})) AND ${promotionCodes.state} = 'live' AND ${promotions.status} = 'active'`,
    )

/** A promotion as the domain knows it. */
export const toPromotion = ({
  revision: _revision,
  createdAt: _created,
  updatedAt: _updated,
  redeemed: _redeemed,
  ...promotion
}: PromotionRow): Promotion => promotion

/** A promotion as staff see it. */
export const showPromotion = (record: PromotionRecord): ShownPromotion => ({
  id: record.id,
  name: record.name,
  status: record.status,
  kind: record.kind,
  codes: [...record.codes],
  markets: record.markets,
  // It is stored as it is shown; only the domain's lists are not to be changed.
  rule: record.rule as unknown as ShownPromotion['rule'],
  priority: record.priority,
  exclusive: record.exclusive,
  usageLimit: record.usageLimit,
  customerLimit: record.customerLimit,
  startsAt: record.startsAt === 0 ? null : formatInstant(record.startsAt),
  endsAt: record.endsAt === null ? null : formatInstant(record.endsAt),
  revision: record.revision,
  createdAt: formatInstant(record.createdAt),
  updatedAt: formatInstant(record.updatedAt),
})
