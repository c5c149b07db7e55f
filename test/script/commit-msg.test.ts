import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  expectExit,
  FIXED,
  makeSandbox,
  type Ran,
  REFUND,
  RIGHT,
  type Rule,
  type Sandbox,
  type SandboxOptions,
  SET,
} from './sandbox.ts'

const ID = REFUND.id
const OTHER = 'reg-2026-01-06-bbbbbb'
const LINE = `Regression-Case: ${ID}`
const MORE: readonly Rule[] = [...FIXED, { when: 'day 50', say: RIGHT }]

/** A repository with the hooks in place and a change of the product that is staged. */
async function aChange(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await makeSandbox({ hooks: true, ...options })
  await sandbox.rules(MORE)
  await sandbox.git('add', '-A')
  return sandbox
}

/** As `aChange`, with the case of bug 12 staged beside it. */
async function aFix(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await aChange(options)
  await sandbox.git('add', await sandbox.addCase())
  return sandbox
}

/** An editor that writes these lines above what git shows. */
async function editorWriting(sandbox: Sandbox, text: string): Promise<{ env: Record<string, string> }> {
  await sandbox.write(
    '../editor',
    `#!/bin/sh\n{ cat <<'EOF'\n${text}\nEOF\ncat "$1"; } > "$1.new" && mv "$1.new" "$1"\n`,
    0o755,
  )
  return { env: { GIT_EDITOR: join(sandbox.root, 'editor') } }
}

async function expectAccepted(sandbox: Sandbox, ran: Ran, message: string): Promise<void> {
  expectExit(ran, 0)
  expect(await sandbox.lastMessage()).toBe(message)
}

const UNLINKED = 'error: message refers to bug "#12", which no case of the set links\n'

describe.concurrent('a fix without a case is refused, however it is committed', () => {
  it.each<[string, (sandbox: Sandbox) => Promise<Ran>]>([
    ['with -m', (sandbox) => sandbox.tryGit('commit', '-m', 'Fixes #12')],
    ['with -F', (sandbox) => sandbox.tryGit('commit', '-F', '-', { input: 'Round down\n\nFixes #12\n' })],
    ['with -a', (sandbox) => sandbox.tryGit('commit', '-a', '-m', 'Fixes #12')],
    ['with --only', (sandbox) => sandbox.tryGit('commit', '-m', 'Fixes #12', '--only', 'app/rules.json')],
    ['with --amend', (sandbox) => sandbox.tryGit('commit', '--amend', '-m', 'Fixes #12')],
    ['with an editor', async (sandbox) => sandbox.tryGit('commit', await editorWriting(sandbox, 'Fixes #12'))],
    [
      'with -v and an editor',
      async (sandbox) => sandbox.tryGit('commit', '-v', await editorWriting(sandbox, 'Fixes #12')),
    ],
    ['from a subfolder', (sandbox) => sandbox.tryGit('commit', '-m', 'Fixes #12', { cwd: sandbox.path('app') })],
    ['with a bare PATH', (sandbox) => sandbox.tryGit('commit', '-m', 'Fixes #12', { env: { PATH: '/usr/bin:/bin' } })],
    [
      'as the first commit of a branch',
      async (sandbox) => {
        await sandbox.git('checkout', '-q', '--orphan', 'new')
        return sandbox.tryGit('commit', '-m', 'Fixes #12')
      },
    ],
    [
      'as an empty commit',
      async (sandbox) => {
        await sandbox.git('reset', '-q', '--hard')
        return sandbox.tryGit('commit', '--allow-empty', '-m', 'Fixes #12')
      },
    ],
  ])('%s', async (_name, commit) => {
    const sandbox = await aChange()
    const before = await sandbox.git('rev-list', '--all', '--reflog')
    const ran = expectExit(await commit(sandbox), 1)
    expect(ran.stderr).toContain(UNLINKED)
    expect(await sandbox.git('rev-list', '--all', '--reflog')).toBe(before)
  })
})

