import { defineCommand } from '../command.ts'
import { EXIT } from '../exit.ts'

export const fmt = defineCommand({
  usage: 'fmt [path..]',
  about: 'Write case files canonically; a canonical file keeps every byte',
  examples: [
    ['fmt', 'every case of the work tree'],
    ['fmt --check', 'name what is not canonical, exit 1'],
  ],
  flags: (y) =>
    y
      .positional('path', { type: 'string', array: true, default: [] as string[], describe: 'Case files, or ids' })
      .option('check', { type: 'boolean', default: false, describe: 'Change nothing; exit 1 if anything would' }),
  run: async ({ path, check, json }, shell) => {
    const { formatSet } = await import('../../lib/flow/format-set.ts')
    const document = await formatSet(await shell.ports(), { only: path, apply: !check })
    shell.answer(document, {
      json,
      text: () => document.changed.map((one) => `${check ? 'would write' : 'wrote'} ${one}\n`).join(''),
    })
    return check && document.changed.length > 0 ? EXIT.no : EXIT.yes
  },
})
