import { basename } from 'node:path'
import type { ImportDocument } from '../../lib/flow/import-cases.ts'
import { escapeLine } from '../../lib/report/escape-text.ts'
import { defineCommand } from '../command.ts'
import { EXIT } from '../exit.ts'
import { orDash, readStandardInput } from '../standard-input.ts'

export const importCommand = defineCommand({
  usage: 'import <file>',
  about: 'Import promptfoo tests or JSON Lines into the inbox, redacted and staged',
  examples: [
    ['import promptfooconfig.yaml', 'promptfoo tests: YAML, JSON or CSV'],
    ['import cases.jsonl', 'one {id, trace_id, input, expected_output, …} a line'],
  ],
  flags: (y) =>
    y
      .positional('file', { type: 'string', demandOption: true, describe: 'A file, or - for standard input' })
      .option('format', { choices: ['promptfoo', 'jsonl'] as const, describe: 'Told by the content where not given' }),
  run: async ({ file, format, json }, shell) => {
    const [{ importCases }, { fetchFile }] = await Promise.all([
      import('../../lib/flow/import-cases.ts'),
      import('../../lib/flow/fetch-trace.ts'),
    ])
    const ports = await shell.ports()
    const text = await fetchFile(ports, orDash(file), shell.cwd, readStandardInput)
    const document = await importCases(ports, { text, name: basename(file), format: format ?? null })
    shell.answer(document, { json, text: () => renderImport(document) })
    return EXIT.yes
  },
})

function renderImport({ imported, duplicates, lost }: ImportDocument): string {
  return [
    ...imported.map(
      ({ id, at, open }) => `imported ${id} from ${at}${open.length > 0 ? `, still open: ${open.join(', ')}` : ''}\n`,
    ),
    ...duplicates.map(({ at, duplicate_of }) => `captured before: ${at} is ${duplicate_of}\n`),
    ...lost.map(({ at, what }) => `not carried over: ${at}: ${escapeLine(what)}\n`),
  ].join('')
}
