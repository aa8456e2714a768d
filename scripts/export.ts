import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { developmentIssuer } from './development-issuer.ts'

const USAGE = `usage: npm run -s export -- products|prices|stock --format ndjson|shopify-csv [options] > FILE

Writes a file that npm run import reads (docs/import-format.md) to the standard output. A file that breaks off in the
middle ends with exit code 1: do not use it.
  --format         ndjson or shopify-csv
  --market         the market of the prices; needed for shopify-csv
  --status         active, draft or archived (default: all)
  --category       the handle of a category; those below it count too
  --updated-after  a time such as 2026-11-21T08:00:00Z
  --url            where the shop is (default: http://localhost:8787, or PORT)
  --token          a staff token with catalog:read, for stock inventory:read (default: of the development issuer, or TOKEN)
`
const KINDS = ['products', 'prices', 'stock']

function refuse(why: string): never {
  process.stderr.write(`${why}\n\n${USAGE}`)
  process.exit(2)
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        format: { type: 'string' },
        market: { type: 'string' },
        status: { type: 'string' },
        category: { type: 'string' },
        'updated-after': { type: 'string' },
        url: { type: 'string', default: `http://localhost:${process.env.PORT || 8787}` },
        token: { type: 'string', ...(process.env.TOKEN && { default: process.env.TOKEN }) },
      },
    })
    const [kind, ...more] = positionals
    if (kind === undefined || more.length > 0 || !KINDS.includes(kind))
      return refuse('Name what to export: products, prices or stock.')
    if (values.format === undefined) return refuse('--format is missing.')
    if (!URL.canParse(values.url)) return refuse('--url is not a URL.')
    return { ...values, kind }
  } catch (error) {
    return refuse(error instanceof Error ? error.message : 'The arguments are not valid.')
  }
}

async function main(): Promise<void> {
  const options = readArguments()
  const stateDir = process.env.STATE_DIR || join(import.meta.dirname, '../.state')
  const token =
    options.token ??
    (await (await developmentIssuer(stateDir)).sign({ scope: 'catalog:read inventory:read' }))
  const url = new URL(`/v1/admin/exports/${options.kind}`, options.url)
  const { format, market, status, category } = options
  const asked = { format, market, status, category, updatedAfter: options['updated-after'] }
  for (const [name, value] of Object.entries(asked))
    if (value !== undefined) url.searchParams.set(name, value)

  const answer = await fetch(url, { headers: { Authorization: `Bearer ${token}` } })
  if (!answer.ok || answer.body === null) {
    process.stderr.write(`The shop answered ${answer.status}.\n${await answer.text()}\n`)
    process.exit(1)
  }
  await pipeline(Readable.fromWeb(answer.body as never), process.stdout)
}

await main().catch((error: unknown) => {
  const cause = error instanceof Error ? error.cause : undefined
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  process.stderr.write(
    code === 'ECONNREFUSED'
      ? 'Nobody answers there. Is the shop running (npm start)?\n'
      : 'The export broke off; what was written is not the whole file.\n',
  )
  process.exit(1)
})
