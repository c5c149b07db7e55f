import type { Clock } from '../ports.ts'
import type { StartPeer } from './peer.ts'
import type { Ask, Asked, Outcome, Target } from './types.ts'
import { WIDEST_WINDOW } from './window.ts'
import { type Departure, type Held, Worker } from './worker.ts'

/**
 * How a question is asked: beside others; `alone`, for a worker died that held it; or `isolated`, of a worker that was never
 * asked anything else. Only a death in isolation proves whose fault it was, since a worker may answer one and die of it later.
 */
const TRIALS = ['shared', 'alone', 'isolated'] as const
type Trial = (typeof TRIALS)[number]

interface Question {
  readonly ask: Ask
  readonly settle: (asked: Asked) => void
  readonly trial: Trial
}

export interface PoolLimits {
  readonly workers: number
  /** In flight per worker; null lets each worker's pace tell. */
  readonly concurrency: number | null
  /** Milliseconds for each question; infinite where the peers watch the time. */
  readonly timeoutMs: number
}

/** Cases that killed or outwaited a worker, with not a single answer to any, after which no more are asked. */
const HOPELESS = 5
/** Milliseconds that a worker without questions has to end by itself. */
const CLOSE_GRACE = 500

/** Long-lived workers that share one queue of questions. */
export class WorkerPool implements Target {
  readonly capacity: number
  readonly #start: StartPeer
  readonly #clock: Clock
  readonly #limits: PoolLimits
  readonly #notice: (line: string) => void
  /** Those that still run, be they of no more use: a dying worker keeps its place (its port, its memory). */
  readonly #workers = new Set<Worker>()
  readonly #open = new Map<Ask, Question>()
  readonly #queue: Question[] = []
  readonly #suspects = new Set<string>()
  #answered = false
  #lastWords = ''
  #down: string | null = null

  /** `notice` hears of deaths that are nobody's proven fault. */
  constructor(start: StartPeer, clock: Clock, limits: PoolLimits, notice: (line: string) => void = () => {}) {
    this.#start = start
    this.#clock = clock
    this.#limits = limits
    this.capacity = limits.workers * (limits.concurrency ?? WIDEST_WINDOW)
    this.#notice = notice
  }

