import type { Ctx } from './context.ts'
import { unavailable } from './problem.ts'

/**
 * How many may be at something at once in this isolate. Whoever finds no place hears 503 right away: a queue that grows
 * faster than it is worked off answers everybody too late, and those who have gone already, too (I-42).
 */
export class Room {
  readonly #places: number
  readonly #stayMs: number
  readonly #since = new Set<{ readonly at: number }>()

  /** `stayMs`: after that a place counts as left. Of a request that was cut off nothing may ever be heard again. */
  constructor(places: number, stayMs: number) {
    this.#places = places
    this.#stayMs = stayMs
  }

  async enter<T>(ctx: Ctx, act: () => Promise<T>): Promise<T> {
    if (!this.#hasPlace(ctx.now)) throw unavailable()
    const place = { at: ctx.now }
    this.#since.add(place)
    const work = act()
    const leave = () => this.#since.delete(place)
    // Behind the answer as well: the place is left when the work ends, not when its buyer hangs up.
    ctx.later(work.then(leave, leave))
    return work
  }

  #hasPlace(now: number): boolean {
    if (this.#since.size < this.#places) return true
    for (const place of this.#since) if (place.at + this.#stayMs <= now) this.#since.delete(place)
    return this.#since.size < this.#places
  }
}
