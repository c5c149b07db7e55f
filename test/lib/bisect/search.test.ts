import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Conclusion, conclude } from '../../../lib/bisect/conclude.ts'
import { planProbes } from '../../../lib/bisect/plan-probes.ts'
import { type Changes, makeRange, UNKNOWN } from '../../../lib/bisect/range.ts'
import { learn, openSearch, refocus, type Search, type Standing } from '../../../lib/bisect/search.ts'
import type { CommitGraph } from '../../../lib/history/commit-graph.ts'
import { aHistory, aLine, ancestors, histories, nameOf } from './histories.ts'

interface Played {
  readonly conclusion: Conclusion
  readonly rounds: number
  readonly asked: readonly string[]
}

/** Searches as long as there is something to ask, `count` commits at a time. */
function play(search: Search, count: number, tell: (commit: string) => Standing): Played {
  const asked: string[] = []
  let state = search
  for (let rounds = 0; ; rounds++) {
    const conclusion = conclude(state)
    if (conclusion.kind !== 'open') return { conclusion, rounds, asked }
    const probes = planProbes(state, count)
    expect(probes.length).toBeGreaterThan(0)
    expect(probes.length).toBeLessThanOrEqual(count)
    expect(new Set([...asked, ...probes]).size).toBe(asked.length + probes.length)
    asked.push(...probes)
    for (const probe of probes) state = learn(state, probe, tell(probe))
  }
}

/** The last commit is bad, `good` is good, and whatever descends from `first` is bad. */
function monotone(graph: CommitGraph, first: string): (commit: string) => Standing {
  return (commit) => (ancestors(graph, commit).has(first) ? 'bad' : 'good')
}

const lastOf = (graph: CommitGraph): string => [...graph.keys()].at(-1)!

describe('of every monotone history', () => {
  const cases = fc.record({
    graph: histories(40),
    first: fc.nat(),
    good: fc.nat(),
    count: fc.integer({ min: 1, max: 5 }),
  })

  it('the search ends at the true first bad commit', () => {
    fc.assert(
      fc.property(cases, ({ graph, first, good, count }) => {
        const bad = lastOf(graph)
        const commits = [...graph.keys()]
        const culprit = commits[first % commits.length]!
        const goods = commits.filter((each) => !ancestors(graph, each).has(culprit))
        const end = goods.length === 0 ? [] : [goods[good % goods.length]!]
        const range = makeRange(graph, { good: end, bad })
        const { conclusion } = play(openSearch(range), count, monotone(graph, culprit))
        expect(conclusion).toEqual({ kind: 'single', commit: culprit })
      }),
      { numRuns: 150 },
    )
  })

  it('a search that can not ask some commits ends at the true one, or names it among those that are left', () => {
    fc.assert(
      fc.property(cases, fc.array(fc.nat(), { maxLength: 40 }), ({ graph, first, count }, dead) => {
        const bad = lastOf(graph)
        const commits = [...graph.keys()]
        const culprit = commits[first % commits.length]!
        const skipped = new Set(dead.map((each) => commits[each % commits.length]!))
        skipped.delete(bad)
        const tell = monotone(graph, culprit)
        const { conclusion, asked } = play(openSearch(makeRange(graph, { good: [], bad })), count, (commit) =>
          skipped.has(commit) ? 'skipped' : tell(commit),
        )
        if (conclusion.kind === 'single') expect(conclusion.commit).toBe(culprit)
        else {
          expect(conclusion.kind === 'stuck' && conclusion.commits).toContain(culprit)
          expect(asked.some((each) => skipped.has(each))).toBe(true)
        }
      }),
      { numRuns: 150 },
    )
  })

  it('answers that come one by one, while others are still to come, lead to the same', () => {
    fc.assert(
      fc.property(cases, fc.infiniteStream(fc.nat()), ({ graph, first, count }, order) => {
        const commits = [...graph.keys()]
        const culprit = commits[first % commits.length]!
        const tell = monotone(graph, culprit)
        let state = openSearch(makeRange(graph, { good: [], bad: lastOf(graph) }))
        const running: string[] = []
        while (conclude(state).kind === 'open') {
          const more = planProbes(state, count - running.length, running)
          expect(more.filter((each) => running.includes(each))).toEqual([])
          running.push(...more)
          expect(running.length).toBeGreaterThan(0)
          const [next] = running.splice(order.next().value! % running.length, 1)
          state = learn(state, next!, tell(next!))
        }
        expect(conclude(state)).toEqual({ kind: 'single', commit: culprit })
      }),
      { numRuns: 100 },
    )
  })

  it('where inputs are declared, a commit that changed none of them is neither asked twice nor found', () => {
    fc.assert(
      fc.property(cases, fc.array(fc.boolean(), { minLength: 70, maxLength: 70 }), ({ graph, first, count }, flips) => {
        const commits = [...graph.keys()]
        const touches = (commit: string): boolean => flips[commits.indexOf(commit)] ?? true
        const roots = commits.filter(
          (each) => graph.get(each)!.length <= 1 && (graph.get(each)!.length === 0 || touches(each)),
        )
        const culprit = roots[first % roots.length]!
        const changes: Changes = {
          differs: (_parent, commit) => graph.get(commit)!.length > 1 || touches(commit),
          changed: (commit) => (touches(commit) ? [`file ${commits.indexOf(commit) % 7}`] : []),
        }
        const range = makeRange(graph, { good: [], bad: lastOf(graph) }, changes)
        const { conclusion, asked } = play(openSearch(range), count, monotone(graph, culprit))
        expect(conclusion).toEqual({ kind: 'single', commit: culprit })
        const classes = asked.map((each) => range.classOf[range.numberOf.get(each)!])
        expect(asked.length - new Set(classes).size).toBeLessThan(count)
      }),
      { numRuns: 100 },
    )
  })
})

