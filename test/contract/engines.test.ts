import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../script/sandbox.ts'
import { CRLF, dirty, makeOrigin } from './origin.ts'
import {
  ENGINES,
  type Engine,
  type Facts,
  GROUPS,
  type Group,
  ONLY_GIT,
  type Reading,
  readEverything,
  readingOf,
} from './readings.ts'
import { type Place, SHAPES } from './shapes.ts'

type Readings = Record<Group, Record<string, Reading>>

let origin: Sandbox
let facts: Facts
let plain: Readings

/** A shape with branches as in the origin, configuration to read, and a work tree that somebody works in. */
async function prepare(name: string): Promise<Place> {
  const folder = join(origin.root, name.replaceAll(/\W+/g, '-'))
  const place = await SHAPES[name]!.make(origin, folder)
  const git = (...args: string[]) => origin.git(...args, { cwd: place.cwd, env: place.env ?? {} })
  for (const branch of ['side', 'unrelated', 'feature/x'])
    await git('branch', '-q', '-f', '--no-track', branch, `origin/${branch}`)
  for (const value of ['one', 'two # not a comment', ' three\t"x"\\']) await git('config', '--add', 'test.many', value)
  await git('config', 'test.Of.Case', 'sub')
  await origin.exec('sh', ['-c', 'printf "[test]\\n\\tflag\\n" >> "$(git rev-parse --git-path config)"'], {
    cwd: place.cwd,
    env: place.env ?? {},
  })
  if (place.top) await dirty(origin, place.top, place.git ?? place.env)
  return place
}

const open = (engine: Engine, place: Place) => ENGINES[engine](place.cwd, { ...origin.env, ...place.env })

beforeAll(async () => {
  origin = await makeOrigin()
  const oid = (rev: string): Promise<string> => origin.git('rev-parse', `${rev}^{commit}`)
  const [main, side, unrelated, first, v1] = await Promise.all(['main', 'side', 'unrelated', 'light', 'v1'].map(oid))
  facts = {
    commits: { main: main!, side: side!, unrelated: unrelated!, first: first!, v1: v1! },
    blob: await origin.git('rev-parse', 'main:casebook.yaml'),
  }
  SHAPES_PLAIN.place = await prepare('loose objects')
  plain = await readEverything(await open('git', SHAPES_PLAIN.place), facts, true)
})

const SHAPES_PLAIN: { place: Place | null } = { place: null }

describe.each(Object.keys(SHAPES))('in %s', (name) => {
  const shape = SHAPES[name]!
  let place: Place
  let expected: Readings
  beforeAll(async () => {
    place = name === 'loose objects' ? SHAPES_PLAIN.place! : await prepare(name)
    expected = await readEverything(await open('git', place), facts, shape.deep === true)
  })

  it('the git command reads what it reads in a plain clone', () => {
    for (const group of groupsOf(place).filter((one) => !shape.differs?.includes(one)))
      expect(plain[group], group).toMatchObject(expected[group])
  })

  if (shape.refused === undefined)
    it('isomorphic-git agrees with git to the byte, or says why it can not tell', async () => {
      const [git, isomorphic] = await Promise.all((['git', 'isomorphic'] as const).map((engine) => open(engine, place)))
      for (const key of ['top', 'gitDir', 'commonDir', 'prefix'] as const) expect(isomorphic![key], key).toBe(git![key])
      const readings = await readEverything(isomorphic!, facts, shape.deep === true)
      for (const group of place.top ? GROUPS : GROUPS.filter((one) => one !== 'worktree')) {
        if (!shape.without?.groups.includes(group)) expect(readings[group], group).toEqual(expected[group])
        else
          for (const reading of Object.values(readings[group]))
            expect(reading).toEqual({
              problem: `unavailable needs-git: without git on the PATH casebook can't read ${shape.without.because}`,
            })
      }
    })
  else
    it('isomorphic-git reads nothing and says why', async () => {
      const because = shape.refused!.replace('ORIGIN', origin.repo)
      expect(await readingOf(() => open('isomorphic', place))).toEqual({
        problem: `unavailable needs-git: without git on the PATH casebook can't read ${because}`,
      })
    })
})

/** What does not hang on the shape itself. */
const groupsOf = (place: Place): readonly Group[] =>
  GROUPS.filter(
    (group) => group !== 'config' && group !== 'place' && (place.top !== undefined || !/index|worktree/.test(group)),
  )

it('what the readings are compared with is what was written', () => {
  expect(plain.commits['HEAD~1^2']).toEqual({ value: facts.commits['side'] })
  expect(plain.commits['v1-again']).toEqual({ value: facts.commits['v1'] })
  expect(plain.commits['HEAD~99']).toEqual({ value: null })
  expect(plain.worktree['what git would store']).toEqual({ value: ['a\nb\n', CRLF, 'a\nb\n'] })
  expect(plain.tags['signed']).toMatchObject({ value: { commit: facts.commits['v1'] } })
})

it.each(ONLY_GIT)('without git the revision "%s" is not told, and never said to be unknown', async (rev) => {
  expect(await readingOf(async () => (await open('isomorphic', SHAPES_PLAIN.place!)).resolveCommit(rev))).toEqual({
    problem: `unavailable needs-git: without git on the PATH casebook can't read the revision "${rev}": it knows names and ids with ~, ^ and ^{commit} behind them`,
  })
})
