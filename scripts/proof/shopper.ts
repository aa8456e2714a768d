import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OpenedCart, ShownCart } from '../../src/cart/cart-schemas.ts'
import { startLocalShop } from '../local-shop.ts'
import { seedIfEmpty } from '../seed.ts'
import { buyAsCustomer, buyAsGuest, type Purchase } from './shopper/buying.ts'
import { ask, expectThat, type Held } from './shopper/http.ts'
import { recompute } from './shopper/recompute.ts'

// Issues 4 and 5, "Done when": shoppers in each market, over HTTP, from the first item to a paid order; after each step
// every amount of the cart, and in the end of the order, is reckoned again from the cart's explanation.

/** What a shopper did, and what their cart said then. */
export type ShopperStep = {
  readonly market: string
  readonly step: string
  readonly version: number
  readonly pieces: number
  readonly discounts: string
  readonly taxes: string
  readonly total: string
  /** Amounts reckoned again, and how many of them differ. */
  readonly compared: number
  readonly differing: number
}

export type Shop = { readonly url: string; readonly customerToken: (name: string) => Promise<string> }

type Journey = {
  readonly market: 'us' | 'de' | 'jp'
  /** Where they look at the cart in between. */
  readonly abroad: string
  readonly destination: { readonly country: string; readonly region?: string; readonly postalCode: string }
  /** What is levied there on goods of the standard class and on food, by the seed shop's rules. */
  readonly rates: readonly string[]
}
const JOURNEYS: readonly Journey[] = [
  {
    market: 'us',
    abroad: 'jp',
    destination: { country: 'US', region: 'IL', postalCode: '60601' },
    rates: ['0.0625', '0.01'],
  },
  { market: 'de', abroad: 'us', destination: { country: 'AT', postalCode: '1010' }, rates: ['0.2', '0.1'] },
  {
    market: 'jp',
    abroad: 'de',
    destination: { country: 'JP', postalCode: '150-0001' },
    rates: ['0.1', '0.08'],
  },
]
const KETTLE = 'var-ket-1l'
const TEA = 'var-brk-125g'
const NOTEBOOK = 'var-nbk-navy-plai'
const MUG = 'var-mug-sage'
const CODE = 'welcome10'

/** Every journey; throws where the shop does not do what a shopper expects. */
export async function proveShopper(shop: Shop): Promise<{ steps: ShopperStep[]; purchases: Purchase[] }> {
  const steps: ShopperStep[] = []
  const purchases: Purchase[] = []
  for (const journey of JOURNEYS) {
    const walked = await walk(shop, journey)
    steps.push(...walked.steps)
    purchases.push(
      await buyAsCustomer(shop.url, walked.cart, journey.destination),
      await buyAsGuest(shop.url, journey.market, 'manual'),
      await buyAsGuest(shop.url, journey.market, 'require_action'),
    )
  }
  return { steps, purchases }
}

