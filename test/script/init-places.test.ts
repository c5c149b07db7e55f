import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { expectExit, makeSandbox, PROJECT, type Sandbox } from './sandbox.ts'

async function aRepository(folder = 'shop'): Promise<Sandbox> {
  const sandbox = await makeSandbox({ bare: true, folder })
  await sandbox.write('a.txt', 'a')
  await sandbox.commit('Start')
  await sandbox.git('push', '-q', '-u', 'origin', 'main')
  return sandbox
}

const stateOf = (sandbox: Sandbox, folder = sandbox.repo): Map<string, string> =>
  sandbox.snapshot(folder, /^\.git\/(index|objects|logs|casebook\/cache)/)

/** Both hooks are called here, with all that they need. */
async function expectCalled(sandbox: Sandbox, cwd = sandbox.repo): Promise<void> {
  await sandbox.git('add', '-A', { cwd })
  const commit = await sandbox.tryGit('commit', '--allow-empty', '-m', 'Fixes #77', { cwd })
  expect(expectExit(commit, 1).stderr).toContain('refers to bug "#77"')
  await sandbox.git('commit', '-q', '--no-verify', '--allow-empty', '-m', 'Fixes #77', { cwd })
  expect(expectExit(await sandbox.tryGit('push', 'origin', 'HEAD:refs/heads/x', { cwd }), 1).stderr).toContain(
    'refers to #77',
  )
  await sandbox.git('reset', '-q', '--soft', 'HEAD~1', { cwd })
}

describe.concurrent('init and uninstall, to the byte,', () => {
  it.each<[string, string]>([
    ['spaces and quotes', `it's a "shop" $(touch pwned) \`x\``],
    ['a leading dash', '-rf'],
    ['other letters', 'läden–店'],
  ])('in a repository whose path has %s', async (_name, folder) => {
    const sandbox = await aRepository(folder)
    const before = stateOf(sandbox)
    expectExit(await sandbox.casebook('init'), 0)
    await expectCalled(sandbox)
    expectExit(await sandbox.casebook('init', '--uninstall'), 0)
    await sandbox.git('reset', '-q')
    await sandbox.exec('rm', ['-f', '.git/ORIG_HEAD', '.git/COMMIT_EDITMSG'])
    before.delete('.git/COMMIT_EDITMSG')
    expect(stateOf(sandbox)).toEqual(before)
  })

  it('in a repository without a commit and without a remote', async () => {
    const sandbox = await makeSandbox({ bare: true })
    await sandbox.git('remote', 'remove', 'origin')
    const before = stateOf(sandbox)
    expectExit(await sandbox.casebook('init'), 0)
    expectExit(await sandbox.casebook('init', '--uninstall'), 0)
    expect(stateOf(sandbox)).toEqual(before)
  })

  it('in a submodule, whose hooks lie with the repository around it', async () => {
    const sandbox = await aRepository()
    await sandbox.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', sandbox.remote, 'part')
    const cwd = sandbox.path('part')
    const before = stateOf(sandbox)
    expectExit(await sandbox.casebook('init', { cwd }), 0)
    expect(existsSync(sandbox.path('.git/modules/part/hooks/pre-push'))).toBe(true)
    expect(existsSync(sandbox.path('.git/hooks'))).toBe(false)
    await expectCalled(sandbox, cwd)
    await sandbox.git('reset', '-q', { cwd })
    expectExit(await sandbox.casebook('init', '--uninstall', { cwd }), 0)
    const after = stateOf(sandbox)
    for (const state of [before, after])
      for (const name of [...state.keys()])
        if (/modules\/part\/(index|logs|objects|ORIG|COMMIT)/.test(name)) state.delete(name)
    expect(after).toEqual(before)
  })

  it('with a git folder elsewhere', async () => {
    const sandbox = await aRepository()
    await sandbox.git('init', '-q', '--separate-git-dir', join(sandbox.root, "git's own"))
    const before = stateOf(sandbox, sandbox.root)
    expectExit(await sandbox.casebook('init'), 0)
    expect(existsSync(join(sandbox.root, "git's own/hooks/pre-push"))).toBe(true)
    expectExit(await sandbox.casebook('init', '--uninstall'), 0)
    const after = stateOf(sandbox, sandbox.root)
    for (const state of [before, after]) state.delete("git's own/index")
    expect(after).toEqual(before)
  })

  it('below a folder of hooks that is committed, where they name no path of this machine', async () => {
    const sandbox = await aRepository()
    await sandbox.git('config', 'core.hooksPath', '.githooks')
    const before = stateOf(sandbox)
    expectExit(await sandbox.casebook('init'), 0)
    expect(await sandbox.read('.githooks/pre-push')).not.toContain(PROJECT)
    await expectCalled(sandbox)
    await sandbox.exec('rm', ['-f', '.git/ORIG_HEAD'])
    expectExit(await sandbox.casebook('init', '--uninstall'), 0)
    expect([...stateOf(sandbox).keys()]).toEqual([...before.keys()])
  })

  it('keeping the bits of a file it added to', async () => {
    const sandbox = await aRepository()
    await sandbox.write('.gitattributes', '*.png binary\n', 0o755)
    const modeOf = async (): Promise<string> =>
      (await sandbox.exec('stat', ['-c', '%a', '.gitattributes'])).stdout.trim()
    await sandbox.casebook('init')
    expect(await modeOf()).toBe('755')
    await sandbox.casebook('init', '--uninstall')
    expect(await modeOf()).toBe('755')
  })

  it('of attributes in no known encoding', async () => {
    const sandbox = await aRepository()
    await sandbox.write('.gitattributes', Buffer.from('# caf\xe9\n*.png binary', 'latin1'))
    const before = stateOf(sandbox)
    expectExit(await sandbox.casebook('init'), 0)
    expectExit(await sandbox.casebook('init', '--uninstall'), 0)
    expect(stateOf(sandbox)).toEqual(before)
  })

  it('where nobody remembers, by the markers', async () => {
    const sandbox = await aRepository()
    await sandbox.write('.gitattributes', '*.png binary\n')
    await sandbox.casebook('init', '--codeowners', '@acme/quality')
    await sandbox.exec('rm', ['-r', '.git/casebook'])
    const { document } = await sandbox.json('init', '--uninstall')
    expect(document).toMatchObject({
      removed: [
        '.github/CODEOWNERS',
        'the lines in .gitattributes',
        'hook commit-msg',
        'hook pre-push',
        'remote.origin.fetch +refs/casebook/*:refs/casebook-remotes/origin/*',
      ],
      kept: [],
    })
    expect(await sandbox.read('.gitattributes')).toBe('*.png binary\n')
  })
})

