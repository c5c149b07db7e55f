import { demandHash } from '../case/demand.ts'
import { parseCase } from '../case/parse-case.ts'
import { bugLinks, TIERS } from '../case/types.ts'
import { linksOfNotes } from '../law/links-of-notes.ts'
import { parseNote } from '../law/parse-note.ts'
import { type LawCase, type LawNote, type LawPlan, type LawSet, planLaw } from '../law/plan.ts'
import { planCrossed } from '../law/plan-crossed.ts'
import { type RangeStory, type TitledCase, tellRange } from '../law/tell-range.ts'
import type { Ports } from '../ports.ts'
import type { Finding } from '../problem.ts'
import { findReverted } from './find-reverts.ts'
import { formerSet } from './former-set.ts'
import type { LoadedSet } from './load-set.ts'

export { removedConfigs } from './former-set.ts'

/** What a range did to the set, and the bugs that its notes link beside the cases of its tip. */
export interface LawJudgement {
  readonly plan: LawPlan
  readonly links: readonly string[]
  /** What came, what left and why, to be read by people. */
  readonly story: RangeStory
}

/**
 * Judges a set against the one at `base` by the append-only law, each side with its own configuration. A base without a
 * configuration has the empty set, as has no base at all: there was nothing yet that could be lost.
 */
export async function judgeLaw(ports: Ports, tip: LoadedSet, base: string | null): Promise<LawJudgement> {
  const before = base === null ? null : await formerSet(ports, tip.config, base)
  const plan = await planWithReverts(ports, before, tip, base)
  const passing = await passingCases(ports, before, tip, base, plan)
  const links = linksOfNotes(plan.notes, [...(before ? linkedCases(before) : []), ...passing])
  return { plan, links, story: tellRange(plan, before ? titlesOf(before) : [], titlesOf(tip)) }
}

/** As `judgeLaw`, against every one of a range's bases: criss-cross merges have several. */
export async function judgeLawOver(
  ports: Ports,
  tip: LoadedSet,
  bases: readonly [string, ...string[]],
): Promise<LawJudgement> {
  const first = await judgeLaw(ports, tip, bases[0])
  if (bases.length === 1) return first
  const others = await Promise.all(bases.slice(1).map((base) => judgeLaw(ports, tip, base)))
  const judged = [first, ...others]
  const setAt = async (base: string | null): Promise<LawSet> => {
    const set = base === null ? null : await formerSet(ports, tip.config, base)
    return set ? lawSet(ports, set) : EMPTY
  }
  const crossings = await Promise.all(
    judged.map(async ({ plan }, index) => ({ plan, set: await setAt(bases[index]!) })),
  )
  const [fork, now] = [await setAt(await commonAncestor(ports, bases)), lawSet(ports, tip)]
  const plan = planCrossed(crossings, { set: fork, plan: planLaw(fork, now) }, now)
  const links = first.links.filter((link) => others.every((one) => one.links.includes(link)))
  return { plan, links, story: { ...first.story, unexplained: plan.unexplained } }
}

async function commonAncestor(ports: Ports, commits: readonly string[]): Promise<string | null> {
  let common: string | null = commits[0] ?? null
  for (const commit of commits.slice(1)) common = common === null ? null : await ports.git.mergeBase(common, commit)
  return common
}

/** Only where a case is gone are the range's messages asked whether a revert took it along. */
async function planWithReverts(
  ports: Ports,
  before: LoadedSet | null,
  tip: LoadedSet,
  base: string | null,
): Promise<LawPlan> {
  const [was, is] = [before ? lawSet(ports, before) : EMPTY, lawSet(ports, tip)]
  const paths = new Map(before ? [...before.cases, ...before.notes].map(({ file }) => [file.id, file.path]) : [])
  const places = { ...(base === null ? {} : { rev: base.slice(0, 12) }), pathOf: (id: string) => paths.get(id) }
  const plan = planLaw(was, is, places)
  if (base === null || tip.source.at !== 'commit' || !plan.problems.some(isRetirement)) return plan
  const commits = await ports.git.log([tip.source.commit, `^${base}`])
  const reverted = new Map((await findReverted(ports, tip.config, commits)).map((one) => [one.id, one.subject]))
  return reverted.size === 0 ? plan : planLaw(was, is, { ...places, revertOf: (id) => reverted.get(id) })
}

