import { z } from '@hono/zod-openapi'
import { instantSchema, pageSchema } from '../platform/schema.ts'
import { FORMATS, STATUSES } from './tables.ts'

const count = z.number().int().min(0)

export const importSchema = z
  .object({
    id: z.string().openapi({ example: 'imp_01KA2JQ8V6C0N9QW3V0B8Z6R5T' }),
    status: z.enum(STATUSES).openapi({
      description: 'queued → running → completed. A cancelled or failed import can be resumed for a week.',
    }),
    format: z.enum(FORMATS),
    market: z.string(),
    dryRun: z.boolean(),
    bytes: count,
    bytesRead: count.openapi({ description: 'Progress: everything before it has been stored or reported.' }),
    rows: count.openapi({
      description: 'Rows read so far, without the header and empty lines: rows − rowsFailed were stored.',
    }),
    rowsFailed: count.openapi({ description: 'Rows that were not stored; each has at least one error.' }),
    productsCreated: count,
    productsUpdated: count,
    productsUnchanged: count,
    productsFailed: count,
    categoriesCreated: count,
    categoriesUpdated: count,
    variantsUnpriced: count.openapi({ description: 'Variants of the file without a price in its market.' }),
    failure: z.object({ code: z.string(), message: z.string() }).nullable(),
    createdAt: instantSchema,
    updatedAt: instantSchema,
    finishedAt: instantSchema.nullable(),
  })
  .openapi('Import')

export const importListSchema = z
  .object({ data: z.array(importSchema), page: pageSchema })
  .openapi('ImportList')

export const reportListSchema = z
  .object({
    data: z.array(
      z
        .object({
          line: z
            .number()
            .int()
            .openapi({ description: 'The line on which the row begins; 1 is the first.' }),
          column: z.string().openapi({ description: 'Column of a CSV, or path in a line of JSON.' }),
          code: z.string().openapi({ example: 'invalid_amount' }),
          severity: z
            .enum(['error', 'note'])
            .openapi({ description: 'error: the row was not stored. note: it was, with a remark.' }),
          message: z.string(),
        })
        .openapi('ImportReport'),
    ),
    page: pageSchema,
  })
  .openapi('ImportReportList')

export const changeListSchema = z
  .object({
    data: z.array(
      z
        .object({
          line: z.number().int(),
          action: z.enum(['create', 'update']),
          kind: z.enum(['product', 'category']),
          handle: z.string(),
          members: z.array(z.string()).openapi({ example: ['title', 'prices'] }),
        })
        .openapi('ImportChange'),
    ),
    page: pageSchema,
  })
  .openapi('ImportChangeList')
