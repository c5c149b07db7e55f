import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { expectExit, makeSandbox, REFUND, type Sandbox, SET } from './sandbox.ts'

const ID = REFUND.id
const CASE = `${SET}/smoke/${ID}.yaml`
const BUG = 'https://github.com/acme/shop/issues/77'
const TWIN = { id: 'reg-2026-02-02-bbbbbb', input: 'Another', bug_link: BUG }
const TWIN_FILE = `${SET}/smoke/${TWIN.id}.yaml`

/** A case on the base branch; HEAD is a branch of its own. */
async function aSet(config?: string): Promise<Sandbox> {
  const sandbox = await makeSandbox(config === undefined ? {} : { config })
  await sandbox.addCase()
  await sandbox.commit('A case')
  await sandbox.git('push', '-q', 'origin', 'main')
  await sandbox.git('checkout', '-q', '-b', 'work')
  return sandbox
}

const check = (sandbox: Sandbox, base = 'origin/main', ...more: string[]) =>
  sandbox.json('check', '--base', base, ...more)
const drop = async (sandbox: Sandbox): Promise<void> => {
  await sandbox.git('rm', '-q', CASE)
  await sandbox.git('commit', '-q', '-m', 'Drop it')
}
const DROPPED = { code: 1, document: { problems: [{ code: 'unexplained-retirement', id: ID }] } }

describe.concurrent('the base', () => {
  it('is given as a branch, a tag, an object id or what git makes of a word', async () => {
    const sandbox = await aSet()
    await sandbox.git('tag', 'light', 'main')
    await sandbox.git('tag', '-a', '-m', 'x', 'heavy', 'main')
    await drop(sandbox)
    for (const base of [
      'main',
      'origin/main',
      'refs/heads/main',
      'light',
      'heavy',
      await sandbox.git('rev-parse', 'main'),
      'HEAD~1',
      'work@{1}',
    ])
      expect(await check(sandbox, base), base).toMatchObject(DROPPED)
  })

  it.each([
    ['no-such', 2, 'error: "no-such" names no commit here\n'],
    ['--output=x', 2, 'error: "--output=x" names no commit here\n'],
    ['HEAD:casebook.yaml', 2, 'error: "HEAD:casebook.yaml" names no commit here\n'],
    ['', 2, 'error: "" names no commit here\n'],
  ])('%j is refused', async (base, code, text) => {
    const sandbox = await aSet()
    expect(expectExit(await sandbox.casebook('check', `--base=${base}`), code).stderr).toContain(text)
  })

  it('that moved on is met where the branch left it', async () => {
    const sandbox = await aSet()
    await sandbox.git('checkout', '-q', 'main')
    await sandbox.addCase(TWIN)
    await sandbox.commit('Another case')
    await sandbox.git('checkout', '-q', 'work')
    const fork = await sandbox.head()
    await sandbox.commit('Work')
    expect(await check(sandbox, 'main')).toMatchObject({ code: 0, document: { base: fork, problems: [] } })
  })

  it('ahead of the tip, or the tip itself, leaves nothing to judge', async () => {
    const sandbox = await aSet()
    await drop(sandbox)
    await sandbox.git('checkout', '-q', '-B', 'main', 'work')
    expect(await check(sandbox, 'work')).toMatchObject({ code: 0 })
    await sandbox.git('checkout', '-q', '--detach', 'HEAD~1')
    expect(await check(sandbox, 'work')).toMatchObject({ code: 0 })
  })

  it('with a history of its own could not be told', async () => {
    const sandbox = await aSet()
    await sandbox.git('checkout', '-q', '--orphan', 'other')
    await sandbox.commit('Another beginning')
    const { stderr } = expectExit(await sandbox.casebook('check', '--base', 'main'), 3)
    expect(stderr).toBe(
      'error: "main" and the commit to judge share no commit in this clone\nhint: git log --oneline --graph\nhint: choose a base that it grew out of\n',
    )
  })

  it('without a configuration had the empty set', async () => {
    const sandbox = await makeSandbox({ bare: true })
    await sandbox.commit('Before (fixes #5)')
    await sandbox.git('branch', 'before')
    await sandbox.write('casebook.yaml', `path: ${SET}\nbugs: {repo: https://github.com/acme/shop}\n`)
    await sandbox.addCase()
    await sandbox.commit('Adopt casebook')
    expect(await check(sandbox, 'before')).toMatchObject({ code: 0, document: { problems: [] } })
    await sandbox.git('rm', '-q', 'casebook.yaml')
    await sandbox.git('commit', '-q', '-m', 'And drop it again')
    expect(await check(sandbox, 'before')).toMatchObject({ code: 0, document: { warnings: [{ code: 'no-config' }] } })
    expect(await check(sandbox, 'HEAD~1')).toMatchObject({
      code: 1,
      document: { problems: [{ code: 'config-removed' }] },
    })
  })

  it('whose configuration another casebook wrote is known by its name and folder', async () => {
    const sandbox = await aSet()
    const config = await sandbox.read('casebook.yaml')
    await sandbox.write('casebook.yaml', `${config}novelty: 1\n`)
    await sandbox.commit('Of the future')
    await sandbox.write('casebook.yaml', config)
    await drop(sandbox)
    await sandbox.commit('Of today')
    expect(await check(sandbox, 'HEAD~2')).toMatchObject(DROPPED)
  })

  it('whose configuration is no YAML is taken to name the folder of today; where it is gone, nobody can tell', async () => {
    const sandbox = await aSet()
    const config = await sandbox.read('casebook.yaml')
    await sandbox.write('casebook.yaml', '[')
    await sandbox.commit('Broken')
    await sandbox.git('branch', 'broken')
    await sandbox.write('casebook.yaml', config)
    await sandbox.git('rm', '-q', CASE)
    await sandbox.commit('Mended')
    expect(await check(sandbox, 'broken')).toMatchObject(DROPPED)
    await sandbox.git('rm', '-q', 'casebook.yaml')
    await sandbox.write('evals/casebook.yaml', config.replace('evals/', ''))
    await sandbox.commit('Moved')
    const { stderr } = expectExit(await sandbox.casebook('check', '--base', 'broken'), 3)
    expect(stderr).toContain('error: casebook.yaml: "casebook.yaml" does not read at ')
  })
})