describe.concurrent('a fix beside its one case gets the trailer, however it is committed', () => {
  it.each<[string, (sandbox: Sandbox) => Promise<Ran>, string]>([
    ['with -m', (sandbox) => sandbox.tryGit('commit', '-m', 'Fixes #12'), `Fixes #12\n\n${LINE}\n`],
    [
      'with -F',
      (sandbox) => sandbox.tryGit('commit', '-F', '-', { input: 'Round down\n\nFixes #12\n' }),
      `Round down\n\nFixes #12\n\n${LINE}\n`,
    ],
    ['with -a', (sandbox) => sandbox.tryGit('commit', '-a', '-m', 'Fixes #12'), `Fixes #12\n\n${LINE}\n`],
    [
      'with --only, the case among the files',
      (sandbox) => sandbox.tryGit('commit', '-m', 'Fixes #12', '--only', 'app/rules.json', SET),
      `Fixes #12\n\n${LINE}\n`,
    ],
    ['with --amend', (sandbox) => sandbox.tryGit('commit', '--amend', '-m', 'Fixes #12'), `Fixes #12\n\n${LINE}\n`],
    [
      'with other trailers',
      (sandbox) => sandbox.tryGit('commit', '-s', '-m', 'Fixes #12'),
      `Fixes #12\n\nSigned-off-by: Ada <ada@example.com>\n${LINE}\n`,
    ],
    [
      'with an editor',
      async (sandbox) => sandbox.tryGit('commit', await editorWriting(sandbox, 'Fixes #12')),
      `Fixes #12\n\n${LINE}\n`,
    ],
    [
      'with -v and an editor',
      async (sandbox) => sandbox.tryGit('commit', '-v', await editorWriting(sandbox, 'Fixes #12')),
      `Fixes #12\n\n${LINE}\n`,
    ],
    [
      'with the URL of the bug',
      (sandbox) => sandbox.tryGit('commit', '-m', 'Round down', '-m', 'Fixes https://github.com/acme/shop/issues/12'),
      `Round down\n\nFixes https://github.com/acme/shop/issues/12\n\n${LINE}\n`,
    ],
    [
      'with a Bug trailer',
      (sandbox) => sandbox.tryGit('commit', '-m', 'Round down', '-m', 'Bug: 12'),
      `Round down\n\nBug: 12\n${LINE}\n`,
    ],
    [
      'from a subfolder',
      (sandbox) => sandbox.tryGit('commit', '-m', 'Fixes #12', { cwd: sandbox.path('app') }),
      `Fixes #12\n\n${LINE}\n`,
    ],
    [
      'with a bare PATH',
      (sandbox) => sandbox.tryGit('commit', '-m', 'Fixes #12', { env: { PATH: '/usr/bin:/bin' } }),
      `Fixes #12\n\n${LINE}\n`,
    ],
  ])('%s', async (_name, commit, message) => {
    const sandbox = await aFix()
    await expectAccepted(sandbox, await commit(sandbox), `${message}`)
  })

  it('and a trailer that is there already stays as it is', async () => {
    const sandbox = await aFix()
    await expectAccepted(
      sandbox,
      await sandbox.tryGit('commit', '-m', 'Fixes #12', '-m', LINE),
      `Fixes #12\n\n${LINE}\n`,
    )
  })

  it('in a commit that is amended later, from what the commit holds already', async () => {
    const sandbox = await aFix()
    await sandbox.git('commit', '-q', '-m', 'Round down')
    await expectAccepted(
      sandbox,
      await sandbox.tryGit('commit', '--amend', '-m', 'Round down (fixes #12)'),
      `Round down (fixes #12)\n\n${LINE}\n`,
    )
  })
})

