import type { Clock } from '../ports.ts'
import type { Peer, StartPeer } from './peer.ts'
import type { Answer } from './protocol.ts'
import type { Ask, Outcome } from './types.ts'
import { Window } from './window.ts'

export interface Held {
  readonly ask: Ask
  readonly sentAt: number
  /** When its turn came at the latest: from here its time is counted. */
  since: number
}

export interface WorkerLimits {
  /** Infinite where the peer itself watches the time. */
  readonly timeoutMs: number
  readonly concurrency: number | null
}

export interface WorkerEvents {
  onAnswer(held: Held, outcome: Outcome, durationMs: number): void
  /** The worker is of no more use; `held` is what it had not answered. */
  onLeave(worker: Worker, held: readonly Held[], why: Departure, detail: string): void
  /** Nothing of it runs any more. */
  onExit(worker: Worker): void
}

/** Why a worker is of no more use; `unstartable` means that it never was. */
export type Departure = 'crash' | 'timeout' | 'broken' | 'unstartable'

/** Watches one peer: what it holds, for how long, and how it ends. */
export class Worker {
  readonly held = new Map<string, Held>()
  readonly window: Window
  /** Questions it was ever given. */
  asked = 0
  /** True once it takes no more questions, be it that it still runs. */
  gone = false
  #readyAt = Number.POSITIVE_INFINITY
  #lastAnswerAt = Number.NEGATIVE_INFINITY
  #timer: { cancel(): void } | null = null
  readonly #peer: Peer
  readonly #clock: Clock
  readonly #timeoutMs: number
  readonly #events: WorkerEvents

  constructor(start: StartPeer, clock: Clock, { timeoutMs, concurrency }: WorkerLimits, events: WorkerEvents) {
    this.#clock = clock
    this.#timeoutMs = timeoutMs
    this.window = new Window(concurrency)
    this.#events = events
    this.#peer = start({ onAnswer: (answer) => this.#take(answer), onBroken: (why) => this.#abandon('broken', why) })
    void this.#peer.ready.then(() => this.#begin())
    void this.#peer.exit.then(({ why, detail }) => {
      this.#leave(why, detail)
      this.#events.onExit(this)
    })
  }

  /** Requires that it holds no question of the same id. */
  send(ask: Ask): void {
    const now = this.#clock.ticks()
    this.asked++
    this.held.set(ask.id, { ask, sentAt: now, since: now })
    this.#peer.ask(ask)
    this.#watch()
  }

  /** Lets it end by itself, and ends it after `graceMs`; resolves when it is gone. What it holds is forgotten. */
  async close(graceMs: number): Promise<void> {
    const polite = !this.gone && graceMs > 0
    this.gone = true
    this.#timer?.cancel()
    const timer = polite ? this.#clock.after(graceMs, () => this.#peer.kill()) : null
    if (polite) this.#peer.end()
    else this.#peer.kill()
    await this.#peer.exit
    timer?.cancel()
  }

  #begin(): void {
    this.#readyAt = this.#clock.ticks()
    this.#watch()
  }

  /** A late answer is heard but means nothing; one to a question that is not held, or to another attempt, was asked by nobody. */
  #take({ id, attempt, outcome }: Answer): boolean {
    if (this.gone) return true
    const held = this.held.get(id)
    if (!held || (attempt !== null && attempt !== held.ask.attempt)) return false
    const now = this.#clock.ticks()
    this.window.answered(now - this.#lastAnswerAt)
    this.#lastAnswerAt = now
    this.#passTurn(held, now)
    this.#events.onAnswer(held, outcome, Math.max(0, now - this.#startOf(held.sentAt)))
    return true
  }

  /**
   * A worker that answers one after the other makes later questions wait: the answer to a question starts the time of those
   * that were sent after it anew, and that of the last one held. An early question gains nothing by answers to later ones.
   */
  #passTurn(answered: Held, now: number): void {
    let behind = false
    for (const held of this.held.values()) {
      if (behind) held.since = now
      if (held === answered) behind = true
    }
    this.held.delete(answered.ask.id)
    if (this.held.size === 1) for (const held of this.held.values()) held.since = now
  }

  /** One timer a worker, set anew only when it fires: an answer must cost no timer. */
  #watch(): void {
    if (this.#timer || this.gone || !Number.isFinite(this.#nextDeadline())) return
    this.#timer = this.#clock.after(Math.max(1, this.#nextDeadline() - this.#clock.ticks()), () => {
      this.#timer = null
      if (this.#clock.ticks() < this.#nextDeadline()) this.#watch()
      else this.#abandon('timeout', `no answer within ${this.#timeoutMs} ms`)
    })
  }

  /** Infinite where nothing is held, or is not begun. */
  #nextDeadline(): number {
    let first = Number.POSITIVE_INFINITY
    for (const { since } of this.held.values()) first = Math.min(first, this.#startOf(since) + this.#timeoutMs)
    return first
  }

  #startOf(since: number): number {
    return Math.max(since, this.#readyAt)
  }

  #abandon(why: Departure, detail: string): void {
    this.#peer.kill()
    this.#leave(why, detail)
  }

  #leave(why: Departure, detail: string): void {
    if (this.gone) return
    this.gone = true
    this.#timer?.cancel()
    this.#events.onLeave(this, [...this.held.values()], why, detail)
  }
}
