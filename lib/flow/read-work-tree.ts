import { join } from 'node:path/posix'
import type { Ports, WorkTreeBytes } from '../ports.ts'

/** Open files are few; a work tree may be large. */
const FILES_AT_ONCE = 64
const CARRIAGE_RETURN = 0x0d

/** Reads files of the work tree as git would store them, null where there is none: a checkout with CRLF line ends holds the same. */
export async function readWorkTree(ports: Ports, paths: readonly string[]): Promise<readonly (Uint8Array | null)[]> {
  const found: (Uint8Array | null)[] = []
  for (let from = 0; from < paths.length; from += FILES_AT_ONCE)
    found.push(...(await readSome(ports, paths.slice(from, from + FILES_AT_ONCE))))
  return found
}

async function readSome(ports: Ports, paths: readonly string[]): Promise<readonly (Uint8Array | null)[]> {
  const read = await Promise.all(paths.map((path) => ports.files.read(join(ports.git.top!, path))))
  const returning = paths.flatMap((path, index): WorkTreeBytes[] => {
    const bytes = read[index]
    return bytes?.includes(CARRIAGE_RETURN) ? [{ path, bytes }] : []
  })
  if (returning.length === 0) return read
  const stored = await ports.git.storedBytes(returning)
  const byPath = new Map(returning.map(({ path }, index) => [path, stored[index]!]))
  return paths.map((path, index) => byPath.get(path) ?? read[index]!)
}
