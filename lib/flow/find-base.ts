import type { Config } from '../config/types.ts'
import type { Ports } from '../ports.ts'
import { invalid } from '../problem.ts'

export const REMOTE_BRANCHES = ['main', 'master']

export interface Base {
  /** The name it was found by. */
  readonly name: string
  readonly commit: string
}

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
  const base = await lookUpBase(ports, config, remote, tip === 'HEAD' ? ['@{upstream}'] : [])
  if (base === null && config && config.base !== null) throw unknownBase(config)
  return base?.commit ?? null
}

/** As `findBase`, with the name; null also where the configured one names nothing here. */
export async function lookUpBase(
  ports: Ports,
  config: Config | null,
  remote: string,
  first: readonly string[] = [],
): Promise<Base | null> {
  // Names that somebody wrote may hold anything: git itself is asked, one at a time.
  for (const name of config && config.base !== null ? [config.base] : first) {
    const commit = await ports.git.resolveCommit(name)
    if (commit !== null) return { name, commit }
  }
  if (config && config.base !== null) return null
  const usual = ['HEAD', ...REMOTE_BRANCHES].map((name) => `refs/remotes/${remote}/${name}`)
  const commits = await ports.git.objects(usual.map((name) => `${name}^{commit}`))
  const at = commits.findIndex((one) => one !== null)
  return at < 0 ? null : { name: usual[at]!, commit: commits[at]!.oid }
}

export const unknownBase = ({ base, file }: Config): Error =>
  invalid('unknown-base', `the base "${base}" names no commit here`, {
    path: file,
    hints: [fetchOf(base!), 'mend base in casebook.yaml'],
  })

/** A clone of a single branch does not get the base by a plain fetch. */
function fetchOf(base: string): string {
  const [, remote, branch] = /^(?:refs\/remotes\/)?([\w.-]+)\/([\w./-]+)$/.exec(base) ?? []
  return remote === undefined ? 'git fetch' : `git fetch ${remote} ${branch}:refs/remotes/${remote}/${branch}`
}
