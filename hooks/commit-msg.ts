import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { makeCommitGit } from '../lib/adapters/git-sync.ts'
import { makeTimeBudget } from '../lib/adapters/time-budget.ts'
import { type CommitPorts, judgeCommit } from '../lib/flow/judge-commit.ts'
import type { MessageJudgement } from '../lib/policy/judge-message.ts'

/** What is loaded only when a cache has no answer. */
export type LoadReaders = CommitPorts['readers']
export type LoadMatcher = () => CommitPorts['matches']

/** Runs the commit-msg hook on the message file git names. Reads the environment git gives to hooks. */
export function commitMsg(file: string, readers: LoadReaders, matcher: LoadMatcher): MessageJudgement {
  const folder = dirname(resolve(file))
  const kept = makeMemory(folder)
  return judgeCommit(
    {
      git: makeCommitGit(process.cwd()),
      readers,
      ...kept,
      exists: existsSync,
      bounded: (work) => makeTimeBudget(1000, 1000).bounded(work),
      matches: (globs, paths) => matcher()(globs, paths),
    },
    {
      file,
      message: readFileSync(file, 'utf8'),
      merging: existsSync(join(folder, 'MERGE_HEAD')),
      edited: process.env['GIT_EDITOR'] !== ':',
    },
  )
}

declare const __READER__: string

/** Small files below the common git folder, one a blob; one that does not fit its own check counts as absent. */
function makeMemory(gitDir: string): Pick<CommitPorts, 'recall' | 'remember'> {
  if (!existsSync(join(gitDir, 'HEAD'))) return { recall: () => null, remember: () => {} }
  const common = join(gitDir, 'commondir')
  const root = existsSync(common) ? resolve(gitDir, readFileSync(common, 'utf8').trim()) : gitDir
  const folder = join(root, 'casebook', 'cache', `hook-${typeof __READER__ === 'string' ? __READER__ : 'source'}`)
  const checkOf = (oid: string, json: string): string => createHash('sha256').update(`${oid}\n${json}`).digest('hex')
  return {
    recall(oid) {
      try {
        const text = readFileSync(join(folder, oid), 'utf8')
        const json = text.slice(65)
        return text.slice(0, 64) === checkOf(oid, json) ? (JSON.parse(json) as unknown) : null
      } catch {
        return null
      }
    },
    remember(oid, value) {
      try {
        const json = JSON.stringify(value)
        mkdirSync(folder, { recursive: true })
        const beside = join(folder, `.${oid}.${process.pid}`)
        writeFileSync(beside, `${checkOf(oid, json)}\n${json}`)
        renameSync(beside, join(folder, oid))
      } catch {
        // A cache that can't be written costs time, nothing else.
      }
    },
  }
}
