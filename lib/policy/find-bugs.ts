import { findByKeyword } from './find-by-keyword.ts'
import { findByPatterns } from './find-by-patterns.ts'
import { findInSubject } from './find-in-subject.ts'
import { findInTrailers } from './find-in-trailers.ts'
import { keySet } from './parse-bug.ts'
import { canonicalBug } from './same-bug.ts'
import type { Bug, BugNames, BugRules } from './types.ts'

/**
 * Finds the bugs that a cleaned message refers to as fixed, each once, in order: closing keywords, keys in a fix subject,
 * `Bug:` trailers, then `patterns`. Linear but for `patterns`; who wants to bound those leaves them out of the rules, runs
 * `findByPatterns` elsewhere and hands what it found to `bugsOf`.
 */
export function findBugs(message: string, rules: BugRules): Bug[] {
  const keys = keySet(rules.keys)
  const texts = [
    findByKeyword(message, keys),
    findInSubject(message, keys),
    findInTrailers(message),
    findByPatterns(message, rules.patterns),
  ]
  return bugsOf(texts.flat(), rules)
}

/** Makes bugs of references as written: blank ones dropped, the first of each kept. */
export function bugsOf(texts: readonly string[], names: BugNames): Bug[] {
  const found = new Map<string, Bug>()
  for (const text of texts.map((one) => one.trim().replace(/\s+/g, ' '))) {
    const canonical = canonicalBug(text, names)
    if (text !== '' && !found.has(canonical)) found.set(canonical, { text, canonical })
  }
  return [...found.values()]
}
