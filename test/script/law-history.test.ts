import { rm } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeShell } from '../../cli/shell.ts'
import { TIERS, type Tier } from '../../lib/case/types.ts'
import { findConfig } from '../../lib/flow/find-config.ts'
import { judgeLawOver } from '../../lib/flow/judge-law.ts'
import { loadSet } from '../../lib/flow/load-set.ts'
import { findRangeBase } from '../../lib/flow/range-base.ts'
import { retireCase } from '../../lib/flow/retire-case.ts'
import { reviseCase } from '../../lib/flow/revise-case.ts'
import type { LawPlan } from '../../lib/law/plan.ts'
import type { Ports } from '../../lib/ports.ts'
import { makeSandbox, type Sandbox, SET } from './sandbox.ts'

const IDS = ['aaaaaa', 'bbbbbb', 'cccccc', 'dddddd', 'eeeeee'].map((tail) => `reg-2026-01-05-${tail}`)
const KINDS = ['add', 'annotate', 'change', 'retire', 'move'] as const

interface Step {
  readonly kind: (typeof KINDS)[number]
  readonly id: string
  readonly to: number
}

const steps = fc.array(fc.record({ kind: fc.constantFrom(...KINDS), id: fc.constantFrom(...IDS), to: fc.nat(5) }), {
  minLength: 1,
  maxLength: 4,
})
const history = fc.record({ left: steps, right: steps, picks: fc.tuple(fc.boolean(), fc.boolean()) })

const portsOf = (sandbox: Sandbox): Promise<Ports> =>
  makeShell(sandbox.repo, { ...(sandbox.env as Record<string, string>), GIT_OPTIONAL_LOCKS: '0' }).ports()

/** Where the index has the case; several where a merge made two of it. */
const placesOf = async (sandbox: Sandbox, id: string, rev?: string): Promise<string[]> => {
  const list = rev === undefined ? ['ls-files'] : ['ls-tree', '-r', '--name-only', rev]
  const paths = (await sandbox.git(...list, '--', ...TIERS.map((tier) => `${SET}/${tier}/`))).split('\n')
  return [...new Set(paths.filter((path) => path.endsWith(`/${id}.yaml`)))]
}

const textOf = (tier: Tier, input: number, words: string) => ({
  tier,
  changes: { input: `Ask ${input}`, title: `Case ${words}` },
})

/** Does one lawful thing with the case, by the commands that people have for it, and commits it. */
async function act(sandbox: Sandbox, { kind, id, to }: Step, turn: number): Promise<void> {
  const words = async () => ({ reason: 'duplicate' as const, why: `Step ${turn}.`, evidence: [], approvedBy: null })
  const request = { id, base: null, dryRun: false, words }
  const [place] = await placesOf(sandbox, id)
  const tier = place === undefined ? TIERS[to % 3]! : (place.split('/').at(-2) as Tier)
  const input = place === undefined ? to : Number(/input: Ask (\d)/.exec(await sandbox.read(place))![1])
  if (kind === 'add' || place === undefined) {
    const { changes } = textOf(tier, place === undefined ? to : input, 'added')
    if (place === undefined) await sandbox.addCase({ id, ...changes }, tier)
  } else if (kind === 'annotate') await sandbox.addCase({ id, ...textOf(tier, input, `${turn}`).changes }, tier)
  else if (kind === 'retire') await retireCase(await portsOf(sandbox), request)
  else if (kind === 'change') {
    await sandbox.addCase({ id, ...textOf(tier, to, 'changed').changes }, tier)
    if (to !== input) await reviseCase(await portsOf(sandbox), { ...request, tier: null, edit: null })
  } else if (TIERS[to % 3] !== tier) {
    const into = TIERS[to % 3]!
    if (into === 'extended') await reviseCase(await portsOf(sandbox), { ...request, tier: into, edit: null })
    else {
      await sandbox.write(`${SET}/${into}/${id}.yaml`, await sandbox.read(place))
      await rm(sandbox.path(place))
    }
  }
  await sandbox.commit(`Step ${turn}`)
}

/** The files of a case at a commit, with their bytes' ids. */
const stateOf = (sandbox: Sandbox, id: string, rev: string): Promise<string> =>
  sandbox.git('ls-tree', '-r', rev, '--', ...TIERS.map((tier) => `${SET}/${tier}/${id}.yaml`))

