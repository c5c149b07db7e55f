import type { RecordedRun, RecordedVerdict } from './event.ts'
import type { RunBook } from './run-book.ts'
import { verdictOf } from './verdict-of.ts'

/** How a case answered at states of the product at which it is right: whatever was red there was red for nothing. */
export interface FlakeTally {
  readonly id: string
  /** Runs that found it right, or could not agree on it. */
  readonly runs: number
  /** Runs in which it was flaky, or red at a commit at which another run found it otherwise. */
  readonly disagreements: number
  /** Answers in those runs, less the confirming ones: those were asked because one was red, and would count it twice. */
  readonly answers: number
  readonly reds: number
}

/**
 * Tallies the runs and releases from `since` on (seconds since 1970), by case. A red that every run of its commit agrees on is
 * the product's, and no flake. Admissions are left out: one that flaked was refused, and left nothing.
 */
export function flakeTallies(book: RunBook, since: number): ReadonlyMap<string, FlakeTally> {
  const sample = book.runs.filter((run) => run.at >= since && (run.kind === 'run' || run.kind === 'release'))
  const tallies = new Map<string, Tally>()
  for (const group of groupAlike(sample)) countPasses(group, tallies)
  for (const run of sample) for (const verdict of run.verdicts) correct(book, run, verdict, tallies.get(verdict.id)!)
  return new Map([...tallies].map(([id, tally]) => [id, { id, ...tally }]))
}

type Tally = { -readonly [Field in keyof Omit<FlakeTally, 'id'>]: number }

/** Runs that asked the same cases equally often. */
interface Alike {
  readonly asked: RecordedRun['asked']
  readonly repeated: RecordedRun['repeated']
  runs: number
}

/** Most runs are alike, and hold thousands of cases: they are counted at once. */
function groupAlike(runs: readonly RecordedRun[]): Alike[] {
  const groups = new Map<RecordedRun['asked'], Map<RecordedRun['repeated'], Alike>>()
  for (const { asked, repeated } of runs) {
    const ofAsked = groups.get(asked) ?? new Map<RecordedRun['repeated'], Alike>()
    groups.set(asked, ofAsked)
    const group = ofAsked.get(repeated)
    if (group) group.runs++
    else ofAsked.set(repeated, { asked, repeated, runs: 1 })
  }
  return [...groups.values()].flatMap((ofAsked) => [...ofAsked.values()])
}

/** As if all of them had passed. */
function countPasses({ asked, repeated, runs }: Alike, tallies: Map<string, Tally>): void {
  for (const id of asked) {
    const tally = tallies.get(id) ?? { runs: 0, disagreements: 0, answers: 0, reds: 0 }
    tally.runs += runs
    tally.answers += runs * (repeated[id] ?? 1)
    tallies.set(id, tally)
  }
}

function correct(book: RunBook, run: RecordedRun, said: RecordedVerdict, tally: Tally): void {
  const isDisagreed = said.verdict === 'flaky' || (said.verdict !== 'error' && isContradicted(book, run, said.id))
  tally.answers--
  if (isDisagreed) {
    const answers = run.soak === null ? Math.max(1, said.asks - CONFIRMING) : said.asks
    tally.disagreements++
    tally.answers += answers
    tally.reds += Math.min(answers, said.asks - said.passes)
    return
  }
  tally.runs--
  // Of a soak some of whose questions could not be told, those that passed still did.
  if (said.verdict === 'error' && run.soak !== null) tally.answers += said.passes
}

/** Confirming answers that a red one is followed by (PRODUCT.md section 5). */
const CONFIRMING = 2

const isContradicted = ({ byCommit }: RunBook, { commit }: RecordedRun, id: string): boolean =>
  (byCommit.get(commit) ?? []).some((other) => {
    const verdict = verdictOf(other, id)
    return verdict === 'pass' || verdict === 'flaky'
  })
