import type { Blamed } from '../bisect/document.ts'
import { bugLinks } from '../case/types.ts'
import type { CaseResult, RunDocument } from '../run/types.ts'
import { boundsLines } from './bounds-text.ts'
import { escapeLine, escapeLink, escapeText } from './escape-text.ts'
import type { Paint } from './paint.ts'
import { countsOf, whereOf } from './run-counts.ts'
import { soakLines } from './soak-text.ts'
import { MEANINGS } from './verdict-meaning.ts'

const MAX_DIFF_LINES = 60
/** Characters of one line of a diff. */
const MAX_DIFF_WIDTH = 400

/** Renders a run for people: each failure with all that is needed to act on it, then one line of counts. */
export function renderRun(run: RunDocument, paint: Paint): string {
  const failures = run.results
    .filter((result) => result.verdict !== 'pass')
    .map((result) => renderFailure(result, paint, run.blame))
  const soak = run.soak ? `${soakLines(run.soak).join('\n')}\n\n` : ''
  return `${failures.join('')}${soak}${renderTotals(run, paint)}\n`
}

/** Renders one failed case: what it is, how it failed, the bug it was, the trace, the diff, the assertion. */
export function renderFailure(result: CaseResult, paint: Paint, blame?: readonly Blamed[]): string {
  const lines = [
    `${paint.red('✗')} ${paint.bold(escapeLine(result.id))}  ${escapeLine(result.title)}`,
    `  ${paint.red(result.verdict)}: ${MEANINGS[result.verdict]}${tally(result)}`,
    ...bugLinks(result.bug_link === null ? {} : { bug_link: result.bug_link }).map(
      (link) => `  bug    ${escapeLink(link)}`,
    ),
    ...(result.trace_id === null ? [] : [`  trace  ${escapeLine(result.trace_id)}`]),
    ...renderDiffLines(result.diff, paint),
    ...result.failures.map(
      ({ assertion, at, reason }) =>
        `  ${escapeLine(assertion)}${at === null ? '' : ` at ${escapeLine(at)}`}: ${escapeLine(reason, 400)}`,
    ),
    ...boundsLines(result, blame).map((line) => `  ${line}`),
  ]
  return `${lines.join('\n')}\n\n`
}

function tally({ verdict, attempts }: CaseResult): string {
  const passed = attempts.filter((attempt) => attempt.verdict === 'pass').length
  return verdict === 'flaky' ? ` (passed ${passed} of ${attempts.length})` : ''
}

/** The lines of a unified diff of answers, safe to show, and not more than a person reads. */
export function renderDiffLines(diff: string | null, paint: Paint): string[] {
  if (diff === null) return []
  const lines = diff.replace(/\n$/, '').split('\n').map(safeDiffLine)
  const shown = lines.slice(0, MAX_DIFF_LINES).map((line) => `  ${colourOf(line, paint)(line)}`)
  return lines.length > MAX_DIFF_LINES
    ? [...shown, `  … ${lines.length - MAX_DIFF_LINES} more lines: --json has them all`]
    : shown
}

function safeDiffLine(line: string): string {
  const safe = escapeText(line)
  return safe.length > MAX_DIFF_WIDTH ? `${safe.slice(0, MAX_DIFF_WIDTH).replace(/[\ud800-\udbff]$/, '')}…` : safe
}

const colourOf = (line: string, paint: Paint): ((text: string) => string) =>
  line.startsWith('+') ? paint.red : line.startsWith('-') ? paint.green : paint.dim

/** Renders the colour, the counts, and which set at which commit it was. */
export function renderTotals(run: RunDocument, paint: Paint): string {
  const head = run.green ? paint.green('green') : paint.red('not green')
  return `${head}  ${countsOf(run)}\n${paint.dim(whereOf(run))}`
}
