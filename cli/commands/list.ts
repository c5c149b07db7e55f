import { TIERS, type Tier } from '../../lib/case/types.ts'
import { escapeLine } from '../../lib/report/escape-text.ts'
import { defineCommand } from '../command.ts'
import { EXIT } from '../exit.ts'

export const list = defineCommand({
  usage: 'list',
  about: 'List the cases of the set and of the inbox',
  examples: [['list --tier smoke', 'what runs at every push, and why each is there']],
  flags: (y) =>
    y
      .option('tier', { choices: [...TIERS, 'inbox'] as const, describe: 'Only this folder' })
      .option('at', { type: 'string', requiresArg: true, describe: 'The set of this revision' }),
  run: async ({ tier, at, json }, shell) => {
    const { listSet } = await import('../../lib/flow/list-set.ts')
    const document = await listSet(await shell.readingPorts(), {
      at: at ?? null,
      tier: (tier as Tier | 'inbox' | undefined) ?? null,
    })
    const width = Math.max(8, ...document.cases.map((one) => one.tier.length))
    shell.answer(document, {
      json,
      text: () =>
        document.cases
          .map((one) => {
            const why = one.why === undefined ? '' : `  (${escapeLine(one.why)})`
            return `${one.id}  ${one.tier.padEnd(width)}  ${escapeLine(one.title ?? '(no title yet)', 100)}${why}\n`
          })
          .join(''),
    })
    return EXIT.yes
  },
})
