import type { Json, JsonObject } from './case/types.ts'
import type { CommitGraph } from './history/commit-graph.ts'
import type { Hash } from './manifest/leaf.ts'
import type { Finding } from './problem.ts'
import type { SecretScanner } from './redact/types.ts'

/** A file of a tree, of the index or of the work tree; `path` is from the top of the repository. */
export interface TreeFile {
  readonly path: string
  /** As git writes it: `100644`, `100755`, `120000` (symlink), `160000` (submodule). */
  readonly mode: string
  /** Git object id; null for a work tree file whose bytes git has not seen. */
  readonly oid: string | null
}

/** Where a set is read from. */
export type Source =
  | { readonly at: 'worktree' }
  | { readonly at: 'index' }
  | { readonly at: 'commit'; readonly commit: string }

/** What a file of the work tree holds; `path` is from the top of the repository. */
export interface WorkTreeBytes {
  readonly path: string
  readonly bytes: Uint8Array
}

export interface CommitInfo {
  readonly commit: string
  readonly parents: readonly string[]
  readonly message: string
}

/**
 * Reads one git repository; also without a git command (see docs/decisions/0009). Revisions that do not resolve are null;
 * everything else that fails is a `Problem`, a missing object and the end of a shallow clone's history above all.
 */
export interface GitReader {
  /** Absolute path of the work tree; null in a bare repository. */
  readonly top: string | null
  /** The folder asked from, relative to `top`, with a final slash or empty. */
  readonly prefix: string
  /** Absolute path of this work tree's git folder. */
  readonly gitDir: string
  /** Absolute path of the git folder that linked worktrees share. */
  readonly commonDir: string
  resolveCommit(rev: string): Promise<string | null>
  mergeBase(a: string, b: string): Promise<string | null>
  /** Every best common ancestor, in git's order: none where histories share nothing here, several after criss-cross merges. */
  mergeBases(a: string, b: string): Promise<readonly string[]>
  isAncestor(older: string, newer: string): Promise<boolean>
  /** Files of `source` below the folders `under` (empty: all), sorted by path. Untracked files that are not ignored belong to the work tree. */
  listFiles(source: Source, under: readonly string[]): Promise<readonly TreeFile[]>
  /**
   * The tree that holds exactly what `listFiles` lists of `source` below the folder `path`; null where there is none, or where
   * an index or a work tree is not as HEAD has it there. One look: it lists nothing.
   */
  treeOid(source: Source, path: string): Promise<string | null>
  /** What names stand for (anything `git rev-parse` takes that peels itself, `<rev>:<path>` too); null where there is nothing. */
  objects(names: readonly string[]): Promise<readonly (GitObject | null)[]>
  /** Paths that differ between two commits (a null base is the empty tree). A submodule's, here and of `state`, ends in a slash. */
  changedPaths(from: string | null, to: string): Promise<readonly string[]>
  /** Blobs by what `git rev-parse` takes (`<oid>`, `:path`, `rev:path`), in order; null where there is none at the path. */
  readBlobs(names: readonly string[]): Promise<readonly (Uint8Array | null)[]>
  /**
   * Hands out blobs by object id in order, each as it comes; null where there is none. `bytes` may be looked at until `take`
   * returns: nothing is copied, and no more is held than git has just said.
   */
  eachBlob(oids: readonly string[], take: (bytes: Uint8Array | null, index: number) => void): Promise<void>
  /**
   * The bytes that git would store of files of the work tree, in order: their line ends as attributes and settings have them.
   * Asked of files that hold a carriage return.
   */
  storedBytes(files: readonly WorkTreeBytes[]): Promise<readonly Uint8Array[]>
  /** Commits of the range as `git rev-list` takes it, newest first. */
  log(range: readonly string[]): Promise<readonly CommitInfo[]>
  /** The trailers of a message as `git interpret-trailers --parse` prints them. */
  parseTrailers(message: string): Promise<string>
  config(key: string): Promise<string | null>
  /** Every value of a key, in order. */
  configAll(key: string): Promise<readonly string[]>
  remotes(): Promise<readonly string[]>
  /** The annotated tag of exactly this name; null where there is none (a lightweight one counts as none). */
  readTag(name: string): Promise<TagObject | null>
  /** Checks the signature of a tag's object. Requires that it carries one. */
  judgeSignature(oid: string): Promise<SignatureJudgement>
}