describe.concurrent('a shallow clone', () => {
  async function shallow(depth: number): Promise<Sandbox> {
    const sandbox = await aSet()
    await sandbox.git('push', '-q', 'origin', 'work')
    for (const branch of ['main', 'work']) {
      await sandbox.git('checkout', '-q', branch)
      for (const word of ['One', 'Two', 'Three']) await sandbox.commit(`${word} on ${branch}`)
    }
    await drop(sandbox)
    await sandbox.git('push', '-q', 'origin', 'main', 'work')
    await sandbox.git(
      'clone',
      '-q',
      `--depth=${depth}`,
      '--no-single-branch',
      '-b',
      'work',
      `file://${sandbox.remote}`,
      '../shallow',
    )
    return sandbox
  }
  const inClone = (sandbox: Sandbox) =>
    sandbox.casebook('check', '--base', 'origin/main', { cwd: join(sandbox.root, 'shallow') })

  it.each([1, 3])('of depth %i, which lacks the merge base, could not be told', async (depth) => {
    const { stderr } = expectExit(await inClone(await shallow(depth)), 3)
    expect(stderr).toBe(
      'error: this shallow clone cuts the history between "origin/main" and the commit to judge\nhint: git fetch --unshallow\nhint: fetch-depth: 0 in CI\n',
    )
  })

  it('that is deep enough is judged', async () => {
    expect(expectExit(await inClone(await shallow(5)), 1).stderr).toContain(`case "${ID}" left the set`)
  })

  it('that finds an older common commit by another way could not be told', async () => {
    const sandbox = await aSet()
    const old = await sandbox.head()
    await sandbox.addCase(TWIN)
    await sandbox.commit('Another case')
    await sandbox.git('branch', '-f', 'main')
    await sandbox.git('rm', '-q', TWIN_FILE)
    await sandbox.commit('Drop it')
    await sandbox.git('checkout', '-q', 'main')
    await sandbox.commit('On main')
    for (const branch of ['work', 'main']) {
      await sandbox.git('checkout', '-q', branch)
      await sandbox.git(
        'merge',
        '-q',
        '-s',
        'ours',
        '--no-edit',
        '--no-ff',
        await sandbox.git('commit-tree', '-m', `Side of ${branch}`, '-p', old, `${old}^{tree}`),
      )
    }
    expect(await check(sandbox, 'work')).toMatchObject({ code: 0 })
    await sandbox.git('checkout', '-q', 'work')
    expect(await check(sandbox, 'main')).toMatchObject({ code: 1 })
    const firstParents = await Promise.all(['work', 'main'].map((name) => sandbox.git('rev-parse', `${name}~1`)))
    await sandbox.write('.git/shallow', `${firstParents.sort().join('\n')}\n`)
    const { stderr } = expectExit(await sandbox.casebook('check', '--base', 'main'), 3)
    expect(stderr).toBe(
      'error: this shallow clone cuts the history between "main" and the commit to judge\nhint: git fetch --unshallow\nhint: fetch-depth: 0 in CI\n',
    )
  })
})

