import { setTimeout as sleep } from 'node:timers/promises'
import type { ShownCart } from '../../../src/cart/cart-schemas.ts'
import { adding, type Answer, CartShopper, type Edit, GOODS, unitsOf } from './cart-shopper.ts'

type Draw = (below: number) => number

const ADDS = 100

/** A hundred adds to one cart at the same time, each of 1 to 3 pieces: what of it is not in the cart, or too much. */
export async function parallelAdds(url: string, draw: Draw) {
  const shopper = await CartShopper.open(url, 'us')
  const edits = Array.from({ length: ADDS }, () => ({
    variantId: GOODS[draw(GOODS.length)] ?? GOODS[0],
    quantity: 1 + draw(3),
  }))
  const answers = await Promise.all(
    edits.map(({ variantId, quantity }) => shopper.edit(adding(variantId, quantity))),
  )
  const refused = answers.filter(({ status }) => status !== 200).length
  const wanted = edits.reduce((sum, { quantity }) => sum + quantity, 0)
  const found = await shopper.read()
  return {
    'parallel adds': ADDS,
    'parallel adds refused': refused,
    'units added': wanted,
    'units lost': Math.max(0, wanted - unitsOf(found)),
    'units too many': Math.max(0, unitsOf(found) - wanted),
  }
}

const COMMANDS = 50
const CLIENTS = 3
const IN_FLIGHT = 4
const LATE_MS = 60
const NOTES = ['ring twice', 'leave it at the door', 'for Ada']
const CODES = ['WELCOME10', 'FREESHIP', 'nothing-of-the-kind']

/** What a client does, by variant: in another cart the same line has another id. */
type Command =
  | { readonly kind: 'add' | 'set'; readonly variantId: string; readonly quantity: number }
  | { readonly kind: 'remove'; readonly variantId: string }
  | { readonly kind: 'codes'; readonly codes: readonly string[] }
  | { readonly kind: 'change'; readonly change: object }
type Done = { readonly command: Command; readonly answer: Answer }

function someCommand(draw: Draw): Command {
  const variantId = GOODS[draw(GOODS.length)] ?? GOODS[0]
  switch (draw(8)) {
    case 0:
      return { kind: 'remove', variantId }
    case 1:
      return { kind: 'codes', codes: CODES.slice(0, draw(CODES.length + 1)) }
    case 2:
      return { kind: 'change', change: { note: NOTES[draw(NOTES.length)] } }
    case 3:
      return { kind: 'change', change: { market: ['us', 'de', 'jp'][draw(3)] } }
    case 4:
    case 5:
      return { kind: 'set', variantId, quantity: draw(6) }
    default:
      return { kind: 'add', variantId, quantity: 1 + draw(4) }
  }
}

/** The request of a command as somebody makes it who sees this cart; undefined: they see no such line. */
function editOf(command: Command, seen: ShownCart): Edit | undefined {
  const line =
    'variantId' in command ? seen.items.find(({ variantId }) => variantId === command.variantId) : undefined
  switch (command.kind) {
    case 'add':
      return adding(command.variantId, command.quantity)
    case 'set':
      return line && { method: 'PATCH', path: `/items/${line.id}`, body: { quantity: command.quantity } }
    case 'remove':
      return line && { method: 'DELETE', path: `/items/${line.id}` }
    case 'codes':
      return { method: 'PUT', path: '/codes', body: { codes: command.codes } }
    case 'change':
      return { method: 'PATCH', path: '', body: command.change }
  }
}

/**
 * Three clients change one cart at the same time, several commands in flight each; replies reach them late and in any
 * order, and they keep the one with the highest version. Then all that was answered is done again, one after the other
 * in the order of the versions, in another cart: the two are to be the same.
 */
export async function mixedCommands(url: string, draw: Draw) {
  const shopper = await CartShopper.open(
    url,
    'us',
    GOODS.map((variantId) => ({ variantId, quantity: 2 })),
  )
  const done: Done[] = []
  let late = 0
  let left = COMMANDS
  const seen = Array.from({ length: CLIENTS }, () => shopper.opened.cart)
  async function hand(client: number): Promise<void> {
    while (left > 0) {
      const command = someCommand(draw)
      const edit = editOf(command, seen[client] ?? shopper.opened.cart)
      if (edit === undefined) continue
      left -= 1
      const answer = await shopper.edit(edit)
      done.push({ command, answer })
      await sleep(draw(LATE_MS))
      if (answer.cart === undefined) continue
      if (answer.cart.version < (seen[client]?.version ?? 0)) late += 1
      else seen[client] = answer.cart
    }
  }
  await Promise.all(Array.from({ length: CLIENTS * IN_FLIGHT }, (_, at) => hand(at % CLIENTS)))

  const final = await shopper.read()
  const serial = await replayed(url, done)
  return {
    'mixed commands': done.length,
    clients: CLIENTS,
    'commands refused': done.filter(({ answer }) => answer.cart === undefined).length,
    'late replies dropped': late,
    'final version': final.version,
    'versions with two contents': twoContents(done),
    'differs from the serial result': contentOf(final) === contentOf(serial) ? 0 : 1,
    'client views ahead of the cart': seen.filter(({ version }) => version > final.version).length,
  }
}

/** What was answered, again in the order of the versions. Of those with one version at most one changed anything. */
async function replayed(url: string, done: readonly Done[]): Promise<ShownCart> {
  const shopper = await CartShopper.open(
    url,
    'us',
    GOODS.map((variantId) => ({ variantId, quantity: 2 })),
  )
  let cart = shopper.opened.cart
  const answered = done.flatMap(({ command, answer }) =>
    answer.cart === undefined ? [] : [{ command, version: answer.cart.version }],
  )
  for (const { command } of answered.toSorted((one, other) => one.version - other.version)) {
    const edit = editOf(command, cart)
    // A line that is set to nothing twice at one version is there no more.
    if (edit !== undefined) cart = (await shopper.edit(edit)).cart ?? cart
  }
  return shopper.read()
}

/** All of a cart but its ids and times. The order of lines is that in which they came. */
function contentOf(cart: ShownCart): string {
  const { market, locale, currency, codes, note, destination, totals, total, taxes, shippingOptions } = cart
  const items = cart.items.map(({ variantId, quantity, unitPrice, total: of }) => [
    variantId,
    quantity,
    unitPrice,
    of,
  ])
  return JSON.stringify({
    market,
    locale,
    currency,
    items,
    codes,
    note,
    destination,
    totals,
    total,
    taxes,
    shippingOptions,
  })
}

function twoContents(done: readonly Done[]): number {
  const contents = new Map<number, Set<string>>()
  for (const { answer } of done)
    if (answer.cart !== undefined) {
      const known = contents.get(answer.cart.version) ?? new Set()
      contents.set(answer.cart.version, known.add(contentOf(answer.cart)))
    }
  return [...contents.values()].filter(({ size }) => size > 1).length
}
