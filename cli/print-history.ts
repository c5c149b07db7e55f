import type { HistorySyncDocument } from '../lib/flow/share-history.ts'
import type { HistoryDocument } from '../lib/flow/show-history.ts'
import type { CaseStory, ToldRed } from '../lib/flow/tell-case.ts'
import type { ShownRun } from '../lib/history/shown-run.ts'
import { escapeLine } from '../lib/report/escape-text.ts'
import type { Paint } from '../lib/report/paint.ts'

/** Renders the runs of the set, the newest first, and what they caught. */
export function renderHistory(history: HistoryDocument, paint: Paint): string {
  if (history.total === 0) return 'no run is in the history yet: casebook run, at a commit with nothing uncommitted\n'
  return `${[...runLines(history, paint), ...catchLines(history)].join('\n')}\n`
}

/** Renders the story of one case: when it came, since when it is green, and each red with whose commit it was. */
export function renderStory(history: HistoryDocument, story: CaseStory, paint: Paint): string {
  const { green_since: greenSince, catches = [] } = history.cases[story.id] ?? {}
  const lines = [
    `${paint.bold(escapeLine(story.id))}${story.title === null ? '' : `  ${escapeLine(story.title)}`}`,
    `  captured  ${capturedText(story)}`,
    `  admitted  ${story.admitted ? `${dayOf(story.admitted.date)} by ${escapeLine(story.admitted.author)} in ${short(story.admitted.commit)}` : 'in no commit of this branch'}`,
    `  green     ${greenSince ? `since ${dayOf(greenSince)}` : story.runs === 0 ? 'unknown: no recorded run asked it' : 'not since the last red'}`,
    ...catches.map((one) => `  caught    ${dayOf(one.at)} at ${short(one.commit)}, ${one.verdict}`),
    ...redsByCommit(story).map((reds) => redLine(reds, paint)),
    `  asked     in ${story.runs} recorded ${story.runs === 1 ? 'run' : 'runs'}`,
  ]
  return `${lines.join('\n')}\n`
}

function capturedText({ captured }: CaseStory): string {
  if (captured === null) return 'unknown: the set holds no such case any more'
  const by = captured.by === null ? '' : ` by ${escapeLine(captured.by)}`
  return `${captured.at === null ? 'unknown' : escapeLine(captured.at)}${by}`
}

/** Reds of the same kind at the same commit are one line. */
function redsByCommit({ reds }: CaseStory): (readonly ToldRed[])[] {
  const groups = new Map<string, ToldRed[]>()
  for (const red of reds) {
    const key = [red.commit, red.verdict, red.kind, red.place].join(' ')
    groups.set(key, [...(groups.get(key) ?? []), red])
  }
  return [...groups.values()]
}

function redLine(reds: readonly ToldRed[], paint: Paint): string {
  const { at, verdict, passes, asks, place, kind, commit, author, date, subject } = reds[0]!
  const tally = verdict === 'flaky' ? ` (passed ${passes} of ${asks})` : ''
  const times = reds.length === 1 ? '' : `, ${reds.length} times`
  const whose =
    author === null
      ? 'not in this clone'
      : `${escapeLine(author)}, ${dayOf(date ?? '')}, "${escapeLine(subject ?? '', 60)}"`
  return `  ${paint.red('red')}       ${dayOf(at)} ${verdict}${tally} in ${aRun(kind, place)}${times}, at ${short(commit)}: ${whose}`
}

const aRun = (kind: ToldRed['kind'], place: ToldRed['place']): string =>
  ({ run: `a ${place} run`, admit: 'an admission', bisect: 'a bisection', release: 'a release' })[kind]

function runLines({ runs, total }: HistoryDocument, paint: Paint): string[] {
  const several = new Set(runs.map((run) => run.set)).size > 1
  const cells = runs.map((run) => cellsOf(run, several))
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((each) => each[column]!.length)))
  const lines = cells.map((each, index) => {
    const padded = each.map((cell, column) => cell.padEnd(widths[column]!))
    return padded
      .map((cell) => (cell.trim() === 'red' && !runs[index]!.green ? paint.red(cell) : cell))
      .join('  ')
      .trimEnd()
  })
  const rest = total - runs.length
  return rest > 0 ? [...lines, paint.dim(`${rest} earlier ${rest === 1 ? 'run' : 'runs'}: --limit ${total}`)] : lines
}

function cellsOf(
  { at, commit, set, kind, tier, selection, green, red, counts, place }: ShownRun,
  several: boolean,
): string[] {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0)
  const others = Object.entries(counts).filter(([verdict, count]) => verdict !== 'pass' && count > 0)
  const which = selection.ids === null ? `${tier}${selection.shard === null ? '' : ` ${selection.shard}`}` : 'named'
  return [
    at.slice(0, 16).replace('T', ' '),
    short(commit),
    ...(several ? [escapeLine(set)] : []),
    kind,
    which,
    green ? 'green' : red.length > 0 ? 'red' : 'untold',
    [`${counts.pass}/${all} passed`, ...others.map(([verdict, count]) => `${count} ${verdict}`)].join(', '),
    place,
  ]
}

function catchLines({ cases }: HistoryDocument): string[] {
  const caught = Object.entries(cases).filter(([, one]) => one.catches.length > 0)
  return caught.map(([id, { catches }]) => {
    const last = catches.at(-1)!
    const times = catches.length === 1 ? 'once' : `${catches.length} times, last`
    return `caught  ${id} ${times} at ${short(last.commit)} on ${dayOf(last.at)}`
  })
}

/** Renders what a pull or a push did. */
export function renderSync({ action, remote, found, added }: HistorySyncDocument): string {
  const name = escapeLine(remote)
  if (!found) return action === 'pull' ? `${name} has no history yet\n` : 'there is no history here to push yet\n'
  const came = `${added} ${added === 1 ? 'run' : 'runs'} came from ${name}`
  return action === 'pull' ? `${came}\n` : `the history is at ${name} now${added > 0 ? `; ${came}` : ''}\n`
}

const dayOf = (time: string): string => escapeLine(time).slice(0, 10)
const short = (commit: string): string => commit.slice(0, 12)
