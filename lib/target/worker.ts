import type { Child, ChildExit, Clock, Processes } from '../ports.ts'
import { LineSplitter } from './line-splitter.ts'
import { parseAnswer, renderRequest } from './protocol.ts'
import { type Ask, MAX_OUTPUT_BYTES, type Outcome } from './types.ts'

/** How a target's process is started. */
export interface Launch {
  readonly command: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
}

export interface Held {
  readonly ask: Ask
  readonly sentAt: number
}

export interface WorkerEvents {
  onAnswer(worker: Worker, held: Held, outcome: Outcome): void
  /** The worker is of no more use; `held` is what it had not answered. */
  onGone(worker: Worker, held: readonly Held[], why: Departure, detail: string): void
}

/** Why a worker is gone; `unstartable` means that its command never ran. */
export type Departure = 'crash' | 'timeout' | 'broken' | 'unstartable'

export interface WorkerLimits {
  readonly timeoutMs: number
  readonly concurrency: number
}

const ERROR_LINES = 12
const ERROR_LINE_BYTES = 64 * 1024
const FRAME_BYTES = 64 * 1024

/** One long-lived process that answers line by line. */
export class Worker {
  readonly held = new Map<string, Held>()
  answered = 0
  #gone = false
  #lastAnswerAt = 0
  #timer: { cancel(): void } | null = null
  readonly #errorTail: string[] = []
  readonly #child: Child
  readonly #clock: Clock
  readonly #limits: WorkerLimits
  readonly #events: WorkerEvents

  constructor(launch: Launch, processes: Processes, clock: Clock, limits: WorkerLimits, events: WorkerEvents) {
    this.#clock = clock
    this.#limits = limits
    this.#events = events
    const outputs = new LineSplitter(MAX_OUTPUT_BYTES + FRAME_BYTES, (line) => this.#takeLine(line, processes), () => this.#tooLong())
    const errors = new LineSplitter(ERROR_LINE_BYTES, (line) => this.#takeError(line, processes))
    this.#child = processes.start({ ...launch, onOutput: (chunk) => outputs.push(chunk), onErrors: (chunk) => errors.push(chunk) })
    void this.#child.exit.then((exit) => {
      outputs.end()
      errors.end()
      this.#leave(exit.startError === null ? 'crash' : 'unstartable', this.#epitaph(exit))
    })
  }

  send(ask: Ask): void {
    this.held.set(ask.id, { ask, sentAt: this.#clock.ticks() })
    this.#child.write(renderRequest(ask))
    this.#watch()
  }

  /** Lets the process end by itself, and ends it after `graceMs`. */
  async close(graceMs: number): Promise<void> {
    this.#gone = true
    this.#timer?.cancel()
    this.#child.endInput()
    const timer = this.#clock.after(graceMs, () => this.#child.kill())
    await this.#child.exit
    timer.cancel()
  }

  #takeLine(line: string, processes: Processes): void {
    const answer = this.#gone ? null : parseAnswer(line, (id) => this.held.has(id))
    if (!answer) {
      if (line !== '') processes.relay(line)
      return
    }
    const held = this.held.get(answer.id)!
    this.held.delete(answer.id)
    this.answered++
    this.#lastAnswerAt = this.#clock.ticks()
    this.#events.onAnswer(this, held, answer.outcome)
  }

  #takeError(line: string, processes: Processes): void {
    this.#errorTail.push(line)
    if (this.#errorTail.length > ERROR_LINES) this.#errorTail.shift()
    processes.relay(line)
  }

  #tooLong(): void {
    this.#child.kill()
    this.#leave('broken', 'the target wrote a line longer than the 8 MiB one output may have')
  }

  /** One timer a worker, set anew only when it fires: an answer must cost no timer. */
  #watch(): void {
    if (this.#timer || this.held.size === 0 || this.#gone) return
    this.#timer = this.#clock.after(Math.max(1, this.#nextDeadline() - this.#clock.ticks()), () => {
      this.#timer = null
      if (this.held.size === 0 || this.#gone) return
      if (this.#clock.ticks() < this.#nextDeadline()) this.#watch()
      else this.#expire()
    })
  }

  /**
   * A worker that answers one after the other makes later questions wait: the time of a question starts anew whenever the
   * worker answers another, up to as many times as may be in flight.
   */
  #nextDeadline(): number {
    const { timeoutMs, concurrency } = this.#limits
    let first = Number.POSITIVE_INFINITY
    for (const { sentAt } of this.held.values())
      first = Math.min(first, Math.max(sentAt, this.#lastAnswerAt) + timeoutMs, sentAt + timeoutMs * concurrency)
    return first
  }

  #expire(): void {
    this.#child.kill()
    this.#leave('timeout', `no answer within ${this.#limits.timeoutMs} ms`)
  }

  #leave(why: Departure, detail: string): void {
    if (this.#gone) return
    this.#gone = true
    this.#timer?.cancel()
    this.#events.onGone(this, [...this.held.values()], why, detail)
  }

  #epitaph(exit: ChildExit): string {
    if (exit.startError !== null) return exit.startError
    const how = exit.signal === null ? `exited with code ${exit.code}` : `was killed by ${exit.signal}`
    const last = this.#errorTail.findLast((line) => line.trim() !== '')
    return last === undefined ? `the process ${how}` : `the process ${how}: ${last.trim().slice(0, 300)}`
  }
}
