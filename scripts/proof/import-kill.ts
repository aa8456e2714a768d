import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type ClientRequest, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Shown } from '../../src/imports/show-import.ts'
import { Server } from '../../test/e2e/server.ts'
import { numbers } from './numbers.ts'

// I-38 at full size: a file is imported over HTTP while the server is killed (SIGKILL to its whole process group) during
// the upload, in the middle of the work and near its end. Every good row is there once, as it was sent; every bad one is named.

export type ImportKillFigures = {
  readonly seed: number
  readonly rows: number
  readonly kills: number
  /** Good rows that the export lacks, or has otherwise than they were sent. */
  readonly lost: number
  /** Rows that the export has more than once, and products that were made or announced more than once. */
  readonly doubled: number
  /** Bad rows that are not named, or good ones that are. */
  readonly misnamed: number
  /** While the server was up. */
  readonly rowsPerSecond: number
  readonly seconds: number
}

type Options = {
  readonly rows: number
  readonly seed: number
  readonly stateDir: string
  readonly port?: number
  readonly say?: (line: string) => void
}

const POLL_MS = 100
const BAD_EVERY = 997
const UPLOAD_PART = 65_536

type Row = { readonly id: string; readonly line: string; readonly expected: string | undefined }

function makeRows(count: number, seed: number): Row[] {
  const draw = numbers(seed)
  return Array.from({ length: count }, (_, at) => {
    const id = `kill-${String(at).padStart(6, '0')}`
    const isBad = at % BAD_EVERY === BAD_EVERY - 1
    const cents = draw(100_000)
    const fields = {
      title: `Product ${draw(1_000)} of ${at}`,
      sku: `KILL-${at}`,
      price: `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`,
      stock: draw(500),
    }
    const line = JSON.stringify({
      id,
      handle: id,
      ...fields,
      ...(isBad && { price: '1,99' }),
      vendor: `Vendor ${draw(40)}`,
      tags: [`tag-${draw(50)}`],
      description: `<p>${'A sturdy thing for the kitchen. '.repeat(1 + draw(8))}</p>`,
    })
    return { id, line, expected: isBad ? undefined : fingerprint(fields) }
  })
}

const fingerprint = ({ title, sku, price, stock }: Record<string, unknown>): string =>
  JSON.stringify([title, sku, price, stock])

export async function proveImportKill(options: Options): Promise<ImportKillFigures> {
  const { seed, say = () => undefined } = options
  const rows = makeRows(options.rows, seed)
  const file = Buffer.from(rows.map(({ line }) => `${line}\n`).join(''))
  const server = await Server.open(options.stateDir, {}, options.port)
  const headers = { Authorization: `Bearer ${await server.token('imports:write catalog:read')}` }
  let up = 0
  let kills = 0
  const kill = async (where: string): Promise<void> => {
    await server.kill()
    kills += 1
    say(`killed ${where}`)
    await server.start()
  }
  try {
    await uploadHalf(server, headers, file)
    await untilUploading(server, headers)
    await kill('during the upload')
    const start = Date.now()
    // The same request again: the first one holds its key until a slow upload would have ended.
    const accepted = await uploadPatiently(server, headers, file, say)
    const job = (): Promise<Shown> => server.json<Shown>(`/v1/admin/imports/${accepted.id}`, { headers })
    let since = Date.now()
    for (const part of [0.45, 0.92]) {
      await until(job, ({ bytesRead, bytes }) => bytesRead > part * bytes)
      up += Date.now() - since
      await kill(`at ${Math.round(100 * part)} % of the work`)
      since = Date.now()
    }
    const done = await until(job, ({ finishedAt }) => finishedAt !== null)
    up += Date.now() - since
    const replayed = await uploadPatiently(server, headers, file, say)
    if (replayed.id !== accepted.id) throw new Error('the same request again made another import')
    say(
      `${done.status}: ${done.rows} rows, ${done.rowsFailed} not stored, ${done.productsCreated} products made`,
    )

    const found = await exportedRows(server, headers)
    const misnamed = await misnamedRows(server, headers, accepted.id, rows)
    await server.kill()
    const announced = server.stored(
      `SELECT count(*) AS n FROM events WHERE type = 'product.created' AND subject LIKE 'product:kill-%'
       GROUP BY subject HAVING count(*) > 1`,
    ).length
    const good = rows.filter(({ expected }) => expected !== undefined)
    const lost = good.filter(({ id, expected }) => found.get(id)?.[0] !== expected).length
    const repeated = [...found.values()].filter((each) => each.length > 1).length
    const surplus = Math.max(0, found.size - good.length, done.productsCreated - good.length)
    return {
      seed,
      rows: rows.length,
      kills,
      lost,
      doubled: repeated + surplus + announced + Math.max(0, done.rows - rows.length),
      misnamed: misnamed + Math.abs(done.rowsFailed - (rows.length - good.length)),
      rowsPerSecond: Math.round((1_000 * rows.length) / up),
      seconds: Math.round((Date.now() - start) / 1_000),
    }
  } finally {
    await server.kill()
  }
}

