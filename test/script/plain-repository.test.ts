import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openGitCommand } from '../../lib/adapters/git-command.ts'
import { plainRepository } from '../../lib/adapters/plain-repository.ts'
import { makeSandbox, type Sandbox } from './sandbox.ts'

describe.concurrent('where git keeps a repository', () => {
  const told = async (sandbox: Sandbox, cwd: string): Promise<unknown> => {
    const git = (...args: string[]): Promise<string> => sandbox.git('rev-parse', ...args, { cwd })
    const [gitDir, common] = [await git('--absolute-git-dir'), await git('--git-common-dir')]
    return { top: cwd, gitDir, commonDir: join(cwd, common) }
  }

  it('is told without git where nothing is out of the ordinary, as git tells it', async () => {
    const sandbox = await makeSandbox()
    expect(plainRepository(sandbox.repo, sandbox.env)).toEqual(await told(sandbox, sandbox.repo))
    const { top, prefix } = await openGitCommand(sandbox.repo, sandbox.env)
    expect({ top, prefix }).toEqual({ top: sandbox.repo, prefix: '' })
  })

  it.each<[name: string, change: (sandbox: Sandbox) => Promise<unknown>, folder?: string, env?: NodeJS.ProcessEnv]>([
    ['in a folder below', async () => {}, 'app'],
    ['in a bare repository', async () => {}, '../remote.git'],
    ['in no repository', async () => {}, '..'],
    ['where the work tree is configured', (one) => one.git('config', 'core.worktree', '../../elsewhere')],
    ['where it is configured to be bare', (one) => one.git('config', 'core.bare', 'true')],
    ['where it has an extension', (one) => one.git('config', 'extensions.worktreeConfig', 'true')],
    ['of a later format', (one) => one.git('config', 'core.repositoryformatversion', '1')],
    ['where its configuration includes another', (one) => one.git('config', 'include.path', '../other')],
    ['in a linked work tree', (one) => one.git('worktree', 'add', '-q', '../linked'), '../linked'],
    ['where .git is half a repository', (one) => one.exec('rm', ['-r', one.path('.git/refs')])],
    ['with GIT_DIR', async () => {}, '.', { GIT_DIR: '/nowhere' }],
    ['with GIT_WORK_TREE', async () => {}, '.', { GIT_WORK_TREE: '/nowhere' }],
    ['with settings of the command line', async () => {}, '.', { GIT_CONFIG_PARAMETERS: "'core.worktree'='/x'" }],
  ])('is asked of git %s', async (_name, change, folder = '.', env = {}) => {
    const sandbox = await makeSandbox()
    await change(sandbox)
    expect(plainRepository(sandbox.path(folder), { ...sandbox.env, ...env })).toBeNull()
  })
})
