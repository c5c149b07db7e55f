import { parseBug } from './parse-bug.ts'
import type { BugNames } from './types.ts'

/**
 * Returns the form in which two references to one bug are equal: an issue of a code host as `host/path#n`, in lower case,
 * `#n` being one of `repo`; a key in upper case, also when a tracker's URL carries it; other links without their scheme.
 */
export function canonicalBug(text: string, names: BugNames): string {
  const bug = parseBug(text, names)
  switch (bug.kind) {
    case 'issue':
      return `${[bug.host, bug.path].filter((one) => one !== null && one !== '').join('/')}#${bug.number}`.toLowerCase()
    case 'key':
      return bug.key
    case 'link':
      return bug.link
    case 'text':
      return bug.text
  }
}

export const sameBug = (a: string, b: string, names: BugNames): boolean =>
  sameCanonical(canonicalBug(a, names), canonicalBug(b, names))

/** Compares canonical forms. A bare `#n` of a project that names no repository is the issue n of any. */
export function sameCanonical(a: string, b: string): boolean {
  return a === b || (isBare(a) && b.endsWith(a)) || (isBare(b) && a.endsWith(b))
}

const isBare = (canonical: string): boolean => canonical.startsWith('#')
