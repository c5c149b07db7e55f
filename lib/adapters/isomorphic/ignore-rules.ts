import { compilePathPattern, type PathTest } from './path-pattern.ts'

interface IgnoreRule {
  readonly isMatch: PathTest
  readonly isNegated: boolean
}

/** The rules of one file, in its order. */
export type IgnoreList = readonly IgnoreRule[]

/** Parses the bytes of a gitignore file, as latin1, that governs `folder` (empty, or with a final slash). */
export function parseIgnoreFile(text: string, folder: string, ignoreCase: boolean): IgnoreList {
  const lines = text.replace(/^\u00EF\u00BB\u00BF/, '').split('\n')
  return lines.flatMap((line) => {
    const pattern = line.startsWith('#') ? '' : trimBlanks(line.replace(/\r$/, ''))
    const isNegated = pattern.startsWith('!')
    const body = isNegated ? pattern.slice(1) : pattern
    return pattern === '' ? [] : [{ isMatch: compilePathPattern(body, folder, ignoreCase), isNegated }]
  })
}

/** Blanks at the end count only behind a backslash. */
function trimBlanks(line: string): string {
  let end = 0
  for (let at = 0; at < line.length; at++)
    if (line[at] === '\\') {
      at++
      end = at + 1
    } else if (line[at] !== ' ') end = at + 1
  return line.slice(0, end)
}

/** What the last rule that matches says, lists in order of their weight; null where none does. */
export function ignoredBy(lists: readonly IgnoreList[], path: string, isFolder: boolean): boolean | null {
  for (const list of lists) {
    const rule = list.findLast(({ isMatch }) => isMatch(path, isFolder))
    if (rule) return !rule.isNegated
  }
  return null
}
