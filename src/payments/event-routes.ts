import { z } from '@hono/zod-openapi'
import { formatInstant } from '../domain/time.ts'
import { jsonAnswer } from '../platform/content.ts'
import { pageOf, placeIn } from '../platform/pages.ts'
import { defineRoute, featureRoutes } from '../platform/route.ts'
import { cursorQuery, instantSchema, LIMIT_DEFAULT, limitQuery, pageSchema } from '../platform/schema.ts'
import { type EventPlace, eventsBefore } from './queries.ts'

const eventSchema = z
  .object({
    provider: z.string(),
    eventId: z.string(),
    type: z.string(),
    outcome: z.string().openapi({
      description:
        'applied, nothing (it was so already), ignored; or odd: unknown_payment, other_amount, other_currency, ' +
        'done_elsewhere, contradiction, dispute.',
    }),
    conflicts: z.number().int().openapi({ description: 'How often it came again with another body.' }),
    reference: z.string().nullable(),
    operationId: z.string().nullable(),
    orderId: z.string().nullable(),
    receivedAt: instantSchema,
  })
  .openapi('PaymentEvent')

const listSchema = z.object({ data: z.array(eventSchema), page: pageSchema })
export type PaymentEventList = z.infer<typeof listSchema>

const list = defineRoute({
  method: 'get',
  path: '/v1/admin/payment-events',
  operationId: 'listPaymentEvents',
  tags: ['Payments'],
  summary: 'What payment providers told, newest first',
  description: '`odd=true`: only what the shop does not act upon, such as disputes (docs/payments.md).',
  request: {
    query: z.strictObject({ odd: z.literal('true').optional(), limit: limitQuery, cursor: cursorQuery }),
  },
  facts: { scope: 'orders:read', cache: 'private', budget: { kv: 0, d1: 1 } },
  problems: ['invalid_parameter', 'invalid_cursor', 'unavailable'],
  responses: {
    200: jsonAnswer('One page', listSchema, {
      data: [
        {
          provider: 'stripe',
          eventId: 'evt_1SXa2bLkdIwHu7ix',
          type: 'charge.dispute.created',
          outcome: 'dispute',
          conflicts: 0,
          reference: 'pi_3SXa1WLkdIwHu7ix',
          operationId: null,
          orderId: 'ord_01KB0Q7X3N5V8W2C4D6F8G0H1J',
          receivedAt: '2026-11-25T08:00:00.000Z',
        },
      ],
      page: { nextCursor: null },
    }),
  },
})

export const paymentEventRoutes = featureRoutes().openapi(list, async (c) => {
  const { ctx } = c.var
  const { odd, limit = LIMIT_DEFAULT, cursor } = c.req.valid('query')
  const bind = `payment events ${odd ?? ''}`
  const place = placeIn<EventPlace>(ctx, bind, cursor)
  const rows = await eventsBefore(ctx.db, odd === 'true', place, limit + 1)
  return c.json(
    pageOf(
      ctx,
      bind,
      rows,
      limit,
      (row) => ({ ...row, receivedAt: formatInstant(row.receivedAt) }),
      ({ receivedAt, provider, eventId }) => [receivedAt, provider, eventId],
    ),
    200,
  )
})
