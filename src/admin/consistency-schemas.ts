import { z } from '@hono/zod-openapi'
import { instantSchema } from '../platform/schema.ts'

const ids = z.array(z.string())

export const consistencySchema = z
  .object({
    ok: z.boolean().openapi({ description: 'No law is broken.' }),
    checkedAt: instantSchema,
    laws: z.array(
      z.object({
        law: z.string(),
        violations: ids.openapi({ description: 'The first 100 ids that break it.' }),
      }),
    ),
    late: z.object({ orders: ids, operations: ids, payingBack: ids }).openapi({
      description: 'Undecided for more than 15 minutes, and money on its way back: no law is broken.',
    }),
  })
  .openapi('Consistency')
export type Consistency = z.infer<typeof consistencySchema>