describe.concurrent('init that cannot finish', () => {
  it('takes back what it did and says why', async () => {
    const sandbox = await aRepository()
    await sandbox.write('evals', 'a file')
    const before = stateOf(sandbox)
    const ran = expectExit(await sandbox.casebook('init'), 3)
    expect(ran.stderr).toContain(`error: could not write "${sandbox.path('evals/data/regression/inbox/.gitkeep')}": `)
    expect(stateOf(sandbox)).toEqual(before)
  })

  it.each([
    ['attributes', '.gitattributes'],
    ['a set', 'evals'],
  ])('refuses %s that lead out of the repository', async (_name, path) => {
    const sandbox = await aRepository()
    await sandbox.exec('mkdir', [join(sandbox.root, 'out')])
    await sandbox.exec('ln', ['-s', join(sandbox.root, path === 'evals' ? 'out' : 'out/file'), path])
    const ran = expectExit(await sandbox.casebook('init'), 2)
    expect(ran.stderr).toContain(
      'leads outside of the repository\nhint: make it a file of the repository, then: casebook init\n',
    )
    expect([...sandbox.snapshot(join(sandbox.root, 'out'), /never/).keys()]).toEqual([])
    expect(existsSync(sandbox.path('.git/hooks/pre-push'))).toBe(false)
  })

  it('refuses hooks that a link takes out of the repository', async () => {
    const sandbox = await aRepository()
    await sandbox.exec('mkdir', [join(sandbox.root, 'out')])
    await sandbox.exec('ln', ['-s', join(sandbox.root, 'out'), '.git/hooks'])
    const ran = expectExit(await sandbox.casebook('init'), 3)
    expect(ran.stderr).toContain(
      `error: git runs the hooks of "${sandbox.path('.git/hooks')}", which is outside of this repository (a symbolic link leads there)\nhint: make "${sandbox.path('.git/hooks')}" a folder of this repository, then: casebook init\n`,
    )
    expect([...sandbox.snapshot(join(sandbox.root, 'out'), /never/).keys()]).toEqual([])
  })

  it('writes through no link that leads nowhere', async () => {
    const sandbox = await aRepository()
    await sandbox.exec('mkdir', ['.git/hooks'])
    await sandbox.exec('ln', ['-s', join(sandbox.root, 'nowhere'), '.git/hooks/pre-push'])
    expect(expectExit(await sandbox.casebook('init'), 0).stderr).toContain(
      'there is a pre-push hook that casebook did not',
    )
    expect(existsSync(join(sandbox.root, 'nowhere'))).toBe(false)
  })
})

