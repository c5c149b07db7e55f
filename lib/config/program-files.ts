import type { Config } from './types.ts'

/**
 * Paths, from the top, that the configured commands name: what asks the product and what judges it. Words that are no path here
 * name no file of a commit and do no harm.
 */
export function programFiles({ folder, target, graders }: Config): string[] {
  const words = [
    ...(target?.command ?? []),
    ...(target?.http?.start ?? []),
    ...(target?.module ? [target.module] : []),
    ...Object.values(graders).flatMap(({ command }) => command),
  ]
  const below = folder === '' ? [] : folder.split('/')
  return [...new Set(words.flatMap((word) => climb(below, word) ?? []))]
}

/** `./app/ask.py` → `app/ask.py`; null for what climbs out, starts at the root or is no path. */
function climb(below: readonly string[], word: string): string | null {
  if (word === '' || word.startsWith('/') || word.startsWith('-') || /[\\\0-\x1f]/.test(word)) return null
  const parts = [...below]
  for (const part of word.split('/'))
    if (part === '..') {
      if (parts.pop() === undefined) return null
    } else if (part !== '' && part !== '.') parts.push(part)
  return parts.length === 0 ? null : parts.join('/')
}
