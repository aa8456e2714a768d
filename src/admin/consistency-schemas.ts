import { z } from '@hono/zod-openapi'
import { instantSchema, pageSchema } from '../platform/schema.ts'
import { inWords, LATE, LAWS } from './laws.ts'

const foundSchema = z.object({
  law: z.string(),
  means: z.string(),
  count: z.number().int().openapi({ description: 'At most 1,000.' }),
  violations: z.array(z.string()).openapi({ description: 'The first 100 ids.' }),
})

export const consistencySchema = z
  .object({
    ok: z.boolean().openapi({ description: 'No law is broken.' }),
    checkedAt: instantSchema,
    laws: z.array(foundSchema).openapi({ description: `Never to be broken:\n${inWords(LAWS)}` }),
    late: z.array(foundSchema).openapi({
      description: `Waiting for 15 minutes, where a buyer is waited for two HOLD_SECONDS more:\n${inWords(LATE)}`,
    }),
    page: pageSchema,
  })
  .openapi('Consistency')
export type Consistency = z.infer<typeof consistencySchema>
