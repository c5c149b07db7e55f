import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boundsOf } from '../../../lib/history/bounds.ts'
import { findCatches } from '../../../lib/history/catches.ts'
import { ancestorsOf, type CommitGraph, reaches } from '../../../lib/history/commit-graph.ts'
import type { RecordedRun } from '../../../lib/history/event.ts'
import { addLines, noteLine } from '../../../lib/history/note-line.ts'
import { packRuns, unpackRuns } from '../../../lib/history/packed-runs.ts'
import { makeRunBook } from '../../../lib/history/run-book.ts'
import { standings } from '../../../lib/history/standing.ts'
import { A, aRun, B, commitOf, type RunBuilder } from '../../fakes/a-recorded-run.ts'

/** A graph by names: `{c: ['b'], b: ['a']}`. */
const graphOf = (parents: Readonly<Record<string, readonly string[]>>): CommitGraph =>
  new Map(Object.entries(parents).map(([name, of]) => [commitOf(name), of.map(commitOf)]))

/** One line of commits, the first the oldest. */
const LINE = graphOf({ a: [], b: ['a'], c: ['b'], d: ['c'], e: ['d'] })
const bookOf = (...runs: RunBuilder[]) => makeRunBook(runs.map((run, index) => run.with(serialOf(index)).recorded()))
const serialOf = (index: number) => ({ serial: `019b8b5e1400-${index.toString(16).padStart(8, '0')}` })

describe('a commit graph', () => {
  const merged = graphOf({ m: ['x', 'y'], x: ['a'], y: ['a'], a: [] })

  it('is walked by steps, each commit once', () => {
    expect([...ancestorsOf(merged, commitOf('m'))]).toEqual(['m', 'x', 'y', 'a'].map(commitOf))
  })

  it('tells older from newer, and nothing about what it does not hold', () => {
    expect(reaches(merged, commitOf('m'), commitOf('a'))).toBe(true)
    expect(reaches(merged, commitOf('m'), commitOf('m'))).toBe(true)
    expect(reaches(merged, commitOf('x'), commitOf('y'))).toBe(false)
    expect(reaches(merged, commitOf('gone'), commitOf('a'))).toBe(false)
  })
})

describe('a catch is a red', () => {
  const green = aRun()
  const red = aRun().said(A, 'relapsed')
  const base = new Set(['a', 'b', 'c', 'd', 'e'].map(commitOf))
  const caught = (runs: RunBuilder[], onBase: ReadonlySet<string> = base, graph = LINE) =>
    findCatches(bookOf(...runs), { graph, onBase }).map(({ id, commit }) => [id, commit])
  const ONE = [[A, commitOf('b')]]

  it.each<[string, RunBuilder[], ReadonlySet<string>, unknown[]]>([
    [
      'on the base, after a green ancestor and before a later green',
      [green.on('a'), red.on('b').day(1), green.on('c').day(2)],
      base,
      ONE,
    ],
    ['in CI, wherever it is', [green.on('a'), red.on('b').day(1).inCi(), green.on('c').day(2)], new Set(), ONE],
    ['of any wrong kind', [green.on('a'), aRun().said(A, 'failed').on('b').day(1), green.on('c').day(2)], base, ONE],
    [
      'but not of somebody who asks the past again',
      [green.on('a'), green.on('c').day(1), red.with({ past: true }).on('b').day(2), green.on('c').day(3)],
      base,
      [],
    ],
    [
      'but not where only the past was green since',
      [green.on('a'), red.on('b').day(1), green.with({ past: true }).on('c').day(2)],
      base,
      [],
    ],
    ['but not a local one off the base', [green.on('a'), red.on('b').day(1), green.on('c').day(2)], new Set(), []],
    ['but not without a green ancestor', [red.on('b'), green.on('c').day(1)], base, []],
    [
      'but not where only a later commit was green before',
      [green.on('c'), red.on('b').day(1), green.on('c').day(2)],
      base,
      [],
    ],
    ['but not until it is green again', [green.on('a'), red.on('b').day(1)], base, []],
    [
      'but not where nothing but the same commit is green later',
      [green.on('a'), red.on('b').day(1), green.on('b').day(2)],
      base,
      [],
    ],
    ['but not a flaky one', [green.on('a'), aRun().said(A, 'flaky').on('b').day(1), green.on('c').day(2)], base, []],
    [
      'but not one that another run of the commit found flaky',
      [green.on('a'), red.on('b').day(1), aRun().said(A, 'flaky').on('b').day(1), green.on('c').day(2)],
      base,
      [],
    ],
    [
      'but not one that another run of the commit found green',
      [green.on('a'), red.on('b').day(1), green.on('b').day(1), green.on('c').day(2)],
      base,
      [],
    ],
    [
      'but not an error',
      [green.on('a'), aRun().asking(A, B).said(A, 'error').on('b').day(1), green.on('c').day(2)],
      base,
      [],
    ],
    [
      'but not of a release',
      [green.on('a'), red.with({ kind: 'release' }).on('b').day(1), green.on('c').day(2)],
      base,
      [],
    ],
    [
      'but not of a bisection',
      [green.on('a'), red.with({ kind: 'bisect' }).on('b').day(1), green.on('c').day(2)],
      base,
      [],
    ],
    [
      'but not where a bisection alone was green later',
      [green.on('a'), red.on('b').day(1), green.with({ kind: 'bisect' }).on('c').day(2)],
      base,
      [],
    ],
    [
      'once a commit, however often it ran',
      [green.on('a'), red.on('b').day(1), red.on('b').day(2), green.on('c').day(3)],
      base,
      ONE,
    ],
    [
      'and one a commit',
      [green.on('a'), red.on('b').day(1), red.on('c').day(2), green.on('d').day(3)],
      base,
      [
        [A, commitOf('b')],
        [A, commitOf('c')],
      ],
    ],
  ])('%s', (_, runs, onBase, expected) => {
    expect(caught(runs, onBase)).toEqual(expected)
  })

  it('of a branch that is gone, by where it left the base', () => {
    const gone = red.on('squashed').day(1).inCi()
    expect(caught([green.on('a'), gone, green.on('c').day(2)])).toEqual([])
    expect(caught([green.on('a'), gone.with({ base: commitOf('b') }), green.on('c').day(2)])).toEqual([
      [A, commitOf('squashed')],
    ])
  })

  it('of the case that was red, not of its neighbours', () => {
    const both = aRun().asking(A, B)
    expect(caught([both.on('a'), both.said(B, 'failed').on('b').day(1), both.on('c').day(2)])).toEqual([
      [B, commitOf('b')],
    ])
  })
})

