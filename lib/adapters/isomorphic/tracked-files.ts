import type { BigIntStats } from 'node:fs'
import { lstat, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { TreeFile } from '../../ports.ts'
import { needsGit } from '../git-problems.ts'
import type { IndexEntry } from './index-file.ts'
import { hashOf } from './object-store.ts'
import { Refs } from './refs.ts'
import { StoredBytes } from './stored-bytes.ts'
import { isUnder } from './trees.ts'
import { absent, gitFolderIn, modeOf, textOf, type WorkTreePlace } from './work-tree-place.ts'

const AT_ONCE = 32

/** The files of the index as the work tree has them. */
export class TrackedFiles {
  readonly #place: WorkTreePlace
  readonly #stored: StoredBytes

  constructor(place: WorkTreePlace) {
    this.#place = place
    this.#stored = new StoredBytes(place)
  }

  async list(under: readonly string[]): Promise<TreeFile[]> {
    const entries = this.#place.index.entries.filter(({ path }) => isUnder(path, under))
    const files = new Map<string, TreeFile>()
    for (let at = 0; at < entries.length; at += AT_ONCE)
      for (const file of await Promise.all(entries.slice(at, at + AT_ONCE).map((entry) => this.#look(entry))))
        if (file) files.set(file.path, file)
    return [...files.values()]
  }

  /** The file as the index has it where nothing changed, else as one whose bytes git has not seen; null where it is gone. */
  async #look(entry: IndexEntry): Promise<TreeFile | null> {
    const { path, mode, oid } = entry
    if (path.includes('\uFFFD')) throw needsGit(`the path "${path}": it is not UTF-8`)
    const kept = { path, mode, oid }
    const at = join(this.#place.repository.top, path)
    const it = await lstat(at, { bigint: true }).catch(absent)
    if (entry.isSkipped && (it === null || !this.#place.config.boolean('core.sparsecheckout'))) return kept
    if (it === null) return null
    if (entry.stage !== 0) return { path, mode: modeOf(it), oid: null }
    if (entry.isAssumed) return kept
    return (await this.#isUnchanged(entry, it, at)) ? kept : { path, mode: modeOf(it), oid: null }
  }

  async #isUnchanged(entry: IndexEntry, it: BigIntStats, at: string): Promise<boolean> {
    if (entry.isIntended) return false
    if (entry.mode === '160000') return it.isDirectory() && (await this.#isSameSubmodule(entry, at))
    if (entry.mode === '120000' && this.#place.config.boolean('core.symlinks') === false)
      throw needsGit(`"${entry.path}" where core.symlinks is false`)
    if ((entry.mode === '120000') !== it.isSymbolicLink() || it.isDirectory()) return false
    const asksMode = this.#place.config.boolean('core.filemode') !== false
    if (asksMode && entry.mode !== '120000' && entry.mode !== modeOf(it)) return false
    // Another size settles it for git, be it that line ends alone make the difference.
    if (entry.size !== 0 && (it.size & WORD) !== BigInt(entry.size)) return false
    return isSameByStat(entry, it, this.#place.index.time) || (await this.#isSameByBytes(entry, it, at))
  }

  async #isSameByBytes(entry: IndexEntry, it: BigIntStats, at: string): Promise<boolean> {
    if (it.isSymbolicLink()) return hashOf('blob', await readlink(at, { encoding: 'buffer' })) === entry.oid
    if (!it.isFile()) return false
    const bytes = await readFile(at)
    return hashOf('blob', await this.#stored.of(entry, bytes)) === entry.oid
  }

  async #isSameSubmodule(entry: IndexEntry, at: string): Promise<boolean> {
    const gitDir = await gitFolderIn(at)
    if (gitDir === null) return true
    const common = (await textOf(join(gitDir, 'commondir'))).trim()
    const head = await new Refs(gitDir, common === '' ? gitDir : join(gitDir, common)).read('HEAD')
    return head === null || head === entry.oid
  }
}

const BILLION = 1_000_000_000n
const WORD = 0xffff_ffffn

/** As git tells an untouched file without reading it; one that is as young as the index must be read. */
function isSameByStat(entry: IndexEntry, it: BigIntStats, indexTime: bigint): boolean {
  const fits = (time: bigint, [seconds, nanoseconds]: readonly [number, number]): boolean =>
    ((time / BILLION) & WORD) === BigInt(seconds) && time % BILLION === BigInt(nanoseconds)
  return (
    fits(it.mtimeNs, entry.mtime) &&
    fits(it.ctimeNs, entry.ctime) &&
    (it.size & WORD) === BigInt(entry.size) &&
    (it.ino & WORD) === BigInt(entry.ino) &&
    it.uid === BigInt(entry.uid) &&
    it.gid === BigInt(entry.gid) &&
    it.mtimeNs / BILLION < indexTime / BILLION
  )
}
