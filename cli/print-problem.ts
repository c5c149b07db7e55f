import { Problem, type Finding } from '../lib/problem.ts'
import { escapeLine, escapeText } from '../lib/report/escape-text.ts'
import type { Paint } from '../lib/report/paint.ts'

/** Renders a problem in the house's two lines: what is wrong and where, then what mends it. */
export function renderProblem(problem: Problem, paint: Paint): string {
  const place = problem.path === undefined ? '' : `${escapeLine(problem.path)}${problem.line === undefined ? '' : `:${problem.line}`}: `
  return lines(paint.red('error:'), `${place}${escapeText(problem.message)}`, problem.hints, paint)
}

/** Renders what `check` or a gate found, in the same two lines. */
export function renderFinding(finding: Finding, paint: Paint, severity: 'error' | 'warning' = 'error'): string {
  const where = finding.path ?? (finding.commit === undefined ? undefined : finding.commit.slice(0, 12))
  const place = where === undefined ? '' : `${escapeLine(where)}${finding.line === undefined ? '' : `:${finding.line}`}: `
  const label = severity === 'error' ? paint.red('error:') : paint.yellow('warning:')
  return lines(label, `${place}${escapeText(finding.message)}`, [finding.hint], paint)
}

const lines = (label: string, message: string, hints: readonly string[], paint: Paint): string =>
  [`${label} ${message}`, ...hints.map((hint) => `${paint.dim('hint:')} ${escapeText(hint)}`)].join('\n') + '\n'

/** Renders a fault of casebook's own. */
export function renderBug(error: unknown, paint: Paint, debug: boolean): string {
  const text = error instanceof Error ? error.message : String(error)
  const stack = debug && error instanceof Error ? `${error.stack}\n` : ''
  return `${lines(paint.red('error:'), `casebook broke: ${text}`, ['run it again with CASEBOOK_DEBUG=1 and report what it prints'], paint)}${stack}`
}