/** What only the git command does: writing, and reading that only writers need. */
export interface Git extends GitReader {
  /** HEAD's commit (null before the first) and what `dirtyPaths` of everything gives, by one look; `again` looks anew. */
  state(again?: 'again'): Promise<{ readonly head: string | null; readonly dirty: readonly string[] }>
  /** Paths that differ between the index or HEAD and the work tree, untracked and not ignored ones included. */
  dirtyPaths(under: readonly string[]): Promise<readonly string[]>
  /** Tracked paths whose state in the work tree git was told not to look at (assume-unchanged, skip-worktree, sparse). */
  unwatchedPaths(): Promise<readonly string[]>
  /** Full names of the refs below a prefix that ends in a slash. */
  refs(prefix: string): Promise<readonly string[]>
  /** The ref that a symbolic ref points at; null where it is none. */
  symbolicRef(name: string): Promise<string | null>
  addConfig(key: string, value: string): Promise<void>
  /** Removes exactly this value of a key. */
  removeConfig(key: string, value: string): Promise<void>
  /** Absolute path of the folder from which git runs hooks here. */
  hooksFolder(): Promise<string>
  identity(): Promise<string>
  /** The commit and its ancestors that were committed from `since` on, newest first, whatever order their dates are in. */
  logSince(commit: string, since: Date): Promise<readonly CommitInfo[]>
  /** Moves files as `git mv` does, in the index and the work tree, and nothing else; all of them or none. */
  moveFiles(moves: readonly { readonly from: string; readonly to: string }[]): Promise<void>
  /** Puts paths into the index as the work tree has them; a missing one is removed there. */
  stage(paths: readonly string[]): Promise<void>
  commit(message: string, paths: readonly string[]): Promise<string>
  /** Writes an annotated tag; one of that name that is there already is a `Problem`, and so is a signature that git can't make. */
  createTag(tag: { name: string; commit: string; message: string; sign: boolean }): Promise<void>
  /** Signs once with the user's own git signing and keeps what it makes in the folder `scratch`: a `Problem` where git can't. */
  trySigning(commit: string, scratch: string): Promise<void>
  /** Names of annotated tags whose text holds `needle` at ancestors of `commit`, itself excluded, nearest first. */
  ancestorTags(commit: string, needle: string): Promise<readonly string[]>
  /**
   * Writes the files of a commit below an empty folder, submodules with it; nothing in the repository changes. Returns the
   * submodules that stay empty because this clone has not got them.
   */
  checkout(commit: string, folder: string): Promise<readonly EmptySubmodule[]>
  /**
   * As `checkout` into a folder that it is called for again and again: writes what differs, and takes away all that is not the
   * commit's, whoever put it there.
   */
  moveCheckout(commit: string, folder: string): Promise<readonly EmptySubmodule[]>
  /** As `changedPaths`, of many pairs of commits at once and below the folders `under` (empty: everywhere). */
  changedBetween(
    pairs: readonly (readonly [from: string, to: string])[],
    under: readonly string[],
  ): Promise<readonly (readonly string[])[]>
}

export interface GitObject {
  readonly oid: string
  readonly type: 'commit' | 'tree' | 'blob' | 'tag'
}

export interface EmptySubmodule {
  readonly path: string
  /** False where the work tree has not got it either. */
  readonly isCheckedOutHere: boolean
}

export interface TagObject {
  readonly name: string
  readonly oid: string
  /** The commit that it leads to, through other tags if need be; null where it leads to none that is here. */
  readonly commit: string | null
  /** The whole object as git keeps it, signature included. */
  readonly text: string
}

/** `good` is a signature by a key that is known and trusted here; `unknown` one that could not be told. */
export type SignatureStatus = 'good' | 'bad' | 'none' | 'unknown'

export interface SignatureJudgement {
  readonly status: SignatureStatus
  /** Who signed where it is good, else why it is not; null where nothing is known. */
  readonly detail: string | null
}

/** An entry of one tree, as git has it; nothing below it. */
export interface TreeEntry {
  readonly name: string
  readonly mode: string
  readonly oid: string
}

/** A commit to add to a ref of our own. Its files come on top of the tree of `parent`, or of an empty one. */
export interface RefCommit {
  readonly ref: string
  /** What the ref is known to name; null where there is no such ref. */
  readonly parent: string | null
  /** Further parents. */
  readonly merge: readonly string[]
  readonly message: string
  readonly at: Date
  /** Content, or a blob that is there already, by path. */
  readonly files: ReadonlyMap<string, string | { readonly oid: string }>
  /** True where nothing else of the parent stays. */
  readonly isWhole?: boolean
}

