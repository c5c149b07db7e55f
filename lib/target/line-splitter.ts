const LF = 0x0a
const CR = 0x0d
const FIRST_HOLD = 4096

/**
 * Cuts a stream of bytes into lines of text without their line ends. A line longer than `limit` bytes is handed to
 * `onOverflow` once and dropped, so that a runaway writer can't fill the memory.
 */
export class LineSplitter {
  #held = Buffer.alloc(0)
  #length = 0
  #overflowed = false
  readonly #limit: number
  readonly #onLine: (line: string) => void
  readonly #onOverflow: () => void

  constructor(limit: number, onLine: (line: string) => void, onOverflow: () => void = () => {}) {
    this.#limit = limit
    this.#onLine = onLine
    this.#onOverflow = onOverflow
  }

  push(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    let start = 0
    for (let end = bytes.indexOf(LF); end >= 0; end = bytes.indexOf(LF, start)) {
      this.#finish(bytes.subarray(start, end))
      start = end + 1
    }
    if (start < bytes.length) this.#hold(bytes.subarray(start))
  }

  /** Hands over a last line that has no line feed. */
  end(): void {
    if (this.#length > 0) this.#finish(Buffer.alloc(0))
  }

  #finish(last: Buffer): void {
    const whole = this.#length === 0 && last.length <= this.#limit
    if (!whole) this.#hold(last)
    const line = whole ? last : this.#held.subarray(0, this.#length)
    const dropped = this.#overflowed
    this.#length = 0
    this.#overflowed = false
    if (!dropped) this.#onLine(textOf(line))
    if (this.#length === 0) this.#held = Buffer.alloc(0)
  }

  #hold(part: Buffer): void {
    if (this.#overflowed) return
    if (this.#length + part.length > this.#limit) this.#overflow()
    else this.#append(part)
  }

  #append(part: Buffer): void {
    this.#makeRoom(this.#length + part.length)
    part.copy(this.#held, this.#length)
    this.#length += part.length
  }

  #overflow(): void {
    this.#overflowed = true
    this.#held = Buffer.alloc(0)
    this.#length = 1
    this.#onOverflow()
  }

  /** Grows by doubling: a writer of single bytes must cost neither a list of them nor a copy each. */
  #makeRoom(size: number): void {
    if (size <= this.#held.length) return
    const grown = Buffer.allocUnsafe(Math.max(size, FIRST_HOLD, this.#held.length * 2))
    this.#held.copy(grown, 0, 0, this.#length)
    this.#held = grown
  }
}

const textOf = (line: Buffer): string => line.toString('utf8', 0, line.at(-1) === CR ? line.length - 1 : line.length)
