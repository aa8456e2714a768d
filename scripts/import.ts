import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import * as http from 'node:http'
import * as https from 'node:https'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createGunzip } from 'node:zlib'
import type { Shown } from '../src/imports/show-import.ts'
import type { Format } from '../src/imports/tables.ts'
import { developmentIssuer } from './development-issuer.ts'

const USAGE = `usage: npm run import -- FILE --market us [options]

Sends a Shopify product CSV or NDJSON file (docs/import-format.md; .gz is unpacked here), waits for the import to end,
prints its counts and the first errors. Good rows go through; the exit code is 1 when the import as a whole failed.
  --market   the market that prices without one are for (us, de, jp …)
  --format   shopify-csv or ndjson (default: by the file's extension)
  --dry-run  say what would change, and change nothing
  --again    send it even if the same file was sent today; otherwise that import is shown
  --url      where the shop is (default: http://localhost:8787, or PORT)
  --token    a staff token with the scope imports:write (default: one of the development issuer, or TOKEN)
`
const ERRORS_SHOWN = 10
const POLL_MS = 400
const BAR_WIDTH = 30
const FORMATS: Readonly<Record<string, Format>> = {
  csv: 'shopify-csv',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
}

type Options = ReturnType<typeof readArguments>
type Answer = { readonly status: number; readonly headers: http.IncomingHttpHeaders; readonly body: string }
type ReportPage = { data: { line: number; column: string; code: string; message: string }[] }

function refuse(why: string): never {
  process.stderr.write(`${why}\n\n${USAGE}`)
  process.exit(2)
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        market: { type: 'string' },
        format: { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
        again: { type: 'boolean', default: false },
        url: { type: 'string', default: `http://localhost:${process.env.PORT || 8787}` },
        token: { type: 'string', ...(process.env.TOKEN && { default: process.env.TOKEN }) },
      },
    })
    const [file, ...more] = positionals
    if (file === undefined || more.length > 0) return refuse('Name one file.')
    if (values.market === undefined) return refuse('--market is missing.')
    if (!URL.canParse(values.url)) return refuse('--url is not a URL.')
    const extension = basename(file).replace(/\.gz$/, '').split('.').at(-1) ?? ''
    const format = values.format ?? FORMATS[extension.toLowerCase()]
    if (format === undefined) return refuse(`--format is needed: .${extension} could be anything.`)
    return { ...values, file, market: values.market, format }
  } catch (error) {
    return refuse(error instanceof Error ? error.message : 'The arguments are not valid.')
  }
}

/** One line that is written over where a person looks at it, and some plain lines where a log does. */
class Progress {
  #last = -1
  show(what: string, part: number): void {
    const percent = Math.floor(100 * Math.min(1, part))
    if (process.stderr.isTTY) {
      const filled = Math.round((percent / 100) * BAR_WIDTH)
      process.stderr.write(
        `\r${what.padEnd(10)} [${'█'.repeat(filled).padEnd(BAR_WIDTH, '·')}] ${percent} % `,
      )
      if (percent === 100 && this.#last !== 100) process.stderr.write('\n')
    } else if (percent >= this.#last + 25 || (percent === 100 && this.#last !== 100)) {
      process.stderr.write(`${what} ${percent} %\n`)
    } else return
    this.#last = percent
  }
}

/** The file as it is to be sent: unpacked, with its length and hash. */
async function prepare(file: string, folder: string) {
  let path = file
  if (file.endsWith('.gz')) {
    path = join(folder, 'unpacked')
    await pipeline(createReadStream(file), createGunzip(), createWriteStream(path))
  }
  const { size } = await stat(path)
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return { path, size, hash: hash.digest('hex') }
}

/** A request with a body of known length, streamed. (fetch would send a stream chunked, without its length.) */
function send(
  url: URL,
  method: string,
  headers: Record<string, string>,
  pump?: (to: http.ClientRequest) => Promise<void>,
) {
  return new Promise<Answer>((resolve, reject) => {
    const request = (url.protocol === 'https:' ? https : http).request(
      url.href,
      { method, headers },
      (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('error', reject)
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(parts).toString(),
          }),
        )
      },
    )
    request.on('error', reject)
    if (pump === undefined) request.end()
    // A server that refuses early stops reading: its answer says why, the broken pipe does not.
    else pump(request).catch(() => undefined)
  })
}