describe.concurrent('the bugs of a range', () => {
  const FIX = 'Round down (fixes #77)'
  const UNLINKED = { code: 1, document: { problems: [{ code: 'bug-without-case' }] } }

  it('are asked of every commit between the base and the tip, pushed or not', async () => {
    const sandbox = await aSet()
    await sandbox.commit(FIX)
    await sandbox.git('push', '-q', 'origin', 'work')
    await sandbox.commit('More')
    expect(await check(sandbox)).toMatchObject(UNLINKED)
  })

  it('are not asked of commits that the base has', async () => {
    const sandbox = await aSet()
    await sandbox.git('checkout', '-q', 'main')
    await sandbox.commit(FIX)
    await sandbox.git('checkout', '-q', 'work')
    await sandbox.commit('Work')
    await sandbox.git('merge', '-q', '--no-edit', 'main')
    expect(await check(sandbox, 'main')).toMatchObject({ code: 0 })
  })

  it('are asked of a commit that deletes the configuration for a moment, and of one from before it moved', async () => {
    const sandbox = await aSet()
    const config = await sandbox.read('casebook.yaml')
    await rm(sandbox.path('casebook.yaml'))
    await sandbox.commit(FIX)
    await sandbox.write('casebook.yaml', config)
    await sandbox.commit('Back')
    expect(await check(sandbox)).toMatchObject(UNLINKED)
    await sandbox.git('reset', '-q', '--hard', 'main')
    await sandbox.commit(FIX)
    await sandbox.git('mv', 'casebook.yaml', 'evals/casebook.yaml')
    await sandbox.write('evals/casebook.yaml', config.replace('evals/', ''))
    await sandbox.commit('Move')
    expect(await check(sandbox)).toMatchObject(UNLINKED)
  })

  it('are not asked of a branch from before the configuration that is merged late', async () => {
    const sandbox = await makeSandbox({ bare: true })
    await sandbox.commit('Begin')
    await sandbox.git('checkout', '-q', '-b', 'old')
    await sandbox.commit(FIX)
    await sandbox.git('checkout', '-q', 'main')
    await sandbox.write('casebook.yaml', `path: ${SET}\n`)
    await sandbox.commit('Adopt casebook')
    await sandbox.git('branch', 'base')
    await sandbox.git('merge', '-q', '--no-edit', 'old')
    expect(await check(sandbox, 'base')).toMatchObject({ code: 0 })
  })

  it('are linked by a note of the range that waives them, and by none of the base', async () => {
    const sandbox = await aSet()
    const waived = await sandbox.json('waive', '#77', '--why', 'A typo: no answer hangs on it.')
    expect(waived).toMatchObject({
      code: 0,
      document: { format: 'casebook-waive/1', id: '#77', from: null, to: null, dry_run: false },
    })
    await sandbox.commit(FIX)
    expect(await check(sandbox)).toMatchObject({ code: 0 })
    await sandbox.git('branch', 'base')
    await sandbox.commit(FIX)
    expect(await check(sandbox, 'base')).toMatchObject(UNLINKED)
  })

  const ALLOWED = 'bugs: {repo: https://github.com/acme/shop, waivers: true}\n'
  it.each([
    ['a trailer with a reason', ALLOWED, `${FIX}\n\nRegression-Case: none (docs only)`, 0],
    ['a trailer among others', ALLOWED, `${FIX}\n\nBecause.\n\nRegression-Case: none (docs)\nReviewed-by: B <b@x>`, 0],
    ['a trailer without a reason', ALLOWED, `${FIX}\n\nRegression-Case: none`, 1],
    ['a line in the prose', ALLOWED, `${FIX}\n\nWe say\nRegression-Case: none (docs)\nand that is that.`, 1],
    ['a line glued to prose', ALLOWED, `${FIX}\n\nSome prose.\nRegression-Case: none (docs only)`, 1],
    ['a paragraph that is not the last', ALLOWED, `${FIX}\n\nRegression-Case: none (docs)\n\nMore prose.`, 1],
    ['a trailer where waivers are not allowed', undefined, `${FIX}\n\nRegression-Case: none (docs only)`, 1],
  ])('and a waiver that is %s', async (_what, config, message, code) => {
    const sandbox = await aSet(config)
    await sandbox.commit(message)
    expect((await check(sandbox)).code).toBe(code)
  })

  it('say how a waiver glued to prose becomes one', async () => {
    const sandbox = await aSet(ALLOWED)
    await sandbox.commit(`${FIX}\n\nSome prose.\nRegression-Case: none (docs only)`)
    expect(expectExit(await sandbox.casebook('check', '--base', 'main'), 1).stderr).toContain(
      '\nhint: git commit --amend: put a blank line before "Regression-Case: none (docs only)", and nothing but trailers after it\n',
    )
  })
})

