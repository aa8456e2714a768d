/** Small drawing functions for flat SVG pictures on an 800 × 800 sheet. Everything here returns SVG text. */

export type Draw = (a: string, b: string, c: string) => string

export const palette = {
  white: '#fbfaf6',
  cream: '#f5ead6',
  oat: '#e4d5bb',
  sand: '#d8bf97',
  butter: '#f4d987',
  mustard: '#dca63a',
  honey: '#d98f2b',
  ochre: '#c4832f',
  rust: '#b5562f',
  terracotta: '#cd7450',
  brick: '#a5432f',
  red: '#c8453c',
  rose: '#d98b90',
  blush: '#ecc3b8',
  plum: '#744863',
  lilac: '#b5a3cc',
  lavender: '#9486bd',
  sky: '#a6cbdc',
  blue: '#4f86ad',
  denim: '#4d6788',
  navy: '#2c3f5f',
  ink: '#2b3346',
  teal: '#2f7f80',
  mint: '#a9d3bd',
  sage: '#9db296',
  leaf: '#6c9a5b',
  moss: '#6f7f4a',
  olive: '#8a8a4b',
  forest: '#35573f',
  charcoal: '#3e4144',
  black: '#2a2b2d',
  grey: '#8e9396',
  stone: '#bdb8ac',
  steel: '#b4bec5',
  copper: '#c8794a',
  brass: '#cda44d',
  oak: '#c79a63',
  beech: '#dfbb87',
  walnut: '#74503a',
  coffee: '#533527',
} as const

export type Colour = keyof typeof palette

const part = (text: string, at: number) => Number.parseInt(text.slice(at, at + 2), 16)

/** Mixes a colour towards another; amount 0 keeps it, 1 replaces it. */
function mix(colour: string, towards: string, amount: number): string {
  const mixed = [1, 3, 5].map((at) => {
    const value = Math.round(part(colour, at) * (1 - amount) + part(towards, at) * amount)
    return value.toString(16).padStart(2, '0')
  })
  return `#${mixed.join('')}`
}

export const dark = (colour: string, amount = 0.16) => mix(colour, '#2a1f2d', amount)
export const light = (colour: string, amount = 0.3) => mix(colour, '#fffdf6', amount)

export const rect = (x: number, y: number, w: number, h: number, fill: string, r = 0) =>
  `<rect x="${x}" y="${y}" width="${w}" height="${h}"${r ? ` rx="${r}"` : ''} fill="${fill}"/>`
export const circle = (x: number, y: number, r: number, fill: string) =>
  `<circle cx="${x}" cy="${y}" r="${r}" fill="${fill}"/>`
export const ellipse = (x: number, y: number, rx: number, ry: number, fill: string) =>
  `<ellipse cx="${x}" cy="${y}" rx="${rx}" ry="${ry}" fill="${fill}"/>`
export const path = (d: string, fill: string) => `<path d="${d}" fill="${fill}"/>`
export const line = (d: string, stroke: string, width: number) =>
  `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${width}"/>`
export const dashes = (d: string, stroke: string, width: number, pattern: string) =>
  `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-dasharray="${pattern}" stroke-linecap="butt"/>`
/** Upright bars side by side in a box, as one dashed stroke. */
export const ribs = (x: number, y: number, w: number, h: number, fill: string, pattern: string) =>
  dashes(`M${x} ${y + h / 2}h${w}`, fill, h, pattern)

export const group = (transform: string, ...parts: string[]) =>
  `<g transform="${transform}">${parts.join('')}</g>`
export const turn = (degrees: number, ...parts: string[]) => group(`rotate(${degrees} 400 400)`, ...parts)
/** Places a drawing made around (400,400) at another point, scaled and turned. */
export const place = (x: number, y: number, scale: number, degrees: number, ...parts: string[]) =>
  group(`translate(${x} ${y}) rotate(${degrees}) scale(${scale}) translate(-400 -400)`, ...parts)
