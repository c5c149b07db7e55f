import { join } from 'node:path'
import type { Config } from '../config/types.ts'
import type { EmptySubmodule, Ports } from '../ports.ts'
import { unavailable } from '../problem.ts'
import { linkFolders } from './link-folders.ts'
import { mattersToSet } from './paths-that-matter.ts'
import { runTool } from './run-tool.ts'

export interface Checkout {
  /** Absolute path of the checkout's top. */
  readonly root: string
  dispose(): Promise<void>
}

const SETUP_TIMEOUT_MS = 20 * 60_000

/** Writes a commit's files into a temporary folder, links what is configured and runs the setup. Always `dispose` it. */
export async function openCheckout(ports: Ports, config: Config, commit: string): Promise<Checkout> {
  const scratch = await ports.files.scratch('checkout')
  const root = join(scratch.path, 'tree')
  try {
    await ports.files.write(join(root, '.casebook-checkout'), '')
    await ports.files.remove(join(root, '.casebook-checkout'))
    await furnishCheckout(ports, config, { root, empty: await ports.git.checkout(commit, root) })
    return { root, dispose: scratch.dispose }
  } catch (error) {
    await scratch.dispose()
    throw error
  }
}

/** Makes what the commit's files alone do not: links what is configured and runs the setup. */
export async function furnishCheckout(
  ports: Ports,
  config: Config,
  checkout: { readonly root: string; readonly empty: readonly EmptySubmodule[] },
  options: { readonly isChecked?: boolean } = {},
): Promise<void> {
  await refuseEmpty(config, checkout.empty)
  await linkFolders(ports, config, checkout.root, options)
  if (config.worktree.setup) await runSetup(ports, config, checkout.root, config.worktree.setup)
}

/** A submodule that the work tree has, or that answers are said to depend on, must be there. */
async function refuseEmpty(config: Config, empty: readonly EmptySubmodule[]): Promise<void> {
  if (empty.length === 0) return
  const matters = await mattersToSet(config)
  const missing = empty.find(
    ({ path, isCheckedOutHere }) => isCheckedOutHere || (config.target?.inputs && matters(`${path}/`)),
  )
  if (!missing) return
  throw unavailable('submodule', `the commit's version of the submodule "${missing.path}" is not in this clone`, {
    path: missing.path,
    hints: [
      missing.isCheckedOutHere
        ? `git -C ${quoted(missing.path)} fetch`
        : `git submodule update --init --recursive -- ${quoted(missing.path)}`,
    ],
  })
}

const quoted = (path: string): string => (/^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`)

async function runSetup(ports: Ports, config: Config, root: string, command: readonly string[]): Promise<void> {
  const ran = await runTool(ports, { command, cwd: join(root, config.folder), timeoutMs: SETUP_TIMEOUT_MS })
  if ('detail' in ran)
    throw unavailable('setup', `worktree.setup failed: ${ran.detail}`, {
      path: config.file,
      hints: [`run it by hand in a fresh clone: ${command.at(-1)}`],
    })
}
