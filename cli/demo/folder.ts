import { mkdir, mkdtemp, readdir, realpath } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { invalid, type Problem, unavailable } from '../../lib/problem.ts'

/** Opens the folder that the demo plays in: the one that was named, which must be new or empty, else one of its own. */
export async function openFolder(named: string | undefined, cwd: string): Promise<string> {
  const path = named === undefined ? null : resolve(cwd, named)
  try {
    return await realpath(path === null ? await mkdtemp(join(tmpdir(), 'casebook-demo-')) : await emptyFolder(path))
  } catch (error) {
    throw (error as Error).name === 'Problem' ? error : folderProblem(path ?? tmpdir(), error as NodeJS.ErrnoException)
  }
}

async function emptyFolder(path: string): Promise<string> {
  await makeFolder(path)
  if ((await readdir(path)).length === 0) return path
  throw invalid('folder-not-empty', `folder "${path}" is not empty`, { hints: HINTS })
}

/** Node's own recursive `mkdir` never comes back from a place like `/proc`, where making a folder fails with ENOENT. */
async function makeFolder(path: string): Promise<void> {
  const failed = await mkdir(path).then(
    () => null,
    (error: NodeJS.ErrnoException) => error,
  )
  if (failed === null || failed.code === 'EEXIST') return
  if (failed.code !== 'ENOENT' || dirname(path) === path) throw failed
  await makeFolder(dirname(path))
  await mkdir(path)
}

const HINTS = ['casebook demo --dir <new folder>', 'casebook demo']

function folderProblem(path: string, error: NodeJS.ErrnoException): Problem {
  if (error.code === 'EEXIST' || error.code === 'ENOTDIR')
    return invalid('not-a-folder', `"${path}" is no folder`, { hints: HINTS, cause: error })
  return unavailable('folder', `could not make a folder at "${path}": ${error.message}`, {
    hints: HINTS.slice(0, 1),
    cause: error,
  })
}
