import { spawn } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createHash, randomBytes } from 'node:crypto'
import { extname, join } from 'node:path'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { unstable_getMiniflareWorkerOptions } from 'wrangler'
import {
  developmentCustomers,
  developmentIssuer,
  type DevelopmentCustomers,
  type DevelopmentIssuer,
} from './development-issuer.ts'
import { openSignInServer } from './sign-in-server.ts'
import { buildSite, SITE } from './site.ts'

const ROOT = join(import.meta.dirname, '..')

// One machine plays hundreds of shoppers here: what wrangler.toml grants a client would end a rush after a second.
const LOCAL_LIMITS = {
  LIMIT_OPEN: { namespace_id: '4101', simple: { limit: 3_000, period: 60 } },
  LIMIT_PAY: { namespace_id: '4102', simple: { limit: 3_000, period: 60 } },
  LIMIT_CODE: { namespace_id: '4103', simple: { limit: 60, period: 60 } },
}

type Scheduled = { scheduled(options: { cron: string }): Promise<unknown> }

/** A shop that runs on this machine: the built Worker in workerd, its state in one folder. */
export type LocalShop = {
  readonly url: string
  readonly issuer: DevelopmentIssuer
  readonly customers: DevelopmentCustomers
  database(binding: 'DB' | 'SEARCH'): Promise<D1Database>
  /** The snapshots, to be looked at. */
  keyValue(): Promise<KVNamespace>
  /** Everything the Worker is given: storage, queues, variables. */
  bindings(): Promise<Record<string, unknown>>
  /** Cron never fires by itself locally (platform.md §6). */
  tick(): Promise<void>
  stop(): Promise<void>
}

/**
 * Builds the Worker and starts it without wrangler's development server, whose proxy takes four fifths of the
 * throughput (platform.md §8). The configuration is wrangler.toml's; `vars` are the variables an operator would set.
 */
export async function startLocalShop(options: {
  stateDir: string
  port: number
  vars?: Readonly<Record<string, string>>
  /** Where a build already lies; absent = build now. */
  buildDir?: string
  /** False where every call counts, as in a bench: the local stand-in for the counters is an object with a database. */
  counted?: boolean
  /** False for a Worker that has no tables. */
  migrated?: boolean
  /** Where people sign in from pages: a port on loopback, 0 for any. Absent = nowhere. */
  signInPort?: number
}): Promise<LocalShop> {
  const { stateDir, port, vars = {} } = options
  await mkdir(stateDir, { recursive: true })
  const buildDir = options.buildDir ?? join(stateDir, 'build')
  await Promise.all([
    options.buildDir ? undefined : buildWorker(buildDir),
    options.migrated === false ? undefined : migrate(stateDir),
  ])
  const signIn =
    options.signInPort === undefined
      ? undefined
      : await openSignInServer(
          (role, subject, scope, ttl) =>
            role === 'staff' ? issuer.sign({ scope, subject, ttl }) : customers.sign({ subject, ttl }),
          options.signInPort,
        )
  const issuer = await developmentIssuer(stateDir, signIn?.doors.staff)
  const customers = await developmentCustomers(stateDir, signIn?.doors.customer)
  const url = `http://localhost:${port}`
  const bindings = await variables(stateDir, [issuer, customers], vars)
  // The module rules speak of files that are not scripts; the build has only one.
  const {
    modulesRules: _rules,
    rootPath: _root,
    // See wrangler.toml: the local asset router stays out.
    assets: _assets,
    ratelimits,
    ...worker
  } = unstable_getMiniflareWorkerOptions(join(ROOT, 'wrangler.toml')).workerOptions
  const miniflare = new Miniflare({
    ...convertV4MiniflareOptions({
      host: '127.0.0.1',
      port,
      cf: false,
      workers: [
        {
          ...worker,
          name: 'highstreet',
          // Module names may not climb out of the root, and the state folder may lie anywhere.
          rootPath: buildDir,
          modules: true,
          scriptPath: join(buildDir, 'index.js'),
          serviceBindings: { ASSETS: assetFromDisk },
          ratelimits: options.counted === false ? {} : { ...(ratelimits as object), ...LOCAL_LIMITS },
          bindings: { PUBLIC_URL: url, ...bindings },
        },
      ],
    } as never),
    // The folder that `wrangler d1 migrations apply --persist-to` writes to.
    resourcePersistencePath: join(stateDir, 'v3'),
  })
  const ready = await miniflare.ready
  return {
    url: port === 0 ? ready.origin : url,
    issuer,
    customers,
    database: (binding) => miniflare.getD1Database(binding),
    keyValue: async () => (await miniflare.getKVNamespace('KV')) as unknown as KVNamespace,
    bindings: () => miniflare.getBindings('highstreet'),
    tick: async () => {
      // wrangler's endpoint for this does not exist in plain Miniflare; the worker's own handler is called instead.
      const running = (await miniflare.getWorker()) as unknown as Scheduled
      await running.scheduled({ cron: '* * * * *' })
    },
    stop: async () => {
      await Promise.all([miniflare.dispose(), signIn?.stop()])
    },
  }
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
}

