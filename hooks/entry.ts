import { hintsOf, Problem } from '../lib/problem.ts'
import { escapeLine } from '../lib/report/escape-text.ts'
import { inset, toldLines } from '../lib/report/told-lines.ts'
import { commitMsg } from './commit-msg.ts'

declare const require: (name: string) => typeof import('./readers.ts')

const EXIT_OF = { invalid: 2, unavailable: 3 } as const

/** The entry that the commit-msg hook starts: small, so that a commit hardly feels it. Everything else is loaded when needed. */
function main([hook, file]: readonly string[]): number {
  try {
    if (hook !== 'commit-msg' || file === undefined) return said('error: usage: hook.cjs commit-msg <file>\n', 2)
    const judgement = commitMsg(
      file,
      () => require('./readers.cjs'),
      () => require('./readers.cjs').matches,
    )
    if (!judgement.ok) return said(judgement.findings.map((one) => lines(one.message, hintsOf(one))).join(''), 1)
    if (judgement.why === 'to-write')
      said(judgement.trailers.map((id) => `casebook: added "Regression-Case: ${id}"\n`).join(''), 0)
    return 0
  } catch (error) {
    if (!(error instanceof Problem))
      return said(lines(`casebook broke: ${String(error)}`, ['run it again with CASEBOOK_DEBUG=1']) + debug(error), 70)
    const place =
      error.path === undefined ? '' : `${escapeLine(error.path)}${error.line === undefined ? '' : `:${error.line}`}: `
    return said(lines(`${place}${error.message}`, error.hints), EXIT_OF[error.kind])
  }
}

const lines = (message: string, hints: readonly string[]): string => toldLines(inset(message), hints)

const debug = (error: unknown): string =>
  process.env['CASEBOOK_DEBUG'] && error instanceof Error ? `${error.stack}\n` : ''

function said(text: string, code: number): number {
  process.stderr.write(text)
  return code
}

process.exitCode = main(process.argv.slice(2))
