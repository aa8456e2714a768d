import { env } from 'cloudflare:workers'
import { Webhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
import { claim, LOCK_MS } from '../../src/webhooks/claim.ts'
import { deliver } from '../../src/webhooks/deliver.ts'
import { WAITING } from '../../src/webhooks/deliveries.ts'
import { expandLog } from '../../src/webhooks/expand-log.ts'
import { readListeners } from '../../src/webhooks/listeners.ts'
import { settle } from '../../src/webhooks/settle.ts'
import { tidyDeliveries } from '../../src/webhooks/tidy-deliveries.ts'
import { make } from './doors/door.ts'
import { context, send, token } from './shop.ts'
import { consumer, deliverAll, endpoint, nounOf, rowsOf, say, World } from './webhooks/support.ts'

const world = new World()
const ok = () => new Response(null, { status: 204 })
const WRITE = 'webhooks:write'

const hang = (_heard: unknown, signal: AbortSignal) =>
  new Promise<Response>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error))
  })

async function listening(answer: Parameters<World['answer']>[1] = ok, more: Record<string, unknown> = {}) {
  const made = await endpoint(more)
  world.answer(made.url, answer)
  return { ...made, noun: await nounOf(made.id), path: `/v1/admin/webhooks/${made.id}` }
}

const rotate = (path: string) =>
  make<{ secret: string }>('POST', `${path}/rotate-secret`, WRITE, undefined, {
    'Idempotency-Key': crypto.randomUUID(),
  })

test('an event arrives signed, once, and tells what happened', async () => {
  const { id, url, secret, noun } = await listening()
  await say(noun, ['kettle'])
  const [row] = await deliverAll(id)
  expect(row).toMatchObject({ status: 'delivered', attempts: 1, last_status: 204, last_error: null })
  const [heard, ...more] = world.of(url)
  expect(more).toEqual([])
  const told = new Webhook(secret).verify(heard?.body ?? '', heard?.headers ?? {}) as Record<string, unknown>
  expect(told).toEqual({
    type: `${noun}.updated`,
    timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
    data: {
      id: row?.event_id,
      sequence: expect.any(Number),
      subject: `${noun}:kettle`,
      subjectSequence: 1,
      data: { changed: ['title'], at: 0 },
    },
  })
  expect(heard?.headers).toMatchObject({
    'content-type': 'application/json',
    'webhook-id': row?.event_id,
    'user-agent': 'Highstreet-Webhooks/1',
  })
  expect(heard?.redirect).toBe('manual')
  expect(heard?.body).not.toContain('staff:')
})

test('types decide who is told; a test is for the one it names', async () => {
  const one = await listening()
  const two = await listening()
  const all = await listening(ok, { eventTypes: [] })
  await say(one.noun, ['a'])
  const { body, status } = await make<{ eventId: string }>('POST', `${two.path}/test`, WRITE)
  expect(status).toBe(202)
  await deliverAll(one.id)
  await deliverAll(two.id)
  await deliverAll(all.id)
  expect(world.of(one.url).map(({ type }) => type)).toEqual([`${one.noun}.updated`])
  expect(world.of(two.url).map(({ type, id }) => [type, id])).toEqual([['webhook.test', body.eventId]])
  const types = world.of(all.url).map(({ type }) => type)
  expect(types).toContain(`${one.noun}.updated`)
  // Its own creation is the first thing it hears of.
  expect(types[0]).toBe('webhook.created')
  expect(types).not.toContain('webhook.test')
  await remove(all.path, all.etag)
})

const remove = (path: string, etag: string) => make('DELETE', path, WRITE, undefined, { 'If-Match': etag })

test('a new endpoint hears of nothing that was before it', async () => {
  const first = await listening()
  await say(first.noun, ['before'])
  const second = await listening(ok, { eventTypes: [`${first.noun}.*`] })
  await say(first.noun, ['after'])
  await deliverAll(second.id)
  expect(world.of(second.url).map(({ subject }) => subject)).toEqual([`${first.noun}:after`])
})

