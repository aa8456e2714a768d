import { env } from 'cloudflare:workers'
import { fresh } from '../doors/door.ts'
import { customerToken, send } from '../shop.ts'
import type { OrderCustomer } from '../../../src/domain/order.ts'

export type Told<Body> = {
  status: number
  body: Body & { code?: string; current?: unknown; errors?: { pointer: string }[] }
  etag: string
  replayed: boolean
}

export const ADDRESS = {
  firstName: 'Ada',
  line1: 'Torstraße 1',
  city: 'Berlin',
  postalCode: '10119',
  country: 'DE',
}

/** A customer at their own page, under `/v1/customers/me`. */
export type Shopper = {
  readonly customer: OrderCustomer
  ask<Body>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Told<Body>>
}

/** Somebody of whom the shop has never heard. */
export async function newShopper(subject = `shopper-${fresh()}`): Promise<Shopper> {
  const bearer = { Authorization: `Bearer ${await customerToken(subject)}` }
  return {
    customer: { issuer: 'https://customers.test', subject },
    async ask(method, path, body, headers = {}) {
      const answer = await send(`/v1/customers/me${path}`, {
        method,
        headers: {
          ...bearer,
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      const text = await answer.text()
      return {
        status: answer.status,
        body: (text === '' ? null : JSON.parse(text)) as never,
        etag: answer.headers.get('ETag') ?? '',
        replayed: answer.headers.get('Idempotent-Replayed') === 'true',
      }
    },
  }
}

/** Every row of every table, as one text to look for what must not be there. */
export async function everyRow(): Promise<string> {
  const { results } = await env.DB.prepare(
    `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_cf%' ESCAPE '\\'`,
  ).all<{ name: string }>()
  const tables = await env.DB.batch(results.map(({ name }) => env.DB.prepare(`SELECT * FROM "${name}"`)))
  return JSON.stringify(tables.map((table) => table.results))
}
