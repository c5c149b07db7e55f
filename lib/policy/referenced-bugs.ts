import { bugsOf, findBugs } from './find-bugs.ts'
import { findByPatterns } from './find-by-patterns.ts'
import type { Bug, BugRules } from './types.ts'

/** Finds the bugs that a message refers to as fixed, each once; the project's own patterns run under `bounded`. */
export function referencedBugs(message: string, rules: BugRules, bounded: <T>(work: () => T) => T): Bug[] {
  const byDefault = findBugs(message, { ...rules, patterns: [] })
  if (rules.patterns.length === 0) return byDefault
  const found = bounded(() => findByPatterns(message, rules.patterns))
  const known = new Set(byDefault.map((bug) => bug.canonical))
  return [...byDefault, ...bugsOf(found, rules).filter((bug) => !known.has(bug.canonical))]
}
