import { dirname, join } from 'node:path'
import { overlayGlobs } from '../config/input-globs.ts'
import type { Config } from '../config/types.ts'
import type { Ports } from '../ports.ts'
import { unavailable } from '../problem.ts'
import { isInside } from './is-inside.ts'
import { matcherOf } from './matcher-of.ts'

/** Writes the work tree's overlay files over those of the checkout at `root`. */
export async function layOverlay(ports: Ports, config: Config, root: string): Promise<void> {
  const globs = overlayGlobs(config)
  if (globs.length === 0 || ports.git.top === null) return
  const isMatch = await matcherOf(globs)
  for (const { path, mode } of await ports.git.listFiles({ at: 'worktree' }, [config.folder].filter(Boolean))) {
    if (!isMatch(path) || !mode.startsWith('100')) continue
    const bytes = await ports.files.read(join(ports.git.top, path))
    if (!bytes) continue
    await refuseOutside(ports, path, root)
    await ports.files.write(join(root, path), bytes, mode === '100755' ? 0o755 : 0o644)
  }
}

/** A link that the commit holds may lead anywhere. */
async function refuseOutside({ files }: Ports, path: string, root: string): Promise<void> {
  let above = dirname(join(root, path))
  while (!(await files.exists(above))) above = dirname(above)
  const real = await files.real(above)
  if (real !== null && (real === root || isInside(root, real))) return
  throw unavailable('overlay-leads-out', `the overlay file "${path}" would be written outside of the checkout`, {
    path,
    hints: ['the commit links its folder elsewhere: take the file out of target.overlay'],
  })
}