export interface Authored {
  readonly commit: string
  /** `Name <email>` */
  readonly author: string
  /** `2026-11-22T10:31:05+01:00` */
  readonly date: string
  readonly subject: string
}

/**
 * Reads, writes and shares the refs that casebook owns. A ref moves by compare-and-swap only, so that no writer loses what
 * another one wrote, and a writer that is killed leaves the ref as it was.
 */
export interface OwnRefs {
  tips(refs: readonly string[]): Promise<readonly (string | null)[]>
  /** Trees by name; null for what is missing, no tree, or too large to be one of ours. */
  readTrees(names: readonly string[]): Promise<readonly (readonly TreeEntry[] | null)[]>
  /** Blobs by object id or `<oid>:<path>`; null for what is missing, no blob, or larger than `limit`. */
  readBlobs(names: readonly string[], limit: number): Promise<readonly (Uint8Array | null)[]>
  /** Adds one commit a ref. False where another writer came first at one of them: others may have moved. */
  commit(commits: readonly RefCommit[]): Promise<boolean>
  /** Points a ref at a commit; false where it does not name `from` any more (null: where it exists). */
  move(ref: string, to: string, from: string | null): Promise<boolean>
  /** Waits a little before another try, longer each time and never as long as somebody else. */
  pause(attempt: number): Promise<void>
  /** What no other writer has and sorts after what this machine had before: the form of `SERIAL`. */
  serial(): string
  /** The ancestors of commits, themselves included; those that are not in this clone are left out. */
  graph(tips: readonly string[]): Promise<CommitGraph>
  /** Who made which commit; those that are not in this clone are left out. */
  authors(commits: readonly string[]): Promise<ReadonlyMap<string, Authored>>
  /** The first commit of HEAD's history that added one of the paths; null where none did. */
  firstAdded(paths: readonly string[]): Promise<Authored | null>
  /** Fetches a ref of a remote to `to`, whatever was there; false where the remote has none. */
  fetchRef(remote: string, ref: string, to: string): Promise<boolean>
  /** Pushes a ref to a remote; false where that would lose what the remote has. */
  pushRef(remote: string, ref: string): Promise<boolean>
}

/** Files by absolute path. Missing files read as null; a write is beside, then renamed. */
export interface Files {
  read(path: string): Promise<Uint8Array | null>
  write(path: string, bytes: Uint8Array | string, mode?: number): Promise<void>
  /** Writes a file that is not there yet, all of it or nothing; false where there is one already. */
  create(path: string, bytes: Uint8Array | string): Promise<boolean>
  /** Names of what lies in `folder`; empty where there is no such folder. */
  names(folder: string): Promise<readonly string[]>
  /** What lies in `folder`, links not followed; empty where there is no such folder or it may not be read. */
  entries(folder: string): Promise<readonly FolderEntry[]>
  /** Tells one state of a file from another without reading it; null where there is none. */
  stamp(path: string): Promise<string | null>
  remove(path: string): Promise<void>
  /** Removes the folders above `path` that are empty, up to but not including `root`. */
  prune(path: string, root: string): Promise<void>
  /** Makes an empty private folder that `dispose` removes with all in it. */
  scratch(label: string): Promise<{ path: string; dispose(): Promise<void> }>
  link(target: string, path: string): Promise<void>
  /** Where a path really leads, symbolic links followed; null where it does not exist. */
  real(path: string): Promise<string | null>
  exists(path: string): Promise<boolean>
  /** Permission bits, links followed; null where there is nothing. */
  mode(path: string): Promise<number | null>
}

/** Where a key is: in a file, or an SSH public key as text whose private half an agent holds. */
export type KeySource =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'agent'; readonly publicKey: string }

export interface KeySignature {
  readonly bytes: Uint8Array
  /** A hint which key it was, never evidence. */
  readonly keyid: string
}

/** Signs and checks bytes: SSH keys by ssh-keygen, in a namespace; PEM keys here. */
export interface Keys {
  /** 64 hex digits. */
  sha256(bytes: Uint8Array): string
  sign(key: KeySource, bytes: Uint8Array): Promise<KeySignature>
  /**
   * Checks a signature with the public key in `file`; without one an SSH signature by git's own allowed signers. What is
   * valid but by nobody that is known is `unknown`.
   */
  verify(file: string | null, bytes: Uint8Array, signature: Uint8Array): Promise<SignatureJudgement>
}

