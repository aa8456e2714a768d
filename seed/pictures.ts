import { palette, circle, rect } from './draw.ts'
import type { Colour, Draw } from './draw.ts'
import { bath } from './shapes/bath.ts'
import { clothing } from './shapes/clothing.ts'
import { kitchen } from './shapes/kitchen.ts'
import { outdoor } from './shapes/outdoor.ts'
import { stationery } from './shapes/stationery.ts'
import { tea } from './shapes/tea.ts'
import { textiles } from './shapes/textiles.ts'
import { toys } from './shapes/toys.ts'

const shapes = {
  ...kitchen,
  ...tea,
  ...stationery,
  ...clothing,
  ...outdoor,
  ...toys,
  ...textiles,
  ...bath,
} satisfies Record<string, Draw>

export type Shape = keyof typeof shapes

/** The soft ground of each department. */
const grounds = {
  kitchen: '#f6e3d0',
  'tea-coffee': '#e2ead3',
  stationery: '#e2e6f3',
  clothing: '#f4dedb',
  outdoor: '#d6e8e1',
  'toys-games': '#fbecc2',
  'home-textiles': '#ebe1ee',
  'bath-body': '#d8e9f2',
}

export type Department = keyof typeof grounds

/** One picture as a self-contained SVG. Colours are named in the order in which the shape takes them. */
export function picture(department: Department, shape: Shape, colours: Colour[]): string {
  const draw: Draw = shapes[shape]
  const [a = 'oat', b = 'walnut', c = 'cream'] = colours
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" width="800" height="800" viewBox="0 0 800 800">' +
    rect(0, 0, 800, 800, grounds[department]) +
    `<g opacity=".4">${circle(400, 400, 330, '#fffdf6')}</g>` +
    '<g transform="matrix(1.08 0 0 1.08 -32 -34)" stroke-linecap="round" stroke-linejoin="round">' +
    draw(palette[a], palette[b], palette[c]) +
    '</g></svg>\n'
  )
}
