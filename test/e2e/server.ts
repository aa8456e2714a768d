import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { developmentCustomers, developmentIssuer } from '../../scripts/development-issuer.ts'

const ROOT = join(import.meta.dirname, '../..')

/** `npm start` without the installation: the very script, in a process group of its own, so that it can be killed whole. */
export class Server {
  readonly url: string
  readonly #stateDir: string
  readonly #port: number
  readonly #variables: Readonly<Record<string, string>>
  #child: ChildProcess | undefined
  #output = ''

  private constructor(stateDir: string, port: number, variables: Readonly<Record<string, string>>) {
    this.#stateDir = stateDir
    this.#port = port
    this.#variables = variables
    this.url = `http://localhost:${port}`
  }

  /** `variables` are what an operator would set in the environment. */
  static async open(
    stateDir: string,
    variables: Readonly<Record<string, string>> = {},
    port?: number,
  ): Promise<Server> {
    const server = new Server(stateDir, port ?? (await freePort()), variables)
    await server.start()
    return server
  }

  /** Resolves when the server says that it is open: migrated, and seeded if it was empty. */
  start(): Promise<void> {
    return this.#run('scripts/start.ts', this.#variables)
  }

  /** Starts a killed server again as it was built and migrated, with these variables too: for whoever kills it often. */
  restart(variables: Readonly<Record<string, string>> = {}): Promise<void> {
    const vars = JSON.stringify({ ...this.#variables, ...variables })
    return this.#run('test/e2e/restart.ts', { VARS: vars })
  }

  async #run(script: string, variables: Readonly<Record<string, string>>): Promise<void> {
    const child = spawn(process.execPath, [join(ROOT, script)], {
      cwd: ROOT,
      detached: true,
      env: { ...process.env, ...variables, PORT: String(this.#port), STATE_DIR: this.#stateDir },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    this.#output = ''
    await new Promise<void>((resolve, reject) => {
      const read = (text: unknown) => {
        this.#output += String(text)
        if (this.#output.includes('Highstreet is open')) resolve()
      }
      child.stdout?.on('data', read)
      child.stderr?.on('data', read)
      child.once('exit', (code) => reject(new Error(`the server ended with ${code}:\n${this.#output}`)))
    })
  }

  /** How often the running server has said this since it was started. */
  timesSaid(text: string): number {
    return this.#output.split(text).length - 1
  }

  /** SIGKILL to the whole group, as a power cut would; resolves when the port is closed. */
  async kill(): Promise<void> {
    if (this.#child?.pid !== undefined) process.kill(-this.#child.pid, 'SIGKILL')
    for (;;) {
      try {
        await fetch(`${this.url}/healthz`)
        await sleep(50)
      } catch {
        return
      }
    }
  }

  /** What the dead server's database says of the newest import. */
  storedStatus(): string | undefined {
    const [row] = this.stored('SELECT status FROM imports ORDER BY created_at DESC LIMIT 1')
    return typeof row?.status === 'string' ? row.status : undefined
  }

  /** Rows of the dead server's shop database. */
  stored(sql: string): Record<string, unknown>[] {
    return this.#withDatabase(true, (database) => database.prepare(sql).all())
  }

  /** Changes the shop's database behind the server's back, which may be running. */
  alter(sql: string): void {
    this.#withDatabase(false, (database) => database.exec(sql))
  }

  #withDatabase<T>(readOnly: boolean, use: (database: DatabaseSync) => T): T {
    const folder = join(this.#stateDir, 'v3/d1/miniflare-D1DatabaseObject')
    for (const file of readdirSync(folder).filter(
      (name) => name.endsWith('.sqlite') && name !== 'metadata.sqlite',
    )) {
      // A running server may be writing.
      const database = new DatabaseSync(join(folder, file), { readOnly, timeout: 10_000 })
      try {
        if (database.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'imports'`).get() === undefined)
          continue
        return use(database)
      } finally {
        database.close()
      }
    }
    throw new Error('the server has no shop database')
  }

  async token(scope: string): Promise<string> {
    return (await developmentIssuer(this.#stateDir)).sign({ scope, subject: 'e2e' })
  }

  async customerToken(subject: string): Promise<string> {
    return (await developmentCustomers(this.#stateDir)).sign({ subject })
  }

  /** What the dead server's objects of carts hold: each a database of its own. */
  storedCarts(sql: string): Record<string, unknown>[] {
    const folder = join(this.#stateDir, 'v3/do/highstreet-Cart')
    const files = readdirSync(folder).filter((name) => name.endsWith('.sqlite') && name !== 'metadata.sqlite')
    return files.flatMap((file) => {
      const database = new DatabaseSync(join(folder, file), { readOnly: true })
      try {
        const isOpened =
          database.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'cart'`).get() !== undefined
        return isOpened ? database.prepare(sql).all() : []
      } finally {
        database.close()
      }
    })
  }

  async json<T>(path: string, init?: RequestInit): Promise<T> {
    const answer = await fetch(this.url + path, init)
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as T
  }

  async upload(body: string, key: string): Promise<{ id: string; status: string }> {
    return this.json(`/v1/admin/imports?format=ndjson&market=us`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${await this.token('imports:write')}`,
        'Content-Type': 'application/x-ndjson',
        'Idempotency-Key': key,
      },
      body,
    })
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
