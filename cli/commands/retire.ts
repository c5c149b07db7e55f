import { NOTE_REASONS } from '../../lib/case/types.ts'
import type { NoteDocument } from '../../lib/flow/write-note.ts'
import { defineCommand } from '../command.ts'
import { EXIT } from '../exit.ts'

type Write = typeof import('../../lib/flow/write-note.ts')

/** Both write a migration note for one case: they differ in what became of it. */
const noting = (
  verb: string,
  did: string,
  about: string,
  example: string,
  write: (flow: Write) => Write['retireCase'],
) =>
  defineCommand({
    usage: `${verb} <id>`,
    about,
    examples: [[`${verb} reg-2026-11-22-3f9a1c ${example}`, 'the note and the change, both staged']],
    flags: (y) =>
      y
        .positional('id', { type: 'string', demandOption: true })
        .option('reason', { choices: NOTE_REASONS, demandOption: true, describe: 'Why, in one word' })
        .option('why', { type: 'string', requiresArg: true, demandOption: true, describe: 'Why, in prose' })
        .option('approved-by', { type: 'string', requiresArg: true, describe: 'Who approved it (a claim)' }),
    run: async ({ id, reason, why, json, ...flags }, shell) => {
      const request = { id, reason, why, approvedBy: flags['approved-by'] ?? null }
      const document = await write(await import('../../lib/flow/write-note.ts'))(await shell.ports(), request)
      shell.answer(document, { json, text: () => renderNoted(did, document) })
      return EXIT.yes
    },
  })

export const retire = noting(
  'retire',
  'retired',
  'Take a case out of the set, with the migration note that explains it',
  '--reason product-change --why "We sell no refunds any more."',
  ({ retireCase }) => retireCase,
)

export const revise = noting(
  'revise',
  'revised',
  'Write the migration note for a case whose demand you edited',
  '--reason wrong-expectation --why "It is 14 days."',
  ({ reviseCase }) => reviseCase,
)

const renderNoted = (did: string, { id, path }: NoteDocument): string => `${did} ${id}\n  ${path}, staged\n`
