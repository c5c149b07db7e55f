import { describe, expect, it } from 'vitest'
import { flakeTallies } from '../../../lib/history/flake-tally.ts'
import { packRuns, unpackRuns } from '../../../lib/history/packed-runs.ts'
import { makeRunBook } from '../../../lib/history/run-book.ts'
import { A, aRun, B, type RunBuilder } from '../../fakes/a-recorded-run.ts'

const tally = (runs: readonly RunBuilder[], since = 0) => {
  const recorded = runs.map((run, index) =>
    run.with({ serial: `019b8b5e1400-${index.toString(16).padStart(8, '0')}` }).recorded(),
  )
  const told = flakeTallies(makeRunBook(recorded), since)
  // What is read back from the cache is shared between runs; what is fresh is not.
  expect(flakeTallies(makeRunBook(unpackRuns(packRuns(recorded))), since)).toEqual(told)
  return told.get(A)
}
const counts = (runs: number, disagreements: number, answers: number, reds: number) => ({
  id: A,
  ...{ runs, disagreements, answers, reds },
})

const green = aRun()
const flaky = aRun().said(A, 'flaky', 2, 3)
const red = aRun().said(A, 'failed')

describe('a tally of flakes', () => {
  it.each<[string, RunBuilder[], ReturnType<typeof counts> | undefined]>([
    ['counts passes', [green.on('a'), green.on('b')], counts(2, 0, 2, 0)],
    ['counts each answer of a repeated case', [green.with({ repeated: { [A]: 5 } })], counts(1, 0, 5, 0)],
    ['counts a flaky run as one red answer: the others only confirmed it', [green, flaky.on('b')], counts(2, 1, 2, 1)],
    [
      'counts as many red answers of a repeated case as there can have been',
      [aRun().said(A, 'flaky', 3, 5)],
      counts(1, 1, 3, 2),
    ],
    ['takes a red that all agree on for the product’s', [green.on('a'), red.on('b')], counts(1, 0, 1, 0)],
    [
      'takes a red for a flake where the same commit was green too',
      [red.on('a'), green.on('a').day(1)],
      counts(2, 1, 2, 1),
    ],
    [
      'takes a red for a flake where the same commit was flaky too',
      [flaky.on('a'), red.on('a').day(1)],
      counts(2, 2, 2, 2),
    ],
    [
      'counts nothing that could not be told',
      [aRun().asking(A, B).said(A, 'error').on('a'), green.on('a').day(1)],
      counts(1, 0, 1, 0),
    ],
    [
      'leaves admissions and bisections out',
      [green.with({ kind: 'admit', repeated: { [A]: 5 } }), green.with({ kind: 'bisect' })],
      undefined,
    ],
    ['takes a release', [green.with({ kind: 'release' })], counts(1, 0, 1, 0)],
    [
      'takes every answer of a soak',
      [aRun().with({ soak: 50 }).said(A, 'flaky', 47, 50), green.with({ soak: 20, repeated: { [A]: 20 } }).on('b')],
      counts(2, 1, 70, 3),
    ],
    [
      'takes what passed in a soak that could not be told in full',
      [aRun().asking(A, B).with({ soak: 50 }).said(A, 'error', 40, 40)],
      counts(0, 0, 40, 0),
    ],
  ])('%s', (_, runs, told) => {
    expect(tally(runs)).toEqual(told)
  })

  it('begins where it is told to, and still hears the runs before', () => {
    const day = 86_400
    const start = Date.UTC(2026, 0, 5) / 1000
    expect(tally([flaky.on('a'), green.on('b').day(5)], start + day)).toEqual(counts(1, 0, 1, 0))
    expect(tally([green.on('a'), red.on('a').day(5)], start + day)).toEqual(counts(1, 1, 1, 1))
  })
})
