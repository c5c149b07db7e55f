import type { Config } from '../config/types.ts'
import type { Ports } from '../ports.ts'
import { unavailable } from '../problem.ts'
import { type Matters, mattersToSet } from './paths-that-matter.ts'

/** What ran in the work tree ran at the commit only if that stood still; files that the product leaves behind are its own. */
export async function refuseMoved(ports: Ports, config: Config, commit: string): Promise<void> {
  const { head, dirty } = await ports.git.state('again')
  if (head === commit && dirty.length === 0) return
  const tracked = new Set((await ports.git.listFiles({ at: 'commit', commit }, [])).map(({ path }) => path))
  const matters: Matters = config.target?.inputs ? await mattersToSet(config) : () => true
  const changed = dirty.find((path) => tracked.has(path.replace(/\/$/, '')) && matters(path))
  if (head === commit && changed === undefined) return
  const what = head === commit ? `"${changed}" changed` : 'HEAD moved'
  throw unavailable('moved', `${what} while the cases were asked, so that it is not known what answered`, {
    hints: ['leave the work tree alone until it is done, or work in a linked one: git worktree add'],
  })
}
