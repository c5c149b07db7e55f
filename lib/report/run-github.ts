import type { CaseResult } from '../run/types.ts'
import { escapeCommandData, escapeCommandProperty, escapeCommands } from './escape-command.ts'
import { escapeLine } from './escape-text.ts'
import { makePaint } from './paint.ts'
import { casePath, failuresOf, type ReportedRun } from './reported-run.ts'
import { outcomeOf } from './run-counts.ts'
import { renderFailure, renderTotals } from './run-text.ts'

/** GitHub shows ten annotations of a step; the last one says how many more there are. */
const MAX_ANNOTATIONS = 10
/** Characters of one annotation, well below what GitHub cuts at. */
const MAX_MESSAGE = 4_000

/** Renders a run as workflow commands of GitHub Actions: an annotation at each failed case's file, then the counts. */
export function renderGithub(reported: ReportedRun): string {
  const failures = failuresOf(reported)
  const shown = failures.length > MAX_ANNOTATIONS ? failures.slice(0, MAX_ANNOTATIONS - 1) : failures
  const rest = failures.length - shown.length
  return [
    ...shown.map((result) => annotation(result, reported)),
    ...(rest > 0 ? [command({ title: 'casebook' }, `and ${rest} more: the summary of this job lists them`)] : []),
    `casebook: ${outcomeOf(reported.run)}`,
    escapeCommands(renderTotals(reported.run, makePaint(false))),
    '',
  ].join('\n')
}

function annotation(result: CaseResult, reported: ReportedRun): string {
  const title = `${result.verdict}: ${escapeLine(result.title)}`
  const text = renderFailure(result, makePaint(false), reported.run.blame).trimEnd()
  const message = text.length > MAX_MESSAGE ? `${text.slice(0, MAX_MESSAGE).replace(/[\ud800-\udbff]$/, '')}…` : text
  return command({ file: casePath(reported, result), line: '1', title }, message)
}

/** The message is data from outside, and may hold `##[…` too: the runner looks for both kinds. */
function command(properties: Readonly<Record<string, string>>, message: string): string {
  const given = Object.entries(properties).map(([name, value]) => `${name}=${escapeCommandProperty(escapeLine(value))}`)
  return escapeInner(`::error ${given.join(',')}::${escapeCommandData(message)}`)
}

const escapeInner = (line: string): string => `::${escapeCommands(line.slice(2))}`
