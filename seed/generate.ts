/** Writes `seed/catalog.ndjson` and `assets/media/*.svg`: node seed/generate.ts */
import { mkdirSync, writeFileSync } from 'node:fs'
import { categoryRow, productRow } from './build.ts'
import { picture } from './pictures.ts'
import type { Department } from './pictures.ts'
import { categories, products } from './products.ts'

const media = new URL('../assets/media/', import.meta.url)
mkdirSync(media, { recursive: true })

const rows = categories.map(categoryRow)
for (const [department, items] of Object.entries(products)) {
  for (const item of items) {
    const { row, pictures } = productRow(department as Department, item)
    rows.push(row)
    for (const { name, shape, colours } of pictures) {
      writeFileSync(new URL(`${name}.svg`, media), picture(department as Department, shape, colours))
    }
  }
}
writeFileSync(
  new URL('catalog.ndjson', import.meta.url),
  rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
)
console.log(`${rows.length} lines, ${categories.length} of them categories`)
