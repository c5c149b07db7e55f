import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { expectExit, makeSandbox, PROJECT, REFUND, type Sandbox, SET } from './sandbox.ts'

const version = async (sandbox: Sandbox): Promise<string> => /(\d+\.\d+)/.exec(await sandbox.git('version'))![1]!

const FOREIGN = '#!/bin/sh\necho "a hook of ours"\n'

async function aRepository(): Promise<Sandbox> {
  const sandbox = await makeSandbox({ bare: true })
  await sandbox.write('a.txt', 'a')
  await sandbox.commit('Start')
  await sandbox.git('push', '-q', '-u', 'origin', 'main')
  return sandbox
}

/** All but caches, which may come with any command. */
const stateOf = (sandbox: Sandbox): Map<string, string> =>
  sandbox.snapshot(sandbox.repo, /^\.git\/(index|objects|logs|casebook\/cache)/)
const hooksOf = (sandbox: Sandbox): string[] => [...sandbox.snapshot(join(sandbox.repo, '.git/hooks'), /never/).keys()]

describe.concurrent('init', () => {
  it('sets up a repository without package.json, so that check, commit and push work at once', async () => {
    const sandbox = await aRepository()
    const ran = expectExit(await sandbox.casebook('init'), 0)
    expect(ran.stdout).toBe(
      [
        'wrote',
        '  file      casebook.yaml',
        ...['inbox', 'smoke', 'full', 'extended', 'migrations'].map((name) => `  file      ${SET}/${name}/.gitkeep`),
        '  file      .gitattributes',
        '  hook      commit-msg',
        '  hook      pre-push',
        '  config    remote.origin.fetch +refs/casebook/*:refs/casebook-remotes/origin/*',
        'next: fill in target in casebook.yaml, then commit\n',
      ].join('\n'),
    )
    expect(ran.stderr).toBe('')
    expectExit(await sandbox.casebook('check'), 0)
    await sandbox.git('add', '-A')
    expectExit(await sandbox.tryGit('commit', '-m', 'Set casebook up'), 0)
    expectExit(await sandbox.tryGit('fetch'), 0)
  })

  it('writes examples as comments that are right once somebody takes the # away', async () => {
    const sandbox = await aRepository()
    await sandbox.casebook('init')
    const written = await sandbox.read('casebook.yaml')
    const filledIn = written
      .replace('target: null\n', '')
      .replace(/^# {3}(?=target:| {2})/gm, '')
      .replace('  # repo:', '  repo:')
    await sandbox.write('casebook.yaml', filledIn)
    expect(filledIn).toMatch(/^ {2}repo: .*\n/m)
    expect(expectExit(await sandbox.casebook('check'), 0)).toMatchObject({ stdout: 'the set is valid\n', stderr: '' })
  })

  it('done twice does nothing more', async () => {
    const sandbox = await aRepository()
    await sandbox.casebook('init')
    const before = stateOf(sandbox)
    const again = await sandbox.json('init')
    expect(again).toMatchObject({ code: 0, document: { format: 'casebook-init/1', steps: [], foreign: [] } })
    expect(expectExit(await sandbox.casebook('init'), 0).stdout).toBe('everything is set up already\n')
    expect(stateOf(sandbox)).toEqual(before)
  })

  it('done twice, from a subfolder the second time, does nothing more', async () => {
    const sandbox = await aRepository()
    await sandbox.casebook('init')
    const before = stateOf(sandbox)
    expect((await sandbox.json('init', { cwd: sandbox.path('evals') })).document).toMatchObject({ steps: [] })
    expect(stateOf(sandbox)).toEqual(before)
  })

  it('changes nothing with --dry-run and names what it would do', async () => {
    const sandbox = await aRepository()
    const before = stateOf(sandbox)
    const { document } = await sandbox.json('init', '--dry-run')
    expect(document).toMatchObject({ dry_run: true })
    expect((document['steps'] as { do: string }[]).map((step) => step.do)).toEqual([
      'write',
      'write',
      'write',
      'write',
      'write',
      'write',
      'write',
      'hook',
      'hook',
      'config',
    ])
    expect(stateOf(sandbox)).toEqual(before)
  })

  it('writes only the hook that is asked for', async () => {
    const sandbox = await aRepository()
    expectExit(await sandbox.casebook('init', '--hook', 'pre-push'), 0)
    expect(hooksOf(sandbox)).toEqual(['pre-push'])
    expectExit(await sandbox.casebook('init'), 0)
    expect(hooksOf(sandbox)).toEqual(['commit-msg', 'pre-push'])
  })

  it('keeps a configuration, attributes and folders that stand', async () => {
    const sandbox = await aRepository()
    await sandbox.write('casebook.yaml', 'set: mine\npath: cases\n')
    await sandbox.write('.gitattributes', '*.png binary')
    await sandbox.write('cases/smoke/README.md', 'x')
    expectExit(await sandbox.casebook('init'), 0)
    expect(await sandbox.read('casebook.yaml')).toBe('set: mine\npath: cases\n')
    expect(await sandbox.read('.gitattributes')).toBe(
      '*.png binary\n# casebook: begin 151e0837 (written by casebook init; your own lines go outside)\ncases/** text eol=lf\n# casebook: end\n',
    )
    expect([...sandbox.snapshot(sandbox.path('cases'), /never/).keys()]).toEqual([
      'extended/.gitkeep',
      'full/.gitkeep',
      'inbox/.gitkeep',
      'migrations/.gitkeep',
      'smoke/README.md',
    ])
  })

  it('needs a work tree', async () => {
    const sandbox = await aRepository()
    expect(expectExit(await sandbox.casebook('init', { cwd: sandbox.remote }), 2).stderr).toContain(
      'error: a bare repository has no work tree to set up\n',
    )
  })

  it('in a linked worktree writes the hooks that all of them share', async () => {
    const sandbox = await aRepository()
    const cwd = join(sandbox.root, 'linked')
    await sandbox.git('worktree', 'add', '-q', cwd, '-b', 'side')
    expectExit(await sandbox.casebook('init', { cwd }), 0)
    expect(hooksOf(sandbox)).toEqual(['commit-msg', 'pre-push'])
    expect((await sandbox.json('init', { cwd })).document).toMatchObject({ steps: [] })
    expectExit(await sandbox.casebook('init', '--uninstall', { cwd }), 0)
    expect(existsSync(sandbox.path('.git/hooks'))).toBe(false)
    expect(await sandbox.git('status', '--porcelain', { cwd })).toBe('')
  })

  it('below a hooks path of the repository writes there', async () => {
    const sandbox = await aRepository()
    await sandbox.git('config', 'core.hooksPath', 'tools/hooks')
    expectExit(await sandbox.casebook('init'), 0)
    expect([...sandbox.snapshot(sandbox.path('tools/hooks'), /never/).keys()]).toEqual(['commit-msg', 'pre-push'])
    await sandbox.git('add', '-A')
    expectExit(await sandbox.tryGit('commit', '-m', 'Fixes #12'), 1)
  })

  it("says so where git runs hooks of a place of the user's, and writes nothing", async () => {
    const sandbox = await aRepository()
    await sandbox.write('../global', `[core]\n\thooksPath = ${join(sandbox.root, 'everywhere')}\n`)
    const env = { GIT_CONFIG_GLOBAL: join(sandbox.root, 'global') }
    await sandbox.write('.git/hooks/pre-push', FOREIGN, 0o755)
    const before = sandbox.snapshot()
    const ran = expectExit(await sandbox.casebook('init', { env }), 3)
    expect(ran.stderr).toBe(
      [
        `error: git runs the hooks of "${join(sandbox.root, 'everywhere')}", which is outside of this repository (core.hooksPath in the user's configuration)`,
        `hint: git config core.hooksPath '${sandbox.path('.git/hooks')}'   (this repository's own hooks instead of those), then: casebook init`,
        `hint: or with git 2.54 or later, which runs hooks beside those: casebook init   (this is git ${await version(sandbox)})\n`,
      ].join('\n'),
    )
    expect(sandbox.snapshot()).toEqual(before)
    const [mend] = /git config core\.hooksPath '[^']+'/.exec(ran.stderr)!
    expectExit(await sandbox.exec('sh', ['-c', mend]), 0)
    expect(expectExit(await sandbox.casebook('init', { env }), 0).stderr).toContain('there is a pre-push hook')
    await sandbox.git('add', '-A')
    expectExit(await sandbox.tryGit('commit', '-m', 'Fixes #12', { env }), 1)
    expectExit(await sandbox.casebook('init', '--uninstall', { env }), 0)
    expect(await sandbox.read('.git/hooks/pre-push')).toBe(FOREIGN)
  })
})