describe.concurrent('a revert', () => {
  const commandIn = (stderr: string): string => /^hint: (casebook retire .*)$/m.exec(stderr)?.[1] ?? stderr
  /** What a person does with a hint: paste it into a shell. */
  const paste = (sandbox: Sandbox, line: string) =>
    sandbox.exec('sh', ['-c', `casebook() { '${process.execPath}' '${process.cwd()}/dist/main.cjs' "$@"; }\n${line}`])

  /** A fix with its case, on the base branch or not yet. */
  async function fixed(isPushed: boolean): Promise<Sandbox> {
    const sandbox = await makeSandbox({ hooks: true })
    await sandbox.addCase(TWIN)
    await sandbox.commit(`Round down; it's "right" (fixes #77)\n\nRegression-Case: ${TWIN.id}`)
    if (isPushed) await sandbox.git('push', '-q', '--no-verify', 'origin', 'main')
    await sandbox.git('revert', '--no-edit', 'HEAD')
    return sandbox
  }

  it.each([
    ['that the base branch has', true],
    ['that was never pushed', false],
  ])('of a fix %s takes its case along: the command it prints mends it as it stands', async (_what, isPushed) => {
    const sandbox = await fixed(isPushed)
    const pushed = expectExit(await sandbox.push(), 1)
    const command = commandIn(pushed.stderr)
    expect(command).toBe(
      `casebook retire ${TWIN.id} --reason fix-reverted --why 'Revert "Round down; it'\\''s "right" (fixes #77)"'`,
    )
    expect(commandIn(expectExit(await sandbox.casebook('check', '--base', 'origin/main'), 1).stderr)).toBe(command)
    expectExit(await paste(sandbox, command), 0)
    await sandbox.git('commit', '-q', '-m', 'Say why')
    expectExit(await sandbox.casebook('check', '--base', 'origin/main'), 0)
    expectExit(await sandbox.push(), 0)
  })

  it('of a merge takes the cases of its branch along', async () => {
    const sandbox = await aSet()
    await sandbox.addCase(TWIN)
    await sandbox.commit('Round down (fixes #77)')
    await sandbox.git('checkout', '-q', 'main')
    await sandbox.git('merge', '-q', '--no-ff', '--no-edit', 'work')
    await sandbox.git('push', '-q', 'origin', 'main')
    await sandbox.git('revert', '--no-edit', '-m', '1', 'HEAD')
    const { stderr } = expectExit(await sandbox.casebook('check', '--base', 'origin/main'), 1)
    expect(commandIn(stderr)).toContain(`casebook retire ${TWIN.id} --reason fix-reverted`)
  })

  it('of a retirement takes the note along: the command it prints brings it back, and the case is free to come', async () => {
    const sandbox = await aSet()
    expectExit(await sandbox.casebook('retire', ID, '--reason', 'duplicate', '--why', 'It is one of two.'), 0)
    await sandbox.git('commit', '-q', '-m', 'Retire it')
    await sandbox.git('branch', 'base')
    await sandbox.git('revert', '--no-edit', 'HEAD')
    const { stderr } = expectExit(await sandbox.casebook('check', '--base', 'base'), 1)
    expect(stderr.match(/^error:/gm)).toHaveLength(1)
    const command = /^hint: (git checkout .*)$/m.exec(stderr)![1]!
    expectExit(await paste(sandbox, command), 0)
    await sandbox.git('commit', '-q', '-m', 'Keep the note')
    for (const base of ['base', 'origin/main']) expect(await check(sandbox, base)).toMatchObject({ code: 0 })
  })

  it('that is reverted in turn leaves nothing to say', async () => {
    const sandbox = await fixed(true)
    await sandbox.git('revert', '--no-edit', 'HEAD')
    expect(await check(sandbox)).toMatchObject({ code: 0, document: { warnings: [] } })
  })
})

