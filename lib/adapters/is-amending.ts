import { readFileSync } from 'node:fs'
import { factsOf } from './process-facts.ts'

/** A hook manager stands between git and us: so many generations at most. */
const GENERATIONS = 8

/**
 * True where the hook was started by `git commit --amend`, which git does not tell it. The command line of the process does
 * where the system shows it; else that git hands the author of HEAD on, to the second.
 */
export function isAmending(env: Readonly<Record<string, string | undefined>>, authorOfHead: () => string): boolean {
  for (let pid = process.ppid, left = GENERATIONS; pid > 1 && left > 0; left--) {
    const words = commandLine(pid)
    const at = words.indexOf('commit')
    if (at > 0 && /(^|\/)git(\.exe)?$/.test(words[0]!)) return words.slice(at).some(isAmend)
    pid = factsOf(pid)?.parent ?? 0
  }
  const date = env['GIT_AUTHOR_DATE']?.replace(/^@/, '')
  return date !== undefined && authorOfHead() === `${env['GIT_AUTHOR_NAME']} <${env['GIT_AUTHOR_EMAIL']}> ${date}`
}

/** git takes any beginning of an option that fits no other: `--am`, `--ame`, … */
const isAmend = (word: string): boolean => word.length >= 4 && '--amend'.startsWith(word)

function commandLine(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  } catch {
    return []
  }
}