async function upload(options: Options, token: string, folder: string): Promise<Answer> {
  const { path, size, hash } = await prepare(options.file, folder)
  const url = new URL('/v1/admin/imports', options.url)
  url.searchParams.set('format', options.format)
  url.searchParams.set('market', options.market)
  if (options['dry-run']) url.searchParams.set('dryRun', 'true')

  // The same file sent again on the same day is a retry, not another import.
  const occasion = options.again ? crypto.randomUUID() : new Date().toISOString().slice(0, 10)
  const key = createHash('sha256').update(`${hash} ${url.search} ${occasion}`).digest('hex')
  const headers = {
    Authorization: `Bearer ${token}`,
    'Content-Type': options.format === 'ndjson' ? 'application/x-ndjson' : 'text/csv',
    'Content-Length': String(size),
    'Idempotency-Key': key,
  }
  const progress = new Progress()
  let sent = 0
  return send(url, 'POST', headers, (request) =>
    pipeline(
      createReadStream(path),
      async function* counted(chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          sent += chunk.length
          progress.show('uploading', sent / size)
          yield chunk
        }
      },
      request,
    ),
  )
}

async function uploadFrom(folder: string, options: Options, token: string): Promise<Answer> {
  try {
    return await upload(options, token, folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function get<Body>(options: Options, token: string, path: string): Promise<Body> {
  const answer = await send(new URL(path, options.url), 'GET', { Authorization: `Bearer ${token}` })
  if (answer.status !== 200) return failed(answer)
  return JSON.parse(answer.body) as Body
}

function failed({ status, body }: Answer): never {
  try {
    const problem = JSON.parse(body) as { code: string; detail: string; errors?: { message: string }[] }
    process.stderr.write(`${status} ${problem.code}: ${problem.detail}\n`)
    for (const error of problem.errors ?? []) process.stderr.write(`  ${error.message}\n`)
  } catch {
    process.stderr.write(`The shop answered ${status}.\n`)
  }
  process.exit(1)
}

async function follow(options: Options, token: string, path: string): Promise<Shown> {
  const progress = new Progress()
  for (;;) {
    const job = await get<Shown>(options, token, path)
    progress.show('importing', job.bytesRead / job.bytes)
    if (job.finishedAt !== null) return job
    await sleep(POLL_MS)
  }
}

const say = (text: string): boolean => process.stdout.write(`${text}\n`)

function print(job: Shown): void {
  const seconds = (Date.parse(job.updatedAt) - Date.parse(job.createdAt)) / 1000
  say(`${job.dryRun ? 'Dry run' : 'Import'} ${job.id} ${job.status} after ${seconds.toFixed(1)} s`)
  if (job.failure !== null) say(`  ${job.failure.message}`)
  say(`  rows        ${job.rows}, of these ${job.rowsFailed} not stored`)
  say(
    `  products    ${job.productsCreated} created, ${job.productsUpdated} updated, ` +
      `${job.productsUnchanged} unchanged, ${job.productsFailed} failed`,
  )
  say(`  categories  ${job.categoriesCreated} created, ${job.categoriesUpdated} updated`)
  if (job.variantsUnpriced > 0)
    say(`  unpriced    ${job.variantsUnpriced} variants have no price in ${job.market}`)
}

async function main(): Promise<void> {
  const options = readArguments()
  const stateDir = process.env.STATE_DIR || join(import.meta.dirname, '../.state')
  const token = options.token ?? (await (await developmentIssuer(stateDir)).sign({ scope: 'imports:write' }))
  const folder = await mkdtemp(join(tmpdir(), 'highstreet-import-'))
  const accepted = await uploadFrom(folder, options, token)
  if (accepted.status !== 202) return failed(accepted)
  if (accepted.headers['idempotent-replayed'] === 'true') {
    process.stderr.write(
      'This file was sent today already: here is that import. Use --again to send it anew.\n',
    )
  }
  const path = accepted.headers.location ?? ''
  const job = await follow(options, token, path)
  print(job)
  if (job.rowsFailed > 0) {
    const { data } = await get<ReportPage>(
      options,
      token,
      `${path}/errors?severity=error&limit=${ERRORS_SHOWN}`,
    )
    for (const { line, column, code, message } of data) {
      process.stdout.write(`  line ${line}${column && `, ${column}`}: ${code}: ${message}\n`)
    }
    if (job.rowsFailed > data.length) process.stdout.write(`  … all of them: GET ${path}/errors\n`)
  }
  process.exitCode = job.status === 'completed' ? 0 : 1
}

await main().catch((error: unknown) => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  process.stderr.write(
    code === 'ECONNREFUSED'
      ? 'Nobody answers there. Is the shop running (npm start)?\n'
      : `${String(error)}\n`,
  )
  process.exit(1)
})