test('types that change between the look at the endpoint and the look at the log hold for what is behind the change', async () => {
  const { id, noun, etag, path } = await listening(ok, { eventTypes: ['nothing.happens'] })
  const other = await listening()
  const ctx = consumer()
  const before = await readListeners(ctx.db)
  await make('PATCH', path, WRITE, { eventTypes: [`${other.noun}.*`] }, { 'If-Match': etag })
  await say(other.noun, ['a'])
  // A consumer that has read the endpoint before the change, and reads the log behind it.
  await expandLog(
    ctx,
    before.listeners.filter((listener) => listener.id === id),
    before.head + 1,
  )
  expect(noun).toBe('nothing.happens')
  await deliverAll(other.id)
  await expect.poll(async () => (await deliverAll(id)).map(({ status }) => status)).toEqual(['delivered'])
})

test('a later event of a subject waits for the earlier; other subjects pass; bytes stay', async () => {
  let failures = 2
  const { id, url, noun } = await listening(({ subject }) =>
    subject.endsWith(':a') && failures-- > 0 ? new Response('no', { status: 500 }) : ok(),
  )
  await say(noun, ['a', 'a', 'b', 'a', 'b'])
  const rows = await deliverAll(id)
  expect(rows.map(({ status, attempts }) => [status, attempts])).toEqual([
    ['delivered', 3],
    ['delivered', 1],
    ['delivered', 1],
    ['delivered', 1],
    ['delivered', 1],
  ])
  const heard = world.of(url)
  for (const subject of ['a', 'b']) {
    const sequences = heard
      .filter((each) => each.subject.endsWith(`:${subject}`))
      .map(({ sequence }) => sequence)
    expect(sequences).toEqual(sequences.toSorted((x, y) => x - y))
  }
  const first = heard.filter(({ id: eventId }) => eventId === rows[0]?.event_id)
  expect(first).toHaveLength(3)
  expect(new Set(first.map(({ body }) => body)).size).toBe(1)
})

test.each([
  [200, 'delivered', null],
  [201, 'delivered', null],
  [204, 'delivered', null],
  [299, 'delivered', null],
  [301, 'dead', 'redirect'],
  [302, 'dead', 'redirect'],
  [307, 'dead', 'redirect'],
  [308, 'dead', 'redirect'],
  [304, 'dead', 'redirect'],
  [400, 'dead', 'http_status'],
  [404, 'dead', 'http_status'],
  [429, 'dead', 'http_status'],
  [500, 'dead', 'http_status'],
  [503, 'dead', 'http_status'],
])('an answer of %i: %s', async (status, becomes, error) => {
  const { id, url, noun } = await listening(
    () =>
      new Response(status === 204 || status === 304 ? null : 'text', {
        status,
        headers: { Location: 'https://elsewhere.example.com/' },
      }),
  )
  await say(noun, ['a'])
  const [row] = await deliverAll(id)
  expect([row?.status, row?.last_status, row?.last_error]).toEqual([becomes, status, error])
  // 0, 0 and 0 seconds between them.
  expect([row?.attempts, world.of(url).length]).toEqual(becomes === 'dead' ? [4, 4] : [1, 1])
  expect(world.fetched.filter((each) => each.includes('elsewhere'))).toEqual([])
})

test('a connection that fails is an attempt, and the dead one lets the next of its subject go', async () => {
  const { id, url, noun } = await listening(({ body }) => {
    if (body.includes('"at":0')) throw new TypeError('connection reset')
    return ok()
  })
  await say(noun, ['a', 'a'])
  const rows = await deliverAll(id)
  expect(rows.map(({ status, last_error, last_status }) => [status, last_error, last_status])).toEqual([
    ['dead', 'connection_failed', null],
    ['delivered', null, 204],
  ])
  expect(world.of(url).at(-1)?.body).toContain('"at":1')
})