describe('a history without branches', () => {
  it.each([1, 2, 3, 4, 8])('is searched in at most log rounds, %i commits at a time', (count) => {
    for (const length of [2, 3, 4, 5, 8, 9, 10, 26, 27, 28, 81, 100, 243, 1023]) {
      const graph = aLine(length + 1)
      const most = Math.ceil(Math.log(length) / Math.log(count + 1) - 1e-9)
      const range = makeRange(graph, { good: [nameOf(0)], bad: nameOf(length) })
      for (let first = 1; first <= length; first += Math.max(1, Math.floor(length / 16))) {
        const { conclusion, rounds } = play(openSearch(range), count, monotone(graph, nameOf(first)))
        expect(conclusion).toEqual({ kind: 'single', commit: nameOf(first) })
        expect(rounds, `${length} commits, first bad ${first}`).toBeLessThanOrEqual(most)
      }
    }
  })

  describe('whose commits are known by the files that they change', () => {
    const length = 1023
    const graph = aLine(length + 1)
    const rounds = (filesOf: (at: number) => readonly string[], count: number, first: number): number => {
      const changes: Changes = { ...UNKNOWN, changed: (commit) => filesOf(Number(commit.slice(1))) }
      const range = makeRange(graph, { good: [nameOf(0)], bad: nameOf(length) }, changes)
      const { conclusion, rounds } = play(openSearch(range), count, monotone(graph, nameOf(first)))
      expect(conclusion).toEqual({ kind: 'single', commit: nameOf(first) })
      return rounds
    }

    it('is searched in fewer rounds where the first bad one changed a file that few others did', () => {
      const filesOf = (at: number): string[] => (at === 700 ? ['version', 'prompt'] : ['version'])
      expect(rounds(filesOf, 2, 700)).toBeLessThanOrEqual(4)
    })

    it('and in no more where all changed the same', () => {
      for (const first of [1, 350, 700, 1023]) expect(rounds(() => ['version'], 2, first)).toBeLessThanOrEqual(7)
    })

    it('and in at most one round more, whatever the files are', () => {
      const lists = fc.array(fc.array(fc.nat(200), { maxLength: 4 }), { minLength: 1, maxLength: 200 })
      const cases = fc.record({ lists, first: fc.integer({ min: 1, max: length }), count: fc.constantFrom(1, 2, 4) })
      fc.assert(
        fc.property(cases, ({ lists, first, count }) => {
          const filesOf = (at: number): string[] =>
            lists[at % lists.length]!.map((file) => `f${Math.floor(file ** 2 / 200)}`)
          const most = Math.ceil(Math.log(length) / Math.log(count + 1))
          expect(rounds(filesOf, count, first)).toBeLessThanOrEqual(most + 1)
        }),
        { numRuns: 60 },
      )
    })
  })

  it('of a hundred thousand commits is planned in a moment', () => {
    const graph = aLine(100_001)
    const range = makeRange(graph, { good: [nameOf(0)], bad: nameOf(100_000) })
    const tell = (commit: string): Standing => (Number(commit.slice(1)) >= 70_001 ? 'bad' : 'good')
    const { conclusion, rounds } = play(openSearch(range), 2, tell)
    expect(conclusion).toEqual({ kind: 'single', commit: nameOf(70_001) })
    expect(rounds).toBeLessThanOrEqual(11)
  })

  it('with a long stretch that can not be asked is searched around it', () => {
    const graph = aLine(1001)
    const range = makeRange(graph, { good: [nameOf(0)], bad: nameOf(1000) })
    for (const first of [1, 100, 299, 720, 999]) {
      const tell = (commit: string): Standing => {
        const at = Number(commit.slice(1))
        return at >= 300 && at <= 700 ? 'skipped' : at >= first ? 'bad' : 'good'
      }
      const { conclusion, asked } = play(openSearch(range), 2, tell)
      expect(conclusion).toEqual({ kind: 'single', commit: nameOf(first) })
      expect(asked.length, `first bad ${first}`).toBeLessThan(45)
    }
  })

  it('in which the first bad commit lies at the edge of such a stretch leaves the stretch and it', () => {
    const graph = aLine(30)
    const range = makeRange(graph, { good: [nameOf(0)], bad: nameOf(29) })
    const tell = (commit: string): Standing => {
      const at = Number(commit.slice(1))
      return at >= 10 && at < 15 ? 'skipped' : at >= 15 ? 'bad' : 'good'
    }
    const left = [10, 11, 12, 13, 14, 15].map(nameOf)
    expect(play(openSearch(range), 2, tell).conclusion).toEqual({ kind: 'stuck', commits: left })
  })
})

