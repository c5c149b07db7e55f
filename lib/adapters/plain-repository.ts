import { lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Environment } from '../ports.ts'

interface PlainRepository {
  readonly top: string
  readonly gitDir: string
  readonly commonDir: string
}

/** What in a repository's own configuration may move its work tree elsewhere, or make it one that this git can't read. */
const MOVES = /worktree|bare|include|extensions|repositoryformatversion\s*=\s*(?!0\s*$)\S/im
/** What in the environment does. */
const SET = /^GIT_(DIR|WORK_TREE|COMMON_DIR|OBJECT_DIRECTORY|CONFIG|CONFIG_(COUNT|PARAMETERS))$/

/**
 * Tells where git keeps a repository whose top is `cwd` (a real path), without asking git: a start of it is 5 ms that a hook waits for. Null
 * wherever it could be otherwise (a linked work tree, a submodule, another owner, anything configured): then git is asked.
 */
export function plainRepository(cwd: string, env: Environment): PlainRepository | null {
  if (Object.keys(env).some((name) => SET.test(name) && env[name] !== undefined)) return null
  try {
    const folder = join(cwd, '.git')
    const it = lstatSync(folder)
    const owner = process.getuid?.()
    if (!it.isDirectory() || it.uid !== owner || lstatSync(cwd).uid !== owner) return null
    const config = readFileSync(join(folder, 'config'), 'latin1').replaceAll(/^\s*bare\s*=\s*false\s*$/gm, '')
    const isWhole = ['HEAD', 'objects', 'refs'].every((name) => lstatSync(join(folder, name)))
    if (!isWhole || MOVES.test(config)) return null
    return { top: cwd, gitDir: folder, commonDir: folder }
  } catch {
    return null
  }
}
