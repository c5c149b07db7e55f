import { type RecordedRun, timeOf } from './event.ts'

/** Cases named in a note's line; the event has them all. */
const MOST_NAMED = 20

/** One line about a run, as `git log --notes=casebook` shows it under its commit. */
export function noteLine(run: RecordedRun): string {
  const { pass } = run.counts
  const all = Object.values(run.counts).reduce((sum, count) => sum + count, 0)
  const named = run.verdicts
    .slice(0, MOST_NAMED)
    .map(({ id, verdict, passes, asks }) =>
      verdict === 'flaky' ? `${id} flaky (passed ${passes} of ${asks})` : `${id} ${verdict}`,
    )
  const more = run.verdicts.length > MOST_NAMED ? [`${run.verdicts.length - MOST_NAMED} more`] : []
  const shard = run.selection.shard === null ? '' : ` shard ${run.selection.shard}`
  const which = run.selection.ids === null ? `${run.tier}${shard}` : 'named cases'
  const said = [...named, ...more].join(', ')
  return `${timeOf(run.at)} ${run.set} ${run.kind} ${which}: ${pass}/${all} passed (${run.place})${said === '' ? '' : `: ${said}`}`
}

/** A note with more lines in it: sorted and each once, so that the order in which runs come in does not show. */
export const addLines = (note: string, lines: readonly string[]): string =>
  [...new Set([...note.split('\n').filter((line) => line !== ''), ...lines])]
    .sort()
    .map((line) => `${line}\n`)
    .join('')