describe('a case stands', () => {
  const day = (run: RecordedRun | null | undefined) => (run ? new Date(run.at * 1000).toISOString().slice(0, 10) : null)
  const standing = (id: string, ...runs: RunBuilder[]) => {
    const one = standings(bookOf(...runs)).get(id)
    return one && { red: day(one.lastRed?.run), green: day(one.greenSince) }
  }
  const red = aRun().said(A, 'failed')

  it.each<[string, RunBuilder[], unknown]>([
    ['green since it first passed', [aRun().day(1), aRun().day(2)], { red: null, green: '2026-01-06' }],
    [
      'green since it passed after its last red',
      [aRun().day(1), red.day(2), aRun().day(3), aRun().day(4)],
      { red: '2026-01-07', green: '2026-01-08' },
    ],
    ['red until it passes', [aRun().day(1), red.day(2)], { red: '2026-01-07', green: null }],
    ['red by a flake', [aRun().day(1), aRun().said(A, 'flaky').day(2)], { red: '2026-01-07', green: null }],
    [
      'as it did, where it could not be told',
      [aRun().day(1), aRun().asking(A, B).said(A, 'error').day(2)],
      { red: null, green: '2026-01-06' },
    ],
    [
      'as it did, where a bisection asks the past',
      [aRun().day(1), red.with({ kind: 'bisect' }).day(2)],
      { red: null, green: '2026-01-06' },
    ],
    [
      'as it did, where a commit that lies behind was asked',
      [aRun().day(1), red.with({ past: true }).day(2)],
      { red: null, green: '2026-01-06' },
    ],
    [
      'red, whatever a commit that lies behind says',
      [red.day(1), aRun().with({ past: true }).day(2)],
      { red: '2026-01-06', green: null },
    ],
    [
      'as it did, where an admission proves the bug',
      [red.with({ kind: 'admit' }).day(1), aRun().with({ kind: 'admit' }).day(2)],
      { red: null, green: '2026-01-07' },
    ],
    ['red by a release', [aRun().day(1), red.with({ kind: 'release' }).day(2)], { red: '2026-01-07', green: null }],
    [
      'green since a run that asked it among others',
      [red.day(1), aRun().asking(A, B).day(2), aRun().day(3)],
      { red: '2026-01-06', green: '2026-01-07' },
    ],
  ])('%s', (_, runs, expected) => {
    expect(standing(A, ...runs)).toEqual(expected)
  })

  it('nowhere where nobody asked it', () => {
    expect(standing(B, aRun())).toBeUndefined()
  })

  it('by time, whatever the order in which runs came in', () => {
    const runs = [aRun().day(3), red.day(2), aRun().day(1)].map((run) => run.recorded())
    expect(day(standings(makeRunBook(runs)).get(A)?.greenSince)).toBe('2026-01-08')
  })
})

