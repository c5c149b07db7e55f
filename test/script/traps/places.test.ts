import { describe, expect, it } from 'vitest'
import { BROKEN, FIXED } from '../sandbox.ts'
import { aPlace, Desk, PLACE_NAMES } from './place.ts'

const trailerOf = (desk: Desk): Promise<string> =>
  desk.git('log', '-1', '--no-show-signature', '--format=%(trailers:key=Regression-Case,valueonly,separator=%x2C)')

/** What an engineer does on a Friday, each beginning at what the remote has. */
const STORIES: Readonly<Record<string, (desk: Desk) => Promise<void>>> = {
  'a fix without a case is refused, with -a, -o and an amending': async (desk) => {
    const bug = desk.nextBug()
    await desk.more()
    expect((await desk.commit(1, '-a', '-m', `Fixes #${bug}`)).stderr).toContain(`refers to bug "#${bug}"`)
    await desk.commit(1, '-m', `Fixes #${bug}`, '-o', 'app/rules.json')
    await desk.commit(0, '-a', '-m', 'Answer more')
    await desk.commit(1, '--amend', '-m', `Fixes #${bug}`)
  },
  'half of a file is staged, the commit is amended, and what is pushed is not what lies there': async (desk) => {
    const bug = desk.nextBug()
    await desk.more()
    await desk.git('add', '-A')
    const id = await desk.addCase(bug)
    await desk.rules(BROKEN)
    await desk.commit(0, '-m', `Round down (fixes #${bug})`)
    expect(await trailerOf(desk)).toBe(id)
    await desk.commit(0, '--amend', '-m', `Round it down (fixes #${bug})`)
    expect(await trailerOf(desk)).toBe(id)
    expect(await desk.push(0, 'origin', 'HEAD:main')).toContain('passed')
    expect(await desk.git('diff', '--name-only')).toBe('app/rules.json')
  },
  'the case of a fix is left unstaged': async (desk) => {
    const bug = desk.nextBug()
    await desk.more()
    await desk.git('add', '-A')
    const id = await desk.addCase(bug)
    await desk.git('reset', '-q', '--', 'evals')
    await desk.commit(1, '-m', `Fixes #${bug}`)
    expect((await desk.commit(1, '-m', `Fixes #${bug}`, '-m', `Regression-Case: ${id}`)).stderr).toContain(
      `case "${id}" is not staged`,
    )
  },
  'what --no-verify and a cherry-pick let through is stopped at the push': async (desk) => {
    const bug = desk.nextBug()
    await desk.more()
    await desk.commit(0, '-a', '--no-verify', '-m', `Round down (fixes #${bug})`)
    expect(await desk.push(1, 'origin', 'HEAD:main')).toContain(`refers to #${bug}`)
    const fix = await desk.git('rev-parse', 'HEAD')
    await desk.calm()
    await desk.git('commit', '-q', '--allow-empty', '-m', 'Something else')
    await desk.git('cherry-pick', fix)
    expect(await desk.push(1, 'origin', 'HEAD:refs/heads/picked')).toContain(`refers to #${bug}`)
    await desk.addCase(bug)
    await desk.commit(0, '-m', 'Its case')
    await desk.push(0, 'origin', 'HEAD:refs/heads/picked')
  },
  'a fixup is stopped until it is squashed': async (desk) => {
    const bug = desk.nextBug()
    await desk.more()
    await desk.git('add', '-A')
    await desk.addCase(bug)
    await desk.commit(0, '-m', `Round down (fixes #${bug})`)
    await desk.more()
    await desk.commit(0, '-a', '--fixup=HEAD')
    expect(await desk.push(1, 'origin', 'HEAD:main')).toContain('is not squashed yet')
    await desk.git('-c', 'sequence.editor=:', 'rebase', '-q', '-i', '--autosquash', 'HEAD~2')
    await desk.push(0, 'origin', 'HEAD:main')
  },
  'HEAD~1 is good, HEAD is broken, and the tree is dirty': async (desk) => {
    await desk.more()
    await desk.commit(0, '-a', '-m', 'Answer more')
    await desk.rules(BROKEN)
    await desk.commit(0, '-a', '-m', 'Tidy up')
    await desk.rules(FIXED)
    expect(await desk.push(1, 'origin', 'HEAD:main')).toContain('the smoke tier is red')
    await desk.rules([])
    await desk.push(0, 'origin', 'HEAD~1:main')
  },
  'of several refs at once one is broken, in every form': async (desk) => {
    await desk.more()
    await desk.commit(0, '-a', '-m', 'Answer more')
    await desk.git('branch', '-f', 'good')
    await desk.rules(BROKEN)
    await desk.commit(0, '-a', '-m', 'Tidy up')
    const tag = `v${desk.nextBug()}`
    await desk.git('tag', '-a', '-m', 'one', tag)
    await desk.git('checkout', '-q', '-f', '--detach', 'good')
    for (const form of [['--atomic'], ['--force'], ['--no-follow-tags']])
      await desk.push(1, ...form, 'origin', 'HEAD:refs/heads/main', `refs/tags/${tag}`)
    await desk.push(1, '--follow-tags', 'origin', `${tag}^{}:refs/heads/main`)
    await desk.push(1, '--tags', 'origin')
    await desk.git('tag', '-d', tag)
    await desk.push(0, '--atomic', 'origin', 'HEAD:refs/heads/main')
  },
  'a case leaves the set, by a merge that hides it and by a push that rewinds': async (desk) => {
    const before = await desk.git('rev-parse', 'HEAD')
    const id = await desk.addCase(desk.nextBug())
    await desk.commit(0, '-m', 'A case')
    await desk.push(0, 'origin', 'HEAD:main')
    expect(await desk.push(1, '--force', 'origin', `${before}:refs/heads/main`)).toContain(`case "${id}" left the set`)
    await desk.git('checkout', '-q', '-B', 'side', before)
    await desk.git('commit', '-q', '--allow-empty', '-m', 'Aside')
    await desk.git('merge', '-q', '--no-ff', '--no-verify', '-s', 'ours', '-m', 'Take main', 'main')
    expect(await desk.push(1, 'origin', 'HEAD:main')).toContain(`case "${id}" left the set`)
    expect(await desk.push(1, 'origin', 'HEAD:refs/heads/side')).toContain(`case "${id}" left the set`)
  },
  'a squash-merge brings a fix and its case, and loses the trailers': async (desk) => {
    const bug = desk.nextBug()
    await desk.git('checkout', '-q', '-B', 'side')
    await desk.more()
    await desk.git('add', '-A')
    await desk.addCase(bug)
    await desk.commit(0, '-m', `Round down (fixes #${bug})`)
    await desk.git('checkout', '-q', 'main')
    await desk.git('merge', '-q', '--squash', '--ff', 'side')
    await desk.git('commit', '-q', '--no-verify', '-m', `Round down (fixes #${bug}) (#7)`)
    await desk.push(0, 'origin', 'main')
  },
  'what holds no new commit passes beside anything': async (desk) => {
    const branch = `old-${desk.nextBug()}`
    await desk.git('push', '-q', '--no-verify', 'origin', `HEAD:refs/heads/${branch}`)
    await desk.rules(BROKEN)
    await desk.commit(0, '-a', '-m', 'Break')
    await desk.push(0, 'origin', '--delete', branch)
    await desk.push(1, '--mirror', 'origin')
  },
}

const NAMES = Object.keys(STORIES)
/** So many stories a place, beginning at another one in each: `TRAPS=all` plays all of them everywhere. */
const SHARE = process.env['TRAPS'] === 'all' ? NAMES.length : 3
const rows = PLACE_NAMES.map(
  (place, nth) => [place, NAMES.map((_, at) => NAMES[(nth * 3 + at) % NAMES.length]!)] as const,
)

describe.concurrent('the gates are right', () => {
  it.each(rows)('in %s', { timeout: 120_000 }, async (place, names) => {
    const desk = new Desk(await aPlace(place))
    for (const name of place === PLACE_NAMES[0] ? names : names.slice(0, SHARE)) {
      await desk.calm()
      await STORIES[name]!(desk).catch((error: Error) => {
        throw new Error(`${name}: ${error.message}`, { cause: error })
      })
    }
  })
})