describe.concurrent('hooks of somebody else', () => {
  it.each(['commit-msg', 'pre-push'])(
    'a %s hook stays as it is, to the byte, and is named with the line to add',
    async (name) => {
      const sandbox = await aRepository()
      await sandbox.write(`.git/hooks/${name}`, FOREIGN, 0o755)
      const ran = expectExit(await sandbox.casebook('init'), 0)
      expect(await sandbox.read(`.git/hooks/${name}`)).toBe(FOREIGN)
      const program = `'${process.execPath}' '${PROJECT}/dist/main.cjs'`
      const line = {
        'commit-msg': `${program} hook commit-msg "$1" || exit $?`,
        'pre-push': `casebook_refs=$(cat); printf '%s\\n' "$casebook_refs" | ${program} hook pre-push "$@" || exit $?; [ -z "$casebook_refs" ] || eval "$(printf 'exec <<\\\\CASEBOOK\\n%s\\nCASEBOOK\\n' "$casebook_refs")"`,
      }[name]
      expect(ran.stderr).toBe(
        `warning: there is a ${name} hook that casebook did not write; it is left as it is\nhint: add this line to it, before anything that reads its input:\n  ${line}\n`,
      )
      expect(hooksOf(sandbox)).toEqual(['commit-msg', 'pre-push'])
    },
  )

  it('with that line added they gate, and init is content', async () => {
    const sandbox = await aRepository()
    for (const name of ['commit-msg', 'pre-push']) await sandbox.write(`.git/hooks/${name}`, FOREIGN, 0o755)
    const { foreign } = (await sandbox.json('init')).document as { foreign: { name: string; line: string }[] }
    expect(foreign.map(({ name }) => name)).toEqual(['commit-msg', 'pre-push'])
    for (const { name, line } of foreign)
      await sandbox.write(`.git/hooks/${name}`, FOREIGN.replace('echo', `${line}\necho`), 0o755)
    await sandbox.git('add', '-A')
    expect(expectExit(await sandbox.tryGit('commit', '-m', 'Fixes #12'), 1).stderr).toContain(
      'error: message refers to bug "#12"',
    )
    expectExit(await sandbox.tryGit('commit', '-m', 'Set casebook up'), 0)
    await sandbox.commit('Round down (fixes #77)')
    expect(expectExit(await sandbox.push(), 1).stderr).toContain('refers to #77')
    expect((await sandbox.json('init')).document).toMatchObject({ steps: [], foreign: [] })
    const before = await sandbox.read('.git/hooks/pre-push')
    expectExit(await sandbox.casebook('init', '--uninstall'), 0)
    expect(await sandbox.read('.git/hooks/pre-push')).toBe(before)
  })

  it('hooks of other names survive, also the uninstall', async () => {
    const sandbox = await aRepository()
    const names = [
      'pre-commit',
      'prepare-commit-msg',
      'post-commit',
      'post-checkout',
      'pre-rebase',
      'reference-transaction',
    ]
    for (const name of names) await sandbox.write(`.git/hooks/${name}`, '#!/bin/sh\nexit 0\n', 0o755)
    const before = sandbox.snapshot()
    expectExit(await sandbox.casebook('init'), 0)
    expect(hooksOf(sandbox)).toEqual(['commit-msg', ...names, 'pre-push'].sort())
    expectExit(await sandbox.casebook('init', '--uninstall'), 0)
    expect(sandbox.snapshot()).toEqual(before)
  })
})

