/** Writes `seed/catalog.ndjson` and `assets/media/*.svg`: node seed/generate.ts */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { categoryRow, productRow } from './build.ts'
import { picture } from './pictures.ts'
import type { Department } from './pictures.ts'
import { categories, products } from './products.ts'

const media = join(import.meta.dirname, '../assets/media')
mkdirSync(media, { recursive: true })

const rows = categories.map(categoryRow)
for (const [department, items] of Object.entries(products)) {
  for (const item of items) {
    const { row, pictures } = productRow(department as Department, item)
    rows.push(row)
    for (const { name, shape, colours } of pictures) {
      writeFileSync(join(media, `${name}.svg`), picture(department as Department, shape, colours))
    }
  }
}
writeFileSync(
  join(import.meta.dirname, 'catalog.ndjson'),
  rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
)
console.log(`${rows.length} lines, ${categories.length} of them categories`)
