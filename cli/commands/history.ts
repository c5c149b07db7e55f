import { CASE_ID } from '../../lib/case/id.ts'
import { skippedFinding } from '../../lib/flow/skipped-finding.ts'
import { invalid } from '../../lib/problem.ts'
import { defineCommand } from '../command.ts'
import { EXIT } from '../exit.ts'
import { renderHistory, renderStory, renderSync } from '../print-history.ts'
import { renderFinding } from '../print-problem.ts'
import type { Shell } from '../shell.ts'

/** Runs that are listed where nobody says: to people, and in a document. */
const SHOWN = { text: 20, json: 1000 }

export const history = defineCommand({
  usage: 'history [id] [remote]',
  about: 'Runs and catches that this clone remembers; history pull and history push share them',
  examples: [
    ['history', 'the latest runs, and what they caught'],
    ['history reg-2026-11-22-3f9a1c', 'when a case came, since when it is green, and whose commits it was red at'],
    ['history pull', 'the runs of a remote, joined to ours'],
    ['history push origin', 'ours, joined to what the remote has'],
  ],
  flags: (y) =>
    y
      .positional('id', { type: 'string', describe: 'A case, or pull or push' })
      .positional('remote', { type: 'string', describe: 'With pull or push; default origin, or the only one' })
      .option('limit', {
        type: 'string',
        requiresArg: true,
        describe: `The most runs to list; default ${SHOWN.text}, with --json ${SHOWN.json}`,
      }),
  run: async ({ id, remote, limit, json }, shell) => {
    if (id === 'pull' || id === 'push') return sync(id, { remote: remote ?? null, limit, json }, shell)
    if (remote !== undefined)
      throw invalid('usage', `"${remote}" is one word too many`, {
        hints: [`casebook history ${id}`, 'casebook history pull <remote>'],
      })
    if (id !== undefined && !CASE_ID.test(id))
      throw invalid('usage', `"${id}" is no case, and neither pull nor push`, {
        hints: ['casebook list', 'casebook history pull'],
      })
    const { showHistory } = await import('../../lib/flow/show-history.ts')
    const most = parseLimit(limit) ?? (json ? SHOWN.json : SHOWN.text)
    const document = await showHistory(await shell.ports(), { id: id ?? null, limit: most })
    const text = (): string =>
      document.case ? renderStory(document, document.case, shell.paint) : renderHistory(document, shell.paint)
    shell.answer(document, { json, text })
    const skipped = json ? null : skippedFinding(document.skipped, document.skipped_total)
    if (skipped) shell.tell(renderFinding(skipped, shell.paint, 'warning'))
    return EXIT.yes
  },
})

interface SyncFlags {
  readonly remote: string | null
  readonly limit: string | undefined
  readonly json: boolean
}

async function sync(action: 'pull' | 'push', { remote, limit, json }: SyncFlags, shell: Shell): Promise<number> {
  if (limit !== undefined)
    throw invalid('usage', `--limit has no meaning with ${action}`, { hints: ['casebook history --limit 50'] })
  const { pullHistory, pushHistory } = await import('../../lib/flow/share-history.ts')
  const document = await (action === 'pull' ? pullHistory : pushHistory)(await shell.ports(), remote)
  shell.answer(document, { json, text: () => renderSync(document) })
  const skipped = json ? null : skippedFinding(document.skipped, document.skipped_total)
  if (skipped) shell.tell(renderFinding(skipped, shell.paint, 'warning'))
  return EXIT.yes
}

function parseLimit(text: string | undefined): number | null {
  if (text === undefined) return null
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw invalid('usage', `--limit is "${text}"`, { hints: ['--limit 50'] })
}
