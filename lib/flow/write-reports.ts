import { resolve } from 'node:path'
import type { Ports } from '../ports.ts'
import { makePaint } from '../report/paint.ts'
import { planReports, type Reporter, type ReportPlan } from '../report/plan-reports.ts'
import { renderReport } from '../report/render-report.ts'
import type { ReportedRun } from '../report/reported-run.ts'

export interface ReportsRequest {
  readonly reporters: readonly Reporter[]
  readonly output: string | null
  readonly json: boolean
  readonly cwd: string
}

const PLAIN = makePaint(false)

/** Plans the reports before anything is run, so that a wrong flag costs nobody a run. */
export async function planOutputs(ports: Ports, { output, cwd, ...request }: ReportsRequest): Promise<ReportPlan> {
  const isFolder = output !== null && output !== '' && (await ports.files.exists(`${resolve(cwd, output)}/.`))
  return planReports({ ...request, output, isFolder })
}

/** Writes the planned files, and the summary of the job where GitHub Actions asks for one. */
export async function writeReports(ports: Ports, plan: ReportPlan, reported: ReportedRun, cwd: string): Promise<void> {
  for (const { reporter, path } of plan.files)
    await ports.files.write(resolve(cwd, path), await renderReport(reporter, reported, PLAIN))
  const summary = ports.env['GITHUB_STEP_SUMMARY']
  if (summary && plan.printed.includes('github'))
    await appendSummary(ports, summary, await renderReport('markdown', reported, PLAIN))
}

async function appendSummary(ports: Ports, path: string, text: string): Promise<void> {
  const before = Buffer.from((await ports.files.read(path)) ?? []).toString('utf8')
  await ports.files.write(path, before === '' || before.endsWith('\n') ? before + text : `${before}\n${text}`)
}