/** The stand-in for Cloudflare's asset store: a file of the built site, by its exact name. */
async function assetFromDisk(request: {
  url: string
  headers: { get(name: string): string | null }
}): Promise<Response> {
  const { pathname } = new URL(request.url)
  const type = MEDIA_TYPES[extname(pathname)]
  const body =
    /^(?:\/\w[\w.-]*)+$/.test(pathname) && type !== undefined
      ? await readFile(join(SITE, pathname)).catch(() => null)
      : null
  if (body === null || type === undefined) return new Response(null, { status: 404 })
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  const isKnown = request.headers.get('If-None-Match')?.includes(etag) === true
  return new Response(isKnown ? null : body, {
    status: isKnown ? 304 : 200,
    headers: { 'Content-Type': type, ETag: etag },
  })
}

/** Bundles the Worker as a deploy would; or another one, by the path of its `index.ts`. */
export async function buildWorker(outDir: string, entry?: string): Promise<string> {
  // wrangler looks for the folder of assets, also when nothing is uploaded.
  await buildSite()
  return wrangler(['deploy', ...(entry === undefined ? [] : [entry]), '--dry-run', '--outdir', outDir])
}

async function migrate(stateDir: string): Promise<void> {
  // One after the other: two of wrangler's processes on one state folder lock each other's database out.
  for (const binding of ['DB', 'SEARCH'])
    await wrangler(['d1', 'migrations', 'apply', binding, '--local', '--persist-to', stateDir])
}

export function wrangler(args: string[]): Promise<string> {
  const child = spawn(process.execPath, [join(ROOT, 'node_modules/wrangler/bin/wrangler.js'), ...args], {
    cwd: ROOT,
    env: {
      ...process.env,
      CI: '1',
      WRANGLER_SEND_METRICS: 'false',
      CLOUDFLARE_CF_FETCH_ENABLED: 'false',
      NO_COLOR: '1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (text) => (output += String(text)))
  child.stderr.on('data', (text) => (output += String(text)))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code) =>
      code === 0 ? resolve(output) : reject(new Error(`wrangler ${args.join(' ')} failed:\n${output}`)),
    )
  })
}

/** Development unless the caller says otherwise: only there are the development issuers and faults believed. */
async function variables(
  stateDir: string,
  developmentIssuers: readonly { readonly issuerJson: string }[],
  vars: Readonly<Record<string, string>>,
) {
  const stage = vars.STAGE ?? 'development'
  const own = JSON.parse(vars.AUTH_ISSUERS || '[]') as unknown[]
  const made = developmentIssuers.flatMap(({ issuerJson }) => JSON.parse(issuerJson) as unknown[])
  const issuers = stage === 'development' ? [...own, ...made] : own
  return {
    TOKEN_SECRETS: await secret(stateDir),
    ...vars,
    STAGE: stage,
    AUTH_ISSUERS: JSON.stringify(issuers),
  }
}

/** A random key of this state folder, so that cursors outlive a restart. */
async function secret(stateDir: string): Promise<string> {
  const file = join(stateDir, 'token-secret')
  const kept = await readFile(file, 'utf8').catch(() => '')
  if (kept !== '') return kept
  const made = randomBytes(32).toString('base64url')
  await writeFile(file, made, { mode: 0o600 })
  return made
}
