import { appendFile } from 'node:fs/promises'

/** What a client knows of one completion that it sent. */
export type Attempt = {
  readonly buyer: string
  readonly checkout: string
  readonly key: string
  readonly script: string
  readonly sentAt: number
  readonly ms: number
  /** Of it in the Worker, as Server-Timing tells. */
  readonly workerMs?: number
  /** unknown: the client hung up, or nothing came. */
  readonly status: number | 'unknown'
  readonly code?: string
  readonly orderId?: string
  /** The order as it was answered, without its token. */
  readonly order?: string
  readonly replayed: boolean
  readonly retryAfter: number | undefined
  readonly requestId: string | undefined
  /** Server-Timing, as it came. */
  readonly timing: string
}

/** What all clients of a proof have sent and heard (reliability.md §2.1). Figures are reckoned from it and from reads. */
export class History {
  readonly attempts: Attempt[] = []

  /** A later copy: what was noted since then is `since(mark)`. */
  mark(): number {
    return this.attempts.length
  }

  since(mark: number): readonly Attempt[] {
    return this.attempts.slice(mark)
  }

  note(attempt: Attempt): Attempt {
    this.attempts.push(attempt)
    return attempt
  }

  /** One line per attempt, for whoever looks into a run that failed. */
  async write(file: string): Promise<void> {
    await appendFile(file, this.attempts.map((attempt) => `${JSON.stringify(attempt)}\n`).join(''))
  }
}
