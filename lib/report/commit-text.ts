import type { ToldCommit } from '../bisect/document.ts'
import { escapeLine } from './escape-text.ts'

export const shortCommit = (commit: string): string => escapeLine(commit).slice(0, 12)

/** Who made a commit, when and why, in one line. */
export function sayCommit({ commit, author, date, subject }: ToldCommit): string {
  if (author === null) return `${shortCommit(commit)}, which is not in this clone`
  return `${shortCommit(commit)}  ${escapeLine(date ?? '').slice(0, 10)}  ${escapeLine(author)}  "${escapeLine(subject ?? '', 100)}"`
}
