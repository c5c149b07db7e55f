import { type Conclusion, conclude } from '../bisect/conclude.ts'
import { planProbes } from '../bisect/plan-probes.ts'
import type { Range } from '../bisect/range.ts'
import { candidatesOf, learn, type Search } from '../bisect/search.ts'
import type { Clock } from '../ports.ts'
import { CONFIRMED, type Probe, type ProbeCrew, type RunningProbe } from './probe-crew.ts'

/** Commits in a row that can't be asked, after which the rest of a broken stretch is taken to be as broken. */
const MOST_SKIPPED_IN_A_ROW = 64
/** Rounds before the last in which it is likely that the commits asked are those to be told of. */
const LATE_ROUNDS = 2
/** For the others of a round the first answer waits this part of its own time, since what they say makes the next round. */
const PATIENCE = 0.5
const LEAST_PATIENCE_MS = 30
const MOST_PATIENCE_MS = 10_000

export interface NarrowTerms {
  readonly range: Range
  readonly clock: Clock
  /** Commits that are likely to be the one, or to lie right before it: asked first. */
  readonly suspects: readonly string[]
  /** Commits that are being asked already. */
  readonly running: readonly RunningProbe[]
  /** True where a commit that is asked several times answers as soon as one that is asked once. */
  readonly isQuickAgain: boolean
  onRound?(round: number, left: number): void
}

export interface Narrowed {
  readonly search: Search
  readonly rounds: number
  readonly conclusion: Conclusion
}

/** Asks commits, several at a time, until one is left or none is that could tell the rest apart. `before` counts the rounds so far. */
export async function narrowSearch(
  crew: ProbeCrew,
  terms: NarrowTerms,
  start: Search,
  before: number,
): Promise<Narrowed> {
  let search = start
  let rounds = before
  let inARow = 0
  let suspects = terms.suspects
  const running = new Map(before === 0 ? terms.running.map((probe) => [probe.commit, probe]) : [])
  const harvest = async (): Promise<void> => {
    for (const probe of await nextAnswers(running, terms.clock)) {
      running.delete(probe.commit)
      search = learn(search, probe.commit, probe.standing)
      inARow = probe.standing === 'skipped' ? inARow + 1 : 0
    }
  }
  if (running.size > 0) await harvest()
  for (;;) {
    const conclusion = conclude(search)
    if (conclusion.kind !== 'open' || inARow >= MOST_SKIPPED_IN_A_ROW) {
      for (const each of running.values()) each.stop()
      return { search, rounds, conclusion: conclusion.kind === 'open' ? giveUp(search) : conclusion }
    }
    const candidates = candidatesOf(search).map((each) => terms.range.commits[each]!)
    stopMoot(running, new Set(candidates))
    if (running.size === 0) await crew.whenFree()
    const likely = suspects.filter((each) => candidates.includes(each) && !crew.known(each)).slice(0, crew.free)
    suspects = []
    const planned = [...likely, ...planProbes(search, crew.free - likely.length, [...running.keys(), ...likely])]
    if (planned.length > 0) rounds++
    terms.onRound?.(rounds, candidates.length)
    const times = terms.isQuickAgain && candidates.length <= (crew.jobs + 1) ** LATE_ROUNDS ? CONFIRMED : 1
    for (const commit of planned) running.set(commit, crew.start(commit, times))
    await harvest()
  }
}

/** Whatever they would say, it no longer matters. */
function stopMoot(running: Map<string, RunningProbe>, candidates: ReadonlySet<string>): void {
  for (const [commit, probe] of running)
    if (!candidates.has(commit)) {
      probe.stop()
      running.delete(commit)
    }
}

/** At least one answer, and with it those that come soon after: together they save a round. */
async function nextAnswers(running: ReadonlyMap<string, RunningProbe>, clock: Clock): Promise<Probe[]> {
  const start = clock.ticks()
  const answers: Probe[] = []
  const each = [...running.values()].map(({ probe }) => probe.then((one) => void answers.push(one)))
  const all = Promise.all(each)
  all.catch(() => {})
  await Promise.race(each)
  const patience = Math.min(MOST_PATIENCE_MS, Math.max(LEAST_PATIENCE_MS, PATIENCE * (clock.ticks() - start)))
  let timer: { cancel(): void } | null = null
  const late = new Promise<void>((resolve) => {
    timer = clock.after(patience, resolve)
  })
  await Promise.race([all, late])
  timer!.cancel()
  return answers
}

const giveUp = (search: Search): Conclusion => ({
  kind: 'stuck',
  commits: candidatesOf(search).flatMap((each) => (search.range.matters[each] ? [search.range.commits[each]!] : [])),
})
