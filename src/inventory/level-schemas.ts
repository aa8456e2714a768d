import { z } from '@hono/zod-openapi'
import {
  availabilitySchema,
  idSchema,
  instantSchema,
  pageSchema,
  requiredTextSchema,
  textSchema,
} from '../platform/schema.ts'
import { QUANTITY_MAX } from './plan-adjustments.ts'
import { ADJUSTMENT_REASONS, LEDGER_REASONS } from './reasons.ts'

export const SKU_MAX = 255
const NOTE_MAX = 200
export const ADJUSTMENTS_MAX = 100

export const LEVEL_EXAMPLE = {
  variantId: 'var-ket-15l',
  sku: 'KET-15L',
  productId: 'prd-copper-stovetop-kettle',
  title: 'Copper Stovetop Kettle',
  variantTitle: '1.5 l',
  location: 'loc_main',
  onHand: 24,
  held: 2,
  available: 22,
  lowStockThreshold: 5,
  updatedAt: '2026-11-24T09:30:00.000Z',
}

const count = z.number().int()

export const levelSchema = z
  .object({
    variantId: z.string(),
    sku: z.string().nullable(),
    productId: z.string(),
    title: z.string().openapi({ description: "The product's, without translation." }),
    variantTitle: z.string().openapi({ description: 'The values of its options.' }),
    location: z
      .string()
      .nullable()
      .openapi({ description: 'null: the variant has never had stock anywhere.' }),
    onHand: count,
    held: count.openapi({ description: 'Of these, held for open checkouts whose time is not over.' }),
    available: count.openapi({ description: 'onHand less held.' }),
    lowStockThreshold: count.openapi({ description: "The variant's own; the product routes set it." }),
    updatedAt: instantSchema.nullable(),
  })
  .openapi('StockLevel')

export const levelListSchema = z.object({ data: z.array(levelSchema), page: pageSchema })

const {
  lowStockThreshold,
  variantId,
  sku,
  productId,
  title: _title,
  variantTitle: _variantTitle,
  ...PLACE_EXAMPLE
} = LEVEL_EXAMPLE
export const VARIANT_STOCK_EXAMPLE = {
  variantId,
  sku,
  productId,
  tracked: true,
  backorder: false,
  lowStockThreshold,
  onHand: 30,
  held: 2,
  available: 28,
  levels: [PLACE_EXAMPLE, { ...PLACE_EXAMPLE, location: 'loc_east', onHand: 6, held: 0, available: 6 }],
  markets: [
    { market: 'us', available: 22, availability: 'in_stock' as const, published: 'in_stock' as const },
    { market: 'jp', available: 28, availability: 'in_stock' as const, published: 'in_stock' as const },
  ],
}

export const variantStockSchema = z
  .object({
    variantId: z.string(),
    sku: z.string().nullable(),
    productId: z.string(),
    tracked: z.boolean(),
    backorder: z.boolean(),
    lowStockThreshold: count,
    onHand: count,
    held: count,
    available: count,
    levels: z.array(
      z.object({
        location: z.string(),
        onHand: count,
        held: count,
        available: count,
        updatedAt: instantSchema,
      }),
    ),
    markets: z.array(
      z.object({
        market: z.string(),
        available: count.openapi({ description: 'Over the locations that serve the market.' }),
        availability: availabilitySchema.openapi({
          description: 'What shoppers there are told, at the latest ten seconds and a publication from now.',
        }),
        published: availabilitySchema.nullable().openapi({ description: 'What they are told at present.' }),
      }),
    ),
  })
  .openapi('VariantStock')

export const LEDGER_EXAMPLE = {
  id: 'led_01KAVQ6T4M8Z3W5N7Y9R2C1D0E',
  location: 'loc_main',
  delta: -2,
  onHand: 24,
  reason: 'damaged' as const,
  note: 'Dented in transit',
  actor: 'staff:https://login.example.com#ada',
  createdAt: '2026-11-24T09:30:00.000Z',
}

export const ledgerListSchema = z.object({
  data: z.array(
    z
      .object({
        id: z.string(),
        location: z.string(),
        delta: count,
        onHand: count.openapi({ description: 'What was on hand there after it.' }),
        reason: z.enum(LEDGER_REASONS),
        note: z.string(),
        actor: z.string(),
        createdAt: instantSchema,
      })
      .openapi('StockLedgerEntry'),
  ),
  page: pageSchema,
})

const reason = z.enum(ADJUSTMENT_REASONS)
const note = textSchema(NOTE_MAX)

export const adjustmentsSchema = z.strictObject({
  adjustments: z
    .array(
      z
        .strictObject({
          variantId: idSchema.optional(),
          sku: requiredTextSchema(SKU_MAX).optional(),
          location: idSchema,
          delta: z
            .number()
            .int()
            .min(-QUANTITY_MAX)
            .max(QUANTITY_MAX)
            .refine((delta) => delta !== 0, 'is not 0'),
          reason,
          note: note.optional(),
        })
        .refine(
          (one) => (one.variantId === undefined) !== (one.sku === undefined),
          'names one variant, by variantId or by sku',
        ),
    )
    .min(1)
    .max(ADJUSTMENTS_MAX),
})

export const adjustedSchema = z
  .object({
    adjustments: z.array(
      z.object({
        id: z.string().openapi({ description: 'Of its ledger entry.' }),
        variantId: z.string(),
        sku: z.string().nullable(),
        location: z.string(),
        delta: count,
        reason,
        note: z.string(),
      }),
    ),
  })
  .openapi('StockAdjusted')

export const settingSchema = z.strictObject({
  onHand: count.min(0).max(QUANTITY_MAX),
  // Its absence has a status of its own (428), so the schema lets it pass.
  expected: count.min(0).max(QUANTITY_MAX).optional().openapi({
    description: 'Needed: how many you believe are on hand. 0 where nothing has been stocked yet.',
  }),
  reason: reason.optional().openapi({ default: 'counted' }),
  note: note.optional(),
})
