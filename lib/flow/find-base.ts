import type { Config } from '../config/types.ts'
import type { Ports } from '../ports.ts'
import { invalid } from '../problem.ts'

const REMOTE_BRANCHES = ['main', 'master']

/**
 * The branch that a change is compared with: `base` of the configuration, else the branch's upstream, else the remote's
 * HEAD branch, its `main` or `master`. Null where the clone knows none.
 */
export async function findBase(
  ports: Ports,
  config: Config | null,
  tip: string,
  remote = 'origin',
): Promise<string | null> {
  if (config && config.base !== null) {
    const commit = await ports.git.resolveCommit(config.base)
    if (commit === null)
      throw invalid('unknown-base', `the base "${config.base}" names no commit here`, {
        path: config.file,
        hints: ['git fetch', 'mend base in casebook.yaml'],
      })
    return commit
  }
  const names = [
    ...(tip === 'HEAD' ? ['@{upstream}'] : []),
    `refs/remotes/${remote}/HEAD`,
    ...REMOTE_BRANCHES.map((name) => `refs/remotes/${remote}/${name}`),
  ]
  for (const name of names) {
    const commit = await ports.git.resolveCommit(name)
    if (commit !== null) return commit
  }
  return null
}