describe('how an attempt is settled', () => {
  /** Deliveries of one subject as they are while the second attempt at one is under way; nobody else gets at them. */
  async function underWay(others: readonly { sequence: number; nextAttemptAt: number }[] = []) {
    const { id, noun } = await listening(ok, { status: 'disabled' })
    const lockedUntil = Date.now() + LOCK_MS
    const insert = env.DB.prepare(
      `INSERT INTO webhook_deliveries (id, endpoint_id, event_sequence, event_id, event_type, subject, body, status,
         attempts, next_attempt_at, locked_until, created_at, updated_at)
       VALUES (?, ?, ?, ?, 'a.b', ?, '{}', 'pending', ?, ?, ?, 1, 1)`,
    )
    const subject = `${noun}:a`
    const claimed = {
      id: context().newId('webhookDelivery'),
      endpointId: id,
      eventId: context().newId('event'),
      subject,
      body: '{}',
      attempts: 2,
      lockedUntil,
    }
    await env.DB.batch([
      insert.bind(claimed.id, id, 10, claimed.eventId, subject, 2, lockedUntil, lockedUntil),
      ...others.map(({ sequence, nextAttemptAt }) =>
        insert.bind(
          `${claimed.id}-${sequence}`,
          id,
          sequence,
          `${claimed.eventId}-${sequence}`,
          subject,
          0,
          nextAttemptAt,
          0,
        ),
      ),
    ])
    return { id, claimed }
  }
  const failed = { ok: false, error: 'http_status', status: 500 } as const

  test('the wait is the schedule of its attempt', async () => {
    const { id, claimed } = await underWay()
    const before = Date.now()
    await settle(context({ WEBHOOK_RETRY_SECONDS: '1,1000,1' }), claimed, failed)
    const [row] = await rowsOf(id)
    expect(row).toMatchObject({ status: 'pending', attempts: 2, locked_until: 0, last_error: 'http_status' })
    expect(row?.next_attempt_at).toBeGreaterThanOrEqual(before + 900_000)
    expect(row?.next_attempt_at).toBeLessThanOrEqual(Date.now() + 1_100_000)
  })

  test('the last attempt makes it dead, and the next of the subject may go', async () => {
    const { id, claimed } = await underWay([
      { sequence: 11, nextAttemptAt: WAITING },
      { sequence: 12, nextAttemptAt: WAITING },
    ])
    await settle(context({ WEBHOOK_RETRY_SECONDS: '1' }), claimed, failed)
    const [first, second, third] = await rowsOf(id)
    expect(first?.status).toBe('dead')
    expect(second?.next_attempt_at).toBeLessThanOrEqual(Date.now())
    expect(third?.next_attempt_at).toBe(WAITING)
  })

  test('it waits for an earlier one that an admin has sent again meanwhile', async () => {
    const { id, claimed } = await underWay([{ sequence: 9, nextAttemptAt: 0 }])
    await settle(context({ WEBHOOK_RETRY_SECONDS: '1,1,1' }), claimed, failed)
    expect((await rowsOf(id)).map((row) => row.next_attempt_at)).toEqual([0, WAITING])
  })

  test('under a lock that somebody else has by now it says nothing', async () => {
    const { id, claimed } = await underWay()
    const before = await rowsOf(id)
    for (const old of [
      { ...claimed, attempts: 1 },
      { ...claimed, lockedUntil: claimed.lockedUntil - 1 },
    ]) {
      await settle(context(), old, failed)
      await settle(context(), old, { ok: true, status: 200 })
    }
    expect(await rowsOf(id)).toEqual(before)
  })
})

test('an endless answer is cut, and counts as its status', async () => {
  let pulled = 0
  let cancelled = false
  const endless = (status: number) => () =>
    new Response(
      new ReadableStream({
        pull(controller) {
          pulled += 1
          controller.enqueue(new Uint8Array(16_384))
        },
        cancel() {
          cancelled = true
        },
      }),
      { status },
    )
  const { id, noun } = await listening(endless(200))
  await say(noun, ['a'])
  const [row] = await deliverAll(id)
  expect(row).toMatchObject({ status: 'delivered', last_status: 200 })
  expect(pulled).toBeLessThan(10)
  expect(cancelled).toBe(true)
})

test('an answer that never ends, and one that breaks off, count as their status too', async () => {
  const silent = await listening(
    () => new Response(new ReadableStream({ pull: () => new Promise(() => undefined) })),
  )
  const broken = await listening(
    () =>
      new Response(
        new ReadableStream({
          pull(controller) {
            controller.error(new Error('reset'))
          },
        }),
        { status: 202 },
      ),
  )
  await say(silent.noun, ['a'])
  await say(broken.noun, ['a'])
  expect((await deliverAll(silent.id))[0]).toMatchObject({ status: 'delivered', last_status: 200 })
  expect((await deliverAll(broken.id))[0]).toMatchObject({ status: 'delivered', last_status: 202 })
})

