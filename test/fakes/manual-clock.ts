import type { Clock } from '../../lib/ports.ts'

interface Timer {
  readonly at: number
  readonly call: () => void
}

/** A clock that stands still until it is told to go on. */
export class ManualClock implements Clock {
  #now = 0
  readonly #timers = new Set<Timer>()

  now = (): Date => new Date(this.#now)
  ticks = (): number => this.#now

  after = (ms: number, call: () => void): { cancel(): void } => {
    const timer = { at: this.#now + ms, call }
    this.#timers.add(timer)
    return { cancel: () => void this.#timers.delete(timer) }
  }

  /** Timers that neither fired nor were cancelled. */
  get pending(): number {
    return this.#timers.size
  }

  /** Goes on to the next timer and fires it; false where there is none. */
  next(): boolean {
    const [first] = [...this.#timers].sort((a, b) => a.at - b.at)
    if (!first) return false
    this.#timers.delete(first)
    this.#now = Math.max(this.#now, first.at)
    first.call()
    return true
  }

  advance(ms: number): void {
    const end = this.#now + ms
    for (let due = this.#due(end); due; due = this.#due(end)) this.next()
    this.#now = end
  }

  #due(end: number): boolean {
    return [...this.#timers].some(({ at }) => at <= end)
  }
}
