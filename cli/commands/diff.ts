import { invalid } from '../../lib/problem.ts'
import { defineCommand } from '../command.ts'
import { EXIT } from '../exit.ts'

export const diff = defineCommand({
  usage: 'diff <from> [to]',
  about: 'Tell what came to the set between two revisions, what left it and why',
  examples: [
    ['diff v1.4.0 v1.5.0', 'what a release changed, with the reasons'],
    ['diff origin/main', 'what this work tree changes'],
    ['diff v1.4.0 v1.5.0 --json', 'the same for a machine; "unexplained" is empty where notes explain it all'],
    ['check --base v1.4.0', 'the gate: diff tells, and exits 0 whatever it tells'],
  ],
  flags: (y) =>
    y
      .positional('from', { type: 'string', demandOption: true, describe: 'A revision' })
      .positional('to', { type: 'string', describe: 'Another; default the work tree' }),
  run: async ({ from, to, json }, shell) => {
    refuseDots(from, to)
    const { diffSets } = await import('../../lib/flow/diff-sets.ts')
    const { renderDiff } = await import('../../lib/report/diff-text.ts')
    const { document, story } = await diffSets(await shell.readingPorts(), { from, to: to ?? null })
    shell.answer(document, { json, text: () => renderDiff(document, story, shell.paint) })
    return EXIT.yes
  },
})

/** What git's own diff takes for a range. */
function refuseDots(from: string, to: string | undefined): void {
  const [, first, second] = /^(.+?)\.{2,3}(.*)$/.exec(from) ?? []
  if (to !== undefined || first === undefined) return
  throw invalid('usage', `"${from}" is a range`, { hints: [`casebook diff ${first} ${second || 'HEAD'}`] })
}
