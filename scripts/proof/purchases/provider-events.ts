import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ShownAdminOrder } from '../../../src/orders/order-schemas.ts'
import { signTestWebhook, TEST_SIGNATURE } from '../../../src/payments/test-signature.ts'
import { Buyer } from './buyer.ts'
import { isAtRest } from './faults-of.ts'
import type { ShopBooks } from './shop-books.ts'

const STORM = 50
const POLL_MS = 200
const MINUTE_MS = 60_000
const ITEMS = [{ variantId: 'var-mug-sage', quantity: 1 }]

type Event = Readonly<Record<string, string | number>>

/**
 * What a provider tells, as anybody may send it: the same genuine event fifty times at once and again later takes effect
 * once; what is forged, stale, of the future or altered has none.
 */
export async function providerEvents(url: string, shop: ShopBooks, secret: string) {
  return { ...(await storms(url, shop, secret)), ...(await badEvents(url, shop, secret)) }
}

async function storms(url: string, shop: ShopBooks, secret: string) {
  let [refused, orders, effectsLater, effectsTwice] = [0, 0, 0, 0]
  const scripts = ['time_out_charged', 'webhook_late', 'require_action'] as const
  for (const script of scripts) {
    const email = `storm-${script}@example.com`
    const buyer = await Buyer.enter(url, email, ITEMS)
    const { body } = await buyer.complete(script, 'one')
    // The bank has the buyer's word, and tells as loud as it can.
    if (script === 'require_action') await shop.decide(body.action?.reference ?? '', 'approve')
    const [order] = await shop.ordersOf(email)
    const text = JSON.stringify(approvalOf(order))
    const send = () =>
      Promise.all(
        Array.from({ length: STORM }, () =>
          post(url, text, signTestWebhook([secret], bytes(text), Date.now())),
        ),
      )
    refused += (await send()).filter((status) => status !== 200).length
    const settled = await atRest(shop, email)
    orders += settled.length
    const told = (await shop.events()).get(settled[0]?.id ?? '') ?? []
    effectsTwice += told.length - new Set(told.map(({ type }) => type)).size
    refused += (await send()).filter((status) => status !== 200).length
    await sleep(POLL_MS)
    const later = await atRest(shop, email)
    const toldLater = (await shop.events()).get(settled[0]?.id ?? '') ?? []
    if (JSON.stringify(later) !== JSON.stringify(settled) || toldLater.length !== told.length)
      effectsLater += 1
  }
  return {
    'genuine events sent': 2 * STORM * scripts.length,
    'of them refused': refused,
    'orders by them': orders,
    'orders due by them': scripts.length,
    'effects twice': effectsTwice,
    'effects of them later': effectsLater,
  }
}

async function badEvents(url: string, shop: ShopBooks, secret: string) {
  const buyer = await Buyer.enter(url, 'forged@example.com', ITEMS)
  const { body } = await buyer.complete('require_action', 'one')
  const before = await shop.ordersOf(buyer.email)
  const event = approvalOf(before[0])
  const text = JSON.stringify(event)
  const now = Date.now()
  const good = signTestWebhook([secret], bytes(text), now)
  const decline = JSON.stringify({ ...event, outcome: 'declined', reason: 'declined' })

  const unsigned: readonly (readonly [body: string, signature: string | undefined])[] = [
    [text, undefined],
    [text, ''],
    [text, good.replace(/v1=.*/, `v1=${'0'.repeat(64)}`)],
    [text, good.replace('v1=', 'v0=')],
    [text, signTestWebhook(['another secret of forty characters and more'], bytes(text), now)],
    // Six minutes old, and of six minutes from now.
    [text, signTestWebhook([secret], bytes(text), now - 6 * MINUTE_MS)],
    [text, signTestWebhook([secret], bytes(text), now + 6 * MINUTE_MS)],
    // An old signature with a stamp of now.
    [
      text,
      signTestWebhook([secret], bytes(text), now - 6 * MINUTE_MS).replace(
        /t=\d+/,
        /t=\d+/.exec(good)?.[0] ?? '',
      ),
    ],
    // Altered on the way.
    [decline, good],
    [text.replace('approved', 'declined'), good],
    [`${text} `, good],
    [text.replace(event.id as string, randomUUID()), good],
  ]
  let taken = 0
  for (const [sent, signature] of unsigned) if ((await post(url, sent, signature)) !== 400) taken += 1
  // Genuine, and of no payment of this shop, or of another amount: kept for staff.
  const strange = [
    { ...event, amount: Number(event.amount) + 1 },
    { ...event, currency: 'EUR' },
    { ...event, operation: 'pop_01ARZ3NDEKTSV4RRFFQ69G5FAV', reference: 'tst_unknown' },
    { ...event, reference: 'tst_somebody-else' },
  ].map((each) => JSON.stringify({ ...each, id: randomUUID() }))
  for (const sent of strange) await post(url, sent, signTestWebhook([secret], bytes(sent), Date.now()))
  const after = await shop.ordersOf(buyer.email)
  const effects = JSON.stringify(after) === JSON.stringify(before) ? 0 : 1

  await shop.decide(body.action?.reference ?? '', 'approve')
  const [end] = await atRest(shop, buyer.email)
  return {
    'forged, stale and altered events sent': unsigned.length,
    'of them taken': taken,
    'genuine events of other payments sent': strange.length,
    'effects of all these': effects,
    'orders that they spoiled': end?.paymentStatus === 'paid' ? 0 : 1,
  }
}

/** What the provider says of an order's authorization. */
function approvalOf(order: ShownAdminOrder | undefined): Event {
  const operation = order?.operations.find(({ kind }) => kind === 'authorize')
  if (operation === undefined) throw new Error('nothing has been ordered')
  return {
    id: randomUUID(),
    type: 'authorize.approved',
    reference: `tst_${operation.id}`,
    operation: operation.id,
    kind: 'authorize',
    outcome: 'approved',
    amount: operation.amount.amount,
    currency: operation.amount.currency,
  }
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

async function post(url: string, body: string, signature: string | undefined): Promise<number> {
  const answer = await fetch(`${url}/v1/hooks/test`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      ...(signature !== undefined && { [TEST_SIGNATURE]: signature }),
    },
    body,
  })
  await answer.arrayBuffer()
  return answer.status
}

async function atRest(shop: ShopBooks, email: string): Promise<ShownAdminOrder[]> {
  for (;;) {
    const orders = await shop.ordersOf(email)
    if (isAtRest(orders)) return orders
    await sleep(POLL_MS)
  }
}
