import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { PromotionId } from '../domain/ids.ts'
import type { MarketCode } from '../domain/market.ts'
import type { PromotionKind, PromotionRule, PromotionStatus } from '../domain/promotion.ts'

export const promotions = sqliteTable('promotions', {
  id: text().$type<PromotionId>().primaryKey(),
  name: text().notNull(),
  status: text().$type<PromotionStatus>().notNull(),
  kind: text().$type<PromotionKind>().notNull(),
  markets: text({ mode: 'json' }).$type<MarketCode[]>().notNull(),
  rule: text({ mode: 'json' }).$type<PromotionRule>().notNull(),
  priority: integer().notNull(),
  exclusive: integer({ mode: 'boolean' }).notNull(),
  usageLimit: integer('usage_limit'),
  customerLimit: integer('customer_limit'),
  redeemed: integer().notNull().default(0),
  startsAt: integer('starts_at').notNull(),
  endsAt: integer('ends_at'),
  revision: integer().notNull(),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
})

export type CodeState = 'live' | 'kept' | 'gone'

export const promotionCodes = sqliteTable(
  'promotion_codes',
  {
    folded: text().notNull(),
    promotionId: text('promotion_id').$type<PromotionId>().notNull(),
    code: text().notNull(),
    position: integer().notNull(),
    state: text().$type<CodeState>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.folded, table.promotionId] })],
)
