import { base64url, SignJWT } from 'jose'
import { CartShopper } from './cart-shopper.ts'

type Draw = (below: number) => number

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Tokens that are nearly that of a cart, each tried at it. Whatever is not 404 with the same bytes as nothing is counted. */
export async function nearMisses(url: string, draw: Draw, count: number) {
  const [mine, other] = [await CartShopper.open(url, 'us'), await CartShopper.open(url, 'us')]
  const makers = forgers(mine.token, other.token, draw)
  const nothing = await refusalOf(url, '/v1/carts/cart_nothing-of-the-kind', 'nothing')
  const accepted: string[] = []
  for (let tried = 0; tried < count; tried += 1) {
    const [name, make] = makers[tried % makers.length] ?? ['', () => '']
    const token = await make()
    if (token === mine.token) throw new Error(`${name} made the genuine token`)
    if ((await refusalOf(url, mine.path, token)) !== nothing) accepted.push(name)
  }
  if ((await refusalOf(url, mine.path, mine.token)).startsWith('404'))
    throw new Error('the genuine token is refused')
  return {
    'near-miss tokens': count,
    kinds: makers.length,
    accepted: accepted.length,
    which: accepted.slice(0, 3).join(', '),
  }
}

/** Status and body, without the id of the request. */
async function refusalOf(url: string, path: string, token: string): Promise<string> {
  const answer = await fetch(url + path, { headers: { Authorization: `Bearer ${token}` } })
  return `${answer.status} ${(await answer.text()).replace(/req_\w+/, '')}`
}

function forgers(mine: string, other: string, draw: Draw): [string, () => string | Promise<string>][] {
  const [header = '', claims = '', signature = ''] = mine.split('.')
  const [, , otherSignature = ''] = other.split('.')
  const read = (part: string) =>
    JSON.parse(new TextDecoder().decode(base64url.decode(part))) as Record<string, unknown>
  const written = (value: object) => base64url.encode(JSON.stringify(value))
  const claiming = (more: object) => `${header}.${written({ ...read(claims), ...more })}.${signature}`
  const headed = (more: object) => `${written({ ...read(header), ...more })}.${claims}.${signature}`
  const signed = (secret: Uint8Array, more: object = {}) =>
    new SignJWT({ ...read(claims), ...more }).setProtectedHeader(read(header) as { alg: string }).sign(secret)
  const at = (text: string) => draw(text.length)
  const exchanged = (text: string) => {
    const place = at(text)
    const others = ALPHABET.replace(text[place] ?? '', '')
    return text.slice(0, place) + (others[draw(others.length)] ?? '') + text.slice(place + 1)
  }
  const without = (text: string) => {
    const place = at(text)
    return text.slice(0, place) + text.slice(place + 1)
  }
  const random = (length: number) => Uint8Array.from({ length }, () => draw(256))
  const sub = String(read(claims).sub)
  return [
    ['one character of the signature', () => `${header}.${claims}.${exchanged(signature)}`],
    ['one character of the claims', () => `${header}.${exchanged(claims)}.${signature}`],
    ['one character of the header', () => `${exchanged(header)}.${claims}.${signature}`],
    // The last character of a signature has bits that mean nothing: another spelling of the same bytes.
    [
      'another spelling',
      () => `${mine.slice(0, -1)}${ALPHABET[(ALPHABET.indexOf(mine.at(-1) ?? '') + 1 + draw(3)) % 64] ?? ''}`,
    ],
    ['one character less', () => without(mine)],
    ['padding', () => `${mine}${'='.repeat(1 + draw(2))}`],
    ['signed by chance', () => `${header}.${claims}.${base64url.encode(random(32))}`],
    ['signed for another cart', () => `${header}.${claims}.${otherSignature}`],
    ["another cart's", () => other],
    ['a key of chance', () => signed(random(32))],
    [
      'a key of the name of the key',
      () => signed(new TextEncoder().encode(String(read(header).kid).padEnd(32, '0'))),
    ],
    ['another end', () => claiming({ exp: Number(read(claims).exp) + 1 + draw(1_000_000) })],
    ['another cart in the claims', () => claiming({ sub: exchanged(sub) })],
    ['another audience', () => claiming({ aud: ['checkout', 'order', 'highstreet', ['cart']][draw(4)] })],
    ['another type', () => headed({ typ: ['JWT', 'at+jwt', 'checkout+jwt', 'order+jwt'][draw(4)] })],
    [
      'no algorithm',
      () => `${written({ ...read(header), alg: ['none', 'None', 'HS512', 'ES256'][draw(4)] })}.${claims}.`,
    ],
    ['another algorithm', () => headed({ alg: ['none', 'HS384', 'HS512', 'RS256', 'hs256'][draw(5)] })],
    ['another key', () => headed({ kid: base64url.encode(random(6)) })],
    ['a key that it brings', () => headed({ jwk: { kty: 'oct', k: base64url.encode(random(32)) } })],
    ['cut off', () => mine.slice(0, -1 - draw(signature.length - 1))],
  ]
}
