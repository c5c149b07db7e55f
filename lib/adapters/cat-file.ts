import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import type { GitObject } from '../ports.ts'
import { type Problem, unavailable } from '../problem.ts'
import { type GitCall, startProblem } from './run-git.ts'

/** An object as it passes by: `bytes` is a view that holds until `Take` returns. */
export interface PassingObject {
  readonly oid: string
  readonly type: string
  readonly bytes: Uint8Array
}

/** Takes the answer to the question of this number; null where git knows no such object. */
type Take = (object: PassingObject | null, index: number) => void

/** Questions asked together, answered in order. */
interface Batch {
  /** The numbers of the questions that git was asked; null where it was asked all. */
  readonly asked: readonly number[] | null
  readonly count: number
  readonly take: Take
  next: number
  resolve(): void
  reject(error: unknown): void
}

const LINE_FEED = 0x0a
/** Git would read two names in it. */
const isNoName = (name: string): boolean => name.includes('\n')
const ERRORS_KEPT = 4000
const NONE = new Uint8Array()
/** As much as node takes from a pipe at once. */
const FULL_CHUNK = 1 << 16
/** So many answers still to come are worth a nap, which is shorter than git takes to fill a pipe. */
const BULK = 1000
const NAP_MS = 0.1
const PILLOW = new Int32Array(new SharedArrayBuffer(4))

/** One long-lived `git cat-file`: objects by name, many in flight, handed out as they come; with `--batch-check` without bytes. */
export class CatFile {
  readonly #call: GitCall
  readonly #limit: number
  readonly #mode: '--batch' | '--batch-check'
  #child: ChildProcessWithoutNullStreams | null = null
  #buffer: Buffer = Buffer.alloc(0)
  #chunks: Buffer[] = []
  #held = 0
  #wanted = 0
  #errors = ''
  #batches: Batch[] = []
  /** Bytes of an object that nobody gets, still to come. */
  #passing = 0

  /** An object of more than `limit` bytes is read past, never held: it is as good as missing. */
  constructor(call: GitCall, limit = Number.POSITIVE_INFINITY, mode: '--batch' | '--batch-check' = '--batch') {
    this.#call = call
    this.#limit = limit
    this.#mode = mode
  }

  /** Reads objects in order; null where git knows none. A name with a line feed names none. */
  async read(names: readonly string[]): Promise<(PassingObject | null)[]> {
    const found: (PassingObject | null)[] = names.map(() => null)
    await this.each(names, (object, index) => {
      found[index] = object && { ...object, bytes: Uint8Array.prototype.slice.call(object.bytes) }
    })
    return found
  }

  /** Tells what names stand for, in order. */
  async look(names: readonly string[]): Promise<(GitObject | null)[]> {
    const objects: (GitObject | null)[] = names.map(() => null)
    await this.each(names, (object, index) => {
      if (object) objects[index] = { oid: object.oid, type: object.type as GitObject['type'] }
    })
    return objects
  }

  /** Object ids by name; null where nothing of this type has the name. */
  async resolve(name: string, type: 'commit' | 'tree'): Promise<string | null> {
    let oid: string | null = null
    await this.each([name], (object) => {
      if (object?.type === type) oid = object.oid
    })
    return oid
  }

