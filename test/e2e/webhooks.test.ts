import { randomInt } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Behaviour, isAccepted, Receiver } from './receiver.ts'
import { Server } from './server.ts'

// Two days in seconds: forty retries, so that nothing is given up while the receiver and the server die and come back.
process.env.WEBHOOK_RETRY_SECONDS = Array.from({ length: 40 }, () => '1').join(',')

const PRODUCTS = 6
const ROUNDS = 20

const seed = Number(process.env.SEED ?? randomInt(2 ** 31))
let state = seed
const chance = (): number => {
  state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
  return state / 2 ** 32
}
// Hanging takes ten seconds each time, so a few are enough.
let hangs = 3
function misbehave(): Behaviour {
  const draw = chance()
  if (draw >= 0.3) return draw >= 0.98 ? 'accept endlessly' : 'accept'
  if (draw < 0.02 && hangs > 0) {
    hangs -= 1
    return 'hang'
  }
  return (
    (['fail', 'close', 'redirect', 'half', 'fail endlessly'] as const)[Math.floor(chance() * 5)] ?? 'fail'
  )
}

let stateDir: string
let server: Server
const receiver = new Receiver(misbehave)

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'highstreet-webhooks-'))
  await receiver.start()
  server = await Server.open(stateDir)
})
afterAll(async () => {
  await server.kill()
  await receiver.stop()
  await rm(stateDir, { recursive: true, force: true })
})

type Events = {
  data: { sequence: number; id: string; type: string; subject: string }[]
  page: { nextCursor: string | null }
  head: number
}

test('nothing is lost or out of order, though 30 % fail and both sides die', async () => {
  console.log(`seed ${seed}`)
  const authorization = async () => ({
    Authorization: `Bearer ${await server.token('webhooks:write events:read imports:write')}`,
  })
  const endpoint = await server.json<{ id: string; secret: string }>('/v1/admin/webhooks', {
    method: 'POST',
    headers: { ...(await authorization()), 'Content-Type': 'application/json' },
    body: JSON.stringify({ url: receiver.url, eventTypes: ['product.*'] }),
  })
  const { head } = await server.json<Events>('/v1/admin/events?limit=1', { headers: await authorization() })

  for (let round = 0; round < ROUNDS; round += 1) {
    const lines = Array.from({ length: PRODUCTS }, (_, at) =>
      JSON.stringify({
        id: `hook-${at}`,
        handle: `hook-${at}`,
        title: `Round ${round}`,
        sku: `HOOK-${at}`,
        price: '1.00',
      }),
    )
    await server.upload(lines.join('\n'), `round ${round}`)
    await sleep(100)
    if (round === 7 || round === 14) {
      await server.kill()
      await server.start()
    }
    if (round === 11) {
      await receiver.stop()
      await sleep(3_000)
      await receiver.start()
    }
  }

  // Every event of these products, as a consumer of the log gets them.
  const logged: Events['data'] = []
  const isComplete = () =>
    logged.filter(({ subject }) => subject.startsWith('product:hook-')).length === PRODUCTS * ROUNDS
  for (let after = head; !isComplete();) {
    const page = await server.json<Events>(`/v1/admin/events?after=${after}&limit=50&type=product.*`, {
      headers: await authorization(),
    })
    logged.push(...page.data)
    after = Number(page.page.nextCursor ?? page.head)
    if (page.page.nextCursor === null) await sleep(200)
  }
  const expected = new Set(logged.map(({ id }) => id))
  const missing = () => {
    const heard = new Set(receiver.log.filter(isAccepted).map(({ id }) => id))
    return [...expected].filter((id) => !heard.has(id))
  }
  const counts = async () => {
    const ask = async (status: string) =>
      (
        await server.json<{ data: unknown[] }>(
          `/v1/admin/webhooks/${endpoint.id}/deliveries?limit=100&status=${status}`,
          { headers: await authorization() },
        )
      ).data.length
    return { pending: await ask('pending'), dead: await ask('dead') }
  }
  while ((await counts()).pending > 0) await sleep(500)

  const deaths = await counts()
  const { log } = receiver
  const highest = new Map<string, number>()
  const outOfOrder = log.filter(({ subject, sequence }) => {
    const last = highest.get(subject) ?? 0
    highest.set(subject, Math.max(last, sequence))
    return sequence < last
  })
  const bodies = Map.groupBy(log, ({ id }) => id)
  const changedBytes = [...bodies.values()].filter((same) => new Set(same.map(({ body }) => body)).size > 1)
  const verifier = new Webhook(endpoint.secret)
  const forged = log.filter(({ body, headers }) => {
    // The stamps of a long run are older than what the library takes by its own clock: signed anew, it must be the same.
    const at = new Date(Number(headers['webhook-timestamp']) * 1_000)
    return verifier.sign(headers['webhook-id'] ?? '', at, body) !== headers['webhook-signature']
  })
  const last = log.at(-1)
  verifier.verify(last?.body ?? '', last?.headers ?? {})

  const kinds = Object.fromEntries(
    [...Map.groupBy(log, ({ does }) => does)].map(([does, some]) => [does, some.length]),
  )
  console.log(
    `${expected.size} events, ${log.length} requests: lost ${missing().length}, out of order ${outOfOrder.length}, ` +
      `doubled ${log.filter(isAccepted).length - expected.size}, dead ${deaths.dead}, ${JSON.stringify(kinds)}`,
  )
  expect({
    lost: missing().length,
    outOfOrder: outOfOrder.length,
    changedBytes: changedBytes.length,
    forged: forged.length,
    dead: deaths.dead,
    followed: receiver.followed,
  }).toEqual({ lost: 0, outOfOrder: 0, changedBytes: 0, forged: 0, dead: 0, followed: 0 })
  // Otherwise nothing was shown.
  expect(log.length).toBeGreaterThan(expected.size)
})