type Headers = Readonly<Record<string, string>>

const uploadHeaders = (headers: Headers, file: Buffer): Headers => ({
  ...headers,
  'Content-Type': 'application/x-ndjson',
  'Content-Length': String(file.length),
  'Idempotency-Key': 'proof-import-kill',
})
const UPLOAD = '/v1/admin/imports?format=ndjson&market=us'

/** Sends half of the file and stops there, with the connection open. */
async function uploadHalf(server: Server, headers: Headers, file: Buffer): Promise<ClientRequest> {
  const upload = request(server.url + UPLOAD, { method: 'POST', headers: uploadHeaders(headers, file) })
  upload.on('error', () => undefined)
  for (let at = 0; at < file.length / 2; at += UPLOAD_PART) {
    if (!upload.write(file.subarray(at, at + UPLOAD_PART))) await once(upload, 'drain')
  }
  return upload
}

async function untilUploading(server: Server, headers: Headers): Promise<void> {
  for (;;) {
    const { data } = await server.json<{ data: Shown[] }>('/v1/admin/imports?limit=1', { headers })
    if (data[0]?.status === 'uploading') return
    await sleep(POLL_MS)
  }
}

async function uploadPatiently(
  server: Server,
  headers: Headers,
  file: Buffer,
  say: (line: string) => void,
): Promise<Shown> {
  let waited = false
  for (;;) {
    const answer = await fetch(server.url + UPLOAD, {
      method: 'POST',
      headers: uploadHeaders(headers, file),
      body: file as never,
    }).catch(() => undefined)
    if (answer?.status === 202) return (await answer.json()) as Shown
    // A refusal that comes before the body has been sent closes the connection: its answer may be lost.
    const problem = answer && ((await answer.json()) as { code: string })
    if (problem !== undefined && problem.code !== 'idempotency_in_flight')
      throw new Error(`the upload was refused: ${problem.code}`)
    if (!waited) say('waiting for the key of the killed upload …')
    waited = true
    await sleep(2_000)
  }
}

async function until(read: () => Promise<Shown>, isSo: (job: Shown) => boolean): Promise<Shown> {
  for (;;) {
    const job = await read()
    if (isSo(job)) return job
    await sleep(POLL_MS)
  }
}

/** What the export has under each id of the file. */
async function exportedRows(server: Server, headers: Headers): Promise<Map<string, string[]>> {
  const answer = await fetch(`${server.url}/v1/admin/exports/products?format=ndjson`, { headers })
  if (!answer.ok || answer.body === null) throw new Error(`the export was refused: ${answer.status}`)
  const found = new Map<string, string[]>()
  type Line = {
    id?: string
    title: string
    variants?: { sku: string; prices: { us?: { price: string }[] }; stock: { loc_main?: number } }[]
  }
  for await (const text of createInterface({ input: Readable.fromWeb(answer.body as never) })) {
    const { id, title, variants = [] } = JSON.parse(text) as Line
    if (id === undefined || !id.startsWith('kill-')) continue
    const prints = variants.map(({ sku, prices, stock }) =>
      fingerprint({ title, sku, price: prices.us?.[0]?.price, stock: stock.loc_main }),
    )
    found.set(id, [...(found.get(id) ?? []), ...prints])
  }
  return found
}

async function misnamedRows(
  server: Server,
  headers: Headers,
  id: string,
  rows: readonly Row[],
): Promise<number> {
  type Page = { data: { line: number }[]; page: { nextCursor: string | null } }
  const named = new Set<number>()
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: Page = await server.json<Page>(
      `/v1/admin/imports/${id}/errors?severity=error&limit=100${cursor && `&cursor=${cursor}`}`,
      { headers },
    )
    for (const { line } of page.data) named.add(line)
    cursor = page.page.nextCursor
  }
  return rows.filter(({ expected }, at) => named.has(at + 1) !== (expected === undefined)).length
}

/** `npm run proof -- import-kill`: ROWS, SEED, PORT and STATE_DIR change what is run. */
export async function main(): Promise<void> {
  const { ROWS, SEED, PORT, STATE_DIR } = process.env
  const stateDir = STATE_DIR ?? (await mkdtemp(join(tmpdir(), 'highstreet-proof-')))
  try {
    const figures = await proveImportKill({
      rows: Number(ROWS ?? 50_000),
      seed: Number(SEED ?? 38),
      stateDir,
      ...(PORT !== undefined && { port: Number(PORT) }),
      say: (line) => console.error(line),
    })
    const { seed, rows, kills, lost, doubled, misnamed, rowsPerSecond, seconds } = figures
    console.log(
      `import-kill: seed ${seed}, ${rows} rows, ${kills} kills, ${lost} lost, ${doubled} doubled, ${misnamed} misnamed, ` +
        `${rowsPerSecond} rows/s while up, ${seconds} s in all`,
    )
    process.exitCode = lost + doubled + misnamed === 0 ? 0 : 1
  } finally {
    if (STATE_DIR === undefined) await rm(stateDir, { recursive: true, force: true })
  }
}