describe('what one answer says of other commits', () => {
  /** 0 ─ 1 ─ 2 ─ 5, and 0 ─ 3 ─ 4 ─ 5 */
  const branched = aHistory([[], [0], [1], [0], [3], [2, 4]])
  const range = makeRange(branched, { good: ['c0'], bad: 'c5' })

  it.each<[name: string, told: [string, Standing][], left: Conclusion]>([
    [
      'a good tip of a branch clears the branch',
      [
        ['c2', 'good'],
        ['c3', 'good'],
      ],
      { kind: 'open' },
    ],
    [
      'both tips good leave the merge',
      [
        ['c2', 'good'],
        ['c4', 'good'],
      ],
      { kind: 'single', commit: 'c5' },
    ],
    [
      'a bad tip leaves its branch',
      [
        ['c4', 'bad'],
        ['c3', 'good'],
      ],
      { kind: 'single', commit: 'c4' },
    ],
    [
      'only skipped ones left',
      [
        ['c2', 'good'],
        ['c4', 'skipped'],
        ['c3', 'skipped'],
      ],
      { kind: 'stuck', commits: ['c3', 'c4', 'c5'] },
    ],
    [
      'what was told before is taken back',
      [
        ['c4', 'bad'],
        ['c4', 'good'],
        ['c2', 'good'],
      ],
      { kind: 'single', commit: 'c5' },
    ],
    [
      'bad tips of both branches leave one of them, since one commit can not be both',
      [
        ['c2', 'bad'],
        ['c4', 'bad'],
        ['c1', 'good'],
        ['c3', 'good'],
      ],
      { kind: 'single', commit: 'c2' },
    ],
  ])('%s', (_name, told, left) => {
    const state = told.reduce((search, [commit, standing]) => learn(search, commit, standing), openSearch(range))
    const conclusion = conclude(state)
    if (left.kind === 'stuck')
      expect({ ...conclusion, commits: [...(conclusion as typeof left).commits].sort() }).toEqual(left)
    else expect(conclusion).toEqual(left)
  })

  it('a bad commit that a good one descends from is searched on its own', () => {
    const line = aLine(10)
    const start = openSearch(makeRange(line, { good: ['c0'], bad: 'c9' }))
    const told = learn(learn(learn(start, 'c6', 'good'), 'c4', 'bad'), 'c2', 'good')
    expect(conclude(learn(learn(told, 'c7', 'good'), 'c8', 'good'))).toEqual({ kind: 'single', commit: 'c9' })
    const back = refocus(told, 'c4')
    expect(planProbes(back, 1)).toEqual(['c3'])
    expect(conclude(learn(back, 'c3', 'good'))).toEqual({ kind: 'single', commit: 'c4' })
  })

  it('a commit outside the range is nobody', () => {
    const start = openSearch(range)
    expect(learn(start, 'c0', 'bad')).toBe(start)
    expect(makeRange(branched, { good: ['c5'], bad: 'c5' }).commits).toEqual([])
  })
})
