import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { Errors, expandOid, readObject } from 'isomorphic-git'
import { type CommitObject, parseCommitObject, type RawObject, type TreeEntry, treeEntries } from '../git-objects.ts'
import { missingObject, needsGit } from '../git-problems.ts'

const AT_ONCE = 16
const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'

/** Reads objects with isomorphic-git. What it gives is believed only where it has the hash that it was asked for. */
export class ObjectStore {
  readonly #gitdir: string
  /** Where isomorphic-git keeps its packs. */
  readonly #cache = {}
  readonly #commits = new Map<string, Promise<CommitObject>>()
  readonly #trees = new Map<string, Promise<readonly TreeEntry[]>>()

  constructor(commonDir: string) {
    this.#gitdir = commonDir
  }

  /** Null where there is no such object here. */
  async read(oid: string): Promise<RawObject | null> {
    if (oid === EMPTY_TREE) return { type: 'tree', bytes: new Uint8Array() }
    const read = await readObject({ fs, gitdir: this.#gitdir, oid, format: 'content', cache: this.#cache }).catch(
      (error: Error) => {
        if (error instanceof Errors.NotFoundError) return null
        throw needsGit(`the object "${oid}" (${error.message})`, 'git fsck')
      },
    )
    if (read === null) return null
    const { type, object } = read as { type: string; object: Uint8Array }
    if (hashOf(type, object) !== oid) throw needsGit(`the object "${oid}": its bytes have another hash`, 'git fsck')
    return { type, bytes: object }
  }

  async readAll(oids: readonly string[]): Promise<Map<string, RawObject | null>> {
    const wanted = [...new Set(oids)]
    const found = new Map<string, RawObject | null>()
    for (let at = 0; at < wanted.length; at += AT_ONCE)
      await Promise.all(wanted.slice(at, at + AT_ONCE).map(async (oid) => found.set(oid, await this.read(oid))))
    return found
  }

  /** Requires that something names the commit: a missing one is a `Problem`. */
  commit(oid: string): Promise<CommitObject> {
    return remembered(this.#commits, oid, async () => parseCommitObject((await this.#typed(oid, 'commit')).bytes))
  }

  /** Requires that something names the tree. */
  tree(oid: string): Promise<readonly TreeEntry[]> {
    return remembered(this.#trees, oid, async () => [...treeEntries((await this.#typed(oid, 'tree')).bytes, 20)])
  }

  /** The one object whose name starts so; null where there is none, a `Problem` where there are several. */
  async startingWith(prefix: string): Promise<string | null> {
    return expandOid({ fs, gitdir: this.#gitdir, oid: prefix, cache: this.#cache }).catch((error: Error) => {
      if (error instanceof Errors.NotFoundError) return null
      if (error instanceof Errors.AmbiguousError)
        throw needsGit(`the short name "${prefix}": several objects start so`, 'write more of it')
      throw needsGit(`the short name "${prefix}" (${error.message})`, 'git fsck')
    })
  }

  async #typed(oid: string, type: string): Promise<RawObject> {
    const object = await this.read(oid)
    if (object === null) throw missingObject(oid)
    if (object.type !== type) throw needsGit(`the ${object.type} "${oid}" where a ${type} should be`, 'git fsck')
    return object
  }
}

function remembered<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const kept = known.get(key) ?? make()
  known.set(key, kept)
  return kept
}

/** The name that git gives an object. */
export const hashOf = (type: string, bytes: Uint8Array): string =>
  createHash('sha1').update(`${type} ${bytes.length}\0`).update(bytes).digest('hex')
