import { env } from 'cloudflare:workers'
import { context } from '../shop.ts'
import { fresh, make, type Sample } from './door.ts'

// Loopback, on a port where nobody listens: development sends there, and no name has to be resolved.
const url = () => `http://127.0.0.1:9/hooks/${fresh()}`

type Made = { id: string }
const endpoint = async (): Promise<{ id: string; etag: string }> => {
  const { body, etag } = await make<Made>('POST', '/v1/admin/webhooks', 'webhooks:write', {
    url: url(),
    eventTypes: ['nothing.happens'],
  })
  return { id: body.id, etag }
}

/** A delivery as it is after its last attempt. */
export async function deadDelivery(endpointId: string): Promise<string> {
  const ctx = context()
  const id = ctx.newId('webhookDelivery')
  await env.DB.prepare(
    `INSERT INTO webhook_deliveries (id, endpoint_id, event_sequence, event_id, event_type, subject, body, status,
       attempts, next_attempt_at, created_at, updated_at, finished_at)
     VALUES (?, ?, ?, ?, 'product.updated', 'product:prd-kettle', '{}', 'dead', 15, 0, 1, ?, ?)`,
  )
    .bind(id, endpointId, 1_000_000 + fresh(), ctx.newId('event'), ctx.now, ctx.now)
    .run()
  return id
}

async function event(): Promise<string> {
  const { id } = await endpoint()
  const row = await env.DB.prepare('SELECT id FROM events WHERE subject = ?')
    .bind(`webhook:${id}`)
    .first<Made>()
  return row?.id ?? ''
}

export const webhookSamples: Record<string, Sample> = {
  listEvents: () => ({ path: '/v1/admin/events?after=0&type=webhook.*' }),
  readEvent: async () => ({ path: `/v1/admin/events/${await event()}` }),
  createWebhook: () => ({
    path: '/v1/admin/webhooks',
    body: { url: url(), description: 'Stock sync' },
    otherBody: { url: url() },
  }),
  listWebhooks: () => ({ path: '/v1/admin/webhooks' }),
  readWebhook: async () => ({ path: `/v1/admin/webhooks/${(await endpoint()).id}` }),
  updateWebhook: async () => {
    const { id, etag } = await endpoint()
    return {
      path: `/v1/admin/webhooks/${id}`,
      headers: { 'If-Match': etag },
      body: { status: 'disabled' },
      otherBody: { description: 'Another' },
    }
  },
  deleteWebhook: async () => {
    const { id, etag } = await endpoint()
    return { path: `/v1/admin/webhooks/${id}`, headers: { 'If-Match': etag } }
  },
  rotateWebhookSecret: async () => ({ path: `/v1/admin/webhooks/${(await endpoint()).id}/rotate-secret` }),
  testWebhook: async () => ({ path: `/v1/admin/webhooks/${(await endpoint()).id}/test` }),
  listWebhookDeliveries: async () => ({ path: `/v1/admin/webhooks/${(await endpoint()).id}/deliveries` }),
  readWebhookDelivery: async () => {
    const { id } = await endpoint()
    return { path: `/v1/admin/webhooks/${id}/deliveries/${await deadDelivery(id)}` }
  },
  retryWebhookDelivery: async () => {
    const { id } = await endpoint()
    return { path: `/v1/admin/webhooks/${id}/deliveries/${await deadDelivery(id)}/retry` }
  },
  retryDeadWebhookDeliveries: async () => {
    const { id } = await endpoint()
    await deadDelivery(id)
    return { path: `/v1/admin/webhooks/${id}/retry-dead` }
  },
}
