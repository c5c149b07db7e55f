import { unavailable } from '../problem.ts'
import { needsGit } from './git-problems.ts'

export interface RawObject {
  readonly type: string
  readonly bytes: Uint8Array
}

export interface TreeEntry {
  /** Six digits, as `git ls-tree` prints it. */
  readonly mode: string
  readonly name: string
  readonly oid: string
}

export interface CommitObject {
  readonly tree: string
  readonly parents: readonly string[]
  /** Seconds of the committer's date; 0 where it does not read, as git has it. */
  readonly date: number
  readonly message: string
}

const broken = (what: string): Error => unavailable('broken-object', what, { hints: ['git fsck'] })

export const isTree = ({ mode }: TreeEntry): boolean => mode === '040000'

/** The entries of a tree object, one at a time; `oidBytes` is 20, or 32 with SHA-256. */
export function* treeEntries(bytes: Uint8Array, oidBytes: number): Generator<TreeEntry> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 0; at < buffer.length; ) {
    const blank = buffer.indexOf(0x20, at)
    const nul = buffer.indexOf(0, blank)
    const next = nul + 1 + oidBytes
    if (blank < at || nul < blank || next > buffer.length) throw broken('a tree object is cut short')
    yield {
      mode: buffer.toString('latin1', at, blank).padStart(6, '0'),
      name: buffer.toString('utf8', blank + 1, nul),
      oid: buffer.toString('hex', nul + 1, next),
    }
    at = next
  }
}

/** Parses a commit object; the message is decoded as its `encoding` header says. */
export function parseCommitObject(bytes: Uint8Array): CommitObject {
  const { header, body } = splitHeader(bytes)
  const lines = header.split('\n')
  const valuesOf = (key: string): string[] =>
    lines.filter((line) => line.startsWith(`${key} `)).map((line) => line.slice(key.length + 1))
  const [tree] = valuesOf('tree')
  if (tree === undefined) throw broken('a commit object has no tree')
  const who = valuesOf('committer')[0] ?? ''
  return {
    tree,
    parents: valuesOf('parent'),
    date: Number(/^\s*(\d+)/.exec(who.slice(who.lastIndexOf('>') + 1))?.[1] ?? 0),
    message: decode(body, valuesOf('encoding')[0] ?? 'utf-8'),
  }
}

/** Tells a true root from a commit whose parents a shallow clone lacks. */
export const hasParents = (commit: Uint8Array): boolean => /^parent /m.test(splitHeader(commit).header)

/** What a tag object names. */
export function parseTagObject(bytes: Uint8Array): { readonly object: string } {
  const object = /^object ([0-9a-f]+)\n/.exec(splitHeader(bytes).header)?.[1]
  if (object === undefined) throw broken('a tag object names nothing')
  return { object }
}

function splitHeader(bytes: Uint8Array): { header: string; body: Buffer } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = buffer.indexOf('\n\n')
  return end < 0
    ? { header: buffer.toString('latin1'), body: Buffer.alloc(0) }
    : { header: buffer.toString('latin1', 0, end + 1), body: buffer.subarray(end + 2) }
}

function decode(body: Buffer, encoding: string): string {
  if (/^utf-?8$/i.test(encoding)) return body.toString('utf8')
  if (/^(iso-?8859-1|latin-?1)$/i.test(encoding)) return body.toString('latin1')
  throw needsGit(`a commit message in the encoding "${encoding}"`)
}
