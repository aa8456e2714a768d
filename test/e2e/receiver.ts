import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** One request as the receiver saw it, in the order of arrival. */
export type Arrival = {
  readonly headers: Record<string, string>
  readonly body: string
  readonly id: string
  readonly subject: string
  readonly sequence: number
  readonly does: Behaviour
}

export type Behaviour =
  'accept' | 'accept endlessly' | 'fail' | 'fail endlessly' | 'redirect' | 'close' | 'half' | 'hang'

/** Whether the sender was told that the event was heard. */
export const isAccepted = ({ does }: Arrival): boolean => does === 'accept' || does === 'accept endlessly'

/** A webhook receiver on this machine that behaves as it is told, and writes down everything it gets. */
export class Receiver {
  readonly log: Arrival[] = []
  /** Requests that only somebody who follows redirects makes. */
  followed = 0
  bytesSent = 0
  readonly #behave: () => Behaviour
  readonly #sockets = new Set<Socket>()
  #server: Server | undefined
  #port = 0

  constructor(behave: () => Behaviour) {
    this.#behave = behave
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/hook`
  }

  /** Listens, on the same port as before. */
  async start(): Promise<void> {
    const server = createServer((request, response) => void this.#receive(request, response))
    server.on('connection', (socket) => {
      this.#sockets.add(socket)
      socket.on('close', () => this.#sockets.delete(socket))
      socket.on('error', () => undefined)
    })
    this.#server = server
    await new Promise<void>((resolve) => {
      server.listen(this.#port, '127.0.0.1', resolve)
    })
    this.#port = (server.address() as AddressInfo).port
  }

  /** Dies: nobody listens any more, and whoever was connected is cut off. */
  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server?.close(resolve))
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url !== '/hook') {
      this.followed += 1
      response.writeHead(200).end()
      return
    }
    const chunks: Buffer[] = []
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer)
    } catch {
      // Cut off before all of it had come: it was not heard.
      return
    }
    const body = Buffer.concat(chunks).toString('utf8')
    const { data } = JSON.parse(body) as { data: { subject: string; sequence: number } }
    const headers = request.headers as Record<string, string>
    const does = this.#behave()
    const { subject, sequence } = data
    this.log.push({ headers, body, id: headers['webhook-id'] ?? '', subject, sequence, does })
    this.#answer(does, response)
  }

  #answer(does: Behaviour, response: ServerResponse): void {
    switch (does) {
      case 'accept':
        response.writeHead(204).end()
        return
      case 'accept endlessly':
        this.#pour(response.writeHead(200))
        return
      case 'fail':
        response.writeHead(500).end('no')
        return
      case 'fail endlessly':
        this.#pour(response.writeHead(503))
        return
      case 'redirect':
        response.writeHead(307, { Location: '/elsewhere' }).end()
        return
      case 'close':
        response.socket?.destroy()
        return
      case 'half':
        // A head that ends in the middle of a line.
        response.socket?.end('HTTP/1.1 20')
        return
      case 'hang':
        return
    }
  }

  #pour(response: ServerResponse): void {
    const piece = Buffer.alloc(16_384, 'x')
    const more = (): void => {
      if (response.destroyed) return
      this.bytesSent += piece.length
      if (response.write(piece)) setImmediate(more)
      else response.once('drain', more)
    }
    more()
  }
}
