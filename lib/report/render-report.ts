import { makePaint, type Paint } from './paint.ts'
import type { Reporter } from './plan-reports.ts'
import type { ReportedRun } from './reported-run.ts'
import { renderGithub } from './run-github.ts'
import { renderHtml } from './run-html.ts'
import { renderJunit } from './run-junit.ts'
import { renderMarkdown } from './run-markdown.ts'
import { renderRun } from './run-text.ts'

const RENDERERS: Readonly<Record<Reporter, (reported: ReportedRun, paint: Paint) => string>> = {
  text: ({ run }, paint) => renderRun(run, paint),
  json: ({ run }) => `${JSON.stringify(run, null, 2)}\n`,
  junit: renderJunit,
  github: renderGithub,
  markdown: renderMarkdown,
  html: renderHtml,
}

/** Renders a run in one format; only text takes colours. */
export const renderReport = (reporter: Reporter, reported: ReportedRun, paint: Paint = makePaint(false)): string =>
  RENDERERS[reporter](reported, paint)
