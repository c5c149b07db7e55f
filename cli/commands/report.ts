import { resolve } from 'node:path'
import { escapeLine } from '../../lib/report/escape-text.ts'
import { defineCommand } from '../command.ts'
import { EXIT } from '../exit.ts'

export const report = defineCommand({
  usage: 'report',
  about: 'The page of the set: its cases, what they caught, its history and the last run',
  examples: [
    ['report --output set.html', 'one HTML file that needs nothing else'],
    ['report --json', 'the same for a machine'],
  ],
  flags: (y) =>
    y.option('output', { type: 'string', requiresArg: true, describe: 'File of the page; default standard output' }),
  run: async ({ output, json }, shell) => {
    const [{ reportSet }, { renderSet }, ports] = await Promise.all([
      import('../../lib/flow/report-set.ts'),
      import('../../lib/report/set-html.ts'),
      shell.ports(),
    ])
    const document = await reportSet(ports)
    if (output !== undefined) await ports.files.write(resolve(shell.cwd, output), renderSet(document))
    if (json || output === undefined) shell.answer(document, { json, text: () => renderSet(document) })
    else shell.say(`wrote ${escapeLine(output, 4096)}\n`)
    return EXIT.yes
  },
})
