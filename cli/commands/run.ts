import { TIERS, type Tier } from '../../lib/case/types.ts'
import { renderRun } from '../../lib/report/run-text.ts'
import { defineCommand } from '../command.ts'
import { renderFinding } from '../print-problem.ts'
import { untoldFinding } from '../untold.ts'

export const run = defineCommand({
  usage: 'run [id..]',
  about: 'Ask the product every case of a tier and judge the answers',
  examples: [
    ['run', 'the smoke tier, on the work tree as it is'],
    ['run reg-2026-11-22-3f9a1c', 'one case'],
    ['run --tier full --at v1.4.0 --json', 'smoke and full at a release, as JSON'],
  ],
  flags: (y) =>
    y
      .positional('id', {
        type: 'string',
        array: true,
        default: [] as string[],
        describe: 'Cases to ask, whatever their tier',
      })
      .option('tier', {
        choices: TIERS,
        default: 'smoke' as Tier,
        describe: 'smoke; full adds full; extended adds all',
      })
      .option('at', { type: 'string', requiresArg: true, describe: 'Run the product and the set of this revision' })
      .option('shard', { type: 'string', requiresArg: true, describe: 'i/n: the i-th of n equal parts' }),
  run: async ({ id, tier, at, shard, json }, shell) => {
    const [{ runSet }, ports] = await Promise.all([import('../../lib/flow/run-set.ts'), shell.ports()])
    const { document, exit } = await runSet(ports, {
      ids: id,
      tier,
      at: at ?? null,
      shard: shard ?? null,
      onProgress: (done, asked) => shell.progress(`${done}/${asked} asked`),
    })
    shell.progress(null)
    shell.answer(document, { json, text: () => renderRun(document, shell.paint) })
    if (exit === 3) shell.tell(renderFinding(untoldFinding(document), shell.paint))
    return exit
  },
})