describe.concurrent('what is committed counts, not what lies beside it', () => {
  it('a case that is not staged', async () => {
    const sandbox = await aChange()
    await sandbox.addCase()
    expect(expectExit(await sandbox.tryGit('commit', '-m', 'Fixes #12', '-m', LINE), 1).stderr).toContain(
      `error: case "${ID}" is not staged\nhint: git add ':/*${ID}.yaml'\n`,
    )
    expect(expectExit(await sandbox.tryGit('commit', '-m', 'Fixes #12'), 1).stderr).toContain(UNLINKED)
  })

  it('a case that is staged and not among the files of --only', async () => {
    const sandbox = await aFix()
    expect(
      expectExit(await sandbox.tryGit('commit', '-m', 'Fixes #12', '-m', LINE, '--only', 'app/rules.json'), 1).stderr,
    ).toContain(`error: case "${ID}" is not staged\n`)
  })

  it('a case that is staged and gone from the work tree', async () => {
    const sandbox = await aFix()
    await sandbox.git('rm', '-q', '--cached', `${SET}/smoke/${ID}.yaml`)
    expectExit(await sandbox.tryGit('commit', '-m', 'Fixes #12'), 1)
    await sandbox.git('add', '-A')
    await sandbox.exec('rm', [sandbox.path(`${SET}/smoke/${ID}.yaml`)])
    await expectAccepted(sandbox, await sandbox.tryGit('commit', '-m', 'Fixes #12'), `Fixes #12\n\n${LINE}\n`)
  })

  it('a case whose bug is named in the work tree only', async () => {
    const sandbox = await aChange()
    await sandbox.git('add', await sandbox.addCase({ bug_link: 'https://github.com/acme/shop/issues/99' }))
    await sandbox.addCase()
    expect(expectExit(await sandbox.tryGit('commit', '-m', 'Fixes #12', '-m', LINE), 1).stderr).toContain(
      `error: case "${ID}" does not link bug "#12"\n`,
    )
  })

  it('a case in the inbox', async () => {
    const sandbox = await aChange()
    await sandbox.git('add', await sandbox.addCase({}, 'inbox'))
    expect(expectExit(await sandbox.tryGit('commit', '-m', 'Fixes #12', '-m', LINE), 1).stderr).toContain(
      `error: case "${ID}" is in the inbox\nhint: casebook admit ${ID}\n`,
    )
  })

  it('a case that is invalid', async () => {
    const sandbox = await aChange()
    await sandbox.git('add', await sandbox.addCase({ title: undefined } as never))
    expect(expectExit(await sandbox.tryGit('commit', '-m', 'Fixes #12', '-m', LINE), 1).stderr).toMatch(
      new RegExp(`^error: case "${ID}" .*"title".*\nhint: casebook check\n`),
    )
  })

  it('a case that is nowhere', async () => {
    const sandbox = await aChange()
    expect(expectExit(await sandbox.tryGit('commit', '-m', 'Fixes #12', '-m', LINE), 1).stderr).toContain(
      `error: trailer names case "${ID}", which is not in the set\n`,
    )
  })

  it('a configuration that is not committed asks nothing', async () => {
    const sandbox = await makeSandbox({ bare: true, hooks: true })
    await sandbox.installHooks()
    await sandbox.write('casebook.yaml', 'target: null\n')
    await sandbox.write('a.txt', 'a')
    await sandbox.git('add', 'a.txt')
    expectExit(await sandbox.tryGit('commit', '-m', 'Fixes #12'), 0)
  })
})

