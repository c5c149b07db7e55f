import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeRange, UNKNOWN } from '../../../lib/bisect/range.ts'
import type { Probe, ProbeCrew, RunningProbe } from '../../../lib/flow/probe-crew.ts'
import { type SearchEnd, searchCommits } from '../../../lib/flow/search-commits.ts'
import type { CommitGraph } from '../../../lib/history/commit-graph.ts'
import type { Clock } from '../../../lib/ports.ts'
import { aHistory, aLine, ancestors, histories, nameOf } from '../bisect/histories.ts'

/** Nobody waits for anybody: every answer is there at once. */
const CLOCK = { ticks: () => 0, after: () => ({ cancel: () => {} }) } as unknown as Clock

type Said = 'pass' | 'failed' | 'error'

/** A crew whose commits say what `tell` has them say, the first time, the second time and so on. */
function aCrew(jobs: number, tell: (commit: string, time: number) => Said) {
  const said = new Map<string, Said[]>()
  const probeOf = (commit: string): Probe => {
    const all = said.get(commit)!
    const seen = new Set(all)
    const verdict = seen.size > 1 && !seen.has('error') ? 'flaky' : seen.has('error') ? 'error' : all[0]!
    const standing = verdict === 'pass' ? 'good' : verdict === 'failed' ? 'bad' : 'skipped'
    return { commit, verdict, standing, results: all as never, reason: standing === 'skipped' ? verdict : null }
  }
  const crew = {
    jobs,
    free: jobs,
    get all() {
      return [...said.keys()].map(probeOf)
    },
    known: (commit: string) => (said.has(commit) ? probeOf(commit) : undefined),
    whenFree: async () => {},
    async ask(commit: string, times = 1): Promise<Probe> {
      const all = said.get(commit) ?? []
      while (all.length < times && !all.includes('error')) all.push(tell(commit, all.length))
      said.set(commit, all)
      return probeOf(commit)
    },
    start: (commit: string, times = 1): RunningProbe => ({ commit, probe: crew.ask(commit, times), stop: () => {} }),
  }
  return crew as typeof crew & ProbeCrew
}

function search(
  graph: CommitGraph,
  crew: ProbeCrew,
  good: readonly string[],
  isQuickAgain = false,
): Promise<SearchEnd> {
  const bad = [...graph.keys()].at(-1)!
  const range = makeRange(graph, { good, bad })
  const terms = { range, graph, clock: CLOCK, suspects: [], running: [], isQuickAgain, isCut: () => false }
  return searchCommits(crew, terms)
}

const firstOf = (end: SearchEnd): string | null => (end.kind === 'found' ? end.firstBad.commit : null)

