import { parseTagObject } from '../git-objects.ts'
import { endsInShallow, missingObject, needsGit } from '../git-problems.ts'
import { isRefName } from '../ref-name.ts'
import type { ObjectStore } from './object-store.ts'
import type { Refs } from './refs.ts'

/** Where git looks a short name up, in this order. */
const PLACES = ['', 'refs/', 'refs/tags/', 'refs/heads/', 'refs/remotes/'] as const
const FULL = /^[0-9a-f]{40}$/i
const SHORT = /^[0-9a-f]{4,39}$/i
const DESCRIBED = /.-g([0-9a-f]{4,40})$/i
/** Reflogs, upstreams, searches, paths, ranges, sets of parents, other worktrees: what only git resolves. */
const UNKNOWN = /@\{|:|\.\.|\^\{\/|\^[@!-]|^\^|^(main-worktree|worktrees)\//

interface Place {
  readonly objects: ObjectStore
  readonly refs: Refs
  /** Where the history of a shallow clone ends. */
  readonly shallow: ReadonlySet<string>
}

/** Finds the commit that a revision names, as `git rev-parse` does; null where it names none. What it can't parse is a `Problem`. */
export async function resolveRevision(place: Place, rev: string): Promise<string | null> {
  if (UNKNOWN.test(rev))
    throw needsGit(`the revision "${rev}": it knows names and ids with ~, ^ and ^{commit} behind them`)
  const oid = await objectOf(place, rev)
  return oid === null ? null : peelTo(place, oid, 'commit', FULL.test(rev))
}

async function objectOf(place: Place, rev: string): Promise<string | null> {
  const peeled = /^(.*)\^\{([^{}]*)\}$/s.exec(rev)
  if (peeled) return peelObject(place, peeled[1]!, peeled[2]!)
  const ancestor = /^(.*)([~^])(\d*)$/s.exec(rev)
  if (!ancestor) return named(place, rev)
  const [, from = '', mark, digits] = ancestor
  const start = await objectOf(place, from)
  const commit = start === null ? null : await peelTo(place, start, 'commit', false)
  if (commit === null) return null
  const count = digits === '' ? 1 : Number(digits)
  return mark === '^' ? parentOf(place, commit, count) : ancestorOf(place, commit, count)
}

async function peelObject(place: Place, from: string, type: string): Promise<string | null> {
  const oid = await objectOf(place, from)
  if (oid === null || type === 'object') return oid
  return /^(|commit|tag|tree|blob)$/.test(type) ? peelTo(place, oid, type, false) : null
}

async function ancestorOf(place: Place, commit: string, generations: number): Promise<string | null> {
  let at: string | null = commit
  for (let left = generations; left > 0 && at !== null; left--) at = await parentOf(place, at, 1)
  return at
}

async function parentOf(place: Place, commit: string, which: number): Promise<string | null> {
  if (which === 0) return commit
  const { parents } = await place.objects.commit(commit)
  if (parents.length > 0 && place.shallow.has(commit)) throw endsInShallow(commit, 'what comes before')
  return parents[which - 1] ?? null
}

/** Follows tags, and from a commit to its tree, until the type fits; an empty type is what is no tag. */
async function peelTo(place: Place, oid: string, type: string, mayMiss: boolean): Promise<string | null> {
  const object = await place.objects.read(oid)
  if (object === null && mayMiss) return null
  if (object === null) throw missingObject(oid)
  if (object.type === type || (type === '' && object.type !== 'tag')) return oid
  if (object.type === 'tag') return peelTo(place, parseTagObject(object.bytes).object, type, false)
  return object.type === 'commit' && type === 'tree' ? (await place.objects.commit(oid)).tree : null
}

async function named(place: Place, name: string): Promise<string | null> {
  if (FULL.test(name)) return name.toLowerCase()
  const ref = await refNamed(place.refs, name === '@' ? 'HEAD' : name)
  if (ref !== null) return ref
  const short = SHORT.test(name) ? name : DESCRIBED.exec(name)?.[1]
  return short === undefined ? null : place.objects.startingWith(short.toLowerCase())
}

async function refNamed(refs: Refs, name: string): Promise<string | null> {
  if (!isRefName(name)) return null
  for (const start of PLACES) {
    const oid = await refs.read(start + name)
    if (oid !== null) return oid
  }
  return refs.read(`refs/remotes/${name}/HEAD`)
}
