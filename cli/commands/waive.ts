import { defineCommand } from '../command.ts'
import { EXIT } from '../exit.ts'
import { noteWords, proseFlags, renderNoted } from '../note-flags.ts'

export const waive = defineCommand({
  usage: 'waive <bug>',
  about: 'Say in a migration note why a fixed bug gets no case',
  examples: [
    ["waive '#412' --why 'A typo in the docs: no answer hangs on it.'", 'the note, staged; commit it with the fix'],
  ],
  flags: (y) =>
    proseFlags(y.positional('bug', { type: 'string', demandOption: true, describe: 'Its URL, key or #number' })),
  run: async ({ bug, json, ...flags }, shell) => {
    const { waiveBug } = await import('../../lib/flow/waive-bug.ts')
    const words = await noteWords({ ...flags, json }, { reason: false }, shell)
    const document = await waiveBug(await shell.ports(), { bug, dryRun: flags['dry-run'], words })
    shell.answer(document, { json, text: () => renderNoted('waived', document) })
    return EXIT.yes
  },
})
