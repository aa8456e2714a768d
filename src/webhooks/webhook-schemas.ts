import { z } from '@hono/zod-openapi'
import { ID_PATTERN } from '../domain/ids.ts'
import { isWellFormedText, lengthWithin } from '../domain/text.ts'
import { EVENT_TYPE_PATTERN } from '../events/event-types.ts'
import { instantSchema, pageSchema } from '../platform/schema.ts'
import { DELIVERY_STATUSES } from './deliveries.ts'
import { ENDPOINT_STATUSES } from './endpoints.ts'
import { URL_LENGTH_MAX } from './target.ts'

const DESCRIPTION_LENGTH_MAX = 500
const TYPES_MAX = 50

const url = z
  .string()
  .min(1)
  .max(URL_LENGTH_MAX)
  .openapi({
    example: 'https://hooks.example.com/highstreet',
    description:
      'https to a public host, without credentials. In development also http(s) to localhost. Answers other than 2xx, ' +
      'redirects too, are failures.',
  })
const description = z
  .string()
  .refine((text) => isWellFormedText(text) && lengthWithin(text, DESCRIPTION_LENGTH_MAX), {
    message: `is text of at most ${DESCRIPTION_LENGTH_MAX} characters`,
  })
const eventTypes = z
  .array(z.string().regex(EVENT_TYPE_PATTERN, 'is a type such as product.updated, product.* or *'))
  .max(TYPES_MAX)
  .refine((types) => new Set(types).size === types.length, 'names a type twice')
  .openapi({ description: 'What it is told of (docs/events.md); [] = everything.' })
const status = z.enum(ENDPOINT_STATUSES).openapi({
  description:
    'A disabled endpoint is sent nothing and keeps its place in the log: enabled again, it goes on where it stood. ' +
    'One that answers 410 Gone is disabled.',
})

export const newEndpointSchema = z.strictObject({
  id: z.string().regex(ID_PATTERN, 'is an id of letters, digits, _ and -').optional(),
  url,
  description: description.optional(),
  eventTypes: eventTypes.optional(),
  status: status.optional(),
})

export const endpointEditSchema = z.strictObject({
  url: url.optional(),
  description: description.optional(),
  eventTypes: eventTypes.optional(),
  status: status.optional(),
})

const endpointMembers = z.object({
  id: z.string(),
  url: z.string(),
  description: z.string(),
  eventTypes: z.array(z.string()),
  status,
  previousSecretUntil: instantSchema.nullable().openapi({
    description: 'Until then the secret from before the last rotation signs too.',
  }),
  revision: z.number().int(),
  createdAt: instantSchema,
  updatedAt: instantSchema,
})

export const endpointSchema = endpointMembers.openapi('WebhookEndpoint')
export const endpointWithSecretSchema = endpointMembers
  .extend({
    secret: z.string().optional().openapi({
      description:
        'The signing secret, shown only here. A retry of the request shows the present one; none once the endpoint is gone.',
    }),
  })
  .openapi('WebhookEndpointWithSecret')
export const endpointListSchema = z
  .object({ data: z.array(endpointSchema), page: pageSchema })
  .openapi('WebhookEndpointList')

const deliveryMembers = z.object({
  id: z.string(),
  endpointId: z.string(),
  eventId: z.string().openapi({ description: 'Sent as webhook-id, the same on every attempt.' }),
  eventSequence: z.number().int(),
  eventType: z.string(),
  subject: z.string(),
  status: z.enum(DELIVERY_STATUSES).openapi({
    description: 'dead = given up after the last attempt, some two days; it can be sent again.',
  }),
  attempts: z.number().int(),
  nextAttemptAt: instantSchema.nullable().openapi({
    description: 'null: none is due, or an earlier event of the subject comes first.',
  }),
  lastStatus: z.number().int().nullable().openapi({ description: 'The HTTP status of the last answer.' }),
  lastError: z.string().nullable().openapi({
    description:
      'http_status, redirect, gone, timeout, connection_failed, unresolved, target_refused or endpoint_deleted.',
  }),
  createdAt: instantSchema,
  updatedAt: instantSchema,
  finishedAt: instantSchema.nullable(),
})

export const deliverySchema = deliveryMembers.openapi('WebhookDelivery')
export const deliveryWithBodySchema = deliveryMembers
  .extend({ body: z.string().openapi({ description: 'The very bytes that are sent.' }) })
  .openapi('WebhookDeliveryWithBody')
export const deliveryListSchema = z
  .object({ data: z.array(deliverySchema), page: pageSchema })
  .openapi('WebhookDeliveryList')

export const testSchema = z
  .object({ eventId: z.string(), type: z.string(), subject: z.string() })
  .openapi('WebhookTest')
export const retriedSchema = z
  .object({
    retried: z.number().int(),
    more: z.boolean().openapi({ description: 'More dead ones are left: ask again.' }),
  })
  .openapi('WebhookRetried')

export const ENDPOINT_EXAMPLE = {
  id: 'whe_01KB0Q7X3N5V8W2C4D6F8G0H1J',
  url: 'https://hooks.example.com/highstreet',
  description: 'Stock sync of the warehouse in Osaka',
  eventTypes: ['product.*', 'category.*'],
  status: 'enabled' as const,
  previousSecretUntil: null,
  revision: 1,
  createdAt: '2026-11-24T21:05:00.000Z',
  updatedAt: '2026-11-24T21:05:00.000Z',
}

export const DELIVERY_EXAMPLE = {
  id: 'whd_01KB0Q80YJ4T6V8X0Z2B4D6F8H',
  endpointId: ENDPOINT_EXAMPLE.id,
  eventId: 'evt_01KB0Q7X3N5V8W2C4D6F8G0H1J',
  eventSequence: 4711,
  eventType: 'product.updated',
  subject: 'product:prd-copper-stovetop-kettle',
  status: 'dead' as const,
  attempts: 15,
  nextAttemptAt: null,
  lastStatus: 500,
  lastError: 'http_status',
  createdAt: '2026-11-24T21:05:01.000Z',
  updatedAt: '2026-11-27T05:11:09.000Z',
  finishedAt: '2026-11-27T05:11:09.000Z',
}
