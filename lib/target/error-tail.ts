import type { ChildExit } from '../ports.ts'
import { LineSplitter } from './line-splitter.ts'

const MAX_LINE_BYTES = 64 * 1024
const MAX_SHOWN = 300

/** What node prints below the message of an error: where it was, what else is known of it, and its own version. */
const BELOW_MESSAGE = /^(\s|Node\.js v\d|Require stack:$|- |[}\])^])/

/** Relays what a process writes to standard error, line by line, and keeps its last words for the report of its death. */
export class ErrorTail {
  #last = ''
  /** The last line that says something by itself. */
  #message = ''
  readonly #lines: LineSplitter

  constructor(relay: (line: string) => void) {
    this.#lines = new LineSplitter(
      MAX_LINE_BYTES,
      (line) => {
        if (line.trim() !== '') this.#last = line.trim()
        if (line.trim() !== '' && !BELOW_MESSAGE.test(line)) this.#message = line.trim()
        relay(line)
      },
      () => relay(`(a line longer than ${MAX_LINE_BYTES} bytes)`),
    )
  }

  push(chunk: Uint8Array): void {
    this.#lines.push(chunk)
  }

  end(): void {
    this.#lines.end()
  }

  get lastWords(): string {
    return (this.#message || this.#last).slice(0, MAX_SHOWN)
  }

  /** Says how a process ended: `the process exited with code 1: ImportError: …`. */
  epitaph(exit: ChildExit): string {
    if (exit.startError !== null) return exit.startError
    const how = exit.signal === null ? `exited with code ${exit.code}` : `was killed by ${exit.signal}`
    return this.#last === '' ? `the process ${how}` : `the process ${how}: ${this.lastWords}`
  }
}
