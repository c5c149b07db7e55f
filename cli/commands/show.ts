import { escapeText } from '../../lib/report/escape-text.ts'
import { defineCommand } from '../command.ts'
import { EXIT } from '../exit.ts'

export const show = defineCommand({
  usage: 'show <id>',
  about: 'Show one case, its tier and the hash of what it demands',
  examples: [['show reg-2026-11-22-3f9a1c', 'the file, as text']],
  flags: (y) =>
    y
      .positional('id', { type: 'string', demandOption: true })
      .option('at', { type: 'string', requiresArg: true, describe: 'As this revision has it' }),
  run: async ({ id, at, json }, shell) => {
    const { showCase } = await import('../../lib/flow/show-case.ts')
    const document = await showCase(await shell.readingPorts(), { id, at: at ?? null })
    shell.answer(document, {
      json,
      text: () =>
        `${shell.paint.dim(`# ${document.path}\n# demand ${document.demand ?? '(not valid)'}`)}\n${escapeText(document.text)}`,
    })
    return EXIT.yes
  },
})
