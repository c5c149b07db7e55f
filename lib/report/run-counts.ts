import { renderDuration } from '../config/duration.ts'
import type { RunDocument } from '../run/types.ts'
import { escapeLine } from './escape-text.ts'

/** Renders a run's counts: `smoke 3/5 passed, 1 relapsed, 1 error, 2 reused, in 365 ms`. */
export function countsOf(run: RunDocument): string {
  const asked = run.results.length
  const red = Object.entries(run.totals).filter(([verdict, count]) => verdict !== 'pass' && count > 0)
  const reused = run.results.filter((result) => result.reused).length
  const said = [
    `${run.selection.ids === null ? run.tier : 'named'} ${asked === 0 ? 'is empty: nothing was asked' : `${run.totals.pass}/${asked} passed`}`,
    ...red.map(([verdict, count]) => `${count} ${verdict}`),
    ...(reused > 0 ? [`${reused} reused`] : []),
  ].join(', ')
  return `${said}, in ${renderDuration(run.duration_ms)}`
}

/** Renders which set it was, and at which commit. */
export function whereOf({ set, commit, dirty }: RunDocument): string {
  const where =
    commit === null ? 'no commit yet' : `${escapeLine(commit).slice(0, 12)}${dirty ? ' and uncommitted changes' : ''}`
  return `${escapeLine(set.name)}@v${set.version} ${escapeLine(set.root)} at ${where}`
}

/** Says in a word what the exit code says by a number: red is known to be wrong, untold is not known to be right. */
export function outcomeOf({ totals }: Pick<RunDocument, 'totals'>): 'green' | 'red' | 'could not be told' {
  if (totals.relapsed + totals.failed + totals.flaky + totals.missing > 0) return 'red'
  return totals.error > 0 ? 'could not be told' : 'green'
}