const isRetirement = ({ code }: Finding): boolean => code === 'unexplained-retirement'

/** Cases that the range both added and retired: neither end has their files, the commits between do. */
async function passingCases(
  ports: Ports,
  before: LoadedSet | null,
  tip: LoadedSet,
  base: string | null,
  plan: LawPlan,
): Promise<{ id: string; bugs: readonly string[] }[]> {
  if (tip.source.at !== 'commit') return []
  const known = new Set(before?.cases.flatMap(({ one }) => one?.id ?? []))
  const retired = new Set(plan.notes.flatMap(({ note }) => note.retire.map(({ id }) => id)))
  const ids = [...retired].filter((id) => !known.has(id))
  if (ids.length === 0) return []
  const commits = await ports.git.log([tip.source.commit, ...(base === null ? [] : [`^${base}`])])
  const folders = new Set([tip.config.path, before?.config.path ?? tip.config.path])
  const paths = [...folders].flatMap((path) => ids.flatMap((id) => TIERS.map((tier) => `${path}/${tier}/${id}.yaml`)))
  const blobs = await ports.git.readBlobs(commits.flatMap(({ commit }) => paths.map((path) => `${commit}:${path}`)))
  const texts = new Map(
    blobs.flatMap((bytes, index) => (bytes ? [[Buffer.from(bytes).toString('latin1'), index]] : [])),
  )
  return [...texts.values()].flatMap((index) => {
    const read = parseCase(blobs[index]!, paths[index % paths.length]!)
    return 'value' in read ? [{ id: read.value.id, bugs: bugLinks(read.value) }] : []
  })
}

const EMPTY: LawSet = { cases: [], notes: [], unreadable: [] }

const linkedCases = (set: LoadedSet): { id: string; bugs: readonly string[] }[] =>
  set.cases.flatMap(({ one }) => (one ? [{ id: one.id, bugs: bugLinks(one) }] : []))

/** What readers know the cases of a set by. */
export const titlesOf = (set: LoadedSet): TitledCase[] =>
  set.cases.flatMap(({ file, one }) => (one ? [{ id: one.id, tier: file.tier, title: one.title }] : []))

/** What the law looks at in a set. Of a case in two folders nobody knows what it demands, unless both say the same. */
export function lawSet(ports: Ports, set: LoadedSet): LawSet {
  const cases = new Map<string, LawCase>()
  const unreadable = new Set<string>()
  for (const { file, one, content } of set.cases) {
    if (one === null) unreadable.add(file.id)
    else {
      const twin = cases.get(file.id)
      const read = { id: file.id, tier: file.tier, demand: demandHash(one, ports.hash), content, tags: one.tags ?? [] }
      if (twin && twin.demand !== read.demand) unreadable.add(file.id)
      cases.set(file.id, twin ?? read)
    }
  }
  const notes = readNotes(set)
  const readable = [...cases.values()].filter(({ id }) => !unreadable.has(id))
  return { cases: readable, notes: notes.read, unreadable: [...unreadable, ...notes.unreadable] }
}

/** The notes of a set that read as such, and findings for those that don't. */
export function readNotes(set: LoadedSet): { read: LawNote[]; unreadable: string[]; findings: Finding[] } {
  const read: LawNote[] = []
  const unreadable: string[] = []
  const findings: Finding[] = []
  for (const { file, content, bytes } of set.notes) {
    const note = parseNote(bytes, file.path)
    if ('value' in note) read.push({ id: file.id, content, note: note.value })
    else {
      unreadable.push(file.id)
      findings.push(...note.findings)
    }
  }
  return { read, unreadable, findings }
}