  /** Hands out objects in order, as they come. */
  async each(names: readonly string[], take: Take): Promise<void> {
    const asked = names.some(isNoName) ? names.flatMap((name, index) => (isNoName(name) ? [] : [index])) : null
    const text = (asked ? asked.map((index) => names[index]) : names).join('\n')
    if (asked) for (const [index, name] of names.entries()) if (isNoName(name)) take(null, index)
    const count = asked?.length ?? names.length
    if (count === 0) return
    const child = this.#start()
    const answered = new Promise<void>((resolve, reject) =>
      this.#batches.push({ asked, count, take, next: 0, resolve, reject }),
    )
    child.ref()
    child.stdin.write(`${text}\n`)
    try {
      await answered
    } finally {
      if (this.#batches.length === 0) this.#idle()
    }
  }

  /** Starts the process before anything is asked of it: what else has to start starts beside it. False where there is no git. */
  warm(): boolean {
    const { pid } = this.#start()
    this.#idle()
    return pid !== undefined
  }

  close(): void {
    this.#child?.stdin.end()
    this.#child = null
  }

  #start(): ChildProcessWithoutNullStreams {
    if (this.#child) return this.#child
    this.#chunks = []
    this.#held = 0
    this.#wanted = 0
    this.#passing = 0
    const child = spawn('git', ['cat-file', this.#mode], {
      cwd: this.#call.cwd,
      env: this.#call.env as NodeJS.ProcessEnv,
    })
    child.stdout.on('data', (chunk: Buffer) => this.#take(chunk))
    child.stderr.on('data', (chunk: Buffer) => {
      this.#errors = (this.#errors + chunk.toString()).slice(-ERRORS_KEPT)
    })
    child.stdin.on('error', () => {})
    child.on('error', (error) => this.#fail(child, startProblem(error)))
    child.on('close', () => this.#fail(child, endedEarly(this.#errors)))
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

  /** A reader that was closed and replaced says nothing of the questions put to the next one. */
  #fail(child: ChildProcessWithoutNullStreams, error: Error): void {
    if (this.#child !== null && this.#child !== child) return
    this.#child = null
    for (const one of this.#batches.splice(0)) one.reject(error)
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
    if (chunk.length < FULL_CHUNK && this.#isBulk()) Atomics.wait(PILLOW, 0, 0, NAP_MS)
  }

  /**
   * Git hands out each object as it has it, and a reader that takes each one as it comes wakes up 100,000 times: one that naps
   * finds many at once, and git goes on meanwhile.
   */
  #isBulk(): boolean {
    const batch = this.#batches[0]
    return batch !== undefined && batch.count - batch.next > BULK
  }

  /** Answers the entry that starts at `at`; returns where the next starts, or `at` when more bytes are needed. */
  #parse(at: number): number {
    this.#wanted = 0
    if (this.#passing > 0) return this.#pass(at)
    const end = this.#buffer.indexOf(LINE_FEED, at)
    if (end < 0) return at
    const header = parseHeader(this.#buffer.toString('latin1', at, end))
    if (!header) return this.#answer(null, end + 1)
    const { oid, type, size } = header
    if (this.#mode === '--batch-check') return this.#answer({ oid, type, bytes: NONE }, end + 1)
    if (size > this.#limit) {
      this.#passing = size + 1
      return this.#answer(null, end + 1)
    }
    const stop = end + 1 + size
    if (this.#buffer.length <= stop) {
      this.#wanted = stop + 1 - at
      return at
    }
    const bytes = this.#buffer.subarray(end + 1, stop)
    return this.#answer({ oid, type, bytes }, stop + 1)
  }

  #pass(at: number): number {
    const passed = Math.min(this.#passing, this.#buffer.length - at)
    this.#passing -= passed
    return at + passed
  }

  #answer(object: PassingObject | null, next: number): number {
    const batch = this.#batches[0]
    if (!batch) return next
    try {
      batch.take(object, batch.asked ? batch.asked[batch.next]! : batch.next)
    } catch (error) {
      batch.reject(error)
    }
    if (++batch.next === batch.count) {
      this.#batches.shift()
      batch.resolve()
    }
    return next
  }
}

/**
 * Reads `<oid> <type> <size>`; null for what git says instead (`<name> missing`, `<name> ambiguous`). The type is looked for
 * where the id ends: a hostile name can't pose as an answer, since what git adds to it is no number.
 */
function parseHeader(line: string): { oid: string; type: string; size: number } | null {
  const space = line.indexOf(' ')
  const last = line.lastIndexOf(' ')
  const size = Number(line.slice(last + 1))
  if ((space !== 40 && space !== 64) || last <= space || !Number.isInteger(size)) return null
  return { oid: line.slice(0, space), type: line.slice(space + 1, last), size }
}

/** Git ends where a partial clone lacks an object and its remote does not give it. */
function endedEarly(errors: string): Problem {
  const said = errors.trim().split('\n').at(-1) ?? ''
  if (/promisor|could not fetch|unable to read|bad object/i.test(errors))
    return unavailable('missing-object', `git could not get an object that this clone lacks: ${said}`, {
      hints: ['git fetch', 'git fsck'],
    })
  return unavailable('git', `git cat-file ended early${said ? `: ${said}` : ''}`, { hints: ['git fsck'] })
}
