const LF = 0x0a

/**
 * Cuts a stream of bytes into lines of text without their line feeds. A line longer than `limit` bytes is handed to
 * `onOverflow` once and dropped, so that a runaway writer can't fill the memory.
 */
export class LineSplitter {
  #held: Buffer[] = []
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
      this.#hold(bytes.subarray(start, end))
      this.#emit()
      start = end + 1
    }
    if (start < bytes.length) this.#hold(bytes.subarray(start))
  }

  /** Hands over a last line that has no line feed. */
  end(): void {
    if (this.#length > 0) this.#emit()
  }

  #hold(part: Buffer): void {
    this.#length += part.length
    if (this.#length > this.#limit) {
      if (!this.#overflowed) this.#onOverflow()
      this.#overflowed = true
      this.#held = []
    } else this.#held.push(part)
  }

  #emit(): void {
    const line = this.#held.length === 1 ? this.#held[0]! : Buffer.concat(this.#held)
    const dropped = this.#overflowed
    this.#held = []
    this.#length = 0
    this.#overflowed = false
    if (!dropped) this.#onLine(line.toString('utf8').replace(/\r$/, ''))
  }
}
