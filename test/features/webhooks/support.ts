import { env } from 'cloudflare:workers'
import { vi } from 'vitest'
import { appendEvents } from '../../../src/events/append.ts'
import type { Bindings } from '../../../src/env.ts'
import type { Ctx } from '../../../src/platform/context.ts'
import { commit } from '../../../src/platform/d1.ts'
import { deliver } from '../../../src/webhooks/deliver.ts'
import { fresh, make } from '../doors/door.ts'
import { context } from '../shop.ts'

/** What a receiver got, and what it said. */
export type Heard = {
  readonly url: string
  readonly id: string
  readonly headers: Record<string, string>
  readonly body: string
  readonly type: string
  readonly subject: string
  readonly sequence: number
  readonly redirect: string | undefined
  status: number | undefined
}

type Answer = (heard: Heard, signal: AbortSignal) => Response | Promise<Response>

/** Every receiver of a test file: URLs lead to scripts, and names to addresses. Anything else has no network. */
export class World {
  readonly #answers = new Map<string, Answer>()
  readonly #addresses = new Map<string, readonly string[] | undefined>()
  readonly heard: Heard[] = []
  /** Every URL that was fetched, lookups apart. */
  readonly fetched: string[] = []

  constructor() {
    vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => this.#fetch(input as string, init))
  }

  answer(url: string, answer: Answer): void {
    this.#answers.set(url, answer)
  }

  /** undefined = the resolver does not answer. */
  resolve(name: string, addresses: readonly string[] | undefined): void {
    this.#addresses.set(name, addresses)
  }

  of(url: string): Heard[] {
    return this.heard.filter((each) => each.url === url)
  }

  async #fetch(url: string, init: RequestInit | undefined): Promise<Response> {
    if (url.startsWith('https://cloudflare-dns.com/')) return this.#lookUp(new URL(url))
    this.fetched.push(url)
    const answer = this.#answers.get(url)
    if (answer === undefined) throw new TypeError('connection refused')
    const body = init?.body as string
    const { type, data } = JSON.parse(body) as { type: string; data: { subject: string; sequence: number } }
    const headers = Object.fromEntries(new Headers(init?.headers))
    const heard: Heard = {
      url,
      id: headers['webhook-id'] ?? '',
      headers,
      body,
      type,
      subject: data.subject,
      sequence: data.sequence,
      redirect: init?.redirect,
      status: undefined,
    }
    this.heard.push(heard)
    const given = await answer(heard, init?.signal as AbortSignal)
    heard.status = given.status
    return given
  }

  #lookUp(url: URL): Response {
    const name = url.searchParams.get('name') ?? ''
    const addresses = this.#addresses.get(name)
    if (addresses === undefined) return Response.json({ Status: 2 })
    const isFour = url.searchParams.get('type') === 'A'
    const data = addresses.filter((each) => each.includes('.') === isFour)
    return Response.json({
      Status: addresses.length === 0 ? 3 : 0,
      Answer: [
        { type: 5, data: 'alias.example.com.' },
        ...data.map((each) => ({ type: isFour ? 1 : 28, data: each })),
      ],
    })
  }
}

export type Endpoint = { id: string; secret: string; url: string; etag: string }

export const freshUrl = (): string => `http://127.0.0.1:9/${fresh()}`

/** An endpoint that hears of its own subjects only: other tests of the file speak of theirs. */
export async function endpoint(more: Record<string, unknown> = {}): Promise<Endpoint> {
  const noun = `noun_${letters(fresh())}`
  const url = freshUrl()
  const { body, etag } = await make<{ id: string; secret: string; url: string }>(
    'POST',
    '/v1/admin/webhooks',
    'webhooks:write',
    { url, eventTypes: [`${noun}.*`], ...more },
  )
  return { ...body, etag }
}

const letters = (number: number): string =>
  String(number).replace(/\d/g, (digit) => String.fromCharCode(97 + Number(digit)))

/** The noun that an endpoint listens to. */
export async function nounOf(id: string): Promise<string> {
  const row = await env.DB.prepare('SELECT event_types AS types FROM webhook_endpoints WHERE id = ?')
    .bind(id)
    .first<{ types: string }>()
  return (JSON.parse(row?.types ?? '[]') as string[])[0]?.replace('.*', '') ?? ''
}

/** Writes events of a noun into the log, one for each subject named, in order. Nobody is woken. */
export async function say(noun: string, subjects: readonly string[]): Promise<void> {
  const ctx = context()
  const events = subjects.map((subject, at) => ({
    type: `${noun}.updated`,
    subject: `${noun}:${subject}`,
    data: { changed: ['title'], at },
  }))
  await commit(ctx.db, appendEvents(ctx, events, 'staff:test', 'live'))
}

export type Row = {
  id: string
  event_id: string
  subject: string
  status: string
  attempts: number
  next_attempt_at: number
  locked_until: number
  last_status: number | null
  last_error: string | null
  body: string
}

export const rowsOf = async (endpointId: string): Promise<Row[]> =>
  (
    await env.DB.prepare('SELECT * FROM webhook_deliveries WHERE endpoint_id = ? ORDER BY event_sequence')
      .bind(endpointId)
      .all<Row>()
  ).results

/** A consumer's context. Retries come at once: waiting is tested apart. */
export const consumer = (changes: Partial<Bindings> = {}): Ctx =>
  context({ WEBHOOK_RETRY_SECONDS: '0,0,0', ...changes })

/** Delivers until nothing of the endpoint is pending. The queue of the tests may be at it too. */
export async function deliverAll(endpointId: string): Promise<Row[]> {
  for (;;) {
    await deliver(consumer())
    const rows = await rowsOf(endpointId)
    if (!rows.some(({ status }) => status === 'pending')) return rows
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
