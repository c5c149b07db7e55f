import type { Culprit, ToldCommit } from '../bisect/document.ts'
import { escapeLine, escapeLink } from './escape-text.ts'

export const shortCommit = (commit: string): string => escapeLine(commit).slice(0, 12)

/** Who made a commit, when and why, in one line. */
export function sayCommit({ commit, author, date, subject }: ToldCommit): string {
  if (author === null) return `${shortCommit(commit)}, which is not in this clone`
  return `${shortCommit(commit)}  ${escapeLine(date ?? '').slice(0, 10)}  ${escapeLine(author)}  "${escapeLine(subject ?? '', 100)}"`
}

/** The pull request that brought a commit, and the merge that names it. */
export function sayRequest({ sign, number, url, merged_by: by }: NonNullable<Culprit['pull_request']>): string {
  return `${url === null ? `${sign}${number}` : escapeLink(url)}${by === null ? '' : `, merged by ${shortCommit(by)}`}`
}
