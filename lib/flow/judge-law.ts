import { demandHash } from '../case/demand.ts'
import { parseCase } from '../case/parse-case.ts'
import { bugLinks, TIERS } from '../case/types.ts'
import type { Config } from '../config/types.ts'
import { linksOfNotes } from '../law/links-of-notes.ts'
import { parseNote } from '../law/parse-note.ts'
import { type LawNote, type LawPlan, type LawSet, planLaw } from '../law/plan.ts'
import { type RangeStory, type TitledCase, tellRange } from '../law/tell-range.ts'
import type { Ports } from '../ports.ts'
import type { Finding } from '../problem.ts'
import { findConfigs } from './find-config.ts'
import { type LoadedSet, loadSet } from './load-set.ts'

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
  const before = base === null ? null : await setAt(ports, tip.config, base)
  const paths = new Map(before ? [...before.cases, ...before.notes].map(({ file }) => [file.id, file.path]) : [])
  const plan = planLaw(before ? lawSet(ports, before) : EMPTY, lawSet(ports, tip), {
    ...(base === null ? {} : { rev: base.slice(0, 12) }),
    pathOf: (id) => paths.get(id),
  })
  const known = before ? before.cases.flatMap(({ one }) => (one ? [{ id: one.id, bugs: bugLinks(one) }] : [])) : []
  const links = linksOfNotes(plan.notes, [...known, ...(await passingCases(ports, tip, base, plan))])
  return { plan, links, story: tellRange(plan, before ? titlesOf(before) : [], titlesOf(tip)) }
}

/** What the set of a configuration was at a commit; null where there was none yet. */
async function setAt(ports: Ports, config: Config, commit: string): Promise<LoadedSet | null> {
  const source = { at: 'commit', commit } as const
  const former = ancestorOf(config, await findConfigs(ports, source))
  return former ? loadSet(ports, former, source) : null
}

const titlesOf = (set: LoadedSet): TitledCase[] =>
  set.cases.flatMap(({ file, one }) => (one ? [{ id: one.id, tier: file.tier, title: one.title }] : []))

/** Bugs of cases that the range both added and retired: neither end has their files, the commits between do. */
async function passingCases(
  ports: Ports,
  tip: LoadedSet,
  base: string | null,
  plan: LawPlan,
): Promise<{ id: string; bugs: readonly string[] }[]> {
  if (tip.source.at !== 'commit') return []
  const ids = [...new Set(plan.notes.flatMap(({ note }) => note.retire.map(({ id }) => id)))]
  if (ids.length === 0) return []
  const commits = await ports.git.log([tip.source.commit, ...(base === null ? [] : [`^${base}`])])
  const paths = ids.flatMap((id) => TIERS.map((tier) => `${tip.config.path}/${tier}/${id}.yaml`))
  const names = commits.flatMap(({ commit }) => paths.map((path) => `${commit}:${path}`))
  const blobs = await ports.git.readBlobs(names)
  return blobs.flatMap((bytes, index) => {
    const read = bytes === null ? null : parseCase(bytes, names[index]!.slice(names[index]!.indexOf(':') + 1))
    return read && 'value' in read ? [{ id: read.value.id, bugs: bugLinks(read.value) }] : []
  })
}

const EMPTY: LawSet = { cases: [], notes: [], unreadable: [] }

function lawSet(ports: Ports, set: LoadedSet): LawSet {
  const cases = set.cases.flatMap(({ file, one, content }) =>
    one ? [{ id: one.id, tier: file.tier, demand: demandHash(one, ports.hash), content, tags: one.tags ?? [] }] : [],
  )
  const broken = set.cases.filter(({ one }) => one === null).map(({ file }) => file.id)
  const notes = readNotes(set)
  return { cases, notes: notes.read, unreadable: [...broken, ...notes.unreadable] }
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

/** What a set was before: the one of its name wherever it lay, else the one its file configured under another name. */
const ancestorOf = (config: Config, before: readonly Config[]): Config | null =>
  before.find(({ set }) => set === config.set) ?? before.find(({ file }) => file === config.file) ?? null

/**
 * Deleting a configuration would switch its gate off, so every set of the base that none of the tip's `configs` continues is
 * a finding.
 */
export async function removedConfigs(
  ports: Ports,
  base: string | null,
  configs: readonly Config[],
): Promise<Finding[]> {
  const before = base === null ? [] : await findConfigs(ports, { at: 'commit', commit: base })
  const continued = new Set(configs.map((config) => ancestorOf(config, before)))
  return before
    .filter((config) => !continued.has(config))
    .map(({ file, set }) => ({
      code: 'config-removed',
      message: `"${file}" was deleted, and with it the set "${set}"`,
      hint: `git checkout ${base?.slice(0, 12)} -- ${file}`,
      path: file,
    }))
}
