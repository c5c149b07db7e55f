import type { Ports, Source } from '../ports.ts'
import { invalid } from '../problem.ts'

/** What `--at` means; a revision that does not resolve is a `Problem`. */
export async function sourceOf(ports: Ports, rev: string | null): Promise<Source> {
  if (rev === null && ports.git.top !== null) return { at: 'worktree' }
  const commit = await ports.git.resolveCommit(rev ?? 'HEAD')
  if (commit !== null) return { at: 'commit', commit }
  throw invalid('unknown-revision', `"${rev ?? 'HEAD'}" names no commit here`, {
    hints: ['git log --oneline', 'git fetch'],
  })
}
