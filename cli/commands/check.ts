import { invalid } from '../../lib/problem.ts'
import { defineCommand } from '../command.ts'
import { EXIT } from '../exit.ts'
import { renderCheck } from '../print-check.ts'

export const check = defineCommand({
  usage: 'check',
  about: 'Check that the set is valid; starts no configured command',
  examples: [
    ['check', 'every case of the work tree: valid, and judged offline'],
    ['check --base origin/main', 'what CI asks of a pull request: the law and the links of the range too'],
    ['check --base origin/main --pull-request', 'its title and text too, in GitHub Actions and GitLab CI'],
    ['check --base origin/main --pull-request pr.md', 'the same anywhere: title, empty line, text; or JSON'],
  ],
  flags: (y) =>
    y
      .option('base', { type: 'string', requiresArg: true, describe: 'Judge the range from there to HEAD as well' })
      .option('red-green', {
        type: 'boolean',
        default: false,
        describe: 'Prove each case the range adds: red at the base, green here; starts the target',
      })
      .option('pull-request', {
        type: 'string',
        describe: "Judge a pull request's title and text as a message: of this file, else of the CI service's",
      }),
  run: async ({ base, json, ...flags }, shell) => {
    const asked = flags['pull-request']
    if (flags['red-green'] && base === undefined)
      throw invalid('usage', '--red-green wants a --base', { hints: ['casebook check --red-green --base origin/main'] })
    const { checkSet } = await import('../../lib/flow/check-set.ts')
    const ports = flags['red-green'] ? shell.ports() : shell.readingPorts()
    const document = await checkSet(await ports, {
      base: base ?? null,
      redGreen: flags['red-green'],
      pullRequest: asked === undefined ? null : { file: asked === '' ? null : asked, cwd: shell.cwd },
    })
    if (!json) shell.tell(renderCheck(document, shell.paint))
    shell.answer(document, { json, text: () => (document.ok ? 'the set is valid\n' : '') })
    return document.ok ? EXIT.yes : EXIT.no
  },
})