describe.concurrent('messages that git writes pass', () => {
  it('a merge commit', async () => {
    const sandbox = await aChange()
    await sandbox.git('commit', '-q', '-m', 'Answer more')
    await sandbox.git('switch', '-q', '-c', 'side', 'HEAD~1')
    await sandbox.write('b.txt', 'b')
    await sandbox.commit('B')
    expectExit(await sandbox.tryGit('merge', '--no-ff', '-m', 'Take main in, which fixes #12', 'main'), 0)
  })

  it('a merge whose conflict was solved by hand', async () => {
    const sandbox = await aChange()
    await sandbox.git('commit', '-q', '-m', 'Answer more')
    await sandbox.git('switch', '-q', '-c', 'side', 'HEAD~1')
    await sandbox.rules([])
    await sandbox.commit('Answer nothing')
    expect((await sandbox.tryGit('merge', 'main')).code).toBe(1)
    await sandbox.rules(MORE)
    await sandbox.git('add', '-A')
    expectExit(await sandbox.tryGit('commit', '-m', 'Take main in, which fixes #12'), 0)
  })

  it('a revert, also one that is edited', async () => {
    const sandbox = await aChange()
    await sandbox.commit('Round down (fixes #12)')
    expectExit(await sandbox.tryGit('revert', '--no-edit', 'HEAD'), 0)
    expectExit(await sandbox.tryGit('commit', '--amend', '-m', 'Revert "Round down (fixes #12)"'), 0)
  })

  it.each(['fixup', 'squash'])('a %s! commit', async (kind) => {
    const sandbox = await aChange()
    await sandbox.git('commit', '-q', '--allow-empty', '--no-verify', '-m', 'Round down (fixes #12)')
    await sandbox.rules(FIXED)
    expectExit(await sandbox.tryGit('commit', '-a', `--${kind}=HEAD`, '-m', 'more'), 0)
  })

  it('but what only looks like a merge in its body does not', async () => {
    const sandbox = await aChange()
    expectExit(await sandbox.tryGit('commit', '-m', 'Fixes #12', '-m', "Merge branch 'main'"), 1)
  })
})

describe.concurrent('what counts as the message', () => {
  it('a comment of the editor refers to no bug', async () => {
    const sandbox = await aChange()
    expectExit(await sandbox.tryGit('commit', await editorWriting(sandbox, 'Round down\n# fixes #12')), 0)
  })

  it('the diff below the scissors refers to no bug', async () => {
    const sandbox = await aChange()
    await sandbox.write('app/notes.txt', 'fixes #12\nBug: 12\n')
    await sandbox.git('add', '-A')
    expectExit(await sandbox.tryGit('commit', '-v', await editorWriting(sandbox, 'Round down')), 0)
  })

  it('a line with a hash is part of the message where no editor ran', async () => {
    const sandbox = await aChange()
    expectExit(await sandbox.tryGit('commit', '-m', 'Round down', '-m', '# fixes #12'), 1)
  })

  it('another comment character is one', async () => {
    const sandbox = await aFix()
    await sandbox.git('config', 'core.commentChar', ';')
    await expectAccepted(
      sandbox,
      await sandbox.tryGit('commit', await editorWriting(sandbox, 'Round down\n\n# fixes #12\n; fixes #77')),
      `Round down\n\n# fixes #12\n\n${LINE}\n`,
    )
  })

  it('a trailer that is glued to prose is none, and the hint says so', async () => {
    const sandbox = await aFix()
    expect(expectExit(await sandbox.tryGit('commit', '-m', `Round down\n\nFixes #12\n${LINE}`), 1).stderr).toBe(
      `error: line "${LINE}" is no trailer in git's eyes\nhint: put a blank line before it, and nothing but trailers after that blank line\n`,
    )
  })

  it('a key counts where the configuration names it', async () => {
    const config = 'bugs: {keys: [SHOP]}\n'
    const sandbox = await aChange({ config })
    expectExit(await sandbox.tryGit('commit', '-m', 'fix(SHOP-412): round down'), 1)
    await sandbox.git('add', await sandbox.addCase({ bug_link: 'https://acme.atlassian.net/browse/SHOP-412' }))
    await expectAccepted(
      sandbox,
      await sandbox.tryGit('commit', '-m', 'SHOP-412: fix rounding'),
      `SHOP-412: fix rounding\n\n${LINE}\n`,
    )
    expectExit(await sandbox.tryGit('commit', '--allow-empty', '-m', 'fix: UTF-8 in names'), 0)
  })
})

