import { type BisectDocument, exitOfBisect } from '../bisect/document.ts'
import { planProbes } from '../bisect/plan-probes.ts'
import { makeRange, type Range } from '../bisect/range.ts'
import { openSearch } from '../bisect/search.ts'
import { renderDuration } from '../config/duration.ts'
import type { TargetConfig } from '../config/types.ts'
import type { Ports } from '../ports.ts'
import { invalid, unavailable } from '../problem.ts'
import { USUAL_WINDOW } from '../target/window.ts'
import { describeBisect, type Finding } from './bisect-document.ts'
import { checkEnds, type Ends } from './check-ends.ts'
import { judgeRedEnd, judgeUntoldEnd, NOTHING } from './judge-red-end.ts'
import { changesOfInputs } from './narrow-by-inputs.ts'
import { type BisectRequest, type Hunt, openHunt } from './open-hunt.ts'
import { CONFIRMED, type Probe, type RunningProbe } from './probe-crew.ts'
import { recordProbes } from './record-bisect.ts'
import { requireTarget } from './require-target.ts'
import { type SearchEnd, searchCommits } from './search-commits.ts'

export interface BisectAnswer {
  readonly document: BisectDocument
  readonly exit: 0 | 1 | 3
}

/** Finds the commit that made a case red. Nothing in the user's repository changes but its history. */
export async function bisectCase(given: Ports, request: BisectRequest): Promise<BisectAnswer> {
  const start = given.clock.ticks()
  const hunt = await openHunt(given, request)
  try {
    const [finding, kept] = await withinLimit(hunt, () => pursue(hunt))
    const { ports, config, question, graph, bad, crew, between } = hunt
    const asked = { item: question.item, graph, bad, between: between.size, probes: crew.all }
    const [document] = await Promise.all([
      describeBisect(ports, config, finding, asked),
      record(hunt, kept),
      crew.dispose(),
    ])
    const duration_ms = Math.round(ports.clock.ticks() - start)
    return { document: { ...document, duration_ms }, exit: exitOfBisect(document.outcome) }
  } finally {
    await hunt.crew.dispose()
  }
}

type Pursued = readonly [finding: Finding, kept: readonly Probe[]]

async function pursue(hunt: Hunt): Promise<Pursued> {
  const { crew, graph, good, bad, between, request } = hunt
  request.onProgress?.(`asking both ends of ${between.size} commits`)
  const guess = async (): Promise<string[]> => guessFirst(hunt, await hunt.range(), crew.free)
  const ends = await checkEnds(crew, graph, { good: good.commit, bad, guess })
  crew.leaveWorkTree()
  if (ends.kind === 'green') throw nothingToFind(hunt)
  if (ends.kind === 'untold') return [judgeUntoldEnd(ends), []]
  if (ends.kind === 'red') return [await judgeRedEnd(hunt, ends.good), [ends.good]]
  const end = await search(hunt, ends)
  const known = { ...NOTHING, good: ends.good, bad: ends.bad, rounds: NOTHING.rounds + end.rounds }
  if (end.kind === 'stuck')
    return [{ ...known, outcome: 'unevaluable', reason: end.reason, candidates: end.candidates }, []]
  const { firstBad, parents } = end
  const lastGood = parents.find((each) => each.standing === 'good') ?? null
  return [{ ...known, outcome: 'found', reason: '', firstBad, lastGood }, lastGood ? [lastGood, firstBad] : [firstBad]]
}

/** Where history saw it red first it is likely to be red, and before it green. */
function guessFirst({ suspects: known, good, bad, crew }: Hunt, range: Range, count: number): string[] {
  if (count < 1 || crew.jobs === 1 || range.commits.length < 2) return []
  const suspects = known.filter((each) => range.numberOf.has(each) && each !== good.commit && each !== bad)
  const likely = suspects.slice(0, count)
  return [...likely, ...planProbes(openSearch(range), count - likely.length, [good.commit, ...likely])]
}

/** Where the declared inputs explain nothing, every commit may be the one. */
async function search(hunt: Hunt, { good, bad, running }: Ends & { kind: 'ready' }): Promise<SearchEnd> {
  const { ports, config, graph } = hunt
  const bounds = { good: [good.commit], bad: bad.commit }
  const isSame = good.commit === hunt.good.commit && bad.commit === hunt.bad
  const range = isSame
    ? await hunt.range()
    : makeRange(graph, bounds, await changesOfInputs(ports, config, hunt.between))
  const end = await searchRange(hunt, range, running)
  if (end.kind === 'found' || !range.matters.includes(false) || !(await contradicts(hunt, end.candidates))) return end
  ports.warn({
    code: 'inputs-incomplete',
    message: 'the case changed between commits that changed none of the declared inputs',
    hint: `add what the answer depends on to target.inputs in ${config.file}`,
  })
  const wide = await searchRange(hunt, makeRange(graph, bounds), [])
  return { ...wide, rounds: end.rounds + wide.rounds }
}

/** Whether the inputs explain nothing: no commit is left, or the youngest of them is green and was taken to be as red as the end. */
async function contradicts({ crew }: Hunt, candidates: readonly string[]): Promise<boolean> {
  const youngest = candidates.at(-1)
  return youngest === undefined || (await crew.ask(youngest)).standing === 'good'
}

function searchRange(hunt: Hunt, range: Range, running: readonly RunningProbe[]): Promise<SearchEnd> {
  const { crew, graph, cut, ports, request, config, suspects } = hunt
  return searchCommits(crew, {
    range,
    graph,
    clock: ports.clock,
    suspects,
    running,
    isQuickAgain: answersSideBySide(requireTarget(config)),
    isCut: cut.isCut,
    onRound: (round, left) => request.onProgress?.(`round ${round}: ${left} commits left`),
  })
}

/** A process a question: as many at once as were allowed take no longer than one, where the product waits more than it computes. */
const answersSideBySide = ({ kind, mode, workers, concurrency }: TargetConfig): boolean =>
  kind === 'command' && mode === 'once' && workers * (concurrency ?? USUAL_WINDOW) >= CONFIRMED

async function record({ ports, config, question, pin }: Hunt, probes: readonly Probe[]): Promise<void> {
  if (probes.length > 0) await recordProbes(ports, config, { pin: await pin(), tier: question.item.tier, probes })
}

function nothingToFind({ request, bad, here }: Hunt): Error {
  const isDirty = here === null && request.bad === null
  return invalid('not-red', `"${request.id}" passes at ${bad.slice(0, 12)}: there is nothing to find`, {
    id: request.id,
    commit: bad,
    hints: [
      ...(isDirty ? ['uncommitted changes are not looked at: commit what makes it red first'] : []),
      `casebook bisect ${request.id} --bad <a revision where it is red>`,
      `casebook history ${request.id}`,
    ],
  })
}

async function withinLimit<T>({ ports, crew, request }: Hunt, work: () => Promise<T>): Promise<T> {
  const { limitMs = null } = request
  if (limitMs === null) return work()
  let timer: { cancel(): void } | null = null
  const late = new Promise<never>((_, reject) => {
    const message = `it was not found within ${renderDuration(limitMs)}`
    const hints = [`casebook bisect ${request.id}`]
    timer = ports.clock.after(limitMs, () => reject(unavailable('bisect-limit', message, { hints })))
  })
  const done = work()
  done.catch(() => {})
  return Promise.race([done, late]).finally(() => {
    timer?.cancel()
    crew.close()
  })
}
