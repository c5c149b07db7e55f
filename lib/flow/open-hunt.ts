import { makeRange, type Range } from '../bisect/range.ts'
import type { Config } from '../config/types.ts'
import { ancestorsOf, type CommitGraph } from '../history/commit-graph.ts'
import type { SetPin } from '../manifest/root.ts'
import type { Ports } from '../ports.ts'
import { invalid } from '../problem.ts'
import { findConfig } from './find-config.ts'
import { type Cut, findGoodEnd, type GoodEnd, readCut, resolveEnd } from './find-ends.ts'
import { isCheckedOut } from './is-checked-out.ts'
import { loadSet, pinOf } from './load-set.ts'
import { changesOfInputs } from './narrow-by-inputs.ts'
import { ProbeCrew } from './probe-crew.ts'
import type { Question } from './probe-place.ts'
import { findQuestion } from './probe-question.ts'
import { readHistory } from './read-history.ts'
import { type Recollection, recallGreen } from './recall-green.ts'
import { requireTarget } from './require-target.ts'
import { sourceOf } from './source-of.ts'

export interface BisectRequest {
  readonly id: string
  /** Null asks history. */
  readonly good: string | null
  /** Null is HEAD. */
  readonly bad: string | null
  /** Commits that may be asked at a time. */
  readonly jobs: number
  /** Milliseconds after which it gives up; null is no limit. */
  readonly limitMs?: number | null
  /** Commits that are likely to be the one, or to lie right before it. */
  readonly suspects?: readonly string[]
  onProgress?(line: string): void
}

/** All that is known before anything is asked. */
export interface Hunt {
  readonly ports: Ports
  readonly config: Config
  readonly request: BisectRequest
  readonly question: Question
  readonly graph: CommitGraph
  readonly cut: Cut
  readonly recollection: Recollection
  readonly good: GoodEnd
  readonly bad: string
  /** The commit that the work tree holds; null where it holds none in all that matters. */
  readonly here: string | null
  /** The ancestors of the bad end that are none of the good one. */
  readonly between: CommitGraph
  /** Its commits, as far as they matter. */
  range(): Promise<Range>
  readonly crew: ProbeCrew
  /** Commits that are worth asking before others. */
  readonly suspects: readonly string[]
  pin(): Promise<SetPin>
}

/** Reads what a search needs. Asks nothing yet. */
export async function openHunt(given: Ports, request: BisectRequest): Promise<Hunt> {
  // Products that break at every other commit would fill the screen; the last words of each are its reason.
  const ports = { ...given, processes: { ...given.processes, relay: () => {} } }
  const source = await sourceOf(ports, null)
  const config = await findConfig(ports, source)
  requireOwnProduct(config)
  const bad = await resolveEnd(ports, request.bad ?? 'HEAD', false)
  const [set, graph, isHere, history] = await Promise.all([
    loadSet(ports, config, source),
    ports.ownRefs.graph([bad]),
    isCheckedOut(ports, config, bad),
    readHistory(ports),
  ])
  const [question, cut] = await Promise.all([findQuestion(ports, set, request.id), readCut(ports, graph)])
  const pin = once(() => pinOf(ports, set))
  const root = async (): Promise<string> => (await pin()).root
  const recollection = recallGreen(ports, config, { one: question.item.one, root, graph, runs: history.runs })
  const good = await findGoodEnd(ports, config, { good: request.good, bad, graph, cut, recollection })
  const here = isHere ? bad : null
  const suspects = [...new Set([...(request.suspects ?? []), ...recollection.suspects(bad)])]
  const crew = new ProbeCrew(ports, question, { jobs: config.target?.http ? 1 : request.jobs, here })
  const between = commitsBetween(graph, good.commit, bad)
  const bounds = { good: [good.commit], bad }
  const range = once(async () => makeRange(graph, bounds, await changesOfInputs(ports, config, between)))
  return {
    ports,
    config,
    request,
    question,
    graph,
    cut,
    recollection,
    good,
    bad,
    here,
    between,
    range,
    crew,
    suspects,
    pin,
  }
}

/** A server that was started elsewhere answers the same whatever commit is meant. */
function requireOwnProduct(config: Config): void {
  const { http } = requireTarget(config)
  if (!http || http.start !== null) return
  throw invalid('no-start', `${config.file} does not start the product, so that no other commit of it can be asked`, {
    path: config.file,
    hints: ['target: {http: {url: …, start: [npm, start]}}'],
  })
}

/** The ancestors of `bad` that are none of `good`. */
function commitsBetween(graph: CommitGraph, good: string, bad: string): CommitGraph {
  const before = new Set(ancestorsOf(graph, good))
  return new Map(
    [...ancestorsOf(graph, bad)].flatMap((each) => (before.has(each) ? [] : [[each, graph.get(each) ?? []]])),
  )
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null
  return () => {
    made ??= make()
    return made
  }
}
