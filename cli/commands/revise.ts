import type { Finding } from '../../lib/problem.ts'
import { caseFlags } from '../case-flags.ts'
import { defineCommand } from '../command.ts'
import { EXIT } from '../exit.ts'
import { noteFlags, noteWords, renderNoted } from '../note-flags.ts'
import { renderFinding } from '../print-problem.ts'
import type { Shell } from '../shell.ts'

export const revise = defineCommand({
  usage: 'revise <id>',
  about: 'Change what a case demands, with the migration note that explains it',
  examples: [
    [
      'revise reg-2026-11-22-3f9a1c --reason wrong-expectation --why "It is 14 days."',
      'as edited in the work tree, else in your editor; the note and the file, both staged',
    ],
    [
      'revise reg-2026-11-22-3f9a1c --tier extended --why "It takes a minute."',
      'moved out of the release gate, which only a note lets it do',
    ],
  ],
  flags: (y) =>
    noteFlags(caseFlags(y)).option('tier', {
      choices: ['extended'] as const,
      describe: 'Move it there; to the other tiers git mv does, without a note',
    }),
  run: async ({ id, base, tier, json, ...flags }, shell) => {
    const { reviseCase } = await import('../../lib/flow/revise-case.ts')
    const document = await reviseCase(await shell.ports(), {
      id,
      base: base ?? null,
      tier: tier ?? null,
      dryRun: flags['dry-run'],
      edit: shell.edit && ((text, findings) => editCase(id, text, findings, shell)),
      words: (need) => noteWords({ ...flags, json }, need, shell),
    })
    shell.answer(document, { json, text: () => renderNoted('revised', document) })
    return EXIT.yes
  },
})

/** Hands a case to the editor; after a fault only a person can be asked again. */
async function editCase(id: string, text: string, findings: readonly Finding[], shell: Shell): Promise<string | null> {
  if (findings.length > 0) {
    if (!shell.interactive) return null
    for (const finding of findings) shell.tell(renderFinding(finding, shell.paint))
    const { confirm } = await import('@inquirer/prompts')
    if (!(await confirm({ message: 'edit it again?' }))) return null
  }
  return shell.edit!(`${id}.yaml`, text)
}
