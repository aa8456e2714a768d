/** Why somebody changed what is on hand: what an adjustment may say. */
export const ADJUSTMENT_REASONS = [
  'received',
  'returned',
  'transferred',
  'counted',
  'corrected',
  'damaged',
  'lost',
  'used',
] as const

export type AdjustmentReason = (typeof ADJUSTMENT_REASONS)[number]

/**
 * What a ledger entry may say: besides adjustments, stock from before the ledger (`opening`), stock that a file or a
 * product's own route stated, and what orders took (`sale`) or refunds put back (`return`).
 */
export const LEDGER_REASONS = [
  ...ADJUSTMENT_REASONS,
  'opening',
  'import',
  'product',
  'sale',
  'return',
] as const

export type LedgerReason = (typeof LEDGER_REASONS)[number]
