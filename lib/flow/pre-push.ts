import picomatch from 'picomatch'
import type { Config } from '../config/types.ts'
import { OWN_REFS } from '../history/paths.ts'
import { linksOfNotes } from '../law/links-of-notes.ts'
import { type PushedRef, parsePush } from '../policy/parse-push.ts'
import type { CommitInfo, Ports, Source } from '../ports.ts'
import type { Finding } from '../problem.ts'
import type { RunDocument } from '../run/types.ts'
import { findBase } from './find-base.ts'
import { findConfigs } from './find-config.ts'
import { judgeLaw, readNotes, removedConfigs } from './judge-law.ts'
import { judgeLinks } from './judge-range.ts'
import { loadSet } from './load-set.ts'
import { pathsThatMatter } from './paths-that-matter.ts'
import { runConfiguredSet } from './run-set.ts'

export interface PushRequest {
  readonly remote: string
  /** What git wrote to the hook's standard input. */
  readonly refs: string
  onProgress?(done: number, asked: number): void
}

/** What the gate says of one pushed commit. */
export interface TipJudgement {
  readonly ref: string
  readonly commit: string
  readonly findings: readonly Finding[]
  /** The smoke run; null where nothing it depends on was touched. */
  readonly run: RunDocument | null
  readonly exit: 0 | 1 | 3
}

/** Judges a push: for each distinct commit the links of its new commits and the smoke tier at that very commit. */
export async function judgePush(ports: Ports, request: PushRequest): Promise<TipJudgement[]> {
  const judgements: TipJudgement[] = []
  for (const tip of await distinctTips(ports, parsePush(request.refs)))
    judgements.push(...(await judgeTip(ports, tip, request)))
  return judgements
}

interface Tip {
  readonly commit: string
  readonly refs: readonly PushedRef[]
}

/** Deletions, refs of casebook's own and what is no commit drop out; tags are peeled. */
async function distinctTips(ports: Ports, refs: readonly PushedRef[]): Promise<Tip[]> {
  const tips = new Map<string, PushedRef[]>()
  for (const ref of refs.filter(({ remoteRef }) => !remoteRef.startsWith(OWN_REFS))) {
    const commit = ref.localOid === null ? null : await ports.git.resolveCommit(ref.localOid)
    if (commit !== null) tips.set(commit, [...(tips.get(commit) ?? []), ref])
  }
  return [...tips].map(([commit, its]) => ({ commit, refs: its }))
}

/** Each set of the commit; a commit without one is nobody's business, unless its base had one. */
async function judgeTip(ports: Ports, tip: Tip, request: PushRequest): Promise<TipJudgement[]> {
  const configs = await findConfigs(ports, { at: 'commit', commit: tip.commit })
  const isJudged = (config: Config): boolean => tip.refs.some((ref) => !isSkipped(config, ref))
  if (configs.length > 0 && !configs.some(isJudged)) return []
  const base = await baseOf(ports, configs[0] ?? null, tip, request.remote)
  const findings = await removedConfigs(ports, base, configs)
  if (findings.length > 0) return [{ ref: tip.refs[0]!.remoteRef, commit: tip.commit, findings, run: null, exit: 1 }]
  const judgements: TipJudgement[] = []
  for (const config of configs) judgements.push(...(await judgeSet(ports, config, tip, request)))
  return judgements
}

async function judgeSet(ports: Ports, config: Config, tip: Tip, request: PushRequest): Promise<TipJudgement[]> {
  const source = { at: 'commit', commit: tip.commit } as const
  const refs = tip.refs.filter((ref) => !isSkipped(config, ref))
  if (refs.length === 0) return []
  const fresh = await newCommits(ports, tip.commit, refs, request.remote)
  const set = await loadSet(ports, config, source)
  const ref = refs[0]!.remoteRef
  const base = await baseOf(ports, config, tip, request.remote)
  const law = base === null ? null : await judgeLaw(ports, set, base)
  const findings = [
    ...set.findings,
    ...readNotes(set).findings,
    ...(law?.plan.problems ?? []),
    ...(await judgeLinks(ports, set, fresh, law?.links ?? linksOfNotes(readNotes(set).read, []))),
  ]
  if (findings.length > 0) return [{ ref, commit: tip.commit, findings, run: null, exit: 1 }]
  if (!(await touchesWhatMatters(ports, config, tip, fresh)))
    return [{ ref, commit: tip.commit, findings: [], run: null, exit: 0 }]
  const { document, exit } = await runSmoke(ports, config, source, request)
  return [{ ref, commit: tip.commit, findings: [], run: document, exit }]
}

/**
 * What the law compares a pushed commit with: where it left the base branch; on that branch itself, what the remote held.
 * Never a branch's own earlier push. Null where the remote has nothing yet.
 */
async function baseOf(ports: Ports, config: Config | null, tip: Tip, remote: string): Promise<string | null> {
  const base = await findBase(ports, config, tip.commit, remote)
  if (base !== null) return ports.git.mergeBase(base, tip.commit)
  const old = tip.refs.find(({ remoteOid }) => remoteOid !== null)?.remoteOid ?? null
  return old === null ? null : ports.git.resolveCommit(old)
}

const isSkipped = (config: Config, { remoteRef }: PushedRef): boolean =>
  config.push.skip.length > 0 &&
  picomatch([...config.push.skip], { dot: true })(remoteRef.replace(/^refs\/(heads|tags)\//, ''))

/** The commits that no remote ref holds yet, whatever the remote's branch pointed at before. */
async function newCommits(
  ports: Ports,
  tip: string,
  refs: readonly PushedRef[],
  remote: string,
): Promise<readonly CommitInfo[]> {
  const held: string[] = []
  for (const { remoteOid } of refs)
    if (remoteOid !== null && (await ports.git.resolveCommit(remoteOid)) !== null) held.push(`^${remoteOid}`)
  const isNamed = (await ports.git.config(`remote.${remote}.url`)) !== null
  return ports.git.log([tip, ...held, '--not', isNamed ? `--remotes=${remote}` : '--remotes'])
}

/** True where the range touches the set or what the answers depend on; always, where that is not declared. */
async function touchesWhatMatters(
  ports: Ports,
  config: Config,
  tip: Tip,
  fresh: readonly CommitInfo[],
): Promise<boolean> {
  const inputs = config.target?.inputs
  if (!inputs) return true
  const isMatch = picomatch(pathsThatMatter(config), { dot: true })
  const oldest = fresh.at(-1)
  const from = oldest ? (oldest.parents[0] ?? null) : tip.commit
  return (await ports.git.changedPaths(from, tip.commit)).some((path) => isMatch(path))
}

function runSmoke(
  ports: Ports,
  config: Config,
  source: Source,
  request: PushRequest,
): ReturnType<typeof runConfiguredSet> {
  return runConfiguredSet(ports, config, source, {
    at: null,
    tier: 'smoke',
    ids: [],
    shard: null,
    budgetMs: config.smoke.budgetMs,
    ...(request.onProgress ? { onProgress: request.onProgress } : {}),
  })
}