describe.concurrent('hooks of somebody else', () => {
  it('that are no shell scripts are moved aside by the printed command, and both run', async () => {
    const sandbox = await makeSandbox({ folder: "a shop's own" })
    const python = '#!/usr/bin/env python3\nimport sys\nopen("../got", "w").write(sys.stdin.read())\n'
    await sandbox.write('.git/hooks/pre-push', python, 0o755)
    const ran = expectExit(await sandbox.casebook('init'), 0)
    expect(ran.stderr).toContain(
      'hint: it is no shell script; this command moves it aside and calls it after casebook:\n',
    )
    expectExit(await sandbox.exec('sh', ['-c', ran.stderr.split('\n')[2]!]), 0)
    expect(await sandbox.read('.git/hooks/pre-push.own')).toBe(python)
    await expectCalled(sandbox)
    await sandbox.commit('Set up')
    expectExit(await sandbox.push(), 0)
    expect(await sandbox.read('../got')).toMatch(/^HEAD [0-9a-f]{40} refs\/heads\/main [0-9a-f]{40}\n$/)
    expect((await sandbox.json('init')).document).toMatchObject({ steps: [], foreign: [] })
  })

  it('see hostile branch names as git wrote them', async () => {
    const sandbox = await makeSandbox()
    await sandbox.casebook('init')
    const hook = await sandbox.read('.git/hooks/pre-push')
    await sandbox.write('.git/hooks/pre-push', `${hook}cat > ../got\n`, 0o755)
    await sandbox.commit('Set up')
    const name = 'x$(touch${IFS}pwned)`id`\'"CASEBOOK%s\\n'.replace('\\n', '')
    await sandbox.git('branch', name)
    expectExit(await sandbox.push('origin', name, 'main'), 0)
    expect((await sandbox.read('../got')).split('\n')).toEqual([
      expect.stringMatching(/^refs\/heads\/main /) as string,
      expect.stringContaining(`refs/heads/${name} `) as string,
      '',
    ])
    expect(existsSync(sandbox.path('pwned'))).toBe(false)
  })
})

