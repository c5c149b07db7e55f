import { basename, dirname, join, relative, sep } from 'node:path'
import type { TextFile } from '../init/facts.ts'
import type { Ports } from '../ports.ts'

/** A text file of the repository by its path from the top. */
export async function readText(ports: Ports, path: string): Promise<TextFile> {
  return { path, text: await readWhole(ports, fullPath(ports, path)) }
}

export async function readWhole(ports: Ports, path: string): Promise<string | null> {
  const bytes = await ports.files.read(path)
  return bytes === null ? null : Buffer.from(bytes).toString('utf8')
}

/** A path as a person reads it: from the top where it lies below, else absolute. */
export function shownPath(ports: Ports, path: string): string {
  const from = relative(ports.git.top!, path)
  return from.startsWith('..') || from === '' ? path : from.replaceAll('\\', '/')
}

/** The way back: join would bend an absolute path. */
export const fullPath = (ports: Ports, shown: string): string =>
  shown.startsWith(sep) || /^[A-Za-z]:[\\/]/.test(shown) ? shown : join(ports.git.top!, shown)

export const isBelow = (path: string, folder: string): boolean => path === folder || path.startsWith(folder + sep)

/** Where a path leads, also one that is not there yet; null for a link that leads nowhere. */
async function realPlace(ports: Ports, path: string): Promise<string | null> {
  const real = await ports.files.real(path)
  if (real !== null || dirname(path) === path) return real ?? path
  if (await ports.files.exists(path)) return null
  const above = await realPlace(ports, dirname(path))
  return above === null ? null : join(above, basename(path))
}

/** Whose a path is, links followed: of the git folder, of the work tree, or of neither. */
export async function placeOf(ports: Ports, path: string): Promise<'clone' | 'tree' | 'outside'> {
  const real = await realPlace(ports, path)
  if (real === null) return 'outside'
  if (isBelow(real, (await ports.files.real(ports.git.commonDir)) ?? ports.git.commonDir)) return 'clone'
  return isBelow(real, (await ports.files.real(ports.git.top!)) ?? ports.git.top!) ? 'tree' : 'outside'
}
