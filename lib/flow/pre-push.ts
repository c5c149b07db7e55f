import type { AuditedFalseReds } from '../audit/audit-document.ts'
import type { Config } from '../config/types.ts'
import { OWN_REFS } from '../history/paths.ts'
import { isJudgedRef, type PushedRef, parsePush } from '../policy/parse-push.ts'
import type { Ports } from '../ports.ts'
import type { Finding } from '../problem.ts'
import type { RunDocument } from '../run/types.ts'
import { findConfigs, readConfigs } from './find-config.ts'
import { refersToBug } from './fixed-bugs.ts'
import { removedConfigs } from './former-set.ts'
import type { Changes } from './judge-pushed-set.ts'
import { type LoadedSet, loadSet } from './load-set.ts'
import { matcherOf } from './matcher-of.ts'
import { pushBases, type Tip } from './push-base.ts'
import { MOST_EDGES, type PushRange, readPushRange, touchesWhatMatters } from './push-range.ts'
import { runConfiguredSet } from './run-set.ts'
import { smokeLimitFinding } from './smoke-limit.ts'
import { uniqueFindings } from './unique-findings.ts'

export interface PushRequest {
  /** The name of the remote, or its address where it was pushed to by that. */
  readonly remote: string
  /** Its address; null where the caller was not told. */
  readonly url: string | null
  /** What git wrote to the hook's standard input. */
  readonly refs: string
  onProgress?(done: number, asked: number): void
}

/** What the gate says of one set at one pushed commit. */
export interface TipJudgement {
  readonly ref: string
  readonly commit: string
  readonly findings: readonly Finding[]
  readonly warnings: readonly Finding[]
  /** The smoke run; null where nothing it depends on was touched. */
  readonly run: RunDocument | null
  /** How often the smoke tier is red for nothing; null where nothing was flaky, or that can't be told. */
  readonly falseReds: AuditedFalseReds | null
  readonly exit: 0 | 1 | 3
}

/** Judges a push: for each distinct commit and each of its sets the law, the links and the smoke tier at that very commit. */
export async function judgePush(ports: Ports, request: PushRequest): Promise<TipJudgement[]> {
  const judgements: TipJudgement[] = []
  for (const tip of await distinctTips(ports, request)) judgements.push(...(await judgeTip(ports, tip, request)))
  return judgements
}

/** Deletions, notes and what is no commit drop out; tags are peeled. */
async function distinctTips(ports: Ports, request: PushRequest): Promise<Tip[]> {
  const refs = parsePush(request.refs).filter((ref) => isJudgedRef(ref) && !ref.remoteRef.startsWith(OWN_REFS))
  if (refs.length === 0) return []
  const [commits, remote] = await Promise.all([
    ports.git.objects(refs.map(({ localOid }) => `${localOid}^{commit}`)),
    remoteOf(ports, request),
  ])
  const tips = new Map<string, PushedRef[]>()
  refs.forEach((ref, index) => {
    const commit = commits[index]?.oid
    if (commit !== undefined) tips.set(commit, [...(tips.get(commit) ?? []), ref])
  })
  return [...tips].map(([commit, its]) => ({ commit, refs: its, remote }))
}

/** git hands an address over as both name and address where no remote was named; one that has it is meant all the same. */
async function remoteOf({ git }: Ports, { remote, url }: PushRequest): Promise<string | null> {
  if (url !== null && url !== remote) return remote
  const names = await git.remotes()
  if (names.includes(remote)) return remote
  for (const name of names) if ((await git.configAll(`remote.${name}.url`)).includes(remote)) return name
  return null
}

/** Each set of the commit; a commit without one is nobody's business, unless its base had one. */
async function judgeTip(ports: Ports, tip: Tip, request: PushRequest): Promise<TipJudgement[]> {
  const source = { at: 'commit', commit: tip.commit } as const
  const ranging = started(readPushRange(ports, tip))
  const configs = await findConfigs(ports, source)
  const refs = await Promise.all(configs.map((config) => refsJudgedBy(config, tip)))
  const judged = configs.filter((_, index) => refs[index]!.length > 0)
  if (configs.length > 0 && judged.length === 0) return []
  const range = (): Promise<PushRange> => ranging
  const [first = await formerlyJudging(ports, await ranging)] = judged
  const loading = judged.length === 1 ? started(loadSet(ports, judged[0]!, source)) : null
  const [bases] = await Promise.all([pushBases(ports, first, tip, range), ranging])
  const findings = uniqueFindings(await Promise.all(bases.map((base) => removedConfigs(ports, base, configs))))
  if (findings.length > 0)
    return [
      { ref: tip.refs[0]!.remoteRef, commit: tip.commit, findings, warnings: [], run: null, falseReds: null, exit: 1 },
    ]
  const judgements: TipJudgement[] = []
  for (const config of judged) {
    const its = config.base === first!.base ? bases : await pushBases(ports, config, tip, range)
    judgements.push(await judgeSet(ports, config, { tip, range: await ranging, bases: its, configs, loading }, request))
  }
  return judgements
}