  /** Starts the first worker before there is a question, so that its start costs nobody's time. */
  warm(): void {
    if (this.#workers.size === 0) this.#spawn()
  }

  ask(ask: Ask): Promise<Asked> {
    return new Promise((settle) => {
      this.#queue.push({ ask: { ...ask }, settle, trial: 'shared' })
      this.#pump()
    })
  }

  async close(): Promise<void> {
    this.#down = 'the run ended before the target answered'
    const workers = [...this.#workers]
    const gone = workers.map((worker) => worker.close(worker.held.size > 0 ? 0 : CLOSE_GRACE))
    for (const ask of [...this.#open.keys()]) this.#settle(ask, { kind: 'broken', detail: this.#down })
    this.#pump()
    await Promise.all(gone)
  }

  #pump(): void {
    if (this.#isDoubtful()) {
      if (this.#open.size > 0) return
      this.#down ??= `the target answered no question: ${this.#lastWords}`
    }
    if (this.#down !== null) this.#refuseAll(this.#down)
    for (let next = this.#queue[0]; next; next = this.#queue[0]) {
      const worker = this.#workerFor(next)
      if (!worker) return
      this.#queue.shift()
      this.#open.set(next.ask, next)
      worker.send(next.ask)
    }
  }

  /** Nobody was ever answered: whoever is still asked is waited for before that is held against all. */
  #isDoubtful(): boolean {
    return !this.#answered && this.#suspects.size >= HOPELESS
  }

  #refuseAll(detail: string): void {
    for (const { settle } of this.#queue.splice(0)) settle({ outcome: { kind: 'broken', detail }, durationMs: 0 })
  }

  /** Null where the question has to wait. Asked for every question: it makes no lists. */
  #workerFor({ ask, trial }: Question): Worker | null {
    if (trial === 'isolated') return this.#untouched() ?? this.#spawnInPlace()
    let best: Worker | null = null
    for (const worker of this.#workers) {
      if (worker.gone) continue
      if (worker.held.size === 0) return worker
      if (trial === 'shared' && this.#hasRoom(worker, ask) && (!best || worker.held.size < best.held.size))
        best = worker
    }
    return this.#workers.size < this.#limits.workers ? this.#spawn() : best
  }

  #untouched(): Worker | null {
    for (const worker of this.#workers) if (!worker.gone && worker.asked === 0) return worker
    return null
  }

  /** A new worker; where there may be no more, one that is idle makes room for the next time. */
  #spawnInPlace(): Worker | null {
    if (this.#workers.size < this.#limits.workers) return this.#spawn()
    const able = [...this.#workers].filter((worker) => !worker.gone)
    if (able.length === this.#workers.size) void able.find(({ held }) => held.size === 0)?.close(CLOSE_GRACE)
    return null
  }

  #hasRoom(worker: Worker, { id }: Ask): boolean {
    return worker.held.size < worker.window.size && !worker.held.has(id) && this.#isShared(worker)
  }

  #isShared(worker: Worker): boolean {
    const [first] = worker.held.values()
    return !first || this.#open.get(first.ask)?.trial === 'shared'
  }

  #spawn(): Worker {
    const worker = new Worker(this.#start, this.#clock, this.#limits, {
      onAnswer: (held, outcome, durationMs) => this.#answer(held, outcome, durationMs),
      onLeave: (gone, held, why, detail) => this.#bury(gone, held, why, detail),
      onExit: (gone) => {
        this.#workers.delete(gone)
        this.#pump()
      },
    })
    this.#workers.add(worker)
    return worker
  }

  #answer({ ask }: Held, outcome: Outcome, durationMs: number): void {
    if (outcome.kind === 'output' || outcome.kind === 'error') this.#answered = true
    if (outcome.kind === 'timeout') this.#suspect(ask, outcome.detail)
    this.#settle(ask, outcome, durationMs)
    this.#pump()
  }

  #bury(worker: Worker, held: readonly Held[], why: Departure, detail: string): void {
    const [only] = held
    const stillborn = why === 'unstartable' || (worker.asked === 0 && !this.#answered)
    if (stillborn) this.#down ??= `the target did not start: ${detail}`
    if (only && held.length === 1 && !stillborn && isProven(worker, why)) this.#blame(only, why, detail)
    else this.#askAgain(held, detail)
    this.#pump()
  }

  #blame({ ask, since }: Held, why: Exclude<Departure, 'unstartable'>, detail: string): void {
    this.#suspect(ask, detail)
    this.#settle(ask, { kind: why, detail }, this.#clock.ticks() - since)
  }

  #suspect({ id }: Ask, detail: string): void {
    this.#suspects.add(id)
    this.#lastWords = detail
  }

  #askAgain(held: readonly Held[], detail: string): void {
    if (held.length > 0 && this.#down === null)
      this.#notice(
        `casebook: ${detail}; what was asked of it is asked again, ${held.length > 1 ? 'one by one' : 'alone'} (${held.length})`,
      )
    for (const { ask } of held) {
      const question = this.#open.get(ask)
      this.#open.delete(ask)
      if (question) this.#queue.push({ ...question, trial: held.length > 1 ? 'alone' : 'isolated' })
    }
  }

  #settle(ask: Ask, outcome: Outcome, durationMs = 0): void {
    const question = this.#open.get(ask)
    this.#open.delete(ask)
    question?.settle({ outcome, durationMs })
  }
}

/** The last question held had its whole time to itself; a death may be the late deed of one that was answered. */
function isProven(worker: Worker, why: Departure): why is Exclude<Departure, 'unstartable'> {
  return why === 'timeout' || worker.asked === 1
}
