import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openApiDocument } from '../src/app.ts'

// `npm run openapi`: rewrites the checked-in document from the routes.
const file = join(import.meta.dirname, '../openapi.json')
await writeFile(file, `${JSON.stringify(openApiDocument(), null, 2)}\n`)
console.log(`wrote ${file}`)