test('a receiver that hangs is cut after ten seconds, and nobody else waits for it', async () => {
  const hanging = await listening(hang)
  const other = await listening()
  await say(hanging.noun, ['a', 'b', 'c', 'd', 'e', 'f'])
  const run = deliver(consumer())
  await say(other.noun, ['x', 'y'])
  await expect
    .poll(async () => (await rowsOf(other.id)).map(({ status }) => status), { timeout: 60_000 })
    .toEqual(['delivered', 'delivered'])
  // The run that is still waiting for the other receiver has sent them.
  expect((await rowsOf(hanging.id)).some(({ last_error }) => last_error === 'timeout')).toBe(false)
  await run
  const rows = await rowsOf(hanging.id)
  expect(rows.some(({ last_error }) => last_error === 'timeout')).toBe(true)
  const { etag } = await make('GET', hanging.path, 'webhooks:read')
  await remove(hanging.path, etag)
})

describe('two consumers at once', () => {
  test('no event is made or sent twice, none out of order', async () => {
    const { id, url, noun } = await listening(async () => {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10))
      return ok()
    })
    const subjects = Array.from({ length: 60 }, (_, at) => 'abc'[at % 3] ?? '')
    await say(noun, subjects)
    await Promise.all(Array.from({ length: 5 }, () => deliver(consumer())))
    const rows = await deliverAll(id)
    expect(rows).toHaveLength(60)
    expect(rows.every(({ status, attempts }) => status === 'delivered' && attempts === 1)).toBe(true)
    const heard = world.of(url)
    expect(heard).toHaveLength(60)
    for (const subject of ['a', 'b', 'c']) {
      const sequences = heard
        .filter((each) => each.subject.endsWith(`:${subject}`))
        .map(({ sequence }) => sequence)
      expect(sequences).toEqual(sequences.toSorted((x, y) => x - y))
    }
  })

  test('under failures of a third: nothing lost, nothing out of order', async () => {
    const seed = Math.floor(Math.random() * 1e9)
    console.warn(`seed ${seed}`)
    let state = seed
    const chance = () => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
      return state / 2_147_483_648
    }
    const { id, url, noun } = await listening(
      () => new Response(null, { status: chance() < 0.3 ? 500 : 204 }),
    )
    await say(
      noun,
      Array.from({ length: 50 }, (_, at) => 'abcde'[at % 5] ?? ''),
    )
    await Promise.all([deliver(consumer()), deliver(consumer())])
    let rows = await deliverAll(id)
    // Three retries may all fail; what is dead is sent again until nothing is.
    while (rows.some(({ status }) => status === 'dead')) {
      await make('POST', `/v1/admin/webhooks/${id}/retry-dead`, WRITE)
      rows = await deliverAll(id)
    }
    const delivered = world.of(url).filter(({ status }) => status === 204)
    expect(new Set(delivered.map((each) => each.id))).toEqual(new Set(rows.map(({ event_id }) => event_id)))
    expect(delivered).toHaveLength(50)
    const bodies = Map.groupBy(world.of(url), (each) => each.id)
    for (const sent of bodies.values()) expect(new Set(sent.map(({ body }) => body)).size).toBe(1)
  })

  test('of a delivery that is due, one consumer gets it', async () => {
    const { id, noun } = await listening(hang)
    await say(noun, ['a', 'a', 'b'])
    // Made by a run that ends before it sends: its clock is over.
    const ctx = consumer()
    const { listeners, head } = await readListeners(ctx.db)
    const own = listeners.filter((listener) => listener.id === id)
    await Promise.all([expandLog(ctx, own, head), expandLog(consumer(), own, head)])
    expect(await rowsOf(id)).toHaveLength(3)
    const taken = await Promise.all(
      Array.from({ length: 4 }, () => claim(consumer(), [{ endpointId: id, count: 3 }])),
    )
    // The queue of the tests may have taken some.
    expect(taken.flat().length).toBeLessThanOrEqual(2)
    const locked = await rowsOf(id)
    expect(locked.map(({ attempts }) => attempts)).toEqual([1, 0, 1])
  })
})

