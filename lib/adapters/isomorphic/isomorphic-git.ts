import type {
  CommitInfo,
  Environment,
  Git,
  GitObject,
  SignatureJudgement,
  Source,
  TagObject,
  TreeFile,
  WorkTreeBytes,
} from '../../ports.ts'
import { Problem } from '../../problem.ts'
import { isTree } from '../git-objects.ts'
import { missingObject, needsGit, noGit } from '../git-problems.ts'
import { readShallow } from '../read-shallow.ts'
import { findRepository, type Repository } from './find-repository.ts'
import { type GitConfig, readGitConfig } from './git-config.ts'
import { History } from './history.ts'
import { type Index, readIndex } from './index-file.ts'
import { ObjectStore } from './object-store.ts'
import { Refs } from './refs.ts'
import { refuseRepository } from './refuse-repository.ts'
import { resolveRevision } from './revision.ts'
import { StoredBytes } from './stored-bytes.ts'
import { parseTrailers } from './trailers.ts'
import { changedFiles, findEntry, isUnder, listTree } from './trees.ts'
import { listWorkTree } from './work-tree.ts'
import type { WorkTreePlace } from './work-tree-place.ts'

const HELD_AT_ONCE = 64
const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'

/** Opens the repository that `cwd` lies in without git, to read it. What would be read wrong is a `Problem`. */
export async function openIsomorphicGit(cwd: string, env: Environment): Promise<Git> {
  const repository = await findRepository(cwd, env)
  await refuseRepository(repository)
  const config = await readGitConfig(repository, env)
  const shallow = readShallow(repository.commonDir)
  return new IsomorphicGit(repository, config, env, shallow)
}

class IsomorphicGit implements Git {
  readonly top: string | null
  readonly prefix: string
  readonly gitDir: string
  readonly commonDir: string
  readonly #repository: Repository
  readonly #config: GitConfig
  readonly #env: Environment
  readonly #objects: ObjectStore
  readonly #refs: Refs
  readonly #shallow: ReadonlySet<string>
  readonly #history: History
  #index: Promise<Index> | null = null

  constructor(repository: Repository, config: GitConfig, env: Environment, shallow: ReadonlySet<string>) {
    this.top = repository.top
    this.prefix = repository.prefix
    this.gitDir = repository.gitDir
    this.commonDir = repository.commonDir
    this.#repository = repository
    this.#config = config
    this.#env = env
    this.#shallow = shallow
    this.#objects = new ObjectStore(repository.commonDir)
    this.#refs = new Refs(repository.gitDir, repository.commonDir)
    this.#history = new History(this.#objects, shallow)
  }

