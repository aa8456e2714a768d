import type { Category, Product } from './build.ts'
import type { Department } from './pictures.ts'
import { bath } from './products/bath.ts'
import { clothing } from './products/clothing.ts'
import { kitchen } from './products/kitchen.ts'
import { outdoor } from './products/outdoor.ts'
import { stationery } from './products/stationery.ts'
import { tea } from './products/tea.ts'
import { textiles } from './products/textiles.ts'
import { toys } from './products/toys.ts'

export { categories } from './categories.ts'
export type { Category, Product }

/** All products, by the department whose ground their pictures take. */
export const products: Record<Department, Product[]> = {
  kitchen,
  'tea-coffee': tea,
  stationery,
  clothing,
  outdoor,
  'toys-games': toys,
  'home-textiles': textiles,
  'bath-body': bath,
}
