import { watchParents } from '../lib/adapters/watch-parents.ts'
import { judgePush, type PushRequest, type TipJudgement } from '../lib/flow/pre-push.ts'
import type { Ports } from '../lib/ports.ts'
import { Problem } from '../lib/problem.ts'
import { renderFlaky } from '../lib/report/flake-text.ts'
import { renderRun } from '../lib/report/run-text.ts'
import { EXIT, exitOfProblem } from './exit.ts'
import { leave } from './leave.ts'
import { renderFinding, renderProblem } from './print-problem.ts'
import type { Shell } from './shell.ts'
import { readStandardInput } from './standard-input.ts'
import { untoldFinding } from './untold.ts'

/** What a process ends with when the one that waits for it is gone. */
const ABANDONED = 128 + 1

/** Runs the pre-push hook with git's arguments and its lines on standard input. */
export async function runPrePush([remote = 'origin', url]: readonly string[], shell: Shell): Promise<number> {
  watchParents(() => leave(ABANDONED))
  const opening = shell.ports()
  opening.catch(() => {})
  const refs = Buffer.from(await readStandardInput()).toString('utf8')
  if (refs.trim() === '') return EXIT.yes
  const judgements = await judge(await opening, { remote, url: url ?? null, refs }, shell)
  if (judgements instanceof Problem) {
    shell.tell(renderProblem(judgements, shell.paint))
    shell.tell('casebook could not judge the push, so it is blocked\n')
    return exitOfProblem(judgements)
  }
  for (const judgement of judgements) tell(judgement, shell)
  const exits = judgements.map(({ exit }) => exit)
  return exits.includes(1) ? EXIT.no : Math.max(EXIT.yes, ...exits)
}

async function judge(ports: Ports, request: PushRequest, shell: Shell): Promise<TipJudgement[] | Problem> {
  const onProgress = (done: number, asked: number): void => shell.progress(`casebook: ${done}/${asked} asked`)
  try {
    return await judgePush(ports, { ...request, onProgress })
  } catch (error) {
    // Whoever debugs is told more by whom it reaches.
    if (!(error instanceof Problem) || process.env['CASEBOOK_DEBUG']) throw error
    return error
  } finally {
    shell.progress(null)
  }
}

function tell({ findings, warnings, run, falseReds, exit, commit }: TipJudgement, shell: Shell): void {
  for (const warning of warnings) shell.tell(renderFinding(warning, shell.paint, 'warning'))
  for (const finding of findings) shell.tell(renderFinding(finding, shell.paint))
  if (run) shell.tell(renderRun(run, shell.paint))
  if (run && run.totals.flaky > 0) shell.tell(renderFlaky(run.results, falseReds, shell.paint))
  if (run && exit === 3) shell.tell(renderFinding(untoldFinding(run), shell.paint))
  if (exit !== 0) shell.tell(blocked(commit, exit, run !== null))
}

const blocked = (commit: string, exit: number, ran: boolean): string =>
  exit === 1
    ? `casebook blocked the push of ${commit.slice(0, 12)}${ran ? ': the smoke tier is red' : ''}\n`
    : `casebook could not judge ${commit.slice(0, 12)}, so the push is blocked\n`
