import type { Config } from '../config/types.ts'
import type { PushedRef } from '../policy/parse-push.ts'
import type { Ports } from '../ports.ts'
import { type Base, lookUpBase, unknownBase } from './find-base.ts'

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
 * there was nothing before.
 */
export async function pushBases(ports: Ports, config: Config | null, tip: Tip): Promise<readonly string[]> {
  const base = await lookUpBase(ports, config, tip.remote ?? '')
  const onBase = await baseLine(ports, config, base, tip)
  if (onBase) return oldTip(ports, base, onBase)
  if (base) return ports.git.mergeBases(base.commit, tip.commit)
  const tracked = tip.remote === null ? 'refs/remotes/' : `refs/remotes/${tip.remote}/`
  if (config && config.base !== null && (await ports.git.refs(tracked)).length > 0) throw unknownBase(config)
  return []
}

async function oldTip(ports: Ports, base: Base | null, { remoteOid }: PushedRef): Promise<readonly string[]> {
  const [old] = remoteOid === null ? [] : await ports.git.objects([`${remoteOid}^{commit}`])
  return old ? [old.oid] : base ? [base.commit] : []
}

/** The line that pushes the base branch itself, if one does. */
async function baseLine(
  ports: Ports,
  config: Config | null,
  base: Base | null,
  tip: Tip,
): Promise<PushedRef | undefined> {
  const name = config?.base ?? base?.name ?? (await onlyBranch(ports, tip.remote))
  if (name === null) return tip.refs.find(({ remoteRef }) => /^refs\/heads\/(main|master)$/.test(remoteRef))
  const full = /^refs\/remotes\/[^/]+\/HEAD$/.test(name) ? ((await ports.git.symbolicRef(name)) ?? name) : name
  return tip.refs.find(({ remoteRef }) => namesOf(remoteRef, tip.remote).includes(full))
}

/** Where the remote tells no HEAD and has no usual branch, the one branch that it has is the base. */
async function onlyBranch(ports: Ports, remote: string | null): Promise<string | null> {
  const refs = remote === null ? [] : await ports.git.refs(`refs/remotes/${remote}/`)
  return refs.length === 1 ? refs[0]! : null
}

/** What a branch of the remote may be called here. */
function namesOf(remoteRef: string, remote: string | null): string[] {
  if (!remoteRef.startsWith('refs/heads/')) return []
  const branch = remoteRef.slice('refs/heads/'.length)
  const tracked =
    remote === null ? [] : ['', 'remotes/', 'refs/remotes/'].map((before) => `${before}${remote}/${branch}`)
  return [...tracked, branch, `heads/${branch}`, remoteRef]
}
