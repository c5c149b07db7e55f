import { invalid } from '../../lib/problem.ts'
import { defineCommand } from '../command.ts'
import { EXIT } from '../exit.ts'
import { renderFinding } from '../print-problem.ts'
import type { Shell } from '../shell.ts'

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
  run: async ({ name, args }, shell) =>
    name === 'commit-msg' ? runCommitMsg(args, shell) : (await import('../run-pre-push.ts')).runPrePush(args, shell),
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
