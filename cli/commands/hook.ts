import { invalid } from '../../lib/problem.ts'
import { defineCommand } from '../command.ts'
import { EXIT } from '../exit.ts'
import { renderFinding } from '../print-problem.ts'
import type { Shell } from '../shell.ts'
import { readStandardInput } from '../standard-input.ts'
import { untoldFinding } from '../untold.ts'

export const hook = defineCommand({
  usage: 'hook <name> [args..]',
  about: 'What the git hooks call',
  examples: [
    ['hook commit-msg .git/COMMIT_EDITMSG', 'judge a commit message'],
    ['hook pre-push origin git@host:acme/shop', "judge a push; git's lines on standard input"],
  ],
  hidden: true,
  flags: (y) =>
    y
      .positional('name', { choices: ['commit-msg', 'pre-push'] as const, demandOption: true })
      .positional('args', { type: 'string', array: true, default: [] as string[] }),
  run: async ({ name, args }, shell) => (name === 'commit-msg' ? runCommitMsg(args, shell) : runPrePush(args, shell)),
})

async function runCommitMsg(args: readonly string[], shell: Shell): Promise<number> {
  const [file] = args
  if (file === undefined)
    throw invalid('usage', 'no message file given', { hints: ['casebook hook commit-msg <file>'] })
  const [{ commitMsg }, readers] = await Promise.all([
    import('../../hooks/commit-msg.ts'),
    import('../../hooks/readers.ts'),
  ])
  const judgement = commitMsg(
    file,
    () => readers,
    () => readers.matches,
  )
  if (!judgement.ok) for (const finding of judgement.findings) shell.tell(renderFinding(finding, shell.paint))
  return judgement.ok ? EXIT.yes : EXIT.no
}

async function runPrePush([remote = 'origin']: readonly string[], shell: Shell): Promise<number> {
  const refs = Buffer.from(await readStandardInput()).toString('utf8')
  if (refs.trim() === '') return EXIT.yes
  const [{ judgePush }, { renderRun }] = await Promise.all([
    import('../../lib/flow/pre-push.ts'),
    import('../../lib/report/run-text.ts'),
  ])
  const judgements = await judgePush(await shell.ports(), {
    remote,
    refs,
    onProgress: (done, asked) => shell.progress(`casebook: ${done}/${asked} asked`),
  })
  shell.progress(null)
  for (const { findings, run, exit, commit } of judgements) {
    for (const finding of findings) shell.tell(renderFinding(finding, shell.paint))
    if (run) shell.tell(renderRun(run, shell.paint))
    if (run && exit === 3) shell.tell(renderFinding(untoldFinding(run), shell.paint))
    if (exit !== 0) shell.tell(blocked(commit, exit, run !== null))
  }
  const exits = judgements.map(({ exit }) => exit)
  return exits.includes(1) ? EXIT.no : Math.max(EXIT.yes, ...exits)
}

const blocked = (commit: string, exit: number, ran: boolean): string =>
  exit === 1
    ? `casebook blocked the push of ${commit.slice(0, 12)}${ran ? ': the smoke tier is red' : ''}\n`
    : `casebook could not judge ${commit.slice(0, 12)}, so the push is blocked\n`
