import { parseBug } from './parse-bug.ts'
import type { BugNames } from './types.ts'

/**
 * Returns what a case's `bug_link` would hold for a reference: the URL where the repository is known, else the text
 * itself; null for `acme/shop#412` while `repo`, which tells the host, is not set.
 */
export function bugLink(text: string, names: BugNames): string | null {
  const bug = parseBug(text, names)
  if (bug.kind !== 'issue' || /^https?:/i.test(text.trim())) return text.trim()
  if (bug.host !== null && bug.path !== null)
    return `https://${[bug.host, bug.path].filter(Boolean).join('/')}/issues/${bug.number}`
  return bug.path === null ? `#${bug.number}` : null
}
