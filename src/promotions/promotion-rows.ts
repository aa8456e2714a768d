import { and, eq, sql } from 'drizzle-orm'
import { foldCode, type PromotionFault } from '../domain/promotion.ts'
import { bulk, type Db, type Statement, guardOneRow, guardThat, overRows, statement } from '../platform/d1.ts'
import type { PromotionRecord, PromotionRow } from './queries.ts'
import type { Named } from './rule-of.ts'
import { type CodeState, promotions } from './tables.ts'

// Deleted products and withdrawn variants are as good as none to whoever names them anew.
const MISSING = `json_each(?1) AS named WHERE NOT EXISTS (
    SELECT 1 FROM products WHERE named.value->>'kind' = 'product' AND id = named.value->>'id' AND deleted_at IS NULL
    UNION ALL SELECT 1 FROM variants WHERE named.value->>'kind' = 'variant' AND id = named.value->>'id' AND withdrawn_at IS NULL
    UNION ALL SELECT 1 FROM categories WHERE named.value->>'kind' = 'category' AND id = named.value->>'id')`

/** What is named and does not exist; to be read in a batch with others. */
export const selectMissingGoods = (db: Db, goods: readonly Named[]) =>
  db.orm
    .select({
      pointer: sql<string>`named.value->>'pointer'`.as('pointer'),
      kind: sql<string>`named.value->>'kind'`.as('kind'),
    })
    .from(overRows(MISSING, goods))
    .orderBy(sql`named.key`)
export const missingFaults = (
  rows: readonly { readonly pointer: string; readonly kind: string }[],
): PromotionFault[] => rows.map(({ pointer, kind }) => ({ pointer, message: `is not the id of a ${kind}` }))

/** Breaks the batch if something of it is gone by then. */
export const guardGoods = (db: Db, named: readonly Named[]): Statement[] =>
  guardThat(db, `SELECT NOT EXISTS (SELECT 1 FROM ${MISSING})`, named)

type Coded = { readonly id: string; readonly codes: readonly string[] }
const claimsOf = ({ id, codes }: Coded) =>
  codes.map((code, position) => ({ promotion: id, folded: foldCode(code), code, position }))

const TAKEN = `json_each(?1) AS claim JOIN promotion_codes AS other
  ON other.folded = claim.value->>'folded' AND other.state = 'live' AND other.promotion_id <> claim.value->>'promotion'`

/** Codes that open another promotion already; to be read in a batch with others. */
export const selectTakenCodes = (db: Db, promotion: Coded) =>
  db.orm
    .select({ key: sql<number>`claim.key`.as('at'), owner: sql<string>`other.promotion_id`.as('owner') })
    .from(overRows(TAKEN, claimsOf(promotion)))
    .orderBy(sql`claim.key`)
export const takenFaults = (
  rows: readonly { readonly key: number; readonly owner: string }[],
): PromotionFault[] =>
  rows.map(({ key, owner }) => ({
    pointer: `/codes/${key}`,
    message: `opens the promotion ${owner} already`,
  }))

/** In front of the codes: breaks the batch if another promotion has one of them by then. */
export const guardCodes = (db: Db, promotion: Coded): Statement[] =>
  guardThat(db, `SELECT NOT EXISTS (SELECT 1 FROM ${TAKEN})`, claimsOf(promotion))

/** Makes the promotion's codes these, in this state; what it had beside is gone. */
export const saveCodes = (db: Db, promotion: Coded, state: CodeState): Statement[] => [
  db
    .prepare("UPDATE promotion_codes SET state = 'gone' WHERE promotion_id = ?1 AND state <> 'gone'")
    .bind(promotion.id),
  ...bulk(
    db,
    `INSERT INTO promotion_codes (folded, promotion_id, code, position, state)
     SELECT value->>'folded', value->>'promotion', value->>'code', value->>'position', ?2 FROM json_each(?1) WHERE true
     ON CONFLICT (folded, promotion_id) DO UPDATE SET
       code = excluded.code, position = excluded.position, state = excluded.state`,
    claimsOf(promotion),
    state,
  ),
]

type WrittenRow = Omit<PromotionRow, 'redeemed'>
/** What staff write of a promotion: how often it was redeemed is counted by orders alone. */
const rowOf = ({
  codes: _codes,
  redeemed: _redeemed,
  ...row
}: PromotionRecord & { readonly redeemed?: number }): WrittenRow => row

export const insertPromotion = (db: Db, record: PromotionRecord): Statement[] => [
  ...guardThat(
    db,
    'SELECT NOT EXISTS (SELECT 1 FROM promotions WHERE id IN (SELECT value FROM json_each(?1)))',
    [record.id],
  ),
  statement(db, db.orm.insert(promotions).values(rowOf(record))),
]

export const updatePromotion = (db: Db, record: PromotionRecord): Statement[] => [
  statement(
    db,
    db.orm
      .update(promotions)
      .set(rowOf(record))
      .where(and(eq(promotions.id, record.id), eq(promotions.revision, record.revision - 1))),
  ),
  ...guardOneRow(db),
]

/** The row goes; its codes stay as gone. */
export const removePromotion = (db: Db, { id, revision }: PromotionRecord): Statement[] => [
  statement(
    db,
    db.orm.delete(promotions).where(and(eq(promotions.id, id), eq(promotions.revision, revision))),
  ),
  ...guardOneRow(db),
  ...saveCodes(db, { id, codes: [] }, 'gone'),
]