test('the lock of a killed consumer runs out, and what it says afterwards counts no more', async () => {
  const { id, url, noun } = await listening()
  await env.DB.prepare(`UPDATE webhook_endpoints SET status = 'disabled' WHERE id = ?`).bind(id).run()
  await say(noun, ['a', 'a'])
  await env.DB.prepare(`UPDATE webhook_endpoints SET status = 'enabled' WHERE id = ?`).bind(id).run()
  const ctx = consumer()
  const { listeners, head } = await readListeners(ctx.db)
  await expandLog(
    ctx,
    listeners.filter((listener) => listener.id === id),
    head,
  )
  const [killed] = await claim(ctx, [{ endpointId: id, count: 5 }])
  if (killed === undefined) throw new Error('nothing was claimed')
  await deliver(consumer())
  expect(world.of(url)).toEqual([])
  // Half a minute later.
  await env.DB.prepare(
    `UPDATE webhook_deliveries SET next_attempt_at = next_attempt_at - ?1, locked_until = locked_until - ?1
     WHERE id = ?2`,
  )
    .bind(LOCK_MS, killed.id)
    .run()
  const rows = await deliverAll(id)
  expect(rows.map(({ status, attempts }) => [status, attempts])).toEqual([
    ['delivered', 2],
    ['delivered', 1],
  ])
  await settle(ctx, killed, { ok: false, error: 'timeout', status: null })
  expect((await rowsOf(id))[0]).toMatchObject({ status: 'delivered', attempts: 2, last_error: null })
})

test('during a rotation both secrets sign; afterwards only the new one', async () => {
  const { id, url, path, noun, secret: old } = await listening()
  const { body } = await rotate(path)
  expect(body.secret).not.toBe(old)
  await say(noun, ['a'])
  await deliverAll(id)
  const [first] = world.of(url)
  expect(first?.headers['webhook-signature']?.split(' ')).toHaveLength(2)
  for (const secret of [old, body.secret])
    expect(() => new Webhook(secret).verify(first?.body ?? '', first?.headers ?? {})).not.toThrow()
  await env.DB.prepare('UPDATE webhook_endpoints SET previous_secret_until = ? WHERE id = ?')
    .bind(Date.now() - 1, id)
    .run()
  await say(noun, ['a'])
  await deliverAll(id)
  const second = world.of(url)[1]
  expect(() => new Webhook(body.secret).verify(second?.body ?? '', second?.headers ?? {})).not.toThrow()
  expect(() => new Webhook(old).verify(second?.body ?? '', second?.headers ?? {})).toThrow()
})

test('a rotation in the middle of a delivery loses nothing', async () => {
  const secrets: string[] = []
  const made = await listening(async ({ body }) => {
    if (body.includes('"at":1,') || body.includes('"at":1}')) {
      const { body: rotated } = await rotate(made.path)
      secrets.push(rotated.secret)
    }
    return ok()
  })
  secrets.push(made.secret)
  await say(made.noun, ['a', 'a', 'a'])
  const rows = await deliverAll(made.id)
  expect(rows.map(({ status }) => status)).toEqual(['delivered', 'delivered', 'delivered'])
  for (const heard of world.of(made.url)) {
    const verified = secrets.filter((secret) => {
      try {
        new Webhook(secret).verify(heard.body, heard.headers)
        return true
      } catch {
        return false
      }
    })
    expect(verified).toContain(made.secret)
  }
})

