import type { BisectDocument, Outcome } from '../bisect/document.ts'
import type { Config } from '../config/types.ts'
import type { CommitGraph } from '../history/commit-graph.ts'
import type { Ports } from '../ports.ts'
import { renderDiff } from '../run/diff.ts'
import type { RunCase } from '../run/types.ts'
import { makeJudgeTools } from './judge-tools.ts'
import type { Probe } from './probe-crew.ts'
import { tellCommits, tellCulprit } from './tell-culprit.ts'

/** What a search came to, before it is told to anybody. */
export interface Finding {
  readonly outcome: Outcome
  /** In words; empty where the commit says it all. */
  readonly reason: string
  readonly candidates: readonly string[]
  readonly rounds: number
  /** The ends that the search began with, as far as they are what they should be. */
  readonly good: Probe | null
  readonly bad: Probe | null
  readonly firstBad: Probe | null
  readonly lastGood: Probe | null
  /** When history saw the good end green. */
  readonly greenAt: string | null
}

export interface Asked {
  readonly item: RunCase
  readonly graph: CommitGraph
  /** The end that was named or taken to be bad. */
  readonly bad: string
  readonly between: number
  readonly probes: readonly Probe[]
}

/** Makes the document of a search, without how long it took. */
export async function describeBisect(
  ports: Ports,
  config: Config,
  finding: Finding,
  { item, graph, bad, between, probes }: Asked,
): Promise<Omit<BisectDocument, 'duration_ms'>> {
  const { firstBad, lastGood } = finding
  const ends = [finding.good, finding.bad, lastGood]
  const [told, culprit] = await Promise.all([
    tellCommits(
      ports,
      ends.flatMap((probe) => probe?.commit ?? []),
    ),
    firstBad && tellCulprit(ports, config, { probe: firstBad, graph, bad }),
  ])
  const find = (probe: Probe | null) => told.find(({ commit }) => commit === probe?.commit) ?? null
  const skipped = probes.filter((probe) => probe.standing === 'skipped')
  return {
    format: 'casebook-bisect/1',
    id: item.one.id,
    title: item.one.title,
    outcome: finding.outcome,
    first_bad: firstBad?.commit ?? null,
    last_good: lastGood?.commit ?? null,
    evaluated: probes.length - skipped.length,
    skipped: skipped.map(({ commit }) => commit),
    reason: finding.reason,
    good: find(finding.good),
    bad: find(finding.bad),
    between,
    rounds: finding.rounds,
    culprit,
    previous: find(lastGood),
    answers: firstBad && answersOf(ports, config, lastGood ?? finding.good, firstBad),
    green_at: finding.greenAt,
    candidates: finding.candidates,
    unasked: skipped.map(({ commit, reason }) => ({ commit, reason: reason ?? '' })),
  }
}

function answersOf(ports: Ports, config: Config, good: Probe | null, bad: Probe): BisectDocument['answers'] {
  const [before, after] = [answerOf(good, true), answerOf(bad, false)]
  if (good === null || before === null || after === null) return null
  const diff = renderDiff(before, after, makeJudgeTools(ports, config, ''))
  const names = `--- ${good.commit.slice(0, 12)}\n+++ ${bad.commit.slice(0, 12)}\n`
  const named = diff?.replace(/^--- expected\n\+\+\+ actual\n/, names)
  return { good: textOf(before), bad: textOf(after), diff: named ?? null }
}

/** What the product said at the first attempt that passed, or did not. */
function answerOf(probe: Probe | null, isGood: boolean): unknown {
  const attempts = probe?.results.flatMap((one) => one.attempts) ?? []
  const attempt = attempts.find((each) => (each.verdict === 'pass') === isGood)
  if (!attempt) return null
  return attempt.output ?? (attempt.error === undefined ? null : `error: ${attempt.error}`)
}

const textOf = (answer: unknown): string => (typeof answer === 'string' ? answer : JSON.stringify(answer))