describe.concurrent('line ends', () => {
  it.each([
    ['core.autocrlf=true', ['config', 'core.autocrlf', 'true']],
    ['core.autocrlf=input', ['config', 'core.autocrlf', 'input']],
    ['an attribute of the set', null],
  ])('of a checkout change nothing (%s)', async (_how, settings) => {
    const sandbox = await aSet()
    if (settings) await sandbox.git(...settings)
    else await sandbox.write('.gitattributes', `${SET}/** text\n`)
    const root = (await sandbox.json('manifest', '--at', 'HEAD')).document['set']
    const text = await sandbox.read(CASE)
    await sandbox.write(CASE, text.replaceAll('\n', '\r\n'))
    expect((await sandbox.json('manifest')).document['set']).toEqual(root)
    expectExit(await sandbox.casebook('check'), 0)
    const { document } = await sandbox.json('diff', 'HEAD')
    expect(document).toMatchObject({ changed: [], annotated: [], unexplained: [] })
    await sandbox.commit('With the line ends of another system')
    expect(await check(sandbox)).toMatchObject({ code: 0 })
  })

  it('that git would keep as they are are found before they are committed, and fmt mends them', async () => {
    const sandbox = await aSet()
    const root = (await sandbox.json('manifest')).document['set']
    await sandbox.write(CASE, (await sandbox.read(CASE)).replaceAll('\n', '\r\n'))
    const said = `error: ${CASE}:1: has a carriage return\nhint: save it with LF line ends\n`
    expect(expectExit(await sandbox.casebook('check'), 1).stderr).toBe(said)
    expect(expectExit(await sandbox.casebook('manifest'), 2).stderr).toContain('holds a carriage return in git\n')
    expectExit(await sandbox.casebook('fmt'), 0)
    expect((await sandbox.json('manifest')).document['set']).toEqual(root)
    expectExit(await sandbox.casebook('check'), 0)
  })
})
