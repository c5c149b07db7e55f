import { createHash } from 'node:crypto'
import type { Authored, OwnRefs, RefCommit, TreeEntry } from '../../lib/ports.ts'

interface Stored {
  readonly parents: readonly string[]
  /** Blob ids by path. */
  readonly files: ReadonlyMap<string, string>
}

/** Object ids, commits and refs in memory: as git keeps them, without git. Shared by every clone that is made of it. */
export class MemoryObjects {
  readonly commits = new Map<string, Stored>()
  readonly blobs = new Map<string, Buffer>()
  #made = 0

  blob(bytes: string | Uint8Array): string {
    const buffer = Buffer.from(bytes as Uint8Array)
    const oid = createHash('sha1').update('blob').update(buffer).digest('hex')
    this.blobs.set(oid, buffer)
    return oid
  }

  commit(parents: readonly string[], files: ReadonlyMap<string, string>): string {
    const oid = createHash('sha1')
      .update(`commit ${this.#made++}`)
      .digest('hex')
    this.commits.set(oid, { parents, files })
    return oid
  }

  isAncestor(older: string, newer: string): boolean {
    return older === newer || (this.commits.get(newer)?.parents ?? []).some((parent) => this.isAncestor(older, parent))
  }

  /** The entries of a folder of a commit, as trees whose ids name their content. */
  tree(commit: string, folder: string): TreeEntry[] | null {
    const stored = this.commits.get(commit)
    if (!stored) return null
    const entries = new Map<string, TreeEntry>()
    for (const [path, oid] of [...stored.files].filter(([path]) => path.startsWith(folder))) {
      const [name = '', ...rest] = path.slice(folder.length).split('/')
      const isTree = rest.length > 0
      entries.set(
        name,
        isTree
          ? { name, mode: '40000', oid: this.#treeId(commit, `${folder}${name}/`) }
          : { name, mode: '100644', oid },
      )
    }
    return [...entries.values()]
  }

  readonly #trees = new Map<string, readonly [string, string]>()

  #treeId(commit: string, folder: string): string {
    const inside = [...this.commits.get(commit)!.files].filter(([path]) => path.startsWith(folder)).sort()
    const oid = createHash('sha1')
      .update(`tree ${JSON.stringify(inside)}`)
      .digest('hex')
    this.#trees.set(oid, [commit, folder])
    return oid
  }

  treeById(oid: string): TreeEntry[] | null {
    const place = this.#trees.get(oid)
    return place ? this.tree(...place) : null
  }
}

/** The refs of one clone. */
export class MemoryRefs implements OwnRefs {
  readonly refs = new Map<string, string>()
  readonly objects: MemoryObjects

  constructor(objects: MemoryObjects) {
    this.objects = objects
  }

  /** The paths that a ref's commit holds. */
  paths(ref: string): string[] {
    return [...(this.objects.commits.get(this.refs.get(ref) ?? '')?.files.keys() ?? [])].sort()
  }

  async tips(refs: readonly string[]): Promise<(string | null)[]> {
    return refs.map((ref) => this.refs.get(ref) ?? null)
  }

  async readTrees(names: readonly string[]): Promise<(TreeEntry[] | null)[]> {
    return names.map((name) =>
      name.endsWith('^{tree}') ? this.objects.tree(name.slice(0, 40), '') : this.objects.treeById(name),
    )
  }

  async readBlobs(names: readonly string[], limit: number): Promise<(Uint8Array | null)[]> {
    return names.map((name) => {
      const [commit, path] = name.split(':') as [string, string | undefined]
      const oid = path === undefined ? name : this.objects.commits.get(commit)?.files.get(path)
      const bytes = this.objects.blobs.get(oid ?? '')
      return bytes && bytes.length <= limit ? bytes : null
    })
  }

  async commit(commits: readonly RefCommit[]): Promise<boolean> {
    let done = true
    for (const { ref, parent, merge, files } of commits) {
      if ((this.refs.get(ref) ?? null) !== parent) done = false
      else {
        const all = new Map(this.objects.commits.get(parent ?? '')?.files)
        for (const [path, content] of files)
          all.set(path, typeof content === 'string' ? this.objects.blob(content) : content.oid)
        this.refs.set(ref, this.objects.commit([...(parent === null ? [] : [parent]), ...merge], all))
      }
    }
    return done
  }

  async move(ref: string, to: string, from: string | null): Promise<boolean> {
    if ((this.refs.get(ref) ?? null) !== from) return false
    this.refs.set(ref, to)
    return true
  }

  async pause(): Promise<void> {}
  #serials = 0
  serial = (): string => `000000000000-${(this.#serials++).toString(16).padStart(8, '0')}`
  graph = async (): Promise<Map<string, string[]>> => new Map()
  authors = async (): Promise<Map<string, Authored>> => new Map()
  firstAdded = async (): Promise<null> => null
  fetchRef = async (): Promise<boolean> => false
  pushRef = async (): Promise<boolean> => false
}
