import { NOTE_REASONS } from '../../lib/case/types.ts'
import type { NoteDocument } from '../../lib/flow/write-note.ts'
import { defineCommand } from '../command.ts'
import { EXIT } from '../exit.ts'

export const retire = defineCommand({
  usage: 'retire <id>',
  about: 'Take a case out of the set, with the migration note that explains it',
  examples: [
    ['retire reg-2026-11-22-3f9a1c --reason product-change --why "We sell no refunds any more."', 'both staged'],
  ],
  flags: (y) =>
    y
      .positional('id', { type: 'string', demandOption: true })
      .option('reason', { choices: NOTE_REASONS, demandOption: true, describe: 'Why, in one word' })
      .option('why', { type: 'string', requiresArg: true, demandOption: true, describe: 'Why, in prose' })
      .option('approved-by', { type: 'string', requiresArg: true, describe: 'Who approved it (a claim)' }),
  run: async ({ id, reason, why, json, ...flags }, shell) => {
    const { retireCase } = await import('../../lib/flow/write-note.ts')
    const request = { id, reason, why, approvedBy: flags['approved-by'] ?? null }
    const document = await retireCase(await shell.ports(), request)
    shell.answer(document, { json, text: () => renderNoted('retired', document) })
    return EXIT.yes
  },
})

export const revise = defineCommand({
  usage: 'revise <id>',
  about: 'Write the migration note for a case whose demand you edited',
  examples: [['revise reg-2026-11-22-3f9a1c --reason wrong-expectation --why "It is 14 days."', 'both staged']],
  flags: (y) =>
    y
      .positional('id', { type: 'string', demandOption: true })
      .option('reason', { choices: NOTE_REASONS, demandOption: true, describe: 'Why, in one word' })
      .option('why', { type: 'string', requiresArg: true, demandOption: true, describe: 'Why, in prose' })
      .option('approved-by', { type: 'string', requiresArg: true, describe: 'Who approved it (a claim)' }),
  run: async ({ id, reason, why, json, ...flags }, shell) => {
    const { reviseCase } = await import('../../lib/flow/write-note.ts')
    const request = { id, reason, why, approvedBy: flags['approved-by'] ?? null }
    const document = await reviseCase(await shell.ports(), request)
    shell.answer(document, { json, text: () => renderNoted('revised', document) })
    return EXIT.yes
  },
})

const renderNoted = (did: string, { id, path }: NoteDocument): string => `${did} ${id}\n  ${path}, staged\n`
