import type { Config } from '../config/types.ts'
import type { Ports } from '../ports.ts'
import { type Matters, mattersToSet } from './paths-that-matter.ts'

/** True when the work tree is this commit in everything that an answer or its judgement depends on; without `inputs`, in all. */
export async function isCheckedOut(ports: Ports, config: Config, commit: string, again?: 'again'): Promise<boolean> {
  if (ports.git.top === null) return false
  const [{ head, dirty }, unwatched] = await Promise.all([ports.git.state(again), ports.git.unwatchedPaths()])
  if (head !== commit) return false
  const matters: Matters = config.target?.inputs ? await mattersToSet(config) : () => true
  return !dirty.some(matters) && !unwatched.some(matters)
}