test('disabled in the middle of a delivery: nothing more is sent, and nothing is lost', async () => {
  let isFirst = true
  const made = await listening(async () => {
    if (isFirst) {
      isFirst = false
      await make('PATCH', made.path, WRITE, { status: 'disabled' }, { 'If-Match': made.etag })
    }
    return ok()
  })
  await say(made.noun, ['a', 'a', 'a'])
  await deliver(consumer())
  await expect
    .poll(async () => (await rowsOf(made.id)).map(({ status }) => status))
    .toEqual(['delivered', 'pending', 'pending'])
  await say(made.noun, ['a'])
  await deliver(consumer())
  expect(world.of(made.url)).toHaveLength(1)
  const refused = await send(`${made.path}/test`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${await token(WRITE)}` },
  })
  expect(refused.status).toBe(409)
  const { etag } = await make('GET', made.path, 'webhooks:read')
  await make('PATCH', made.path, WRITE, { status: 'enabled' }, { 'If-Match': etag })
  await expect.poll(async () => (await deliverAll(made.id)).length).toBe(4)
  const rows = await rowsOf(made.id)
  expect(rows.every(({ status }) => status === 'delivered')).toBe(true)
  const sequences = world.of(made.url).map(({ sequence }) => sequence)
  expect(sequences).toEqual(sequences.toSorted((x, y) => x - y))
})

test('410 Gone disables the endpoint, and the log says so', async () => {
  const { id, url, path, noun } = await listening(() => new Response(null, { status: 410 }))
  await say(noun, ['a'])
  await deliver(consumer())
  await expect
    .poll(async () => (await make<{ status: string }>('GET', path, 'webhooks:read')).body.status)
    .toBe('disabled')
  expect(world.of(url)).toHaveLength(1)
  expect((await rowsOf(id))[0]).toMatchObject({ status: 'pending', last_status: 410, last_error: 'gone' })
  const event = await env.DB.prepare(
    'SELECT actor, data FROM events WHERE subject = ? ORDER BY sequence DESC',
  )
    .bind(`webhook:${id}`)
    .first<{ actor: string; data: string }>()
  expect(event).toEqual({ actor: 'system', data: JSON.stringify({ changed: ['status'], reason: 'gone' }) })
})

describe('redelivery', () => {
  test.each([
    ['dead', 500],
    ['delivered', 204],
  ])('of a %s one: the same id and bytes', async (status, answer) => {
    let now = answer
    const { id, url, path, noun } = await listening(() => new Response(null, { status: now }))
    await say(noun, ['a'])
    const [row] = await deliverAll(id)
    expect(row?.status).toBe(status)
    now = 204
    const sent = world.of(url).length
    const { body } = await make<{ status: string; attempts: number }>(
      'POST',
      `${path}/deliveries/${row?.id}/retry`,
      WRITE,
    )
    expect(body).toMatchObject({ status: 'pending', attempts: 0 })
    const [again] = await deliverAll(id)
    expect(again).toMatchObject({ status: 'delivered', attempts: 1 })
    const heard = world.of(url)
    expect(heard).toHaveLength(sent + 1)
    expect(new Set(heard.map((each) => `${each.id} ${each.body}`)).size).toBe(1)
  })

  test('of a dead one goes before what is pending behind it', async () => {
    let isUp = false
    const { id, url, path, etag, noun } = await listening(
      () => new Response(null, { status: isUp ? 204 : 500 }),
    )
    await say(noun, ['a'])
    const [dead] = await deliverAll(id)
    // Another event of the subject is pending, its next attempt an hour away.
    await say(noun, ['a'])
    await deliver(context({ WEBHOOK_RETRY_SECONDS: '3600,3600,3600,3600,3600' }))
    await make('PATCH', path, WRITE, { status: 'disabled' }, { 'If-Match': etag })
    await env.DB.prepare(
      `UPDATE webhook_deliveries SET status = 'pending', finished_at = NULL, attempts = 1, next_attempt_at = ?
       WHERE endpoint_id = ? AND id <> ?`,
    )
      .bind(Date.now() + 3_600_000, id, dead?.id)
      .run()
    const shown = await make('GET', path, 'webhooks:read')
    await make('PATCH', path, WRITE, { status: 'enabled' }, { 'If-Match': shown.etag })
    const sent = world.of(url).length
    isUp = true
    await make('POST', `${path}/deliveries/${dead?.id}/retry`, WRITE)
    await deliverAll(id)
    const order = world.of(url).slice(sent)
    expect(order.map(({ sequence }) => sequence)).toEqual(
      (await rowsOf(id)).map(({ event_id }) => order.find((each) => each.id === event_id)?.sequence),
    )
    expect(order).toHaveLength(2)
  })

  test('of one that waits for its next attempt: now', async () => {
    let isUp = false
    const { id, path, noun } = await listening(() => new Response(null, { status: isUp ? 204 : 500 }))
    await say(noun, ['a'])
    const [row] = await deliverAll(id)
    await env.DB.prepare(
      `UPDATE webhook_deliveries SET status = 'pending', finished_at = NULL, attempts = 2, next_attempt_at = ? WHERE id = ?`,
    )
      .bind(Date.now() + 3_600_000, row?.id)
      .run()
    isUp = true
    const { body } = await make('POST', `${path}/deliveries/${row?.id}/retry`, WRITE)
    expect(body).toMatchObject({ status: 'pending', attempts: 2, nextAttemptAt: expect.any(String) })
    const [again] = await deliverAll(id)
    expect(again).toMatchObject({ status: 'delivered', attempts: 3 })
  })

  test('of all dead ones, each subject in order', async () => {
    let isUp = false
    const { id, url, path, noun } = await listening(() => new Response(null, { status: isUp ? 204 : 500 }))
    await say(noun, ['a', 'b', 'a', 'b'])
    await deliverAll(id)
    isUp = true
    const sent = world.of(url).length
    const { body } = await make('POST', `${path}/retry-dead`, WRITE)
    expect(body).toEqual({ retried: 4, more: false })
    await deliverAll(id)
    const heard = world.of(url).slice(sent)
    expect(heard).toHaveLength(4)
    for (const subject of ['a', 'b']) {
      const sequences = heard
        .filter((each) => each.subject.endsWith(`:${subject}`))
        .map(({ sequence }) => sequence)
      expect(sequences).toEqual(sequences.toSorted((x, y) => x - y))
    }
    expect((await make('POST', `${path}/retry-dead`, WRITE)).body).toEqual({ retried: 0, more: false })
  })
})

describe('where a name leads is looked at before each sending', () => {
  test.each([
    ['a private address', ['10.0.0.7'], 'target_refused'],
    ['a public and a private address', ['93.184.216.34', '127.0.0.1'], 'target_refused'],
    ['a private IPv6 address', ['93.184.216.34', 'fd00::1'], 'target_refused'],
    ['the metadata service', ['169.254.169.254'], 'target_refused'],
    ['nowhere', [], 'unresolved'],
    ['a resolver that is down', undefined, 'unresolved'],
  ])('%s', async (_what, addresses, error) => {
    const name = `hook-${Math.random().toString(36).slice(2)}.example.com`
    world.resolve(name, ['93.184.216.34'])
    const { id, url, noun } = await listening(ok, { url: `https://${name}/hook` })
    await say(noun, ['a'])
    expect((await deliverAll(id))[0]).toMatchObject({ status: 'delivered' })
    // Rebinding: the same name leads elsewhere now.
    world.resolve(name, addresses)
    await say(noun, ['b'])
    const [, row] = await deliverAll(id)
    expect(row).toMatchObject({ status: 'dead', attempts: 4, last_error: error, last_status: null })
    expect(world.of(url)).toHaveLength(1)
  })
})

