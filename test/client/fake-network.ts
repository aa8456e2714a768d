import type { Clock } from './clock.ts'
import { problem, type Asked, type Told } from './fake-shop.ts'

/** What becomes of a request on its way to the shop and back. */
export type Fate =
  | 'well'
  | 'request lost'
  | 'reply lost'
  /** Neither an answer nor an error: the client has to give up by itself. */
  | 'reply hangs'
  /** The network delivers it twice; both times it is acted on. */
  | 'twice'
  | 'slow'
  /** As slow, and it cannot be called back. */
  | 'slow and deaf'
  | 'busy'
  | 'busy, but done'
  | 'too many'
  | 'in flight'
  | 'half an answer'

export type Sent = {
  readonly method: string
  readonly path: string
  readonly headers: Headers
  readonly at: number
}

type Answering = { tell(asked: Asked): Told }

/** The network of one phone: `fetch` for a client, with a script of fates; after its end all goes well. */
export class FakeNetwork {
  readonly sent: Sent[] = []
  offline = false
  /** Answers these instead of the shop, in order. */
  readonly instead: Told[] = []
  readonly #shop: Answering
  readonly #clock: Clock
  readonly #fates: Fate[]

  constructor(shop: Answering, clock: Clock, fates: readonly Fate[] = []) {
    this.#shop = shop
    this.#clock = clock
    this.#fates = [...fates]
  }

  script(...fates: Fate[]): void {
    this.#fates.push(...fates)
  }

  readonly fetch = async (url: unknown, init: RequestInit = {}): Promise<Response> => {
    const { pathname: path, search } = new URL(String(url))
    if (/guest\.|customer\.|checkout\./.test(path + search))
      throw new Error(`a token in a URL: ${path}${search}`)
    const headers = new Headers(init.headers)
    const method = init.method ?? 'GET'
    this.sent.push({ method, path, headers, at: this.#clock.now })
    const fate = this.offline ? 'request lost' : (this.#fates.shift() ?? 'well')
    const body = typeof init.body === 'string' ? (JSON.parse(init.body) as Record<string, never>) : {}
    const tell = (): Told =>
      structuredClone(this.instead.shift() ?? this.#shop.tell({ method, path, headers, body }))
    await (fate === 'slow and deaf'
      ? this.#clock.wait(8_000)
      : this.#rest(fate === 'slow' ? 8_000 : 50, init.signal))
    switch (fate) {
      case 'request lost':
        throw new TypeError('the network is gone')
      case 'reply lost':
        tell()
        await this.#rest(50, init.signal)
        throw new TypeError('the connection was cut')
      case 'reply hangs':
        tell()
        return this.#rest(3_600_000, init.signal) as Promise<never>
      case 'twice':
        tell()
        break
      case 'busy':
        return response(problem(503, 'unavailable', {}, { 'Retry-After': '2' }))
      case 'busy, but done':
        tell()
        return response(problem(503, 'unavailable', {}, { 'Retry-After': '1' }))
      case 'too many':
        return response(problem(429, 'rate_limited', {}, { 'Retry-After': '5' }))
      case 'in flight':
        tell()
        return response(problem(409, 'idempotency_in_flight', {}, { 'Retry-After': '1' }))
      case 'half an answer': {
        const { ok, status, headers: back } = response(tell())
        return {
          ok,
          status,
          headers: back,
          json: () => Promise.reject(new SyntaxError('it ends early')),
        } as Response
      }
      case 'well':
      case 'slow':
      case 'slow and deaf':
    }
    const told = tell()
    await this.#clock.wait(50)
    return response(told)
  }

  async #rest(ms: number, signal?: AbortSignal | null): Promise<void> {
    const aborted = new Promise<never>((_resolve, reject) => {
      const end = () => reject(new DOMException('aborted', 'AbortError'))
      if (signal?.aborted === true) end()
      signal?.addEventListener('abort', end)
    })
    aborted.catch(() => undefined)
    await Promise.race([this.#clock.wait(ms), aborted])
  }
}

/** Just what the client looks at: a real Response reads its body in streams, which take the real time. */
const response = ({ status, body, headers = {} }: Told): Response =>
  ({
    ok: status < 300,
    status,
    headers: new Headers({
      'Content-Type': status < 300 ? 'application/json' : 'application/problem+json',
      ...headers,
    }),
    json: () => Promise.resolve(body),
  }) as Response
