import { dirname, join } from 'node:path'
import type { Config } from '../config/types.ts'
import type { Ports } from '../ports.ts'
import { unavailable } from '../problem.ts'
import { findWayBack } from './find-way-back.ts'
import { isInside } from './is-inside.ts'

/**
 * Links the configured folders of the work tree into a checkout: each as a folder of its own that holds a link for each thing
 * in it, so that what clears it there (`npm ci` does) takes links away and nothing of the user's. One that leads back into the
 * work tree is a `Problem`: it would run what lies there, not the commit. That is looked for unless it was just now (`isChecked`).
 */
export async function linkFolders(
  ports: Ports,
  config: Config,
  root: string,
  { isChecked = false }: { readonly isChecked?: boolean } = {},
): Promise<void> {
  const { files } = ports
  const top = ports.git.top === null ? null : await files.real(ports.git.top)
  if (top === null || config.worktree.link.length === 0) return
  const all = config.worktree.link.map((folder) => ({ folder, from: join(top, config.folder, folder) }))
  const reals = await Promise.all(all.map(({ from }) => files.real(from)))
  const there = all.flatMap((one, index) => (reals[index] === null ? [] : [{ ...one, real: reals[index]! }]))
  const linked = there.map(({ real }) => real)
  for (const { folder, from, real } of there) {
    const to = join(root, config.folder, folder)
    if (await files.exists(to)) continue
    if (!isChecked) await refuseWayBack(ports, config, { folder, from, real, top, linked })
    await refuseOutside(files, config, folder, dirname(to), root)
    await linkEach(files, real, to)
  }
}

interface Linked {
  readonly folder: string
  readonly from: string
  readonly real: string
  readonly top: string
  readonly linked: readonly string[]
}

async function refuseWayBack(ports: Ports, config: Config, { folder, from, real, top, linked }: Linked): Promise<void> {
  const isElsewhere = isInside(top, real) && real !== from && (await holdsTracked(ports, real.slice(top.length + 1)))
  const found = isElsewhere
    ? { path: from, to: real }
    : await findWayBack(ports.files, { folder: real, top, names: [...new Set([top, ports.git.top!])], linked })
  if (found === null) return
  const shown = (path: string): string => (isInside(top, path) ? path.slice(top.length + 1) || '.' : path)
  throw unavailable(
    'link-leads-back',
    `"${shown(found.path)}" leads back into the work tree, to "${shown(found.to)}": with "${folder}" linked, a temporary checkout would run that instead of the commit`,
    {
      path: config.file,
      hints: [
        `install in the checkout instead: worktree: {setup: ${setupFor(folder)}}, and take "${folder}" out of worktree.link`,
        'or clean the work tree, so that the commit is run where it is: git stash -u',
      ],
    },
  )
}

const setupFor = (folder: string): string =>
  /node_modules$/.test(folder)
    ? 'npm ci'
    : /venv|env$/.test(folder)
      ? '"python -m venv .venv && .venv/bin/pip install -e ."'
      : '<the command that installs it>'

async function holdsTracked(ports: Ports, path: string): Promise<boolean> {
  return path === '' || (await ports.git.listFiles({ at: 'index' }, [path])).length > 0
}

/** A link that the commit holds may point anywhere. */
async function refuseOutside(
  files: Ports['files'],
  config: Config,
  folder: string,
  above: string,
  root: string,
): Promise<void> {
  let place = above
  while (!(await files.exists(place))) place = dirname(place)
  const real = await files.real(place)
  if (real !== null && (real === root || isInside(root, real))) return
  throw unavailable(
    'link-leads-out',
    `"${folder}" can't be linked into the checkout: the commit links its folder elsewhere`,
    {
      path: config.file,
      hints: [`take "${folder}" out of worktree.link`],
    },
  )
}

async function linkEach(files: Ports['files'], from: string, to: string): Promise<void> {
  const names = (await files.entries(from)).map(({ name }) => name)
  if (names.length === 0) return files.link(from, to)
  await Promise.all(names.map((name) => files.link(join(from, name), join(to, name))))
}
