import { vi } from 'vitest'

/** Time that passes only when nothing else is left to do: hours of waiting take no time, and every run is the same. */
export class Clock {
  now = Date.UTC(2026, 0, 1)
  #timers = new Map<number, { at: number; run: () => void }>()
  #last = 0

  /** Takes the place of the timers and the date until `vi.unstubAllGlobals`. */
  install(): void {
    vi.stubGlobal('setTimeout', (run: () => void, ms = 0) => {
      this.#last += 1
      this.#timers.set(this.#last, { at: this.now + ms, run })
      return this.#last
    })
    vi.stubGlobal('clearTimeout', (id: number) => void this.#timers.delete(id))
    vi.spyOn(Date, 'now').mockImplementation(() => this.now)
  }

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      setTimeout(resolve, ms)
    })
  }

  /** Lets so much time pass; everything that falls due in it happens in its order. */
  async pass(ms: number): Promise<void> {
    const end = this.now + ms
    for (;;) {
      await settled()
      const next = this.#next()
      if (next === undefined || next[1].at > end) break
      this.#timers.delete(next[0])
      this.now = Math.max(this.now, next[1].at)
      next[1].run()
    }
    this.now = end
  }

  /** Until nothing is left to wait for. */
  async passAll(): Promise<void> {
    for (;;) {
      await settled()
      const next = this.#next()
      if (next === undefined) return
      await this.pass(next[1].at - this.now)
    }
  }

  #next() {
    return [...this.#timers].reduce<[number, { at: number; run: () => void }] | undefined>(
      (first, each) => (first === undefined || each[1].at < first[1].at ? each : first),
      undefined,
    )
  }
}

/** Until all promises that can go on have gone on. */
const settled = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve)
  })