describe.concurrent('init --uninstall', () => {
  it.each<[string, (sandbox: Sandbox) => Promise<void>]>([
    ['of a plain repository', async () => {}],
    ['with attributes that have no line end', (sandbox) => sandbox.write('.gitattributes', '*.png binary')],
    ['with attributes of several lines', (sandbox) => sandbox.write('.gitattributes', '*.png binary\n*.txt text\n')],
    ['with a configuration that stood already', (sandbox) => sandbox.write('casebook.yaml', 'target: null\n')],
    ['with foreign hooks', (sandbox) => sandbox.write('.git/hooks/pre-push', FOREIGN, 0o755)],
    [
      'with several remotes',
      async (sandbox) => void (await sandbox.git('remote', 'add', 'up.stream', 'git@github.com:acme/shop.git')),
    ],
    ['without a remote', async (sandbox) => void (await sandbox.git('remote', 'remove', 'origin'))],
    [
      'with a comment in the configuration of git',
      async (sandbox) => sandbox.write('.git/config', `${await sandbox.read('.git/config')}# ours\n`),
    ],
  ])('%s restores every byte', async (_name, prepare) => {
    const sandbox = await aRepository()
    await prepare(sandbox)
    const before = sandbox.snapshot()
    expectExit(await sandbox.casebook('init'), 0)
    expect(sandbox.snapshot()).not.toEqual(before)
    expectExit(await sandbox.casebook('init', '--uninstall'), 0)
    expect([...sandbox.snapshot().keys()]).toEqual([...before.keys()])
    expect(sandbox.snapshot()).toEqual(before)
  })

  it('restores every byte after two inits and commands that keep a cache', async () => {
    const sandbox = await makeSandbox()
    await sandbox.addCase()
    await sandbox.commit('A case')
    const before = sandbox.snapshot()
    expectExit(await sandbox.casebook('init', '--hook', 'pre-push'), 0)
    expectExit(await sandbox.casebook('init'), 0)
    expectExit(await sandbox.casebook('list'), 0)
    expectExit(await sandbox.tryGit('commit', '--allow-empty', '-m', 'Fixes #12'), 0)
    await sandbox.git('reset', '-q', '--soft', 'HEAD~1')
    await sandbox.git('update-ref', '-d', 'ORIG_HEAD')
    await sandbox.exec('rm', [sandbox.path('.git/COMMIT_EDITMSG')])
    expectExit(await sandbox.casebook('init', '--uninstall'), 0)
    const after = sandbox.snapshot()
    after.delete('.git/COMMIT_EDITMSG')
    before.delete('.git/COMMIT_EDITMSG')
    expect([...after.keys()]).toEqual([...before.keys()])
    expect(after).toEqual(before)
  })

  it('keeps what was changed since, and names it', async () => {
    const sandbox = await aRepository()
    await sandbox.casebook('init')
    await sandbox.write('casebook.yaml', 'target: null\n')
    await sandbox.write('.gitattributes', 'mine\n')
    const ran = expectExit(await sandbox.casebook('init', '--uninstall'), 0)
    expect(ran.stdout).toContain('kept casebook.yaml: it was changed since\n')
    expect(ran.stdout).toContain('kept .gitattributes: it was changed since\n')
    expect(await sandbox.read('casebook.yaml')).toBe('target: null\n')
  })

  it('takes its own lines out of a hook to which somebody added others', async () => {
    const sandbox = await aRepository()
    await sandbox.casebook('init')
    const text = await sandbox.read('.git/hooks/pre-push')
    await sandbox.write(
      '.git/hooks/pre-push',
      `${text.replace('#!/bin/sh\n', '#!/bin/sh\necho mine\n')}echo more\n`,
      0o755,
    )
    const ran = expectExit(await sandbox.casebook('init', '--uninstall'), 0)
    expect(ran.stdout).toContain('removed the lines in .git/hooks/pre-push\n')
    expect(await sandbox.read('.git/hooks/pre-push')).toMatch(/^#!\/bin\/sh\necho mine\nif[\s\S]*fi\necho more\n$/)
    expect(await sandbox.read('.git/hooks/pre-push')).not.toContain('casebook')
  })

  it('keeps a hook whose own lines somebody changed, and names it', async () => {
    const sandbox = await aRepository()
    await sandbox.casebook('init')
    const text = (await sandbox.read('.git/hooks/pre-push')).replace(
      'casebook_refs=$(cat)\n',
      'casebook_refs=$(cat)\necho\n',
    )
    await sandbox.write('.git/hooks/pre-push', text, 0o755)
    expect((await sandbox.json('init')).document).toMatchObject({
      steps: [],
      warnings: [
        {
          code: 'changed-block',
          message:
            'somebody changed casebook\'s own lines of the pre-push hook in ".git/hooks/pre-push"; they are left as they are',
          hint: 'move what was added below the line "# casebook pre-push: end", delete the lines from begin to end, then: casebook init',
        },
      ],
    })
    const ran = expectExit(await sandbox.casebook('init', '--uninstall'), 0)
    expect(ran.stdout).toContain('kept hook pre-push: it was changed since\n')
    expect(await sandbox.read('.git/hooks/pre-push')).toBe(text)
  })

  it('keeps the cases', async () => {
    const sandbox = await aRepository()
    await sandbox.casebook('init')
    const path = await sandbox.addCase()
    expectExit(await sandbox.casebook('init', '--uninstall'), 0)
    expect(await sandbox.read(path)).toContain(REFUND.id)
  })

  it('where nothing was set up has nothing to take back', async () => {
    const sandbox = await aRepository()
    const before = sandbox.snapshot()
    expect(expectExit(await sandbox.casebook('init', '--uninstall'), 0).stdout).toBe('nothing to take back\n')
    expect(sandbox.snapshot()).toEqual(before)
  })
})

describe.concurrent('the hooks that init wrote', () => {
  it('say what to do where casebook is gone', async () => {
    const sandbox = await makeSandbox({ hooks: true })
    for (const name of ['commit-msg', 'pre-push'])
      await sandbox.write(
        `.git/hooks/${name}`,
        (await sandbox.read(`.git/hooks/${name}`)).replaceAll(`${PROJECT}/dist`, '/nowhere/dist'),
        0o755,
      )
    expect(expectExit(await sandbox.tryGit('commit', '--allow-empty', '-m', 'Fixes #12'), 1).stderr).toBe(
      'error: the commit-msg hook finds no casebook\nhint: install casebook again where it was, or run casebook init with the one you have\n',
    )
    await sandbox.commit('More')
    expect(expectExit(await sandbox.push(), 1).stderr).toContain('error: the pre-push hook finds no casebook\n')
  })

  it('find the casebook of node_modules where the one that wrote them is gone', async () => {
    const sandbox = await makeSandbox({ hooks: true })
    await sandbox.write('.gitignore', 'node_modules\n')
    await sandbox.exec('mkdir', ['-p', sandbox.path('node_modules')])
    await sandbox.exec('ln', ['-s', PROJECT, sandbox.path('node_modules/casebook')])
    await sandbox.write(
      '.git/hooks/commit-msg',
      (await sandbox.read('.git/hooks/commit-msg')).replaceAll(`${PROJECT}/dist`, '/nowhere/dist'),
      0o755,
    )
    expect(expectExit(await sandbox.tryGit('commit', '--allow-empty', '-m', 'Fixes #12'), 1).stderr).toContain(
      'error: message refers to bug "#12"',
    )
  })
})