describe.concurrent('the hooks', () => {
  it('run for a client that knows no node', async () => {
    const sandbox = await aRepository()
    await sandbox.casebook('init')
    await sandbox.commit('Set up')
    await sandbox.write('node-less/git', '#!/bin/sh\nexec /usr/bin/git "$@"\n', 0o755)
    const env = { PATH: '/usr/bin:/bin' }
    const hook = (await sandbox.read('.git/hooks/commit-msg')).includes(`casebook_node='${process.execPath}'`)
    expect(hook).toBe(true)
    expect((await sandbox.tryGit('commit', '--allow-empty', '-m', 'Fixes #77', { env })).stderr).toContain('bug "#77"')
  })

  it('of a project-local casebook say what to do once it is gone, and a casebook on the PATH steps in', async () => {
    const sandbox = await makeSandbox()
    await sandbox.exec('mkdir', ['-p', 'node_modules'])
    await sandbox.exec('cp', ['-r', join(PROJECT, 'dist'), 'node_modules/dist'])
    await sandbox.write('.gitignore', 'node_modules\n')
    await sandbox.casebook('init')
    const text = (await sandbox.read('.git/hooks/pre-push')).replaceAll(`${PROJECT}/dist`, '/gone/dist')
    await sandbox.write('.git/hooks/pre-push', text, 0o755)
    await sandbox.commit('Set up')
    const gone = expectExit(await sandbox.push(), 1)
    expect(gone.stderr).toContain(
      'error: the pre-push hook finds no casebook\nhint: install casebook again where it was, or run casebook init with the one you have\n',
    )
    await sandbox.write(
      '../bin/casebook',
      `#!/bin/sh\nexec '${process.execPath}' '${PROJECT}/dist/main.cjs' "$@"\n`,
      0o755,
    )
    const env = { PATH: `${join(sandbox.root, 'bin')}:${process.env['PATH']}` }
    expectExit(await sandbox.tryGit('push', 'origin', 'HEAD', { env }), 0)
  })

  it('of an older casebook are renewed where they stand', async () => {
    const sandbox = await aRepository()
    await sandbox.casebook('init')
    const hook = await sandbox.read('.git/hooks/pre-push')
    // What a casebook at another place would have written: with its own digest.
    const other = await aRepository()
    const path = join(other.root, 'another/dist')
    await other.exec('mkdir', ['-p', join(other.root, 'another')])
    await other.exec('cp', ['-r', join(PROJECT, 'dist'), path])
    await other.exec('ln', ['-s', join(PROJECT, 'node_modules'), join(other.root, 'another/node_modules')])
    expectExit(await other.exec(process.execPath, [join(path, 'main.cjs'), 'init']), 0)
    const older = readFileSync(other.path('.git/hooks/pre-push'), 'utf8')
    expect(older).not.toBe(hook)
    await sandbox.write('.git/hooks/pre-push', `${older}echo mine\n`, 0o755)
    expect(expectExit(await sandbox.casebook('init'), 0).stdout).toBe('wrote\n  lines in  .git/hooks/pre-push\n')
    expect(await sandbox.read('.git/hooks/pre-push')).toBe(`${hook}echo mine\n`)
  })
})

describe.concurrent('in a monorepo init', () => {
  async function aMonorepo(): Promise<Sandbox> {
    const sandbox = await aRepository()
    for (const name of ['services/billing', 'services/search']) await sandbox.write(`${name}/package.json`, '{}')
    await sandbox.commit('Packages')
    return sandbox
  }

  it('gives each package its set, names it after the folder, and shares the hooks', async () => {
    const sandbox = await aMonorepo()
    const before = stateOf(sandbox)
    const first = expectExit(await sandbox.casebook('init', { cwd: sandbox.path('services/billing') }), 0)
    expect(first.stdout).toContain('  file      services/billing/casebook.yaml\n')
    expectExit(await sandbox.casebook('-C', 'services/search', 'init', '--codeowners', '@acme/search'), 0)
    expect(await sandbox.read('services/search/casebook.yaml')).toContain('set: search\npath: evals/data/regression\n')
    expect(await sandbox.read('.gitattributes')).toMatch(
      /^services\/billing\/evals\/data\/regression\/\*\* text eol=lf\n[\s\S]*^services\/search\/evals\/data\/regression\/\*\* text eol=lf\n/m,
    )
    expect(await sandbox.read('.github/CODEOWNERS')).toContain(
      '/services/search/casebook.yaml @acme/search\n/services/search/evals/data/regression/migrations/ @acme/search\n',
    )
    expect((await sandbox.json('init')).document).toMatchObject({ steps: [] })
    expect((await sandbox.json('init', { cwd: sandbox.path('services/search') })).document).toMatchObject({ steps: [] })
    await expectCalled(sandbox)
    await sandbox.git('reset', '-q')
    expectExit(await sandbox.casebook('init', '--uninstall'), 0)
    await sandbox.exec('rm', ['-f', '.git/ORIG_HEAD', '.git/COMMIT_EDITMSG'])
    before.delete('.git/COMMIT_EDITMSG')
    expect(stateOf(sandbox)).toEqual(before)
  })

  it('sets nothing up beside the set that governs a package, unless it is asked to', async () => {
    const sandbox = await aMonorepo()
    await sandbox.casebook('init')
    const cwd = sandbox.path('services/billing')
    expect((await sandbox.json('init', { cwd })).document).toMatchObject({ steps: [] })
    expectExit(await sandbox.casebook('init', '--here', { cwd }), 0)
    expect(await sandbox.read('services/billing/casebook.yaml')).toContain('set: billing\n')
    expect((await sandbox.json('init', '--here', { cwd })).document).toMatchObject({ steps: [] })
    expectExit(await sandbox.casebook('check', { cwd }), 0)
  })

  it('in a folder that is no package sets up the whole', async () => {
    const sandbox = await aRepository()
    await sandbox.write('docs/a.md', 'a')
    expectExit(await sandbox.casebook('init', { cwd: sandbox.path('docs') }), 0)
    expect(existsSync(sandbox.path('casebook.yaml'))).toBe(true)
  })
})

