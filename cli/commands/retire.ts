import { caseFlags } from '../case-flags.ts'
import { defineCommand } from '../command.ts'
import { EXIT } from '../exit.ts'
import { noteFlags, noteWords, renderNoted } from '../note-flags.ts'

export const retire = defineCommand({
  usage: 'retire <id>',
  about: 'Take a case out of the set, with the migration note that explains it',
  examples: [
    [
      'retire reg-2026-11-22-3f9a1c --reason product-change --why "We sell no refunds any more."',
      'the note and the removal, both staged',
    ],
    [
      'retire reg-2026-11-22-3f9a1c --reason fix-reverted --why "It broke the checkout."',
      'the note alone, where a revert took the file along',
    ],
  ],
  flags: (y) => noteFlags(caseFlags(y)),
  run: async ({ id, base, json, ...flags }, shell) => {
    const { retireCase } = await import('../../lib/flow/retire-case.ts')
    const document = await retireCase(await shell.ports(), {
      id,
      base: base ?? null,
      dryRun: flags['dry-run'],
      words: (need) => noteWords({ ...flags, json }, need, shell),
    })
    shell.answer(document, { json, text: () => renderNoted('retired', document) })
    return EXIT.yes
  },
})
