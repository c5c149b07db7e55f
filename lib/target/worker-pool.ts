import type { Clock, Processes } from '../ports.ts'
import type { Ask, Asked, Outcome, Target } from './types.ts'
import { type Departure, type Held, type Launch, Worker, type WorkerLimits } from './worker.ts'

interface Question {
  readonly ask: Ask
  readonly settle: (asked: Asked) => void
  /** Asked of a worker that holds nothing else: its worker died once, and whose fault it was must show. */
  alone: boolean
}

export interface PoolLimits extends WorkerLimits {
  readonly workers: number
}

/** Deaths without a single answer after which the target is held to be unable to start. */
const HOPELESS = 5
const CLOSE_GRACE = 2_000

/** Long-lived worker processes that share one queue of questions. */
export class WorkerPool implements Target {
  readonly #launch: Launch
  readonly #processes: Processes
  readonly #clock: Clock
  readonly #limits: PoolLimits
  readonly #workers = new Set<Worker>()
  readonly #open = new Map<string, Question>()
  #queue: Question[] = []
  #next = 0
  #answered = 0
  #deaths = 0
  #down: string | null = null

  constructor(launch: Launch, processes: Processes, clock: Clock, limits: PoolLimits) {
    this.#launch = launch
    this.#processes = processes
    this.#clock = clock
    this.#limits = limits
  }

  /** Starts the first worker before there is a question, so that its start costs nobody's time. */
  warm(): void {
    if (this.#workers.size === 0) this.#spawn()
  }

  ask(ask: Ask): Promise<Asked> {
    return new Promise((settle) => {
      if (this.#down !== null) return settle(this.#broken(this.#down))
      this.#queue.push({ ask, settle, alone: false })
      this.#pump()
    })
  }

  async close(): Promise<void> {
    await Promise.all([...this.#workers].map((worker) => worker.close(CLOSE_GRACE)))
    this.#workers.clear()
  }

  #pump(): void {
    while (this.#next < this.#queue.length) {
      const worker = this.#idlest()
      if (!worker) return
      const question = this.#queue[this.#next]!
      if (question.alone && worker.held.size > 0) return
      this.#next++
      this.#open.set(question.ask.id, question)
      worker.send(question.ask)
    }
    this.#queue = []
    this.#next = 0
  }

  /** The worker with the most room, a new one while there may be more; null when all are full. */
  #idlest(): Worker | null {
    let best: Worker | null = null
    for (const worker of this.#workers) if (this.#hasRoom(worker) && (!best || worker.held.size < best.held.size)) best = worker
    if (best && best.held.size === 0) return best
    if (this.#workers.size < this.#limits.workers) return this.#spawn()
    return best
  }

  #hasRoom(worker: Worker): boolean {
    if (worker.held.size >= this.#limits.concurrency) return false
    for (const id of worker.held.keys()) if (this.#open.get(id)?.alone) return false
    return true
  }

  #spawn(): Worker {
    const worker: Worker = new Worker(this.#launch, this.#processes, this.#clock, this.#limits, {
      onAnswer: (_worker, held, outcome) => this.#settle(held, outcome),
      onGone: (gone, held, why, detail) => this.#bury(gone, held, why, detail),
    })
    this.#workers.add(worker)
    return worker
  }

  #settle(held: Held, outcome: Outcome): void {
    const question = this.#open.get(held.ask.id)
    this.#open.delete(held.ask.id)
    if (outcome.kind === 'output' || outcome.kind === 'error') this.#answered++
    question?.settle({ outcome, durationMs: this.#clock.ticks() - held.sentAt })
    this.#pump()
  }

  #bury(worker: Worker, held: readonly Held[], why: Departure, detail: string): void {
    this.#workers.delete(worker)
    this.#deaths++
    if (why === 'unstartable' || this.#isHopeless(worker, held)) this.#down = detail
    if (this.#down !== null) return this.#giveUp(held)
    if (held.length === 1) this.#settle(held[0]!, { kind: why === 'unstartable' ? 'broken' : why, detail })
    else this.#askAlone(held)
    this.#pump()
  }

  /** Nothing was ever answered, and this worker died idle or was one too many. */
  #isHopeless(worker: Worker, held: readonly Held[]): boolean {
    return this.#answered === 0 && ((held.length === 0 && worker.answered === 0) || this.#deaths >= HOPELESS)
  }

  #askAlone(held: readonly Held[]): void {
    for (const { ask } of held) {
      const question = this.#open.get(ask.id)
      this.#open.delete(ask.id)
      if (question) this.#queue.push({ ...question, alone: true })
    }
  }

  #giveUp(held: readonly Held[]): void {
    const waiting = [...held.map((one) => this.#open.get(one.ask.id)), ...this.#queue.slice(this.#next)]
    this.#queue = []
    this.#next = 0
    for (const question of waiting) question?.settle(this.#broken(this.#down!))
    for (const worker of this.#workers) void worker.close(0)
  }

  #broken(why: string): Asked {
    return { outcome: { kind: 'broken', detail: `the target did not start: ${why}` }, durationMs: 0 }
  }
}
