import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { Problem } from '../../problem.ts'
import { needsGit } from '../git-problems.ts'

export interface IndexEntry {
  readonly path: string
  readonly mode: string
  readonly oid: string
  /** 0, or 1 to 3 while a merge is not settled. */
  readonly stage: number
  readonly size: number
  readonly ctime: readonly [seconds: number, nanoseconds: number]
  readonly mtime: readonly [seconds: number, nanoseconds: number]
  readonly ino: number
  readonly uid: number
  readonly gid: number
  /** Held as it is, whatever the work tree says. */
  readonly isAssumed: boolean
  /** Left out of the work tree by a sparse checkout. */
  readonly isSkipped: boolean
  /** `git add -N`: announced, with nothing in it yet. */
  readonly isIntended: boolean
}

const DIGEST = 20

export interface Index {
  readonly entries: readonly IndexEntry[]
  /** Nanoseconds: what is as young as the index may have changed since without a trace. */
  readonly time: bigint
}

/** Reads git's index; no file is an empty one. What holds less than it seems to is a `Problem`. */
export async function readIndex(file: string): Promise<Index> {
  try {
    // The time first: of an index that is replaced in between, the older one is the careful guess.
    const { mtimeNs } = await stat(file, { bigint: true })
    return { entries: parseIndex(await readFile(file)), time: mtimeNs }
  } catch (error) {
    if (error instanceof Problem) throw error
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { entries: [], time: 0n }
    throw needsGit(`the index "${file}" (${(error as Error).message})`)
  }
}

export function parseIndex(bytes: Buffer): IndexEntry[] {
  const version = bytes.length < 12 + DIGEST || bytes.toString('latin1', 0, 4) !== 'DIRC' ? 0 : bytes.readUInt32BE(4)
  if (version < 2 || version > 4) throw needsGit(`an index of the version "${version}"`)
  const body = bytes.subarray(0, -DIGEST)
  const digest = bytes.subarray(-DIGEST)
  if (!digest.equals(createHash('sha1').update(body).digest()) && digest.some((byte) => byte !== 0))
    throw needsGit('the index: its checksum does not fit', 'git status')
  const reader = new EntryReader(body, version)
  const entries = Array.from({ length: bytes.readUInt32BE(8) }, () => reader.next())
  refuseExtensions(body, reader.at)
  const folder = entries.find(({ mode }) => mode === '040000')
  if (folder) throw needsGit('a sparse index', 'git sparse-checkout reapply --no-sparse-index')
  return entries
}

/** An extension in lower case must be understood; `link` and `sdir` leave entries out. */
function refuseExtensions(body: Buffer, start: number): void {
  for (let at = start; at < body.length; ) {
    if (at + 8 > body.length) throw needsGit('the index: it is cut short')
    const name = body.toString('latin1', at, at + 4)
    if (name === 'link') throw needsGit('a split index', 'git update-index --no-split-index')
    if (name === 'sdir') throw needsGit('a sparse index', 'git sparse-checkout reapply --no-sparse-index')
    if (!/^[A-Z]/.test(name)) throw needsGit(`an index with the extension "${name}"`)
    at += 8 + body.readUInt32BE(at + 4)
  }
}

class EntryReader {
  readonly #body: Buffer
  readonly #version: number
  at = 12
  /** Version 4 gives of each path only what differs from the one before. */
  #path: Buffer = Buffer.alloc(0)

  constructor(body: Buffer, version: number) {
    this.#body = body
    this.#version = version
  }

  next(): IndexEntry {
    const start = this.at
    if (start + 62 > this.#body.length) throw needsGit('the index: it is cut short')
    const word = (index: number): number => this.#body.readUInt32BE(start + index * 4)
    const flags = this.#body.readUInt16BE(start + 60)
    const hasMore = (flags & 0x4000) !== 0
    const more = hasMore ? this.#body.readUInt16BE(start + 62) : 0
    this.at += hasMore ? 64 : 62
    return {
      path: this.#readPath(start),
      mode: word(6).toString(8).padStart(6, '0'),
      oid: this.#body.toString('hex', start + 40, start + 60),
      stage: (flags >> 12) & 3,
      size: word(9),
      ctime: [word(0), word(1)],
      mtime: [word(2), word(3)],
      ino: word(5),
      uid: word(7),
      gid: word(8),
      isAssumed: (flags & 0x8000) !== 0,
      isSkipped: (more & 0x4000) !== 0,
      isIntended: (more & 0x2000) !== 0,
    }
  }

  #readPath(start: number): string {
    const kept = this.#version === 4 ? this.#path.subarray(0, this.#path.length - this.#readCount()) : Buffer.alloc(0)
    const end = this.#body.indexOf(0, this.at)
    if (end < 0) throw needsGit('the index: it is cut short')
    this.#path = Buffer.concat([kept, this.#body.subarray(this.at, end)])
    this.at = this.#version === 4 ? end + 1 : start + ((end - start + 8) & ~7)
    return this.#path.toString('utf8')
  }

  /** A number of seven bits a byte, in which each byte but the last also counts one. */
  #readCount(): number {
    let byte = this.#body[this.at++]!
    let count = byte & 0x7f
    while (byte & 0x80) {
      byte = this.#body[this.at++]!
      count = ((count + 1) << 7) | (byte & 0x7f)
    }
    return count
  }
}