/** Draws the parts and their mirror image about the middle of the sheet. */
export const twice = (...parts: string[]) => parts.join('') + group('matrix(-1 0 0 1 800 0)', ...parts)
export const faint = (opacity: number, ...parts: string[]) => `<g opacity="${opacity}">${parts.join('')}</g>`

/** Clips the parts to an outline. The id follows from the outline, so equal ids are equal clips. */
export function within(d: string, ...parts: string[]): string {
  let hash = 7
  for (const char of d) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) % 1_679_616
  const id = `c${hash.toString(36)}`
  return `<clipPath id="${id}"><path d="${d}"/></clipPath><g clip-path="url(#${id})">${parts.join('')}</g>`
}

/** A filled outline whose part right of `from` lies in shade, with further parts clipped to it. */
export const solid = (d: string, fill: string, from = 490, ...parts: string[]) =>
  path(d, fill) + within(d, ...parts, faint(0.11, rect(from, 0, 800, 800, '#2a1f2d')))

/** An outline lying flat: a soft shadow below, then the fill. */
export const flat = (d: string, fill: string, ...parts: string[]) =>
  faint(0.13, group('translate(9 13)', path(d, '#2a1f2d'))) +
  path(d, fill) +
  (parts.length ? within(d, ...parts) : '')

/** The shadow on the ground below a standing thing. */
export const floor = (width: number, x = 400, y = 622) => faint(0.14, ellipse(x, y, width / 2, 16, '#2a1f2d'))

export const oblong = (x: number, y: number, w: number, h: number, r: number) =>
  `M${x + r} ${y}h${w - 2 * r}q${r} 0 ${r} ${r}v${h - 2 * r}q0 ${r} ${-r} ${r}h${2 * r - w}` +
  `q${-r} 0 ${-r} ${-r}v${2 * r - h}q0 ${-r} ${r} ${-r}z`
export const disc = (x: number, y: number, r: number) =>
  `M${x - r} ${y}a${r} ${r} 0 1 1 ${2 * r} 0a${r} ${r} 0 1 1 ${-2 * r} 0z`

/** A run of numbers: `steps(0, 40, 5)` is 0, 40, 80, 120, 160. */
export const steps = (start: number, step: number, count: number) =>
  Array.from({ length: count }, (_, i) => start + i * step)
export const each = (values: number[], draw: (value: number, index: number) => string) =>
  values.map(draw).join('')

/** The outline of a leaf growing from a point; 0 degrees is upwards, more turns it clockwise. */
export function leafOutline(x: number, y: number, size: number, degrees: number): string {
  const spot = (along: number, aside: number) => {
    const turned = (degrees * Math.PI) / 180
    const dx = Math.round(size * (along * Math.sin(turned) + aside * Math.cos(turned)))
    const dy = Math.round(size * (aside * Math.sin(turned) - along * Math.cos(turned)))
    return `${Math.round(x) + dx} ${Math.round(y) + dy}`
  }
  return `M${spot(0, 0)}Q${spot(0.5, -0.5)} ${spot(1, 0)}Q${spot(0.5, 0.5)} ${spot(0, 0)}z`
}
export const leaf = (x: number, y: number, size: number, degrees: number, fill: string) =>
  path(leafOutline(x, y, size, degrees), fill)
/** A stem with paired leaves, for labels and prints. */
export function sprig(x: number, y: number, size: number, fill: string): string {
  const pairs = [0.15, 0.42].flatMap((up) =>
    [-50, 50].map((d) => leafOutline(x, y - size * up, size * 0.4, d)),
  )
  const stem = line(`M${x} ${y}v${Math.round(-size * 0.8)}`, fill, Math.max(3, Math.round(size / 24)))
  return stem + path(leafOutline(x, y - size * 0.7, size * 0.4, 0) + pairs.join(''), fill)
}

/** Rising steam above a cup. */
export const steam = (x: number, y: number) =>
  faint(
    0.7,
    each([x - 45, x + 5, x + 55], (at) => line(`M${at} ${y}q-18-22 0-44t0-44`, '#fffdf6', 9)),
  )