describe.concurrent('patterns of the project count, however they are written', () => {
  it.each([
    ['in brackets', `bugs: {patterns: ['ticket (\\d+)']}\n`],
    ['in a list', `bugs:\n  patterns:\n    - 'ticket (\\d+)'\n`],
    ['below a comment', `bugs:\n  patterns: # ours\n    - 'ticket (\\d+)'\n`],
    ['over several lines of brackets', `bugs:\n  patterns: [\n    'ticket (\\d+)' ]\n`],
    ['under a quoted key', `bugs:\n  'patterns': ['ticket (\\d+)']\n`],
  ])('%s', async (_name, config) => {
    const sandbox = await aChange({ config })
    expect(expectExit(await sandbox.tryGit('commit', '-m', 'Round down, ticket 12'), 1).stderr).toContain(
      'message refers to bug "12"',
    )
  })

  it('in a configuration that lies deeper', async () => {
    const sandbox = await aChange()
    await sandbox.git('mv', 'casebook.yaml', 'app/casebook.yaml')
    await sandbox.write('app/casebook.yaml', `bugs: {patterns: ['ticket (\\d+)']}\n`)
    await sandbox.git('add', '-A')
    expect(expectExit(await sandbox.tryGit('commit', '-m', 'Round down, ticket 12'), 1).stderr).toContain(
      'message refers to bug "12"',
    )
  })
})

describe.concurrent('a waiver', () => {
  const waived = ['commit', '-m', 'Fixes #12', '-m', 'Regression-Case: none (the page was only slow)']

  it('passes where the configuration allows it, also at the push', async () => {
    const sandbox = await aChange({ config: 'bugs: {waivers: true}\n' })
    expectExit(await sandbox.tryGit(...waived), 0)
    expectExit(await sandbox.push(), 0)
  })

  it('is refused where it does not', async () => {
    const sandbox = await aChange()
    expect(expectExit(await sandbox.tryGit(...waived), 1).stderr).toContain(
      'is a waiver, and "bugs.waivers" is not true\n',
    )
  })

  it('is refused without a reason', async () => {
    const sandbox = await aChange({ config: 'bugs: {waivers: true}\n' })
    expect(
      expectExit(await sandbox.tryGit('commit', '-m', 'Fixes #12', '-m', 'Regression-Case: none'), 1).stderr,
    ).toContain('gives no reason\n')
  })
})

describe.concurrent('several cases and bugs', () => {
  it('of two cases of a bug both are named and none is chosen', async () => {
    const sandbox = await aFix()
    await sandbox.git('add', await sandbox.addCase({ id: OTHER, input: 'And on day 40, at noon?' }))
    expect(expectExit(await sandbox.tryGit('commit', '-m', 'Fixes #12'), 1).stderr).toBe(
      `error: message refers to bug "#12" and names no case that links it\nhint: add the line Regression-Case: ${ID}\nhint: or the line Regression-Case: ${OTHER}\n`,
    )
    expectExit(await sandbox.tryGit('commit', '-m', 'Fixes #12', '-m', `Regression-Case: ${OTHER}`), 0)
  })

  it('of two bugs each gets its own case', async () => {
    const sandbox = await aFix()
    await sandbox.git('add', await sandbox.addCase({ id: OTHER, bug_link: 'https://github.com/acme/shop/issues/13' }))
    await expectAccepted(
      sandbox,
      await sandbox.tryGit('commit', '-m', 'Fixes #12, fixes #13'),
      `Fixes #12, fixes #13\n\n${LINE}\nRegression-Case: ${OTHER}\n`,
    )
  })

  it('a case of the full tier serves as one of smoke', async () => {
    const sandbox = await aChange()
    await sandbox.git('add', await sandbox.addCase({}, 'full'))
    await expectAccepted(sandbox, await sandbox.tryGit('commit', '-m', 'Fixes #12'), `Fixes #12\n\n${LINE}\n`)
  })

  it('a case of bug 120 is none of bug 12', async () => {
    const sandbox = await aChange()
    await sandbox.git('add', await sandbox.addCase({ bug_link: 'https://github.com/acme/shop/issues/120' }))
    expect(expectExit(await sandbox.tryGit('commit', '-m', 'Fixes #12'), 1).stderr).toContain(UNLINKED)
  })
})

