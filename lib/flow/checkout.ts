import { join } from 'node:path'
import type { Config } from '../config/types.ts'
import type { Ports } from '../ports.ts'
import { unavailable } from '../problem.ts'
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
    await ports.git.checkout(commit, root)
    for (const folder of config.worktree.link) await linkFolder(ports, config, root, folder)
    if (config.worktree.setup) await runSetup(ports, config, root, config.worktree.setup)
    return { root, dispose: scratch.dispose }
  } catch (error) {
    await scratch.dispose()
    throw error
  }
}

async function linkFolder(ports: Ports, config: Config, root: string, folder: string): Promise<void> {
  const from = join(ports.git.top ?? '', config.folder, folder)
  const to = join(root, config.folder, folder)
  if (!(await ports.files.exists(from)) || (await ports.files.exists(to))) return
  await ports.files.link(from, to)
}

async function runSetup(ports: Ports, config: Config, root: string, command: readonly string[]): Promise<void> {
  const ran = await runTool(ports, { command, cwd: join(root, config.folder), timeoutMs: SETUP_TIMEOUT_MS })
  if ('detail' in ran)
    throw unavailable('setup', `worktree.setup failed: ${ran.detail}`, {
      path: config.file,
      hints: [`run it by hand in a fresh clone: ${command.at(-1)}`],
    })
}
