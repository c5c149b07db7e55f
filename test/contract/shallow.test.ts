import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { GitReader } from '../../lib/ports.ts'
import type { Sandbox } from '../script/sandbox.ts'
import { makeOrigin } from './origin.ts'
import { ENGINES, type Engine, readingOf } from './readings.ts'

let origin: Sandbox
const at: Record<string, string> = {}

beforeAll(async () => {
  origin = await makeOrigin()
  for (const [name, rev] of Object.entries({
    main: 'main',
    merge: 'main~1',
    v1: 'v1',
    side: 'side',
    first: 'light',
    unrelated: 'unrelated',
  }))
    at[name] = await origin.git('rev-parse', `${rev}^{commit}`)
  const clone = (name: string, ...options: string[]) =>
    origin.git(
      'clone',
      '-q',
      ...options,
      '--no-tags',
      '--single-branch',
      `file://${origin.repo}`,
      join(origin.root, name),
    )
  const fetch = (name: string, ...options: string[]) =>
    origin.git('fetch', '-q', ...options, { cwd: join(origin.root, name) })
  await clone('one', '--depth=1')
  await fetch('one', '--depth=2', 'origin', 'side:side', 'unrelated:unrelated')
  await clone('three', '--depth=3')
  await origin.git('branch', 'side', at['side']!, { cwd: join(origin.root, 'three') })
})

const ends = (question: string, commit: string) => ({
  problem: `unavailable shallow-clone: ${question} can't be told: this clone is shallow and its history ends at ${at[commit]?.slice(0, 12)}`,
})

type Row = [question: string, clone: 'one' | 'three', ask: (git: GitReader) => Promise<unknown>, answer: () => unknown]

/** `one`: main alone, and beside it the side branch and another root, whole. `three`: main, the merge, and both of its parents. */
const ROWS: readonly Row[] = [
  ['HEAD resolves', 'one', (git) => git.resolveCommit('HEAD'), () => ({ value: at['main'] })],
  ['HEAD^0 resolves', 'one', (git) => git.resolveCommit('HEAD^0'), () => ({ value: at['main'] })],
  ['a parent within resolves', 'one', (git) => git.resolveCommit('side~1'), () => ({ value: at['first'] })],
  ['what comes before a true root does not', 'one', (git) => git.resolveCommit('side~2'), () => ({ value: null })],
  ['no parent of a name that is unknown', 'one', (git) => git.resolveCommit('nope~1'), () => ({ value: null })],
  ['an id that is not here names nothing', 'one', (git) => git.resolveCommit(at['v1']!), () => ({ value: null })],
  [
    'its files are listed',
    'one',
    async (git) => (await git.listFiles({ at: 'commit', commit: at['main']! }, ['app'])).length,
    () => ({ value: 2 }),
  ],
  [
    'trees are compared',
    'one',
    (git) => git.changedPaths(at['side']!, at['main']!),
    () => ({ value: expect.arrayContaining(['app/main.py']) }),
  ],
  [
    'a merge base behind its end is not told',
    'one',
    (git) => git.mergeBase(at['main']!, at['side']!),
    () => ends('the merge base', 'main'),
  ],
  [
    'nor that there is none',
    'one',
    (git) => git.mergeBase(at['unrelated']!, at['main']!),
    () => ends('the merge base', 'main'),
  ],
  [
    'two whole histories share nothing',
    'one',
    (git) => git.mergeBase(at['unrelated']!, at['side']!),
    () => ({ value: null }),
  ],
  [
    'an ancestor behind its end is not told',
    'one',
    (git) => git.isAncestor(at['side']!, at['main']!),
    () => ends(`whether ${at['side']?.slice(0, 12)} comes before ${at['main']?.slice(0, 12)}`, 'main'),
  ],
  [
    'what a whole history lacks is no ancestor',
    'one',
    (git) => git.isAncestor(at['main']!, at['side']!),
    () => ({ value: false }),
  ],
  [
    'a log that reaches the end is not told',
    'one',
    (git) => git.log([at['main']!, `^${at['side']}`]),
    () => ends('what the range holds', 'main'),
  ],
  [
    'a log above the end is',
    'one',
    async (git) => (await git.log([at['side']!, `^${at['first']}`])).map(({ commit }) => commit),
    () => ({ value: [at['side']] }),
  ],
  ['an empty log is', 'one', (git) => git.log([at['main']!, `^${at['main']}`]), () => ({ value: [] })],
  [
    'a merge base that is one of the two',
    'three',
    (git) => git.mergeBase(at['main']!, at['side']!),
    () => ({ value: at['side'] }),
  ],
  ['an ancestor within', 'three', (git) => git.isAncestor(at['side']!, at['main']!), () => ({ value: true })],
  [
    'a log over a merge whose other parent is the end',
    'three',
    (git) => git.log([at['main']!, `^${at['side']}`]),
    () => ends('what the range holds', 'v1'),
  ],
  [
    'a log down to the end',
    'three',
    async (git) => (await git.log([at['main']!, `^${at['side']}`, `^${at['v1']}`])).length,
    () => ({ value: 2 }),
  ],
]

describe.each(Object.keys(ENGINES) as Engine[])('in a shallow clone, %s', (engine) => {
  it.each(ROWS)('%s (%s)', async (_question, clone, ask, answer) => {
    const git = await ENGINES[engine](join(origin.root, clone), origin.env)
    expect(await readingOf(() => ask(git))).toEqual(answer())
  })

  it('an ancestor that the clone lacks is not an unknown revision', async () => {
    const git = await ENGINES[engine](join(origin.root, 'one'), origin.env)
    for (const rev of ['HEAD~1', 'HEAD^2', 'main~3', 'HEAD^{commit}~1'])
      expect(await readingOf(() => git.resolveCommit(rev))).toEqual({
        problem: expect.stringMatching(/^unavailable shallow-clone: .* its history ends at [0-9a-f]{12}$/),
      })
  })
})