describe.concurrent('with declared inputs', () => {
  const config = '  inputs: ["app/**"]\nbugs: {repo: https://github.com/acme/shop}\n'

  it('a commit that touches none of them needs no case', async () => {
    const sandbox = await makeSandbox({ hooks: true, config })
    await sandbox.write('README.md', 'x')
    await sandbox.git('add', '-A')
    expectExit(await sandbox.tryGit('commit', '-m', 'Mend the readme (fixes #12)'), 0)
  })

  it('a commit that touches one needs one', async () => {
    const sandbox = await aChange({ config })
    expect(expectExit(await sandbox.tryGit('commit', '-m', 'Fixes #12'), 1).stderr).toContain(UNLINKED)
  })

  it('the first commit of a branch needs one', async () => {
    const sandbox = await aChange({ config })
    await sandbox.git('checkout', '-q', '--orphan', 'new')
    expect(expectExit(await sandbox.tryGit('commit', '-m', 'Fixes #12'), 1).stderr).toContain(UNLINKED)
  })
})

describe.concurrent('an amended commit is judged as a whole, not by what the amending adds', () => {
  const config = '  inputs: ["app/**"]\nbugs: {repo: https://github.com/acme/shop}\n'

  /** A commit that touched the product, with nothing staged beside it. */
  async function aTouched(): Promise<Sandbox> {
    const sandbox = await aChange({ config })
    await sandbox.git('commit', '-q', '-m', 'Round down')
    return sandbox
  }

  it.each<[string, readonly string[]]>([
    ['its message alone', ['commit', '--amend', '-m', 'Fixes #12']],
    ['by an alias', ['-c', 'alias.again=commit --amend', 'again', '-m', 'Fixes #12']],
    ['with a new author', ['commit', '--amend', '--reset-author', '-m', 'Fixes #12']],
    ['with the option cut short', ['commit', '--am', '-m', 'Fixes #12']],
  ])('%s', async (_name, args) => {
    const sandbox = await aTouched()
    expect(expectExit(await sandbox.tryGit(...args), 1).stderr).toContain(UNLINKED)
  })

  it('with the docs', async () => {
    const sandbox = await aTouched()
    await sandbox.write('README.md', 'x')
    await sandbox.git('add', '-A')
    expectExit(await sandbox.tryGit('commit', '--amend', '-m', 'Fixes #12'), 1)
  })

  it('through the shell of a hook manager', async () => {
    const sandbox = await aTouched()
    await sandbox.git('mv', '-k', 'nothing', 'nowhere')
    await sandbox.exec('mv', [sandbox.path('.git/hooks/commit-msg'), sandbox.path('.git/hooks/ours')])
    await sandbox.write('.git/hooks/commit-msg', '#!/bin/sh\nsh -c \'.git/hooks/ours "$1"; exit $?\' sh "$1"\n', 0o755)
    expectExit(await sandbox.tryGit('commit', '--amend', '-m', 'Fixes #12'), 1)
  })

  it('but a commit of the docs right after it is its own, be it at the very second', async () => {
    const sandbox = await aTouched()
    await sandbox.write('README.md', 'x')
    await sandbox.git('add', '-A')
    const env = { GIT_AUTHOR_DATE: await sandbox.git('log', '-1', '--format=%ad', '--date=raw') }
    expectExit(await sandbox.tryGit('commit', '-m', 'Mend the readme (fixes #12)', { env }), 0)
  })

  it('and the first commit of a repository counts with all that it holds', async () => {
    const sandbox = await makeSandbox({ hooks: true, config })
    expectExit(await sandbox.tryGit('commit', '--amend', '-m', 'Fixes #12'), 1)
  })
})

