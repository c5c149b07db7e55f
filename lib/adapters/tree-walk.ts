import type { PassingObject } from './cat-file.ts'
import { isTree, type TreeEntry, treeEntries } from './git-objects.ts'
import { missingObject } from './git-problems.ts'

/** Reads objects by what `git rev-parse` takes; null where git has no answer. */
type ReadObjects = (names: readonly string[]) => Promise<readonly (PassingObject | null)[]>

/**
 * Walks the trees of revisions. Git says the same of a path that a tree does not hold and of one whose tree or blob is missing in
 * a broken clone; here the second is a `Problem`.
 */
export class TreeWalk {
  readonly #read: ReadObjects
  readonly #trees = new Map<string, Promise<PassingObject | null>>()

  constructor(read: ReadObjects) {
    this.#read = read
  }

  /** The entry at `rev:path`; null where the revision names no commit, or its tree has none. */
  async entryAt(rev: string, path: string): Promise<TreeEntry | null> {
    let tree = await this.#tree(`${rev}^{tree}`)
    if (tree === null) return this.#requireNoCommit(rev)
    const names = path.split('/')
    for (const [index, name] of names.entries()) {
      const entry = entryIn(tree, name)
      if (entry === null || index === names.length - 1) return entry
      if (!isTree(entry)) return null
      tree = await this.#tree(entry.oid)
      if (tree === null) throw missingObject(`${rev}:${names.slice(0, index + 1).join('/')}`)
    }
    return null
  }

  #tree(name: string): Promise<PassingObject | null> {
    const known = this.#trees.get(name) ?? this.#read([name]).then(([tree]) => tree ?? null)
    this.#trees.set(name, known)
    return known
  }

  async #requireNoCommit(rev: string): Promise<null> {
    const [commit] = await this.#read([`${rev}^{commit}`])
    if (commit) throw missingObject(`${rev}^{tree}`)
    return null
  }
}

function entryIn(tree: PassingObject, name: string): TreeEntry | null {
  for (const entry of treeEntries(tree.bytes, tree.oid.length / 2)) if (entry.name === name) return entry
  return null
}
