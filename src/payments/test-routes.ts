import { z } from '@hono/zod-openapi'
import type { Ctx } from '../platform/context.ts'
import { notFound } from '../platform/problem.ts'
import { defineRoute, featureRoutes } from '../platform/route.ts'
import { testBook } from './test-provider.ts'

// The buyer's and the bank's side of the test provider, for browsers and proofs. There is none outside of development.

const tags = ['Payments']
const noQuery = z.strictObject({})
const facts = { cache: 'private', budget: { kv: 0, d1: 0, do: 1 } } as const

const paymentSchema = z
  .object({
    reference: z.string(),
    operation: z.string(),
    orderId: z.string(),
    amount: z.number().int(),
    currency: z.string(),
    script: z.string(),
    status: z.enum(['waiting', 'authorized', 'declined', 'voided']),
    captured: z.number().int(),
    refunded: z.number().int(),
  })
  .openapi('TestPaymentBooked')
type ShownPayment = z.infer<typeof paymentSchema>

const EXAMPLE: ShownPayment = {
  reference: 'tst_pop_01KB3C4R8Q7X1Y4E6G8H3J5K7M',
  operation: 'pop_01KB3C4R8Q7X1Y4E6G8H3J5K7M',
  orderId: 'ord_01KB0Q7X3N5V8W2C4D6F8G0H1J',
  amount: 8572,
  currency: 'EUR',
  script: 'require_action',
  status: 'authorized',
  captured: 8572,
  refunded: 0,
}

const read = defineRoute({
  method: 'get',
  path: '/v1/test-payments',
  operationId: 'readTestPayments',
  tags,
  summary: 'Development only: the book of the test provider',
  description: 'What was charged, whatever the shop believes. Anywhere else 404.',
  request: { query: noQuery },
  facts,
  problems: ['invalid_parameter', 'not_found'],
  responses: {
    200: {
      description: 'Every payment',
      content: {
        'application/json': {
          schema: z.object({ data: z.array(paymentSchema) }),
          example: { data: [EXAMPLE] },
        },
      },
    },
  },
})

const decide = defineRoute({
  method: 'post',
  path: '/v1/test-payments/{reference}/{decision}',
  operationId: 'decideTestPayment',
  tags,
  summary: 'Development only: do what the test provider asks of the buyer',
  description:
    'For the action `test_confirm` of a completion: the provider then tells the shop by webhook, as a bank would. 404 where ' +
    'no payment of that reference waits, and anywhere but in development.',
  request: {
    params: z.object({
      reference: z
        .string()
        .regex(/^tst_[A-Za-z0-9_-]{1,60}$/)
        .openapi({ param: { name: 'reference', in: 'path' }, example: EXAMPLE.reference }),
      decision: z
        .enum(['approve', 'decline'])
        .openapi({ param: { name: 'decision', in: 'path' }, example: 'approve' }),
    }),
    query: noQuery,
  },
  facts,
  problems: ['invalid_parameter', 'not_found'],
  responses: { 204: { description: 'Done' } },
})

/** The book, in development. */
function bookOf(ctx: Ctx) {
  if (ctx.config.stage !== 'development') throw notFound()
  return testBook(ctx)
}

export const testPaymentRoutes = featureRoutes()
  .openapi(read, async (c) => {
    const { ctx } = c.var
    const data = await ctx.meter.crossing('do', () => bookOf(ctx).read())
    return c.json({ data: data.map((payment): ShownPayment => ({ ...payment })) }, 200)
  })
  .openapi(decide, async (c) => {
    const { ctx } = c.var
    const { reference, decision } = c.req.valid('param')
    const isDone = await ctx.meter.crossing('do', () => bookOf(ctx).act(reference, decision))
    if (!isDone) throw notFound()
    return c.body(null, 204)
  })
