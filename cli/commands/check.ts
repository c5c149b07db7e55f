import { defineCommand } from '../command.ts'
import { EXIT } from '../exit.ts'
import { renderCheck } from '../print-check.ts'

export const check = defineCommand({
  usage: 'check',
  about: 'Check that the set is valid; starts no configured command',
  examples: [['check', 'every case of the work tree: valid, and judged offline']],
  flags: (y) => y,
  run: async ({ json }, shell) => {
    const { checkSet } = await import('../../lib/flow/check-set.ts')
    const document = await checkSet(await shell.ports())
    if (!json) shell.tell(renderCheck(document, shell.paint))
    shell.answer(document, { json, text: () => (document.ok ? 'the set is valid\n' : '') })
    return document.ok ? EXIT.yes : EXIT.no
  },
})