export interface FolderEntry {
  readonly name: string
  readonly kind: 'file' | 'folder' | 'link'
}

export interface ChildExit {
  readonly code: number | null
  readonly signal: string | null
  /** Why it never ran (not found, not executable); null where it ran. */
  readonly startError: string | null
}

/** A running process in a process group of its own. */
export interface Child {
  /** Writes to its standard input; a broken pipe is silent (the exit tells). */
  write(text: string): void
  endInput(): void
  readonly exit: Promise<ChildExit>
  /** Kills the whole group: politely, then for good after a moment. */
  kill(): void
}

export interface ChildRequest {
  readonly command: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  onOutput(chunk: Uint8Array): void
  /** Nothing more will come on its standard output, be it that it still runs. */
  onOutputEnd?(): void
  onErrors(chunk: Uint8Array): void
}

export interface Processes {
  start(request: ChildRequest): Child
  /** A line of the product's own diagnostics, shown to the person and never parsed. */
  relay(line: string): void
}

/** A command that runs a JavaScript module as a worker which speaks the line protocol. */
export interface ModuleHost {
  readonly command: readonly string[]
  /** The exit code by which it says that the module could not be loaded. */
  readonly refusal: number
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** The most bytes of a body that are taken. */
  readonly limit: number
}

export type HttpReply =
  | { readonly kind: 'answer'; readonly status: number; readonly body: Uint8Array }
  | { readonly kind: 'too-large' }
  /** Refused, reset, cut off, or given up by its signal. */
  | { readonly kind: 'failed'; readonly detail: string }

/** Sends one request over a connection of its own; follows no redirect, never rejects. */
export type SendHttp = (request: HttpRequest, signal: AbortSignal) => Promise<HttpReply>

export interface Clock {
  /** Wall clock; `SOURCE_DATE_EPOCH` where set. */
  now(): Date
  /** Monotonic milliseconds, for durations only. */
  ticks(): number
  after(ms: number, call: () => void): { cancel(): void }
}

/** Bounds synchronous work in time. */
export interface TimeBudget {
  bounded<T>(work: () => T): T
}

export type CompileSchema = (schema: Json) => (value: Json) => readonly string[]

/** What is derived from blobs and may be thrown away at any time. Keyed by git object id, checked on read. */
export interface Cache {
  read(name: string): Promise<ReadonlyMap<string, JsonObject>>
  write(name: string, entries: ReadonlyMap<string, JsonObject>): Promise<void>
}

/** Digests of 64 hex digits by keys that never change their meaning, 40 or 64 hex digits. As with `Cache`, it may be thrown away. */
export interface DigestCache {
  read(): Promise<KnownDigests>
  /** Adds digests by key. `wanted` is how many of all those known are wanted at once, and hence kept. */
  add(digests: readonly (readonly [key: string, digest: string])[], wanted: number): Promise<void>
}

export interface KnownDigests {
  find(key: string): string | null
}

export interface Environment {
  readonly [name: string]: string | undefined
}

export interface Ports {
  readonly git: Git
  readonly ownRefs: OwnRefs
  readonly files: Files
  readonly processes: Processes
  readonly sendHttp: SendHttp
  /** How the module at this absolute path is run as a worker. */
  moduleHost(file: string): ModuleHost
  readonly clock: Clock
  readonly hash: Hash
  /** SHA-256 of UTF-8 text, 64 hex digits: names derived data and the events of history; cheaper to load than `hash`. */
  fingerprint(text: string): string
  readonly cache: Cache
  /** Hashes of blobs' contents by git object id. */
  readonly contents: DigestCache
  /** Hashes of subtrees of a set's trie by the fingerprint of their leaves. */
  readonly subtrees: DigestCache
  /** What answers and judgements are made with: this build of casebook, node, the system. */
  readonly runtime: string
  readonly env: Environment
  /** Casebook's own. */
  readonly version: string
  /** Says on standard error what changes no verdict. */
  warn(finding: Finding): void
  /** Milliseconds for all, and for each, of the assertions of one judgement. */
  timeBudget(totalMs: number, eachMs: number): TimeBudget
  readonly keys: Keys
  readonly compileSchema: CompileSchema
  readonly scanSecrets: SecretScanner
  /** Unpacks gzip; more than `limit` bytes is a `Problem`. */
  gunzip(bytes: Uint8Array, limit: number): Promise<Uint8Array>
}