async function walk(
  { url, customerToken }: Shop,
  journey: Journey,
): Promise<{ steps: ShopperStep[]; cart: Held }> {
  const { market, abroad, destination, rates } = journey
  const steps: ShopperStep[] = []
  /** The cart as it is explained now, noted as a step. */
  const note = async (step: string, { path, token }: Held): Promise<ShownCart> => {
    const cart = await ask<ShownCart>(url, 'GET', `${path}?explain=true`, token)
    steps.push(stepOf(step, cart))
    return cart
  }

  // A guest fills a cart. A retry of the same request counts once.
  const opened = await ask<OpenedCart>(url, 'POST', '/v1/carts', undefined, {
    market,
    items: [{ variantId: KETTLE, quantity: 1 }],
  })
  const guest: Held = { path: `/v1/carts/${opened.cart.id}`, token: opened.token ?? '' }
  await note('opens', guest)
  const items = [
    { variantId: TEA, quantity: 3 },
    { variantId: NOTEBOOK, quantity: 2 },
    { variantId: MUG, quantity: 1 },
  ]
  for (const _ of ['first', 'retry'])
    await ask(
      url,
      'POST',
      `${guest.path}/items`,
      guest.token,
      { items },
      { 'Idempotency-Key': `add-${market}` },
    )
  const filled = await note('adds three things, twice by one key', guest)
  expectThat(piecesOf(filled) === 7, 'a retried add counts once')

  // Three notebooks for two; then fewer kettles than one: none.
  const line = (cart: ShownCart, variantId: string) =>
    cart.items.find((item) => item.variantId === variantId)?.id ?? ''
  const { version } = filled
  const tag = (await tagOf(url, guest)) ?? ''
  await ask(
    url,
    'PATCH',
    `${guest.path}/items/${line(filled, NOTEBOOK)}`,
    guest.token,
    { quantity: 3 },
    { 'If-Match': tag },
  )
  const changed = await note('takes a third notebook', guest)
  expectThat(changed.version === version + 1, 'a change raises the version by one')
  expectThat(changed.discounts.length === 1, 'the third notebook is free')

  await ask(url, 'PUT', `${guest.path}/codes`, guest.token, { codes: [CODE, 'no-such-code'] })
  const coded = await note('enters two codes', guest)
  expectThat(coded.codes.map(({ status }) => status).join() === 'applied,refused', 'one code of two is good')

  // Abroad it costs something else; back home what it did before.
  await ask(url, 'PATCH', guest.path, guest.token, { market: abroad })
  const away = await note(`looks at it in ${abroad}`, guest)
  expectThat(away.currency !== coded.currency, 'another market has another currency')
  await ask(url, 'PATCH', guest.path, guest.token, { market })
  const back = await note('comes back', guest)
  expectThat(JSON.stringify(back.totals) === JSON.stringify(coded.totals), 'back home all is as it was')

  await ask(url, 'PATCH', guest.path, guest.token, { destination })
  const sent = await note('says where to', guest)
  expectThat(
    sent.taxes.map(({ rate }) => rate).join() === rates.join(),
    `there ${rates.join(' and ')} are levied`,
  )
  expectThat(sent.shippingOptions.length > 0, 'it can be sent there')

  // At home, where they have logged in before, there are two more teas.
  const customer = await customerToken(`shopper-${market}`)
  const own = '/v1/customers/me/cart'
  const first = await ask<ShownCart>(url, 'GET', `${own}?market=${market}`, customer)
  const theirs: Held = { path: `/v1/carts/${first.id}`, token: customer }
  await ask(url, 'POST', `${theirs.path}/items`, customer, { items: [{ variantId: TEA, quantity: 2 }] })
  await note('has a cart at home', theirs)
  await ask(url, 'POST', `${guest.path}/claim`, customer, { token: guest.token })
  const merged = await note('logs in: one cart', theirs)
  expectThat(piecesOf(merged) === piecesOf(sent) + 2, 'every piece of both carts is there')
  const [phone, desk] = [
    await ask<ShownCart>(url, 'GET', own, customer),
    await ask<ShownCart>(url, 'GET', own, customer),
  ]
  expectThat(phone.id === theirs.path.split('/').at(-1), 'the cart is the same one on every device')
  expectThat(JSON.stringify(phone) === JSON.stringify(desk), 'two devices see the same')
  const over = await fetch(url + guest.path, { headers: { Authorization: `Bearer ${guest.token}` } })
  expectThat(over.status === 410, "the guest's token is over")
  return { steps, cart: theirs }
}

async function tagOf(url: string, { path, token }: Held): Promise<string | null> {
  const answer = await fetch(url + path, { headers: { Authorization: `Bearer ${token}` } })
  return answer.headers.get('ETag')
}

const piecesOf = ({ items }: ShownCart): number => items.reduce((sum, { quantity }) => sum + quantity, 0)

function stepOf(step: string, cart: ShownCart): ShopperStep {
  const { compared, differences } = recompute(cart)
  for (const difference of differences) console.error(`${cart.market}, ${step}: ${difference}`)
  const listed = (amounts: readonly { amount: { amount: number } }[]) =>
    amounts.map(({ amount }) => amount.amount).join(' + ')
  return {
    market: cart.market,
    step,
    version: cart.version,
    pieces: piecesOf(cart),
    discounts: listed(cart.discounts),
    taxes: `${listed(cart.taxes)}${cart.taxIncluded ? ' inside' : ''}`,
    total: `${cart.total.amount} ${cart.currency}`,
    compared,
    differing: differences.length,
  }
}

/** `npm run proof -- shopper`: against the shop that `npm start` opens. */
export async function main(): Promise<void> {
  const stateDir = await mkdtemp(join(tmpdir(), 'highstreet-proof-'))
  try {
    const shop = await startLocalShop({ stateDir, port: 0 })
    await shop.tick()
    await seedIfEmpty(shop)
    const { steps, purchases } = await proveShopper({
      url: shop.url,
      customerToken: (name) => shop.customers.sign({ subject: name }),
    })
    await shop.stop()
    console.table(steps)
    console.table(purchases)
    const [compared, differing] = (['compared', 'differing'] as const).map((name) =>
      [...steps, ...purchases].reduce((sum, step) => sum + step[name], 0),
    )
    console.log(
      `${steps.length} carts, ${purchases.length} orders, ${compared} amounts reckoned again, ${differing} differ`,
    )
    process.exitCode = differing === 0 ? 0 : 1
  } finally {
    await rm(stateDir, { recursive: true, force: true })
  }
}
