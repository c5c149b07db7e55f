import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { expectExit, FIXED, makeSandbox, type Ran, REFUND, RIGHT, type Sandbox, SET } from '../sandbox.ts'

const ID = REFUND.id
const LINE = `Regression-Case: ${ID}`

/** A fix that is staged beside its case. */
async function aFix(): Promise<Sandbox> {
  const sandbox = await makeSandbox({ hooks: true })
  await sandbox.rules([...FIXED, { when: 'day 50', say: RIGHT }])
  await sandbox.addCase()
  await sandbox.git('add', '-A')
  return sandbox
}

const given =
  (text: string, ...args: string[]) =>
  (sandbox: Sandbox) =>
    sandbox.tryGit('commit', ...args, '-F', '-', { input: text })

/** An editor that puts these lines above what git shows. */
const typed =
  (text: string, ...args: string[]) =>
  async (sandbox: Sandbox): Promise<Ran> => {
    await sandbox.write('../typed', text)
    await sandbox.write('../editor', '#!/bin/sh\ncat "${0%/*}/typed" "$1" > "$1.new" && mv "$1.new" "$1"\n', 0o755)
    return sandbox.tryGit(...args.filter((one) => one === '-c' || one.includes('=')), 'commit', {
      env: { GIT_EDITOR: join(sandbox.root, 'editor') },
    })
  }

type Row = [name: string, commit: (sandbox: Sandbox) => Promise<Ran>]

const idsOf = (sandbox: Sandbox): Promise<string> =>
  sandbox.git('log', '-1', '--format=%(trailers:key=Regression-Case,valueonly,separator=%x2C)')

describe.concurrent('a message links the case', () => {
  it.each<Row>([
    ['with CRLF', given('Round down\r\n\r\nFixes #12\r\n')],
    ['with CRLF that nobody cleans', given('Round down\r\n\r\nFixes #12\r\n', '--cleanup=verbatim')],
    ['with CRLF and the trailer', given(`Round down\r\n\r\nFixes #12\r\n\r\n${LINE}\r\n`, '--cleanup=verbatim')],
    ['with a folded trailer', given(`Round down\n\nFixes #12\n\nRegression-Case:\n ${ID}\n`)],
    ['with a trailer of another case of letters', given(`Round down\n\nFixes #12\n\nregression-case: ${ID}\n`)],
    ['with the keyword at the end of a line and the bug on the next', given('Round down\n\nThis fixes\n#12\n')],
    ['with nothing but a subject', given('Fixes #12')],
    [
      'with trailers of others around it',
      given(`Fixes #12\n\nSigned-off-by: A <a@b.c>\n${LINE}\nReviewed-by: B <b@c.d>\n`),
    ],
    ['from an editor with comments, some of which are glued to it', typed('Fixes #12\n# not: fixes #13\n')],
    ['from an editor with another comment character', typed('Fixes #12\n\n; fixes #13\n', '-c', 'core.commentChar=;')],
    ['from an editor where git chooses the character', typed('Fixes #12\n\n#heading\n', '-c', 'core.commentChar=auto')],
    ['from an editor with the diff below', typed('Fixes #12\n', '-c', 'commit.verbose=true')],
    [
      'from an editor with scissors instead of comments',
      typed('Fixes #12\n\n# A heading\n\nMore.\n', '-c', 'commit.cleanup=scissors'),
    ],
    [
      'from the template',
      async (sandbox) => {
        await sandbox.write('../template', '# Fixes #99\nFixes #12\n')
        return sandbox.tryGit('-c', `commit.template=${join(sandbox.root, 'template')}`, 'commit', {
          env: { GIT_EDITOR: 'sh -c \'echo Round >> "$0"\'' },
        })
      },
    ],
  ])('%s', async (_name, commit) => {
    const sandbox = await aFix()
    expectExit(await commit(sandbox), 0)
    expect(await idsOf(sandbox)).toBe(ID)
    expectExit(await sandbox.push(), 0)
  })
})

describe.concurrent('a message that names the case where git sees no trailer is refused with the mend', () => {
  it.each<Row>([
    ['in the subject', given(`Fixes #12 ${LINE}`)],
    ['as the subject', given(`${LINE} (fixes #12)`)],
    ['glued to prose', given(`Round down\n\nFixes #12\n${LINE}\n`)],
    ['glued to prose, with CRLF', given(`Round down\r\n\r\nFixes #12\r\n${LINE}\r\n`, '--cleanup=verbatim')],
    ['indented', given(`Round down\n\nFixes #12\n\n  ${LINE}\n`)],
    ['before the last paragraph', given(`Round down\n\n${LINE}\n\nFixes #12\n`)],
    ['below a quotation mark', given(`Round down\n\nFixes #12\n\n> ${LINE}\n`)],
  ])('%s', async (_name, commit) => {
    const sandbox = await aFix()
    const before = await sandbox.head()
    expect(expectExit(await commit(sandbox), 1).stderr).toContain(
      "is no trailer in git's eyes\nhint: put a blank line before it, and nothing but trailers after that blank line\n",
    )
    expect(await sandbox.head()).toBe(before)
  })
})