/** Work that is begun before it is known to be needed: its failure counts where somebody waits for it. */
function started<T>(work: Promise<T>): Promise<T> {
  work.catch(() => {})
  return work
}

/** A configuration of what the tip grew out of, where it has none itself: that one knows the base. */
async function formerlyJudging(ports: Ports, { edges }: PushRange): Promise<Config | null> {
  for (const commit of edges.slice(0, MOST_EDGES)) {
    const read = commit === null ? [] : await readConfigs(ports, { at: 'commit', commit })
    const config = read.find(({ config, findings }) => config !== null && findings.length === 0)?.config
    if (config) return config
  }
  return null
}

interface Pushed {
  readonly tip: Tip
  readonly range: PushRange
  readonly bases: readonly string[]
  /** Of every set of the tip. */
  readonly configs: readonly Config[]
  /** The set that is being read already, where there is but one. */
  readonly loading: Promise<LoadedSet> | null
}

async function refsJudgedBy({ push: { skip } }: Config, { refs }: Tip): Promise<readonly PushedRef[]> {
  if (skip.length === 0) return refs
  const isSkipped = await matcherOf(skip)
  return refs.filter(({ remoteRef }) => !isSkipped(remoteRef.replace(/^refs\/(heads|tags)\//, '')))
}

/** Reads the cases only where something needs them: a changed set, a message that refers to a bug, or the smoke run. */
async function judgeSet(ports: Ports, config: Config, pushed: Pushed, request: PushRequest): Promise<TipJudgement> {
  const { tip, range, bases } = pushed
  const judged = {
    ref: (await refsJudgedBy(config, tip))[0]!.remoteRef,
    commit: tip.commit,
    warnings: [],
    findings: [],
    run: null,
    falseReds: null,
    exit: 0,
  } as const
  const [isChanged, touched] = await Promise.all([
    differsFromBase(ports, config, tip, bases),
    touchesWhatMatters(ports, config, tip, range),
  ])
  const refers = refersToBug(ports, config, range.fresh)
  if (!isChanged && !touched && !refers && bases.length > 0) return judged
  const set = await (pushed.loading ?? loadSet(ports, config, { at: 'commit', commit: tip.commit }))
  const isOld = !isChanged && !refers && bases.length > 0 && set.notes.length === 0
  const findings = isOld ? set.findings : await findingsOf(ports, set, { ...pushed, isChanged, refers })
  if (findings.length > 0) return { ...judged, findings, exit: 1 }
  if (!touched) return judged
  const { document, exit } = await runSmoke(ports, set, request)
  const falseReds = document.totals.flaky > 0 ? await falseRedsOf(ports, set) : null
  return { ...judged, warnings: smokeLimitFinding(set), run: document, falseReds, exit }
}

/** Whether any base holds another set than the tip: where all hold the same files, the law has nothing to say. */
async function differsFromBase(ports: Ports, config: Config, tip: Tip, bases: readonly string[]): Promise<boolean> {
  const at = (commit: string): string[] => [`${commit}:${config.file}`, `${commit}:${config.path}`]
  const [here, ...there] = await Promise.all([tip.commit, ...bases].map((commit) => ports.git.objects(at(commit))))
  return there.some((base) => base.some((one, place) => one?.oid !== here![place]?.oid))
}

/** The law and the links are loaded only where they have something to judge: most pushes change the product alone. */
async function findingsOf(ports: Ports, set: LoadedSet, pushed: Changes): Promise<readonly Finding[]> {
  return (await import('./judge-pushed-set.ts')).judgePushedSet(ports, set, pushed)
}

const falseRedsOf = async (ports: Ports, set: LoadedSet): Promise<AuditedFalseReds | null> =>
  (await import('./expect-false-reds.ts')).expectFalseReds(ports, set)

function runSmoke(ports: Ports, set: LoadedSet, request: PushRequest): ReturnType<typeof runConfiguredSet> {
  return runConfiguredSet(ports, set.config, set.source, {
    at: null,
    tier: 'smoke',
    ids: [],
    shard: null,
    reuse: true,
    loaded: set,
    budgetMs: set.config.smoke.budgetMs,
    ...(request.onProgress ? { onProgress: request.onProgress } : {}),
  })
}
