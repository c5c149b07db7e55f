import type { Config } from '../config/types.ts'
import type { PushedRef } from '../policy/parse-push.ts'
import type { Ports } from '../ports.ts'
import { type Problem, unavailable } from '../problem.ts'
import { type Base, lookUpBase, REMOTE_BRANCHES, unknownBase } from './find-base.ts'
import type { PushRange } from './push-range.ts'
import { commonAncestors } from './range-base.ts'

/** A distinct commit of a push with the refs that are to name it. */
export interface Tip {
  readonly commit: string
  readonly refs: readonly PushedRef[]
  /** The configured remote that is pushed to; null for an address that none has. */
  readonly remote: string | null
}

/**
 * The commits that the law compares a tip with: where it left the base branch (after a criss-cross merge that is more than one
 * commit); on the base branch itself what that was, so that rewinding it is seen. Never a branch's own earlier push. Empty where
 * there was nothing before, which is known: what can't be told is a `Problem`.
 */
export async function pushBases(
  ports: Ports,
  config: Config | null,
  tip: Tip,
  range: () => Promise<PushRange>,
): Promise<readonly string[]> {
  const base = await knownBase(ports, config, tip.remote)
  const line = await baseLine(ports, config, base, tip)
  if (line && line.remoteOid !== null) return [await oldTip(ports, line, tip)]
  if (line && base?.isOwn) return [base.commit]
  if (base) return commonAncestors(ports, base.commit, tip.commit, shortName(base.name))
  const isFirst = config === null || line !== undefined || !(await knowsRemote(ports, tip)) || isWhole(await range())
  if (isFirst) return []
  throw config.base === null ? noBase(tip) : unknownBase(config)
}

interface KnownBase extends Base {
  /** Whether it is the very remote's that is pushed to. */
  readonly isOwn: boolean
}

/** What is configured, else the usual branch of the remote, else that of the one whose base a fork's changes go to, else its only branch. */
async function knownBase(ports: Ports, config: Config | null, remote: string | null): Promise<KnownBase | null> {
  const own = await lookUpBase(ports, config, remote ?? '')
  if (own) return { ...own, isOwn: remote !== null }
  if (config && config.base !== null) return null
  const usual = await lookUpBase(ports, config, USUAL_REMOTE)
  if (usual) return { ...usual, isOwn: false }
  const refs = remote === null ? [] : await ports.git.refs(`refs/remotes/${remote}/`)
  const [only] = refs.length === 1 ? await ports.git.objects([`${refs[0]}^{commit}`]) : []
  return only ? { name: refs[0]!, commit: only.oid, isOwn: true } : localBase(ports)
}

/** A bare clone tracks no remote: its own branches are all that tells. */
async function localBase({ git }: Ports): Promise<KnownBase | null> {
  const names = REMOTE_BRANCHES.map((name) => `refs/heads/${name}`)
  const commits = (await git.refs('refs/remotes/')).length > 0 ? [] : await git.objects(names)
  const at = commits.findIndex((one) => one?.type === 'commit')
  return at < 0 ? null : { name: names[at]!, commit: commits[at]!.oid, isOwn: false }
}

const USUAL_REMOTE = 'origin'

const shortName = (ref: string): string => ref.replace(/^refs\/(remotes|heads)\//, '')

const knowsRemote = async ({ git }: Ports, { remote }: Tip): Promise<boolean> =>
  (await git.refs(remote === null ? 'refs/remotes/' : `refs/remotes/${remote}/`)).length > 0

/** True where a line of history comes whole: it grew out of nothing that the remote has. */
const isWhole = ({ fresh, edges }: PushRange): boolean => fresh.length > 0 && edges.every((one) => one === null)

const noBase = ({ remote }: Tip): Problem =>
  unavailable('no-base', `nothing in this clone tells which branch of ${named(remote)} is the base`, {
    hints: [...(remote === null ? [] : [`git remote set-head ${remote} --auto`]), 'name it as base in casebook.yaml'],
  })

/** What the remote's branch names, by its own account. */
async function oldTip(ports: Ports, { remoteOid, remoteRef }: PushedRef, { remote }: Tip): Promise<string> {
  const [old] = await ports.git.objects([`${remoteOid}^{commit}`])
  if (old) return old.oid
  throw unavailable(
    'unknown-tip',
    `"${remoteRef}" of ${named(remote)} is at ${remoteOid!.slice(0, 12)}, which is not here`,
    {
      hints: [remote === null ? `git fetch <address> ${remoteRef}` : `git fetch ${remote}`],
    },
  )
}

const named = (remote: string | null): string => (remote === null ? 'the remote' : `"${remote}"`)

/** The line that pushes the base branch itself, if one does. */
async function baseLine(
  ports: Ports,
  config: Config | null,
  base: Base | null,
  { refs, remote }: Tip,
): Promise<PushedRef | undefined> {
  const name = config?.base ?? base?.name ?? null
  if (name === null) return refs.find(({ remoteRef }) => /^refs\/heads\/(main|master)$/.test(remoteRef))
  const full = /^refs\/remotes\/[^/]+\/HEAD$/.test(name) ? ((await ports.git.symbolicRef(name)) ?? name) : name
  return refs.find(({ remoteRef }) => namesOf(remoteRef, remote ?? USUAL_REMOTE).includes(full))
}

/** What a branch of the remote may be called here. */
function namesOf(remoteRef: string, remote: string): string[] {
  if (!remoteRef.startsWith('refs/heads/')) return []
  const branch = remoteRef.slice('refs/heads/'.length)
  const tracked = ['', 'remotes/', 'refs/remotes/'].map((before) => `${before}${remote}/${branch}`)
  return [...tracked, branch, `heads/${branch}`, remoteRef]
}
