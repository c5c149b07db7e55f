import { subjectOf } from './subject.ts'

export type Exemption = 'merge' | 'revert' | 'fixup' | 'squash' | 'amend'

const AUTOSQUASH = /^(fixup|squash|amend)! /
/** git's own titles (`git fmt-merge-msg`), and those that GitHub and GitLab give a merge. */
const MERGE = /^Merge (?:(?:remote-tracking )?branch(?:es)? |tags? |commits? |pull request #\d|https?:\/\/|ssh:\/\/)/
/** `Reapply` is how git 2.43 names the revert of a revert. */
const REVERT_TITLE = /^(?:Revert|Reapply) "/
const REVERT_LINE = /^This reverts commit [0-9a-f]{4,64}\b/

/**
 * Tells by which of git's own subjects a message needs no case; `merging`: MERGE_HEAD is there, or the commit has two parents.
 * Autosquash goes first, since the push stops those.
 */
export function exemption(message: string, state: { merging: boolean }): Exemption | null {
  const subject = subjectOf(message)
  const autosquash = AUTOSQUASH.exec(subject)?.[1]
  if (autosquash !== undefined) return autosquash as Exemption
  if (state.merging || MERGE.test(subject)) return 'merge'
  return REVERT_TITLE.test(subject) || message.split('\n').some((line) => REVERT_LINE.test(line)) ? 'revert' : null
}
