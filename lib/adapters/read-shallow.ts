import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { unavailable } from '../problem.ts'

/** The commits at which the history of a shallow clone ends; empty where it is whole. */
export function readShallow(commonDir: string): ReadonlySet<string> {
  try {
    return new Set(readFileSync(join(commonDir, 'shallow'), 'utf8').split('\n').filter(Boolean))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Set()
    throw unavailable('files', (error as Error).message, { cause: error })
  }
}
