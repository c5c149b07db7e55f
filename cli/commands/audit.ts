import { renderAuditMarkdown } from '../../lib/report/audit-markdown.ts'
import { renderAudit } from '../../lib/report/audit-text.ts'
import { defineCommand } from '../command.ts'
import { EXIT } from '../exit.ts'

const REPORTERS = ['text', 'json', 'markdown'] as const

export const audit = defineCommand({
  usage: 'audit',
  about: 'Was every bug that was closed given a case? Fixes, waivers, inbox, policies, flakes, tiers',
  examples: [
    ['audit', 'the last 90 days'],
    ['audit --since 2026-08-24 --reporter markdown', 'for an issue, or the summary of a weekly job'],
    ['audit --strict', 'exit 1 where a fix has no case, a policy one side, a case flakes or a tier is over its budget'],
  ],
  flags: (y) =>
    y
      .option('since', { type: 'string', requiresArg: true, default: '90d', describe: 'A span such as 90d, or a day' })
      .option('reporter', { choices: REPORTERS, defaultDescription: 'text', describe: 'How to print it' })
      .option('strict', { type: 'boolean', default: false, describe: 'Exit 1 where there is anything to mend' }),
  run: async ({ since, reporter, strict, json }, shell) => {
    const { auditSet } = await import('../../lib/flow/audit-set.ts')
    const document = await auditSet(await shell.ports(), { since })
    const isJson = json || reporter === 'json'
    const text = (): string =>
      reporter === 'markdown' ? renderAuditMarkdown(document) : renderAudit(document, shell.paint)
    shell.answer(document, { json: isJson, text })
    return strict && !document.ok ? EXIT.no : EXIT.yes
  },
})
