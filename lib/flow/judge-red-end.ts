import { timeOf } from '../history/event.ts'
import { unavailable } from '../problem.ts'
import type { Finding } from './bisect-document.ts'
import type { Ends } from './check-ends.ts'
import type { Hunt } from './open-hunt.ts'
import type { Probe } from './probe-crew.ts'

export const NOTHING: Omit<Finding, 'outcome' | 'reason'> = {
  candidates: [],
  rounds: 1,
  good: null,
  bad: null,
  firstBad: null,
  lastGood: null,
  greenAt: null,
}

const short = (commit: string): string => commit.slice(0, 12)

/** What it means that the good end is red: only where it really was green once has something changed that is no commit. */
export async function judgeRedEnd(
  { recollection, good, cut, graph }: Pick<Hunt, 'recollection' | 'good' | 'cut' | 'graph'>,
  probe: Probe,
): Promise<Finding> {
  const at = short(probe.commit)
  const isOldest = (graph.get(probe.commit) ?? []).length === 0
  const green = await recollection.greenAt(good.commit)
  if (green) {
    const greenAt = timeOf(green.at)
    const reason = `it is red now at ${at}, where a run of ${greenAt.slice(0, 10)} saw it green: no commit did that, so look at the model, the data, a grader`
    return { ...NOTHING, outcome: 'drift', reason, good: probe, greenAt }
  }
  if (good.claim !== 'given' && cut.isShallow)
    throw unavailable('shallow', `it is red at ${at} already, and this clone has only a part of the history`, {
      commit: probe.commit,
      hints: ['git fetch --unshallow'],
    })
  const which = good.claim === 'given' ? 'which was said to be good' : 'the oldest commit with a configuration'
  const further = isOldest ? '' : '; --good <older> asks before it, with the configuration of today'
  const reason = `it is red at ${at} already, ${which}, and no recorded run saw it green there${further}`
  return { ...NOTHING, outcome: 'never-green', reason, good: probe }
}

/** What it means that an end, and all around it, can't be told. */
export function judgeUntoldEnd({ end, probe }: Ends & { kind: 'untold' }): Finding {
  const what =
    probe.verdict === 'error'
      ? `can't be asked, and neither can the commits around it: ${probe.reason}`
      : `is ${probe.reason}`
  return { ...NOTHING, outcome: 'unevaluable', reason: `the ${end} end ${short(probe.commit)} ${what}` }
}
