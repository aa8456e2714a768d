/** Acts of one object that must not come between each other: each waits for those before it, whatever became of them. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve()
  #waiting = 0

  /** Whether somebody is at it. */
  get isBusy(): boolean {
    return this.#waiting > 0
  }

  async take<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(act)
    this.#waiting += 1
    this.#last = turn.then(
      () => undefined,
      () => undefined,
    )
    try {
      return await turn
    } finally {
      this.#waiting -= 1
    }
  }
}
