import type { Json } from '../case/types.ts'
import type { ChildExit, Clock, Processes } from '../ports.ts'
import { type Ask, type Asked, MAX_OUTPUT_BYTES, type Outcome, type Target } from './types.ts'
import type { Launch } from './worker.ts'

export interface OnceLimits {
  readonly timeoutMs: number
  /** Processes at a time. */
  readonly parallel: number
  readonly output: 'text' | 'json'
}

/** Starts the command for each case: the input as JSON on standard input, all of standard output as the output. */
export class OncePerCase implements Target {
  readonly #launch: Launch
  readonly #processes: Processes
  readonly #clock: Clock
  readonly #limits: OnceLimits
  readonly #kills = new Set<() => void>()
  readonly #waiting: (() => void)[] = []
  #running = 0

  constructor(launch: Launch, processes: Processes, clock: Clock, limits: OnceLimits) {
    this.#launch = launch
    this.#processes = processes
    this.#clock = clock
    this.#limits = limits
  }

  async ask(ask: Ask): Promise<Asked> {
    if (this.#running >= this.#limits.parallel) await new Promise<void>((start) => this.#waiting.push(start))
    this.#running++
    const sentAt = this.#clock.ticks()
    const outcome = await this.#once(ask)
    this.#running--
    this.#waiting.shift()?.()
    return { outcome, durationMs: this.#clock.ticks() - sentAt }
  }

  async close(): Promise<void> {
    for (const kill of this.#kills) kill()
  }

  async #once(ask: Ask): Promise<Outcome> {
    const out: Uint8Array[] = []
    let size = 0
    let errors = ''
    let cut: Outcome | null = null
    const child = this.#processes.start({
      ...this.#launch,
      onOutput: (chunk) => {
        size += chunk.length
        if (size > MAX_OUTPUT_BYTES) stop({ kind: 'broken', detail: 'the output is larger than 8 MiB' })
        else out.push(chunk)
      },
      onErrors: (chunk) => {
        errors = (errors + Buffer.from(chunk).toString()).slice(-2000)
      },
    })
    const stop = (why: Outcome): void => {
      cut ??= why
      child.kill()
    }
    const timer = this.#clock.after(this.#limits.timeoutMs, () => stop({ kind: 'timeout', detail: `no answer within ${this.#limits.timeoutMs} ms` }))
    this.#kills.add(child.kill)
    child.write(JSON.stringify(ask.input))
    child.endInput()
    const exit = await child.exit
    timer.cancel()
    this.#kills.delete(child.kill)
    for (const line of errors.split('\n')) if (line !== '') this.#processes.relay(line)
    return cut ?? this.#outcomeOf(exit, Buffer.concat(out), errors)
  }

  #outcomeOf(exit: ChildExit, out: Buffer, errors: string): Outcome {
    if (exit.startError !== null) return { kind: 'broken', detail: `the target did not start: ${exit.startError}` }
    if (exit.code !== 0) {
      const how = exit.signal === null ? `exited with code ${exit.code}` : `was killed by ${exit.signal}`
      const last = errors.trimEnd().split('\n').at(-1)?.slice(0, 300)
      return { kind: 'crash', detail: last ? `the process ${how}: ${last}` : `the process ${how}` }
    }
    if (this.#limits.output === 'text') return { kind: 'output', output: out.toString('utf8') }
    return parseOutput(out.toString('utf8'))
  }
}

function parseOutput(text: string): Outcome {
  try {
    return { kind: 'output', output: JSON.parse(text) as Json }
  } catch {
    return { kind: 'broken', detail: `the output is not JSON: "${text.slice(0, 80)}"` }
  }
}
