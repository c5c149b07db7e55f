import type { Paint } from './paint.ts'
import type { Reporter } from './plan-reports.ts'
import type { ReportedRun } from './reported-run.ts'

const RENDERERS: Readonly<Record<Reporter, (reported: ReportedRun, paint: Paint) => Promise<string>>> = {
  text: async ({ run }, paint) => (await import('./run-text.ts')).renderRun(run, paint),
  json: async ({ run }) => `${JSON.stringify(run, null, 2)}\n`,
  junit: async (reported) => (await import('./run-junit.ts')).renderJunit(reported),
  github: async (reported) => (await import('./run-github.ts')).renderGithub(reported),
  markdown: async (reported) => (await import('./run-markdown.ts')).renderMarkdown(reported),
  html: async (reported) => (await import('./run-html.ts')).renderHtml(reported),
}

/** Renders a run in one format, loading no other; only text takes colours. */
export const renderReport = (reporter: Reporter, reported: ReportedRun, paint: Paint): Promise<string> =>
  RENDERERS[reporter](reported, paint)