describe('the bounds of a red case', () => {
  const red = aRun().said(A, 'failed')
  const bounds = (runs: RunBuilder[], at = 'e', graph = LINE) => {
    const { lastGreen, firstRed } = boundsOf(bookOf(...runs), graph, A, commitOf(at))
    return { green: lastGreen?.commit ?? null, red: firstRed?.commit ?? null }
  }

  it.each<[string, RunBuilder[], string | null, string | null]>([
    [
      'are the nearest green ancestor and the red furthest back after it',
      [aRun().on('a'), aRun().on('b'), red.on('c'), red.on('d')],
      'b',
      'c',
    ],
    ['leave out reds from before that green', [red.on('a'), aRun().on('b'), red.on('d')], 'b', 'd'],
    ['leave out a commit that was both', [aRun().on('a'), aRun().on('c'), red.on('c')], 'a', 'c'],
    [
      'take the word of a bisection',
      [aRun().with({ kind: 'bisect' }).on('c'), red.with({ kind: 'bisect' }).on('d')],
      'c',
      'd',
    ],
    ['know nothing of other cases', [aRun().asking(B).on('c')], null, null],
    ['know nothing of other branches', [aRun().on('elsewhere')], null, null],
    ['have no end where none is known', [red.on('d')], null, 'd'],
    ['may be the commit itself', [aRun().on('e')], 'e', null],
  ])('%s', (_, runs, green, firstRed) => {
    expect(bounds(runs)).toEqual({ green: green && commitOf(green), red: firstRed && commitOf(firstRed) })
  })
})

describe('packed runs', () => {
  const someRuns = fc.array(
    fc.record({
      name: fc.constantFrom('a', 'b', 'c'),
      day: fc.integer({ min: 0, max: 400 }),
      ids: fc.constantFrom([A], [A, B]),
      verdict: fc.constantFrom(null, 'failed' as const, 'flaky' as const, 'error' as const),
      ci: fc.boolean(),
      base: fc.constantFrom(null, commitOf('base')),
      past: fc.constantFrom({}, { past: true as const }),
    }),
    { maxLength: 30 },
  )

  it('come back as they were, in their order', () => {
    fc.assert(
      fc.property(someRuns, (specs) => {
        const runs = specs.map(({ name, day, ids, verdict, ci, base, past }, index) => {
          const run = aRun()
            .asking(...ids)
            .on(name)
            .day(day)
            .with({ base, ...past, ...serialOf(index) })
          const said = verdict === null ? run : run.said(A, verdict)
          return (ci ? said.inCi() : said).recorded()
        })
        expect(unpackRuns(JSON.parse(JSON.stringify(packRuns(runs))))).toEqual(runs)
      }),
    )
  })

  it('share what they asked', () => {
    const [first, second] = unpackRuns(packRuns([aRun().recorded(), aRun().day(1).recorded()]))
    expect(first!.asked).toBe(second!.asked)
  })
})

describe('a note', () => {
  it('says when, what and where a run was, and what was wrong', () => {
    expect(noteLine(aRun().recorded())).toBe('2026-01-05T00:00:00Z regression run smoke: 1/1 passed (local)')
    expect(noteLine(aRun().asking(A, B).said(A, 'relapsed').said(B, 'flaky').inCi().recorded())).toBe(
      `2026-01-05T00:00:00Z regression run smoke: 0/2 passed (ci): ${A} relapsed, ${B} flaky (passed 1 of 3)`,
    )
    expect(
      noteLine(
        aRun()
          .with({ selection: { ids: null, shard: '1/4' }, tier: 'full' })
          .recorded(),
      ),
    ).toContain('full shard 1/4:')
    expect(
      noteLine(
        aRun()
          .with({ selection: { ids: [A], shard: null } })
          .recorded(),
      ),
    ).toContain('named cases:')
  })

  it('names no more than twenty cases', () => {
    const ids = Array.from({ length: 22 }, (_, index) => `reg-2026-01-05-${index.toString(16).padStart(6, '0')}`)
    const run = ids.reduce((each, id) => each.said(id, 'failed'), aRun().asking(...ids))
    expect(noteLine(run.recorded())).toMatch(/ failed, 2 more$/)
  })

  it('holds each line once, sorted, in whatever order they come', () => {
    expect(addLines('b\n', ['a', 'b'])).toBe('a\nb\n')
    expect(addLines(addLines('', ['a']), ['b'])).toBe(addLines(addLines('', ['b']), ['a']))
  })
})
