import type { Clock } from '../ports.ts'

/** Milliseconds that a request waits for company at most. */
const MOST_WAIT = 1

/**
 * Joins requests to a worker that has enough in hand: a write wakes the worker, and waking a fast one for every line costs more
 * than its answer. A request goes out at once where the worker has no more in hand than waits for it, else within a millisecond.
 */
export class RequestBatch {
  #lines = ''
  #waiting = 0
  #inHand = 0
  #timer: { cancel(): void } | null = null
  readonly #write: (text: string) => void
  readonly #clock: Clock

  constructor(write: (text: string) => void, clock: Clock) {
    this.#write = write
    this.#clock = clock
  }

  add(line: string): void {
    this.#lines += line
    this.#waiting++
    this.#consider()
  }

  /** The worker answered one. */
  answered(): void {
    if (this.#inHand > 0) this.#inHand--
    if (this.#waiting > 0) this.#consider()
  }

  flush(): void {
    this.#timer?.cancel()
    this.#timer = null
    if (this.#waiting === 0) return
    this.#inHand += this.#waiting
    this.#waiting = 0
    const lines = this.#lines
    this.#lines = ''
    this.#write(lines)
  }

  #consider(): void {
    if (this.#waiting >= this.#inHand) this.flush()
    else this.#timer ??= this.#clock.after(MOST_WAIT, () => this.flush())
  }
}
