import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { dirname } from 'node:path/posix'
import { type GitCall, gitProblem, runGit } from './run-git.ts'

interface FileMove {
  readonly from: string
  readonly to: string
}

/** Moves files below `top` by `git mv`; where git refuses some, those that it moved already go back. */
export async function moveFiles(call: GitCall, top: string, moves: readonly FileMove[]): Promise<void> {
  const done: FileMove[][] = []
  try {
    for (const group of byFolders(moves)) {
      await moveGroup(call, top, group)
      done.push(group)
    }
  } catch (error) {
    for (const group of done.reverse())
      await moveGroup(
        call,
        top,
        group.map(({ from, to }) => ({ from: to, to: from })),
      )
    throw error
  }
}

/** `git mv` takes many files and one folder that they go to, and makes no folder. */
async function moveGroup(call: GitCall, top: string, group: readonly FileMove[]): Promise<void> {
  const folder = dirname(group[0]!.to)
  await mkdir(resolve(top, folder), { recursive: true })
  const args = ['mv', '--', ...group.map(({ from }) => from), folder]
  const outcome = await runGit(args, call)
  if (outcome.code !== 0) throw gitProblem(args, outcome)
}

/** More paths than this may be too much for one command line. */
const MOST = 500

function byFolders(moves: readonly FileMove[]): FileMove[][] {
  const groups = new Map<string, FileMove[]>()
  for (const move of moves) {
    const key = `${dirname(move.from)}\0${dirname(move.to)}`
    groups.set(key, [...(groups.get(key) ?? []), move])
  }
  return [...groups.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / MOST) }, (_, part) => group.slice(part * MOST, (part + 1) * MOST)),
  )
}
