import { readFileSync } from 'node:fs'

/**
 * Reads a file of a cache; null where it can't be read. Synchronous: such a file is an ordinary one of ours, and most starts
 * read two of them, for which the pool of threads takes longer than the reading.
 */
export function readKept(path: string): Buffer | null {
  try {
    return readFileSync(path)
  } catch {
    return null
  }
}
