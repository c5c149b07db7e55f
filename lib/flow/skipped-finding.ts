import type { Finding } from '../problem.ts'
import type { Skipped } from './history-tree.ts'

/** What to say of files that are no events; null where there are none. */
export function skippedFinding(skipped: readonly Skipped[], total: number): Finding | null {
  const [first] = skipped
  if (!first) return null
  if (first.path === '')
    return {
      code: 'no-event',
      message: `the history can not be read: ${first.reason}`,
      hint: 'git fsck tells more; beyond repair: git update-ref -d refs/casebook/history, then casebook history pull',
    }
  const count = total === 1 ? 'one file of the history is no event' : `${total} files of the history are no events`
  return {
    code: 'no-event',
    message: `${count} and counted as nothing: "${first.path}": ${first.reason}`,
    hint: 'git log --stat refs/casebook/history shows which commit brought them; casebook history push leaves them out',
  }
}
