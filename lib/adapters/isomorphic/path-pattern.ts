import { compileWildmatch } from './wildmatch.ts'

/** Tells whether a pattern of a file in `folder` means a path, both from the top in latin1 of UTF-8. */
export type PathTest = (path: string, isFolder: boolean) => boolean

/**
 * Compiles what gitignore and gitattributes share: a pattern without a slash means a name anywhere below, one with a slash a path
 * from `folder` (empty, or with a final slash); a final slash wants a folder.
 */
export function compilePathPattern(pattern: string, folder: string, ignoreCase: boolean): PathTest {
  const wantsFolder = pattern.endsWith('/')
  const body = wantsFolder ? pattern.slice(0, -1) : pattern
  const isMatch = compileWildmatch(body.startsWith('/') ? body.slice(1) : body, ignoreCase)
  const isName = !body.includes('/')
  return (path, isFolder) =>
    (!wantsFolder || isFolder) &&
    path.startsWith(folder) &&
    isMatch(isName ? path.slice(path.lastIndexOf('/') + 1) : path.slice(folder.length))
}

export const toBytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')
