import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { unavailable } from '../problem.ts'
import { type GitCall, startProblem } from './run-git.ts'

interface Waiting {
  resolve(bytes: Uint8Array | null): void
  reject(error: Error): void
}

/** One long-lived `git cat-file --batch`: blobs by name, many in flight, answered in order. */
export class CatFile {
  readonly #call: GitCall
  #child: ChildProcessWithoutNullStreams | null = null
  #buffer: Buffer = Buffer.alloc(0)
  #chunks: Buffer[] = []
  #held = 0
  #wanted = 0
  readonly #waiting: Waiting[] = []
  #first = 0

  constructor(call: GitCall) {
    this.#call = call
  }

  /** Reads blobs in order; null where git knows no such object. A name with a line feed names none. */
  async read(names: readonly string[]): Promise<(Uint8Array | null)[]> {
    if (names.length === 0) return []
    const child = this.#start()
    const answers = names.map((name) => (name.includes('\n') ? Promise.resolve(null) : this.#ask()))
    child.stdin.write(
      names
        .filter((name) => !name.includes('\n'))
        .map((name) => `${name}\n`)
        .join(''),
    )
    child.ref()
    try {
      return await Promise.all(answers)
    } finally {
      if (this.#waiting.length === this.#first) this.#idle()
    }
  }

  close(): void {
    this.#child?.stdin.end()
    this.#child = null
  }

  #ask(): Promise<Uint8Array | null> {
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
  }

  #start(): ChildProcessWithoutNullStreams {
    if (this.#child) return this.#child
    const child = spawn('git', ['cat-file', '--batch'], {
      cwd: this.#call.cwd,
      env: this.#call.env as NodeJS.ProcessEnv,
    })
    child.stdout.on('data', (chunk: Buffer) => this.#take(chunk))
    child.stderr.resume()
    child.stdin.on('error', () => {})
    child.on('error', (error) => this.#fail(startProblem(error)))
    child.on('close', () => this.#fail(unavailable('git', 'git cat-file ended early', { hints: ['git fsck'] })))
    this.#child = child
    return child
  }

  /** An idle reader must not keep the process alive. */
  #idle(): void {
    const child = this.#child
    if (!child) return
    child.unref()
    for (const stream of [child.stdin, child.stdout, child.stderr]) (stream as unknown as { unref?(): void }).unref?.()
  }

  #fail(error: Error): void {
    this.#child = null
    for (const one of this.#waiting.splice(0).slice(this.#first)) one.reject(error)
    this.#first = 0
  }

  #take(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#held += chunk.length
    if (this.#held < this.#wanted) return
    this.#buffer = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks)
    let at = 0
    for (let next = this.#parse(at); next > at; next = this.#parse(at)) at = next
    this.#buffer = this.#buffer.subarray(at)
    this.#chunks = [this.#buffer]
    this.#held = this.#buffer.length
  }

  /** Answers the entry that starts at `at`; returns where the next starts, or `at` when more bytes are needed. */
  #parse(at: number): number {
    this.#wanted = 0
    const end = this.#buffer.indexOf(0x0a, at)
    if (end < 0) return at
    const header = this.#buffer.toString('utf8', at, end)
    const size = /^[0-9a-f]{40,64} \w+ (\d+)$/.exec(header)
    if (!size) return this.#answer(null, end + 1)
    const stop = end + 1 + Number(size[1])
    if (this.#buffer.length <= stop) {
      this.#wanted = stop + 1 - at
      return at
    }
    const isBlob = header.split(' ')[1] === 'blob'
    return this.#answer(isBlob ? Uint8Array.prototype.slice.call(this.#buffer, end + 1, stop) : null, stop + 1)
  }

  #answer(bytes: Uint8Array | null, next: number): number {
    this.#waiting[this.#first++]?.resolve(bytes)
    if (this.#first === this.#waiting.length) {
      this.#waiting.length = 0
      this.#first = 0
    }
    return next
  }
}
