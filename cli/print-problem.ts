import { type Finding, hintsOf, type Problem } from '../lib/problem.ts'
import { escapeLine, escapeText } from '../lib/report/escape-text.ts'
import type { Paint } from '../lib/report/paint.ts'
import { inset, toldLines } from '../lib/report/told-lines.ts'

/** Renders a problem in the house's two lines: what is wrong and where, then what mends it. */
export function renderProblem(problem: Problem, paint: Paint): string {
  return lines(paint.red('error:'), placed(problem.path, problem.line, problem.message), problem.hints, paint)
}

/** Renders what `check` or a gate found, in the same two lines. */
export function renderFinding(finding: Finding, paint: Paint, severity: 'error' | 'warning' = 'error'): string {
  const label = severity === 'error' ? paint.red('error:') : paint.yellow('warning:')
  const message = placed(finding.path ?? finding.commit?.slice(0, 12), finding.line, finding.message)
  return lines(label, message, hintsOf(finding), paint)
}

function placed(where: string | undefined, line: number | undefined, message: string): string {
  const text = inset(message)
  return where === undefined ? text : `${escapeLine(where)}${line === undefined ? '' : `:${line}`}: ${text}`
}

const lines = (label: string, message: string, hints: readonly string[], paint: Paint): string =>
  toldLines(message, hints, [label, paint.dim('hint:')])

/** Renders a fault of casebook's own. */
export function renderBug(error: unknown, paint: Paint, debug: boolean): string {
  const text =
    error instanceof Error ? error.message : typeof error === 'object' ? 'something that is no error' : String(error)
  const stack = debug && error instanceof Error ? `${escapeText(String(error.stack))}\n` : ''
  const hints = ['run it again with CASEBOOK_DEBUG=1 and report what it prints']
  return `${lines(paint.red('error:'), `casebook broke: ${inset(text)}`, hints, paint)}${stack}`
}