describe.concurrent('whatever the user has configured of git', () => {
  it('the trailer is written, where it belongs', async () => {
    const sandbox = await aFix()
    await sandbox.write(
      '../gitconfig',
      '[color]\nui = always\n[grep]\nlineNumber = true\ncolumn = true\n[core]\nquotePath = true\n' +
        '[trailer]\nifexists = doNothing\nifmissing = doNothing\nwhere = start\nseparators = "="\n[log]\nshowSignature = true\n',
    )
    const env = {
      GIT_CONFIG_GLOBAL: sandbox.path('../gitconfig'),
      GIT_LITERAL_PATHSPECS: '1',
      GIT_ICASE_PATHSPECS: '0',
    }
    const ran = await sandbox.tryGit('commit', '-m', 'Round down', '-m', 'Fixes #12', '-m', 'Reviewed-by: Ada', { env })
    await expectAccepted(sandbox, ran, `Round down\n\nFixes #12\n\nReviewed-by: Ada\n${LINE}\n`)
  })

  it('a message that is not UTF-8 keeps its bytes', async () => {
    const sandbox = await aFix()
    await sandbox.git('config', 'i18n.commitEncoding', 'ISO-8859-1')
    await sandbox.write('../message', Buffer.from('Gr\xf6\xdfe gerundet\n\nFixes #12\n', 'latin1'))
    expectExit(await sandbox.tryGit('commit', '-F', sandbox.path('../message')), 0)
    expect(await sandbox.git('log', '-1', '--encoding=UTF-8', '--format=%B')).toBe(
      `Gr\u00f6\u00dfe gerundet\n\nFixes #12\n\n${LINE}\n`,
    )
  })
})

describe.concurrent('wherever the repository lies', () => {
  it('in a linked worktree', async () => {
    const sandbox = await makeSandbox({ hooks: true })
    const cwd = join(sandbox.root, 'linked')
    await sandbox.git('worktree', 'add', '-q', cwd, '-b', 'side')
    await sandbox.rules(MORE, cwd)
    expect(expectExit(await sandbox.tryGit('commit', '-a', '-m', 'Fixes #12', { cwd }), 1).stderr).toContain(UNLINKED)
    await sandbox.addCase()
    await sandbox.exec('cp', ['-r', sandbox.path('evals'), cwd])
    await sandbox.git('add', '-A', { cwd })
    expectExit(await sandbox.tryGit('commit', '-m', 'Fixes #12', { cwd }), 0)
    expect(await sandbox.git('log', '-1', '--format=%(trailers:key=Regression-Case,valueonly)', { cwd })).toContain(ID)
    expectExit(await sandbox.tryGit('push', 'origin', 'HEAD', { cwd }), 0)
    await sandbox.rules([], cwd)
    await sandbox.git('commit', '-q', '-a', '-m', 'Forget the answers', { cwd })
    expectExit(await sandbox.tryGit('push', 'origin', 'HEAD', { cwd }), 1)
  })

  it('in a submodule', async () => {
    const inner = await makeSandbox()
    const outer = await makeSandbox({ bare: true })
    await outer.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', inner.remote, 'parts/shop')
    const cwd = outer.path('parts/shop')
    expectExit(await outer.casebook('init', { cwd }), 0)
    await outer.rules(MORE, cwd)
    expect(expectExit(await outer.tryGit('commit', '-a', '-m', 'Fixes #12', { cwd }), 1).stderr).toContain(UNLINKED)
    await outer.write(`${cwd}/${await inner.addCase()}`, await inner.read(`${SET}/smoke/${ID}.yaml`))
    await outer.git('add', '-A', { cwd })
    expectExit(await outer.tryGit('commit', '-m', 'Fixes #12', { cwd }), 0)
    expect(await outer.git('log', '-1', '--format=%(trailers:key=Regression-Case,valueonly)', { cwd })).toContain(ID)
    expectExit(await outer.tryGit('push', 'origin', 'HEAD:side', { cwd }), 0)
  })

  it('below a folder with spaces, quotes and letters of any script', async () => {
    const sandbox = await makeSandbox({ bare: true, folder: `ein Lädchen's "店" $HOME` })
    await sandbox.write('casebook.yaml', 'target: null\nbugs: {repo: https://github.com/acme/shop}\n')
    expectExit(await sandbox.casebook('init'), 0)
    await sandbox.git('add', '-A')
    expect(expectExit(await sandbox.tryGit('commit', '-m', 'Fixes #12'), 1).stderr).toContain(UNLINKED)
    await sandbox.addCase()
    await sandbox.git('add', '-A')
    await expectAccepted(sandbox, await sandbox.tryGit('commit', '-m', 'Fixes #12'), `Fixes #12\n\n${LINE}\n`)
  })
})
