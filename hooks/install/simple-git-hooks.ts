import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { runTool } from '../../lib/flow/run-tool.ts'
import type { HookName } from '../../lib/init/hook-script.ts'
import type { Ports } from '../../lib/ports.ts'
import { unavailable } from '../../lib/problem.ts'

const TIMEOUT_MS = 60_000

/** Every other hook git knows: the tool deletes what its configuration does not name or preserve. */
const OTHERS = [
  'applypatch-msg',
  'pre-applypatch',
  'post-applypatch',
  'pre-commit',
  'pre-merge-commit',
  'prepare-commit-msg',
  'commit-msg',
  'post-commit',
  'pre-rebase',
  'post-checkout',
  'post-merge',
  'pre-push',
  'pre-receive',
  'update',
  'proc-receive',
  'post-receive',
  'post-update',
  'reference-transaction',
  'push-to-checkout',
  'pre-auto-gc',
  'post-rewrite',
  'sendemail-validate',
  'fsmonitor-watchman',
  'p4-changelist',
  'p4-prepare-changelist',
  'p4-post-changelist',
  'p4-pre-submit',
  'post-index-change',
]

/** Writes hooks by simple-git-hooks with a configuration of ours. It exits 0 on errors, so the written files are what is checked. */
export async function writeHooks(ports: Ports, bodies: Readonly<Partial<Record<HookName, string>>>): Promise<void> {
  const names = Object.keys(bodies) as HookName[]
  if (names.length === 0) return
  const folder = await ports.git.hooksFolder()
  if (folder === (await toolsFolder(ports))) await runTheTool(ports, bodies, names)
  else for (const name of names) await ports.files.write(join(folder, name), `#!/bin/sh\n${bodies[name]!}`, 0o755)
  for (const name of names) await assertWritten(ports, name, bodies[name]!)
}

async function runTheTool(
  ports: Ports,
  bodies: Readonly<Partial<Record<HookName, string>>>,
  names: readonly HookName[],
): Promise<void> {
  const scratch = await ports.files.scratch('hooks')
  try {
    const config = join(scratch.path, 'hooks.json')
    await ports.files.write(
      config,
      JSON.stringify({ ...bodies, preserveUnused: OTHERS.filter((name) => !(names as string[]).includes(name)) }),
    )
    const cli = createRequire(import.meta.url).resolve('simple-git-hooks/cli.js')
    const env = { SKIP_INSTALL_SIMPLE_GIT_HOOKS: '' }
    const ran = await runTool(ports, {
      command: [process.execPath, cli, config],
      cwd: ports.git.top!,
      timeoutMs: TIMEOUT_MS,
      env,
    })
    if ('detail' in ran) throw unavailable('tool', `${config}: ${ran.detail}`, { hints: [`node ${cli} ${config}`] })
  } finally {
    await scratch.dispose()
  }
}

/**
 * Where the tool writes: it sees no `core.hooksPath` but the repository's own, and no repository that `GIT_DIR` alone names.
 * Elsewhere in the repository we write ourselves.
 */
async function toolsFolder(ports: Ports): Promise<string | null> {
  if (!(await ports.files.exists(join(ports.git.top!, '.git')))) return null
  const command = ['git', 'config', '--local', '--get', 'core.hooksPath']
  const ran = await runTool(ports, { command, cwd: ports.git.top!, timeoutMs: TIMEOUT_MS })
  const own = 'text' in ran ? ran.text.trim() : ''
  return own === '' ? join(ports.git.commonDir, 'hooks') : resolve(ports.git.top!, own)
}

async function assertWritten(ports: Ports, name: HookName, body: string): Promise<void> {
  const text = Buffer.from((await ports.files.read(join(await ports.git.hooksFolder(), name))) ?? []).toString('utf8')
  if (!text.endsWith(body)) throw await notWritten(ports, name)
}

const notWritten = async (ports: Ports, name: HookName): Promise<Error> =>
  unavailable(
    'hook-not-written',
    `the ${name} hook was not written to "${join(await ports.git.hooksFolder(), name)}"`,
    {
      hints: ['git config --show-origin core.hooksPath', 'casebook init --dry-run shows what it would hold'],
    },
  )
