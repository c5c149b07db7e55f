import { join } from 'node:path'
import { CI_FILES, type CiFacts } from '../ci/facts.ts'
import { CONFIG_NAME } from '../config/name.ts'
import type { Ports } from '../ports.ts'
import { invalid } from '../problem.ts'

/** Looks at what a CI configuration depends on. Requires a work tree. */
export async function readCiFacts(ports: Ports): Promise<CiFacts> {
  const has = (path: string): Promise<boolean> => ports.files.exists(join(ports.git.top!, path))
  const first = async <Name extends string>(names: readonly Name[]): Promise<Name | null> => {
    for (const name of names) if (await has(name)) return name
    return null
  }
  const lock = await first(['pnpm-lock.yaml', 'yarn.lock', 'package-lock.json'])
  return {
    folders: await foldersOf(ports),
    node: lock === null ? ((await has('package.json')) ? 'none' : null) : MANAGERS[lock],
    nodeVersionFile: await first(['.nvmrc', '.node-version']),
    python: await first(['requirements.txt', 'pyproject.toml']),
    pythonVersionFile: await first(['.python-version']),
    files: await Promise.all(CI_FILES.map(async (path) => ({ path, text: await readText(ports, path) }))),
  }
}

const MANAGERS = { 'pnpm-lock.yaml': 'pnpm', 'yarn.lock': 'yarn', 'package-lock.json': 'npm' } as const

async function readText(ports: Ports, path: string): Promise<string | null> {
  const bytes = await ports.files.read(join(ports.git.top!, path))
  return bytes === null ? null : Buffer.from(bytes).toString('utf8')
}

/** Where the sets are; one that is below the top alone is found from there. */
async function foldersOf(ports: Ports): Promise<string[]> {
  const files = await ports.git.listFiles({ at: 'worktree' }, [])
  const folders = files
    .filter(({ path }) => path.split('/').at(-1) === CONFIG_NAME)
    .map(({ path }) => path.slice(0, -CONFIG_NAME.length).replace(/\/$/, ''))
  if (folders.length < 2) return ['']
  // They end up in scripts, where a name could be more than a name.
  const odd = folders.find((folder) => folder !== '' && !/^[A-Za-z0-9_.][\w./@+-]*$/.test(folder))
  if (odd === undefined) return folders.sort()
  throw invalid('odd-folder', `the folder "${odd}" has a name that no script can hold`, {
    hints: ['rename it, or write its CI job by hand'],
  })
}
