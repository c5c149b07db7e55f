import { resolve } from 'node:path'
import { TIERS, type Tier } from '../../lib/case/types.ts'
import { escapeLine } from '../../lib/report/escape-text.ts'
import { defineCommand } from '../command.ts'
import { EXIT } from '../exit.ts'

export const exportCommand = defineCommand({
  usage: 'export',
  about: 'Export a tier as a promptfoo configuration or JSON Lines',
  examples: [
    [
      'export --to promptfoo --output promptfooconfig.yaml',
      'into the repository: promptfoo runs casebook ask beside it',
    ],
    ['export --to jsonl --tier extended', 'every case, one a line'],
  ],
  flags: (y) =>
    y
      .option('to', { choices: ['promptfoo', 'jsonl'] as const, demandOption: true, describe: 'The format' })
      .option('tier', {
        choices: TIERS,
        default: 'extended' as Tier,
        describe: 'smoke; full adds full; extended is all',
      })
      .option('at', { type: 'string', requiresArg: true, describe: 'The set of this revision' })
      .option('provider', {
        type: 'string',
        default: 'exec:casebook ask',
        requiresArg: true,
        describe: "promptfoo's provider",
      })
      .option('output', { type: 'string', requiresArg: true, describe: 'A file; default standard output' }),
  run: async ({ to, tier, at, provider, output, json }, shell) => {
    const { exportCases } = await import('../../lib/flow/export-cases.ts')
    const ports = await shell.ports()
    const { text, lost } = await exportCases(ports, { to, tier, at: at ?? null, provider })
    for (const { id, what } of lost) shell.tell(`not carried over: ${id}: ${escapeLine(what)}\n`)
    if (output !== undefined) await ports.files.write(resolve(shell.cwd, output), text)
    if (json)
      shell.answer(
        { format: 'casebook-export/1', to, lost, ...(output === undefined ? { text } : { output }) },
        { json, text: () => '' },
      )
    else if (output === undefined) shell.say(text)
    return EXIT.yes
  },
})
