import { invalid } from '../../lib/problem.ts'
import { defineCommand } from '../command.ts'
import { EXIT } from '../exit.ts'
import { renderFinding } from '../print-problem.ts'
import { renderRetier } from '../print-retier.ts'

export const retier = defineCommand({
  usage: 'retier',
  about: 'Move cases between tiers by what history remembers, with a reason for each move',
  examples: [
    ['retier --dry-run', 'what would move, and why'],
    ['retier', 'after casebook history pull, by the runs of everybody; the moves are staged'],
    ['retier --commit', 'the moves alone, committed'],
  ],
  flags: (y) =>
    y
      .option('dry-run', { type: 'boolean', default: false, describe: 'Say what would move, and move nothing' })
      .option('commit', { type: 'boolean', default: false, describe: 'Commit the moves; other staged work stays out' }),
  run: async ({ commit, json, ...flags }, shell) => {
    const dryRun = flags['dry-run']
    if (dryRun && commit)
      throw invalid('usage', '--commit has nothing to commit with --dry-run', { hints: ['casebook retier --commit'] })
    const { retierSet } = await import('../../lib/flow/retier-set.ts')
    const document = await retierSet(await shell.ports(), { dryRun, commit })
    if (!json) for (const warning of document.warnings) shell.tell(renderFinding(warning, shell.paint, 'warning'))
    shell.answer(document, { json, text: () => renderRetier(document, shell.paint) })
    return EXIT.yes
  },
})