/**
 * Merges as git does. Of a case that one side left alone, or both sides have alike, that is taken: git may take a new case for
 * the renamed file of a retired one and join the two. Of one that git can't settle, or made two of, one side wins as a whole.
 */
async function merge(sandbox: Sandbox, other: string, isOurs: boolean): Promise<void> {
  await sandbox.tryGit('merge', '-q', '--no-commit', '--no-ff', other)
  const unmerged = await sandbox.git('ls-files', '--unmerged')
  for (const id of IDS) {
    const [was, ours, theirs] = await Promise.all(
      ['origin/main', 'HEAD', other].map((rev) => stateOf(sandbox, id, rev)),
    )
    const places = await placesOf(sandbox, id)
    const isOpen = places.length > 1 || unmerged.includes(id)
    const isOneSided = ours === was || theirs === was || ours === theirs
    if (!isOneSided && !isOpen) continue
    const side = theirs === was || ours === theirs || (ours !== was && isOurs) ? 'HEAD' : other
    if (places.length > 0) await sandbox.git('rm', '-q', '-f', '--ignore-unmatch', '--', ...places)
    for (const path of await placesOf(sandbox, id, side)) await sandbox.git('checkout', '-q', side, '--', path)
  }
  await sandbox.commit(`Merge ${other}`)
}

async function lawOf(sandbox: Sandbox, base: string): Promise<LawPlan> {
  const ports = await portsOf(sandbox)
  const [from, tip] = [await sandbox.git('rev-parse', base), await sandbox.head()]
  const source = { at: 'commit', commit: tip } as const
  const set = await loadSet(ports, await findConfig(ports, source), source)
  return (await judgeLawOver(ports, set, (await findRangeBase(ports, from, tip, base)).bases)).plan
}

/** Two branches of real commits that merge each other, in a repository of their own. */
async function play(
  sandbox: Sandbox,
  round: number,
  { left, right, picks }: { left: Step[]; right: Step[]; picks: [boolean, boolean] },
) {
  const name = (word: string): string => `${word}-${round}`
  let turn = round * 100
  for (const [side, todo] of [
    ['left', left],
    ['right', right],
  ] as const) {
    await sandbox.git('checkout', '-q', '--no-track', '-f', '-b', name(side), 'origin/main')
    for (const step of todo) await act(sandbox, step, turn++)
  }
  await sandbox.git('checkout', '-q', '-b', name('first'), name('left'))
  await merge(sandbox, name('right'), picks[0])
  await sandbox.git('checkout', '-q', '-b', name('second'), name('right'))
  await merge(sandbox, name('left'), picks[1])
  return { first: name('first'), second: name('second') }
}

const silent = ({ problems, unexplained }: LawPlan): unknown => ({ problems, unexplained })
const NOTHING = { problems: [], unexplained: [] }

describe('random branches of real commits that merge each other', () => {
  it('are lawful by what the commands wrote, and a case that then leaves without a note is named', async () => {
    const sandbox = await makeSandbox()
    for (const [index, id] of IDS.slice(0, 4).entries()) await sandbox.addCase({ id, input: `Ask ${index}` })
    await sandbox.commit('A set')
    await sandbox.git('push', '-q', 'origin', 'main')
    for (const [round, one] of fc.sample(history, { seed: 2026, numRuns: 6 }).entries()) {
      const { first } = await play(sandbox, round, one as never)
      const said = JSON.stringify(one)
      expect(silent(await lawOf(sandbox, 'origin/main')), said).toEqual(NOTHING)
      expect(silent(await lawOf(sandbox, first)), said).toEqual(NOTHING)
      const touched = new Set([...one.left, ...one.right].map(({ id }) => id))
      const kept = IDS.slice(0, 4).find((id) => !touched.has(id))
      if (kept === undefined) continue
      await sandbox.git('rm', '-q', '-f', '--', ...(await placesOf(sandbox, kept)))
      await sandbox.git('commit', '-q', '--amend', '--no-edit')
      for (const base of ['origin/main', first]) expect((await lawOf(sandbox, base)).unexplained, said).toEqual([kept])
    }
  }, 120_000)
})
