import { watchParents } from '../lib/adapters/watch-parents.ts'
import { judgePush, type TipJudgement } from '../lib/flow/pre-push.ts'
import { renderRun } from '../lib/report/run-text.ts'
import { EXIT } from './exit.ts'
import { leave } from './leave.ts'
import { renderFinding } from './print-problem.ts'
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
  const judgements = await judgePush(await opening, {
    remote,
    url: url ?? null,
    refs,
    onProgress: (done, asked) => shell.progress(`casebook: ${done}/${asked} asked`),
  })
  shell.progress(null)
  for (const judgement of judgements) tell(judgement, shell)
  const exits = judgements.map(({ exit }) => exit)
  return exits.includes(1) ? EXIT.no : Math.max(EXIT.yes, ...exits)
}

function tell({ findings, warnings, run, exit, commit }: TipJudgement, shell: Shell): void {
  for (const warning of warnings) shell.tell(renderFinding(warning, shell.paint, 'warning'))
  for (const finding of findings) shell.tell(renderFinding(finding, shell.paint))
  if (run) shell.tell(renderRun(run, shell.paint))
  if (run && exit === 3) shell.tell(renderFinding(untoldFinding(run), shell.paint))
  if (exit !== 0) shell.tell(blocked(commit, exit, run !== null))
}

const blocked = (commit: string, exit: number, ran: boolean): string =>
  exit === 1
    ? `casebook blocked the push of ${commit.slice(0, 12)}${ran ? ': the smoke tier is red' : ''}\n`
    : `casebook could not judge ${commit.slice(0, 12)}, so the push is blocked\n`