test('what a deleted endpoint was still to be told is given up; its secret is forgotten at once', async () => {
  const { id, url, path, etag, noun } = await listening(() => new Response(null, { status: 500 }))
  await say(noun, ['a', 'a'])
  await deliver(context({ WEBHOOK_RETRY_SECONDS: '1000' }))
  await remove(path, etag)
  const stored = await env.DB.prepare(
    'SELECT url, secret, previous_secret FROM webhook_endpoints WHERE id = ?',
  )
    .bind(id)
    .first()
  expect(stored).toEqual({ url: '', secret: '', previous_secret: null })
  const sent = world.of(url).length
  await tidyDeliveries(context())
  expect((await rowsOf(id)).every(({ status }) => status === 'dead')).toBe(true)
  await deliver(consumer())
  expect(world.of(url)).toHaveLength(sent)
  // Its row goes with the last of its deliveries.
  await env.DB.prepare('UPDATE webhook_deliveries SET finished_at = 1 WHERE endpoint_id = ?').bind(id).run()
  await env.DB.prepare('UPDATE webhook_endpoints SET updated_at = 1 WHERE id = ?').bind(id).run()
  await tidyDeliveries(context())
  expect(await env.DB.prepare('SELECT 1 FROM webhook_endpoints WHERE id = ?').bind(id).first()).toBeNull()
})

test('what ended long ago is forgotten: delivered after 30 days, dead after 90', async () => {
  const { id, noun } = await listening(
    ({ subject }) => new Response(null, { status: subject.endsWith(':dead') ? 500 : 204 }),
  )
  await say(noun, ['a', 'dead', 'b'])
  await deliverAll(id)
  const age = (days: number) =>
    env.DB.prepare('UPDATE webhook_deliveries SET finished_at = ? WHERE endpoint_id = ?')
      .bind(Date.now() - days * 86_400_000, id)
      .run()
  await age(29)
  await tidyDeliveries(context())
  expect(await rowsOf(id)).toHaveLength(3)
  await age(31)
  await tidyDeliveries(context())
  expect((await rowsOf(id)).map(({ status }) => status)).toEqual(['dead'])
  await age(91)
  await tidyDeliveries(context())
  expect(await rowsOf(id)).toEqual([])
})