describe('a search', () => {
  const cases = fc.record({
    graph: histories(30),
    first: fc.nat(),
    jobs: fc.integer({ min: 1, max: 4 }),
    liar: fc.nat(),
    time: fc.nat({ max: 3 }),
    isQuickAgain: fc.boolean(),
  })

  it('never tells a wrong commit where one answer is luck', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ graph, first, jobs, liar, time, isQuickAgain }) => {
        const commits = [...graph.keys()]
        const culprit = commits[first % commits.length]!
        const lies = commits[liar % commits.length]!
        const truth = (commit: string): Said => (ancestors(graph, commit).has(culprit) ? 'failed' : 'pass')
        const crew = aCrew(jobs, (commit, asked) => {
          const honest = truth(commit)
          return commit === lies && asked === time ? (honest === 'pass' ? 'failed' : 'pass') : honest
        })
        const end = await search(graph, crew, [], isQuickAgain)
        expect([culprit, null]).toContain(firstOf(end))
        if (firstOf(end) === null) expect(crew.all.some(({ verdict }) => verdict === 'flaky')).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('tells a commit only where that is red and each of its parents green, whatever the history', async () => {
    await fc.assert(
      fc.asyncProperty(
        cases,
        fc.infiniteStream(fc.constantFrom<Said>('pass', 'failed', 'failed', 'pass', 'error')),
        async ({ graph, jobs }, stream) => {
          const truth = new Map([...graph.keys()].map((commit) => [commit, stream.next().value as Said]))
          truth.set([...graph.keys()].at(-1)!, 'failed')
          const end = await search(
            graph,
            aCrew(jobs, (commit) => truth.get(commit)!),
            [],
          )
          if (end.kind !== 'found') return
          expect(truth.get(end.firstBad.commit)).toBe('failed')
          for (const parent of graph.get(end.firstBad.commit)!) expect(truth.get(parent)).toBe('pass')
        },
      ),
      { numRuns: 300 },
    )
  })

  it('goes back to where a bug came from that was mended on one branch and came back with another', async () => {
    const graph = aHistory([[], [0], [1], [2], [1], [3, 4], [5]])
    const red = new Set(['c1', 'c4', 'c5', 'c6'])
    const tell = (commit: string): Said => (red.has(commit) ? 'failed' : 'pass')
    expect(firstOf(await search(graph, aCrew(1, tell), ['c0']))).toBe('c1')
    const end = await search(graph, aCrew(1, tell), ['c3'])
    expect(end).toMatchObject({
      kind: 'stuck',
      candidates: ['c4', 'c1'],
      reason:
        'c4 is red, and so is c1 before it, which the good end descends from: it was mended on one branch and came back with another',
    })
  })

  it('blames nobody for what came with a parent that can not be asked, though a later revert is green', async () => {
    // c1 brings the bug and does not build, c2 only mends the build; c3 takes c1 back on another branch.
    const graph = aHistory([[], [0], [1], [1], [3], [2, 4]])
    const said = new Map<string, Said>([
      ...(['c2', 'c5'] as const).map((each) => [each, 'failed'] as const),
      ...(['c0', 'c3', 'c4'] as const).map((each) => [each, 'pass'] as const),
      ['c1', 'error'],
    ])
    const end = await search(
      graph,
      aCrew(2, (commit) => said.get(commit)!),
      ['c0'],
    )
    expect(end).toMatchObject({
      kind: 'stuck',
      candidates: ['c2', 'c1'],
      reason: "c2 is red, and c1 before it can't be asked: error",
    })
  })

  it('excuses no parent that is red because a commit of the same inputs is green', async () => {
    const graph = aLine(4)
    const tell = (commit: string): Said => (['c2', 'c3'].includes(commit) ? 'failed' : 'pass')
    // What made c2 red is not declared: it counts as c1 until it is asked.
    const changes = { ...UNKNOWN, differs: (_: string, commit: string) => commit !== 'c2' }
    const range = makeRange(graph, { good: ['c0'], bad: 'c3' }, changes)
    const terms = { range, graph, clock: CLOCK, suspects: [], running: [], isQuickAgain: false, isCut: () => false }
    expect(firstOf(await searchCommits(aCrew(1, tell), terms))).not.toBe('c3')
  })

  it('gives up on a stretch of which sixty-four in a row can not be asked', async () => {
    const graph = aLine(300)
    const tell = (commit: string): Said =>
      ['c0', 'c299'].includes(commit) ? (commit === 'c0' ? 'pass' : 'failed') : 'error'
    const crew = aCrew(2, tell)
    const end = await search(graph, crew, ['c0'])
    expect(end).toMatchObject({
      kind: 'stuck',
      candidates: Array.from({ length: 299 }, (_, index) => nameOf(index + 1)),
    })
    expect(crew.all.length).toBeLessThan(70)
  })

  it('asks what is suspected first', async () => {
    const graph = aLine(1000)
    const crew = aCrew(2, (commit) => (Number(commit.slice(1)) >= 700 ? 'failed' : 'pass'))
    const range = makeRange(graph, { good: ['c0'], bad: 'c999' })
    const terms = {
      range,
      graph,
      clock: CLOCK,
      suspects: ['c700', 'c699'],
      running: [],
      isQuickAgain: false,
      isCut: () => false,
    }
    expect(await searchCommits(crew, terms)).toMatchObject({ kind: 'found', rounds: 2, firstBad: { commit: 'c700' } })
    expect(crew.all).toHaveLength(2)
  })

  it('can not tell where the history that this clone has ends', async () => {
    const crew = aCrew(1, () => 'failed')
    const graph = aLine(3)
    const range = makeRange(graph, { good: [], bad: 'c2' })
    const terms = {
      range,
      graph,
      clock: CLOCK,
      suspects: [],
      running: [],
      isQuickAgain: false,
      isCut: (each: string) => each === 'c0',
    }
    await expect(searchCommits(crew, terms)).rejects.toThrow(
      'the history of this clone ends at c0, where the case is red already',
    )
  })
})