describe.concurrent('init --codeowners', () => {
  it('refuses what is no owner', async () => {
    const sandbox = await aRepository()
    expect(expectExit(await sandbox.casebook('init', '--codeowners', 'quality'), 2).stderr).toBe(
      'error: "quality" is neither @name, @org/team nor an email address\nhint: casebook init --codeowners @acme/quality\n',
    )
  })

  it('adds to the file that is there, once, and takes it back', async () => {
    const sandbox = await aRepository()
    await sandbox.write('docs/CODEOWNERS', '* @acme/all')
    const before = stateOf(sandbox)
    expectExit(await sandbox.casebook('init', '--codeowners', '@acme/quality'), 0)
    expect((await sandbox.json('init', '--codeowners', '@acme/quality')).document).toMatchObject({ steps: [] })
    expect(await sandbox.read('docs/CODEOWNERS')).toContain('* @acme/all\n# casebook casebook.yaml: begin ')
    expectExit(await sandbox.casebook('init', '--uninstall'), 0)
    expect(stateOf(sandbox)).toEqual(before)
  })
})

describe.concurrent('a person', () => {
  const onTerminal = (sandbox: Sandbox, answer: string, ...args: string[]) =>
    sandbox.exec(
      'script',
      ['-qec', `'${process.execPath}' '${PROJECT}/dist/main.cjs' init ${args.join(' ')}`, '/dev/null'],
      {
        input: answer,
        env: { TERM: 'xterm' },
      },
    )

  it.each([
    ['sees the plan and agrees', 'y\r', true],
    ['sees the plan and does not', 'n\r', false],
  ])('on a terminal %s', async (_name, answer, done) => {
    const sandbox = await aRepository()
    const { stdout } = await onTerminal(sandbox, answer)
    expect(stdout).toContain('would write\r\n  file      casebook.yaml\r\n')
    expect(stdout).toContain('do it?')
    expect(existsSync(sandbox.path('casebook.yaml'))).toBe(done)
    if (!done) expect(stdout).toContain('nothing was changed')
  })

  it('on a terminal is not asked with --yes', async () => {
    const sandbox = await aRepository()
    expect((await onTerminal(sandbox, '', '--yes')).stdout).not.toContain('do it?')
    expect(existsSync(sandbox.path('casebook.yaml'))).toBe(true)
  })

  it('sees every line beforehand', async () => {
    const sandbox = await aRepository()
    await sandbox.write('.gitattributes', '*.png binary\n')
    const { stdout } = expectExit(await sandbox.casebook('init', '--dry-run'), 0)
    await sandbox.casebook('init')
    const shown = stdout.split('\n').filter((line) => line.startsWith('      + '))
    const written = ['casebook.yaml', '.gitattributes', '.git/hooks/commit-msg', '.git/hooks/pre-push']
    for (const file of written)
      for (const line of (await sandbox.read(file)).split('\n').filter((one) => /casebook|target|path/.test(one)))
        expect(shown).toContain(`      + ${line}`)
    expect(stdout).toContain('  lines in  .gitattributes, at its end\n')
  })
})