  resolveCommit(rev: string): Promise<string | null> {
    return resolveRevision({ objects: this.#objects, refs: this.#refs, shallow: this.#shallow }, rev)
  }

  async mergeBase(a: string, b: string): Promise<string | null> {
    return (await this.mergeBases(a, b))[0] ?? null
  }

  mergeBases(a: string, b: string): Promise<readonly string[]> {
    return this.#history.mergeBases(a, b)
  }

  isAncestor(older: string, newer: string): Promise<boolean> {
    return this.#history.isAncestor(older, newer)
  }

  async listFiles(source: Source, under: readonly string[]): Promise<readonly TreeFile[]> {
    if (source.at === 'commit') return listTree(this.#objects, await this.#treeOf(source.commit), under)
    const index = await this.#readIndex()
    if (source.at === 'index')
      return index.entries
        .filter(({ path, stage, isIntended }) => isUnder(path, under) && !isIntended && (stage === 0 || stage === 2))
        .map(({ path, mode, oid, stage }) => ({ path, mode, oid: stage === 0 ? oid : null }))
    return this.#listWorkTree(index, under)
  }

  #listWorkTree(index: Index, under: readonly string[]): Promise<readonly TreeFile[]> {
    return listWorkTree(this.#workTreePlace(index), under)
  }

  async storedBytes(files: readonly WorkTreeBytes[]): Promise<readonly Uint8Array[]> {
    const place = this.#workTreePlace(await this.#readIndex())
    const stored = new StoredBytes(place)
    return Promise.all(
      files.map(({ path, bytes }) =>
        stored.of(
          { path, oid: place.entryAt(path)?.oid ?? null },
          Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length),
        ),
      ),
    )
  }

  #workTreePlace(index: Index): WorkTreePlace {
    if (this.top === null) throw needsGit('a work tree here: there is none')
    const settled = new Map(index.entries.filter(({ stage }) => stage === 0).map((entry) => [entry.path, entry]))
    return {
      repository: { ...this.#repository, top: this.top },
      config: this.#config,
      env: this.#env,
      objects: this.#objects,
      index,
      entryAt: (path: string) => settled.get(path),
    }
  }

  #readIndex(): Promise<Index> {
    this.#index ??= readIndex(this.#repository.indexFile)
    return this.#index
  }

  /** What the index or the work tree holds is not known to be HEAD's: whoever asks looks for himself. */
  async treeOid(source: Source, path: string): Promise<string | null> {
    if (source.at !== 'commit') return null
    const entry = await findEntry(this.#objects, await this.#treeOf(source.commit), path)
    return entry !== null && isTree(entry) ? entry.oid : null
  }

  async #treeOf(commit: string): Promise<string> {
    return (await this.#objects.commit(commit)).tree
  }

  async changedPaths(from: string | null, to: string): Promise<readonly string[]> {
    const before = from === null ? EMPTY_TREE : await this.#treeOf(from)
    return changedFiles(this.#objects, before, await this.#treeOf(to))
  }

  async objects(names: readonly string[]): Promise<readonly (GitObject | null)[]> {
    const found: (GitObject | null)[] = []
    for (const name of names) found.push(await this.#objectNamed(name))
    return found
  }

  /** What `<rev>^{commit}`, `<rev>^{tree}` or `<rev>:<path>` names. */
  async #objectNamed(name: string): Promise<GitObject | null> {
    const [, rev = '', type] = /^([^:]+)\^\{(commit|tree)\}$/.exec(name) ?? []
    if (type === undefined) {
      const oid = await this.#blobNamed(name)
      const object = oid === null ? null : await this.#objects.read(oid)
      if (oid !== null && object === null) throw missingObject(name)
      return object === null || oid === null ? null : { oid, type: object.type as GitObject['type'] }
    }
    const commit = await this.resolveCommit(rev)
    if (commit === null) return null
    return type === 'commit' ? { oid: commit, type } : { oid: await this.#treeOf(commit), type: 'tree' }
  }

  async readBlobs(names: readonly string[]): Promise<readonly (Uint8Array | null)[]> {
    const oids: (string | null)[] = []
    for (const name of names) oids.push(await this.#blobNamed(name))
    const objects = await this.#objects.readAll(oids.filter((oid) => oid !== null))
    return oids.map((oid, index) => {
      if (oid === null) return null
      const object = objects.get(oid)
      if (!object) throw missingObject(names[index]!)
      return object.type === 'blob' ? object.bytes : null
    })
  }

  async eachBlob(oids: readonly string[], take: (bytes: Uint8Array | null, index: number) => void): Promise<void> {
    for (let at = 0; at < oids.length; at += HELD_AT_ONCE) {
      const some = oids.slice(at, at + HELD_AT_ONCE)
      const objects = await this.#objects.readAll(some)
      for (const [nth, oid] of some.entries()) {
        const object = objects.get(oid)
        take(object?.type === 'blob' ? object.bytes : null, at + nth)
      }
    }
  }

  /** The object that `<oid>`, `:path` or `rev:path` names; a submodule's commit is none of this repository's. */
  async #blobNamed(name: string): Promise<string | null> {
    if (name.includes('\n')) return null
    const colon = name.indexOf(':')
    if (colon < 0) return /^[0-9a-f]{40}$/.test(name) ? name : this.#refuseName(name)
    const path = name.slice(colon + 1)
    if (path === '' || /^(\.|\/|[0-3]:)/.test(path)) return this.#refuseName(name)
    const entry = colon === 0 ? await this.#settledEntry(path) : await this.#entryAt(name.slice(0, colon), path)
    return entry === null || entry.mode === '160000' ? null : entry.oid
  }

  #refuseName(name: string): never {
    throw needsGit(`the object "${name}"`)
  }

  async #settledEntry(path: string): Promise<{ mode: string; oid: string } | null> {
    return (await this.#readIndex()).entries.find((entry) => entry.path === path && entry.stage === 0) ?? null
  }

  async #entryAt(rev: string, path: string): Promise<{ mode: string; oid: string } | null> {
    const commit = await this.resolveCommit(rev)
    return commit === null ? null : findEntry(this.#objects, await this.#treeOf(commit), path)
  }

  async log(range: readonly string[]): Promise<readonly CommitInfo[]> {
    const ends = await Promise.all(range.map((end) => this.#endOf(end)))
    const oids = (isOut: boolean): string[] => ends.filter((end) => end.isOut === isOut).map(({ oid }) => oid)
    return this.#history.between(oids(false), oids(true))
  }

  async #endOf(end: string): Promise<{ isOut: boolean; oid: string }> {
    const isOut = end.startsWith('^')
    const rev = isOut ? end.slice(1) : end
    if (rev.startsWith('-')) throw needsGit(`the range "${end}"`)
    const oid = await this.resolveCommit(rev)
    if (oid === null) throw missingObject(rev)
    return { isOut, oid }
  }

  async parseTrailers(message: string): Promise<string> {
    const configured = this.#config.keys('trailer.')[0]
    if (configured) throw needsGit(`trailers where "${configured}" is configured`)
    if (message.includes('\0')) throw needsGit('a message that holds a NUL')
    const mark = this.#config.get('core.commentchar') ?? '#'
    const commentMark = mark === 'auto' ? '#' : mark
    if (!/^[\x21-\x7e]$/.test(commentMark) || this.#config.get('core.commentstring') !== null)
      throw needsGit(`messages with the comment mark "${this.#config.get('core.commentstring') ?? mark}"`)
    const bytes = Buffer.from(message, 'utf8').toString('latin1')
    return Buffer.from(parseTrailers(bytes, commentMark), 'latin1').toString('utf8')
  }

  async config(key: string): Promise<string | null> {
    return this.#config.get(key)
  }

  async configAll(key: string): Promise<readonly string[]> {
    return this.#config.all(key)
  }

  async remotes(): Promise<readonly string[]> {
    const names = this.#config.keys('remote.').flatMap((key) => /^remote\.(.+)\.[^.]+$/s.exec(key)?.[1] ?? [])
    return [...new Set(names)].sort()
  }

  async readTag(name: string): Promise<TagObject | null> {
    const oid = await this.#refs.read(`refs/tags/${name}`)
    if (oid === null) return null
    const object = await this.#objects.read(oid)
    if (object === null) throw missingObject(`refs/tags/${name}`)
    if (object.type !== 'tag') return null
    const commit = await this.resolveCommit(oid).catch(nullWhereMissing)
    return { name, oid, commit, text: Buffer.from(object.bytes).toString('utf8') }
  }

  async judgeSignature(): Promise<SignatureJudgement> {
    return { status: 'unknown', detail: 'there is no git here that could check it' }
  }

  readonly state = refuse
  readonly dirtyPaths = refuse
  readonly unwatchedPaths = refuse
  readonly refs = refuse
  readonly symbolicRef = refuse
  readonly ancestorTags = refuse
  readonly trySigning = refuse
  readonly addConfig = refuse
  readonly removeConfig = refuse
  readonly hooksFolder = refuse
  readonly identity = refuse
  readonly stage = refuse
  readonly moveFiles = refuse
  readonly logSince = refuse
  readonly commit = refuse
  readonly createTag = refuse
  readonly checkout = refuse
  readonly moveCheckout = refuse
  readonly changedBetween = refuse
}

function nullWhereMissing(error: unknown): null {
  if (error instanceof Problem && error.code === 'missing-object') return null
  throw error
}

async function refuse(): Promise<never> {
  throw noGit()
}
