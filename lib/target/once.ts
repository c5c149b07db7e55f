import type { ChildExit, Clock, Processes } from '../ports.ts'
import { ErrorTail } from './error-tail.ts'
import type { Launch } from './process-peer.ts'
import { parseOutput, tooLarge } from './protocol.ts'
import { type Ask, type Asked, MAX_OUTPUT_BYTES, type Outcome, type Target } from './types.ts'

export interface OnceLimits {
  readonly timeoutMs: number
  /** Processes at a time. */
  readonly parallel: number
  readonly output: 'text' | 'json'
}

interface Running {
  readonly gone: Promise<unknown>
  stop(why: Outcome): void
}

const CLOSED: Outcome = { kind: 'broken', detail: 'the run ended before the target answered' }

/** Starts the command for each case: the input as JSON on standard input, all of standard output as the output. */
export class OncePerCase implements Target {
  readonly capacity: number
  readonly #launch: Launch
  readonly #processes: Processes
  readonly #clock: Clock
  readonly #limits: OnceLimits
  readonly #running = new Set<Running>()
  readonly #waiting: (() => void)[] = []
  #busy = 0
  #closed = false

  constructor(launch: Launch, processes: Processes, clock: Clock, limits: OnceLimits) {
    this.#launch = launch
    this.#processes = processes
    this.#clock = clock
    this.#limits = limits
    this.capacity = limits.parallel
  }

  async ask(ask: Ask): Promise<Asked> {
    if (this.#busy < this.#limits.parallel) this.#busy++
    else await new Promise<void>((start) => this.#waiting.push(start))
    const sentAt = this.#clock.ticks()
    const outcome = this.#closed ? CLOSED : await this.#once(ask)
    this.#givePlace()
    return { outcome, durationMs: this.#clock.ticks() - sentAt }
  }

  async close(): Promise<void> {
    this.#closed = true
    const running = [...this.#running]
    for (const { stop } of running) stop(CLOSED)
    await Promise.all(running.map(({ gone }) => gone))
  }

  /** Hands the place over rather than freeing it: nobody may slip in before the one who waits. */
  #givePlace(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#busy--
  }

  async #once(ask: Ask): Promise<Outcome> {
    const { timeoutMs } = this.#limits
    const output = new OutputBytes()
    const errors = new ErrorTail((line) => this.#processes.relay(line))
    let cut: Outcome | null = null
    const stop = (why: Outcome): void => {
      cut ??= why
      child.kill()
    }
    const child = this.#processes.start({
      ...this.#launch,
      onOutput: (chunk) => output.take(chunk) || stop(tooLarge),
      onErrors: (chunk) => errors.push(chunk),
    })
    const running = { gone: child.exit, stop }
    this.#running.add(running)
    const timer = this.#clock.after(timeoutMs, () =>
      stop({ kind: 'timeout', detail: `no answer within ${timeoutMs} ms` }),
    )
    child.write(JSON.stringify(ask.input))
    child.endInput()
    const exit = await child.exit
    timer.cancel()
    this.#running.delete(running)
    errors.end()
    return cut ?? this.#outcomeOf(exit, output, errors)
  }

  #outcomeOf(exit: ChildExit, output: OutputBytes, errors: ErrorTail): Outcome {
    const how = errors.epitaph(exit)
    if (exit.startError !== null) return { kind: 'broken', detail: `the target did not start: ${how}` }
    if (exit.code !== 0) return { kind: 'crash', detail: how }
    return this.#limits.output === 'text' ? { kind: 'output', output: output.text() } : parseOutput(output.text())
  }
}

class OutputBytes {
  readonly #chunks: Uint8Array[] = []
  #size = 0

  /** False from the chunk on that is too much. */
  take(chunk: Uint8Array): boolean {
    this.#size += chunk.length
    if (this.#size > MAX_OUTPUT_BYTES) return false
    this.#chunks.push(chunk)
    return true
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString('utf8')
  }
}
