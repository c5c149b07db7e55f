import { bugLinks } from '../case/types.ts'
import type { CaseResult } from '../run/types.ts'
import { type Bound, tellBounds } from './bounds-text.ts'
import { escapeMarkdown, fence, linkMarkdown } from './escape-markdown.ts'
import { casePath, failuresOf, type ReportedRun } from './reported-run.ts'
import { countsOf, outcomeOf, whereOf } from './run-counts.ts'
import { soakLines } from './soak-text.ts'
import { MEANINGS } from './verdict-meaning.ts'

/** GitHub refuses a job's summary past 1 MiB, and nobody reads so much. */
const MAX_LENGTH = 400_000
/** Characters of one diff. */
const MAX_DIFF = 20_000

/** Renders a run as Markdown for job summaries and pull requests: counts, a table of what failed, then each failure. */
export function renderMarkdown(reported: ReportedRun): string {
  const { run } = reported
  const failures = failuresOf(reported)
  const head = [
    `### Regression set: ${outcomeOf(run)}`,
    escapeMarkdown(countsOf(run)),
    ...(failures.length > 0 ? [table(failures)] : []),
    ...(run.soak ? [fence(soakLines(run.soak).join('\n'), 'text')] : []),
  ].join('\n\n')
  const { shown, left } = within(failures, (result) => renderFailure(result, reported), MAX_LENGTH - head.length)
  const more = left > 0 ? [`… and ${left} more: \`casebook run --json\` has them all`] : []
  return `${[head, ...shown, ...more, escapeMarkdown(whereOf(run))].join('\n\n')}\n`
}

const MAX_ROWS = 200

function table(failures: readonly CaseResult[]): string {
  const rows = failures
    .slice(0, MAX_ROWS)
    .map((one) => `| ${one.verdict} | ${escapeMarkdown(one.id)} | ${escapeMarkdown(one.title)} | ${bugsOf(one)} |`)
  return ['| verdict | case | title | bug |', '| --- | --- | --- | --- |', ...rows].join('\n')
}

const bugsOf = ({ bug_link }: CaseResult): string =>
  bugLinks(bug_link === null ? {} : { bug_link })
    .map(linkMarkdown)
    .join(', ')

function renderFailure(result: CaseResult, reported: ReportedRun): string {
  const { id, title, verdict, trace_id, diff, failures } = result
  const bugs = bugsOf(result)
  return [
    `#### ${escapeMarkdown(id)} ${escapeMarkdown(title)}`,
    `**${verdict}**: ${MEANINGS[verdict]}`,
    ...(bugs === '' ? [] : [`bug ${bugs}`]),
    ...(trace_id === null ? [] : [`trace ${escapeMarkdown(trace_id)}`]),
    ...(diff === null ? [] : [fence(cut(diff), 'diff')]),
    ...failures.map(
      ({ assertion, at, reason }) =>
        `${escapeMarkdown(assertion)}${at === null ? '' : ` at ${escapeMarkdown(at)}`}: ${escapeMarkdown(reason, 1_000)}`,
    ),
    ...tellBounds(result, reported.run.blame).map(renderBound),
    escapeMarkdown(casePath(reported, result), 500),
  ].join('\n\n')
}

const renderBound = ({ label, text }: Bound): string =>
  `${label}${label === 'find the commit' ? ':' : ''} ${escapeMarkdown(text, 500)}`

const cut = (text: string): string =>
  text.length > MAX_DIFF ? `${text.slice(0, MAX_DIFF).replace(/[\ud800-\udbff]$/, '')}\n…` : text

/** As many as fit into `limit` characters. */
function within<T>(items: readonly T[], render: (item: T) => string, limit: number): { shown: string[]; left: number } {
  const shown: string[] = []
  let room = limit
  for (const item of items) {
    const text = render(item)
    room -= text.length
    if (room < 0) break
    shown.push(text)
  }
  return { shown, left: items.length - shown.length }
}
