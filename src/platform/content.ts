import type { z } from '@hono/zod-openapi'

/** A JSON body of a route, with the example that the document and the reference show. */
export const jsonBody = <Schema extends z.ZodType>(schema: Schema, example: z.input<Schema>) => ({
  required: true as const,
  content: { 'application/json': { schema, example } },
})

/** A JSON answer of a route, with its example. */
export const jsonAnswer = <Schema extends z.ZodType>(
  description: string,
  schema: Schema,
  example: z.input<Schema>,
) => ({ description, content: { 'application/json': { schema, example } } })