describe.concurrent('what git takes for a comment is none of the message, by the version of git that runs', () => {
  it('core.commentString, which git 2.45 brought', async () => {
    const sandbox = await aFix()
    const isKnown = !/ 2\.([0-3]?\d|4[0-4])\./.test(await sandbox.git('version'))
    await sandbox.git('config', 'core.commentString', '//')
    await sandbox.git('rm', '-q', '--cached', `${SET}/smoke/${ID}.yaml`)
    const text = isKnown ? '// Fixes #12' : '# Fixes #12'
    expectExit(await typed(`Round down\n${text}\n`)(sandbox), 0)
    await sandbox.rules(FIXED)
    await sandbox.git('add', 'app')
    expectExit(await typed(`Round up\n${isKnown ? '# Fixes #12' : '// Fixes #12'}\n`)(sandbox), 1)
  })
})

describe.concurrent('half of what changed is committed', () => {
  it('with -p, whose index is a file of its own', async () => {
    const sandbox = await aFix()
    await sandbox.git('commit', '-q', '-m', 'Fixes #12')
    await sandbox.rules([...FIXED, { when: 'day 60', say: RIGHT }])
    expectExit(await sandbox.tryGit('commit', '-p', '-m', 'Fixes #13', { input: 'y\n' }), 1)
    expectExit(await sandbox.tryGit('commit', '-p', '-m', 'Answer more', { input: 'y\n' }), 0)
    expectExit(await sandbox.push(), 0)
  })

  it('with -i, which adds to what is staged', async () => {
    const sandbox = await aFix()
    await sandbox.git('reset', '-q')
    await sandbox.git('add', 'app')
    expectExit(await sandbox.tryGit('commit', '-m', 'Fixes #12'), 1)
    await sandbox.git('add', '-N', SET)
    expectExit(await sandbox.tryGit('commit', '-m', 'Fixes #12'), 1)
    expectExit(await sandbox.tryGit('commit', '-m', 'Fixes #12', '-i', SET), 0)
    expect(await idsOf(sandbox)).toBe(ID)
  })
})

describe.concurrent('what comes past the hook of the commit is judged at the push', () => {
  it.each<[string, (sandbox: Sandbox) => Promise<unknown>]>([
    [
      'a patch by mail',
      async (sandbox) => {
        await sandbox.git('commit', '-q', '--no-verify', '-m', 'Fixes #77')
        const patch = await sandbox.git('format-patch', '-1', '--stdout', '--binary')
        await sandbox.git('reset', '-q', '--hard', 'HEAD~1')
        return sandbox.git('am', '-q', { input: `${patch}\n` })
      },
    ],
    [
      'a rebase that rewords nothing',
      async (sandbox) => {
        await sandbox.git('commit', '-q', '--no-verify', '-m', 'Fixes #77')
        return sandbox.git('rebase', '-q', '--force-rebase', 'HEAD~1')
      },
    ],
    [
      'a commit that no porcelain made',
      async (sandbox) =>
        sandbox.git(
          'reset',
          '-q',
          '--hard',
          await sandbox.git('commit-tree', await sandbox.git('write-tree'), '-p', 'HEAD', '-m', 'Fixes #77'),
        ),
    ],
    [
      'a squashing whose message holds several',
      async (sandbox) => {
        await sandbox.git('commit', '-q', '--no-verify', '-m', 'Round down (fixes #77)')
        await sandbox.git(
          'commit',
          '-q',
          '--no-verify',
          '--allow-empty',
          '-m',
          `squash! Round down (fixes #77)\n\n${LINE}`,
        )
        return sandbox.git(
          '-c',
          'sequence.editor=:',
          '-c',
          'core.editor=:',
          'rebase',
          '-q',
          '-i',
          '--autosquash',
          '--keep-empty',
          'HEAD~2',
        )
      },
    ],
  ])('%s', async (_name, make) => {
    const sandbox = await aFix()
    await make(sandbox)
    const before = await sandbox.remoteRef('main')
    expect(expectExit(await sandbox.push(), 1).stderr).toContain(
      'refers to #77, and no case of the set has that bug_link',
    )
    expect(await sandbox.remoteRef('main')).toBe(before)
  })
})

describe.concurrent('a set that lies deeper than the hook looks for patterns', () => {
  it('has its patterns asked at the push', async () => {
    const sandbox = await aFix()
    await sandbox.commit('A case')
    const config = (await sandbox.read('casebook.yaml')).replace('set: regression', 'set: deep')
    await sandbox.write('a/b/c/d/casebook.yaml', `${config.replace('bugs: {', "bugs: {patterns: ['ticket (\\d+)'], ")}`)
    await sandbox.write('a/b/c/d/app/regress.py', await sandbox.read('app/regress.py'))
    await sandbox.rules(FIXED, 'a/b/c/d')
    await sandbox.commit('A set far below')
    expectExit(await sandbox.push(), 0)
    await sandbox.rules([...FIXED, { when: 'day 60', say: RIGHT }])
    await sandbox.git('add', '-A')
    expectExit(await sandbox.tryGit('commit', '-m', 'Round down, ticket 13'), 0)
    expect(expectExit(await sandbox.push(), 1).stderr).toContain(
      'refers to 13, and no case of the set has that bug_link',
    )
  })
})
