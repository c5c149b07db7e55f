import type { Config } from '../config/types.ts'
import { planLaw } from '../law/plan.ts'
import { type RangeStory, type ToldCase, type ToldNote, tellRange } from '../law/tell-range.ts'
import type { SetPin } from '../manifest/root.ts'
import type { Ports, Source } from '../ports.ts'
import { type Finding, Problem } from '../problem.ts'
import { type ConfigReading, nearestReading, noConfig, readConfigs, severalSets } from './find-config.ts'
import { ancestorOf } from './former-set.ts'
import { lawSet, titlesOf } from './judge-law.ts'
import { type LoadedSet, loadSet, pinOf } from './load-set.ts'
import { sourceOf } from './source-of.ts'

/** One end of a comparison. */
export interface DiffEnd {
  /** As it was asked for; null is the work tree. */
  readonly rev: string | null
  readonly commit: string | null
  /** Null where the set has no root: a case is in two folders. */
  readonly set: SetPin | null
}

/** The document of a comparison of two revisions (PRODUCT.md section 10). */
export interface DiffDocument {
  readonly format: 'casebook-diff/1'
  readonly from: DiffEnd
  readonly to: DiffEnd
  readonly added: readonly string[]
  readonly annotated: readonly string[]
  readonly changed: readonly string[]
  readonly retired: readonly string[]
  readonly moved: readonly { readonly id: string; readonly from: string; readonly to: string }[]
  readonly notes: readonly ToldNote[]
  readonly unexplained: readonly string[]
  /** Ids whose files do not read as cases or notes. */
  readonly unreadable: { readonly from: readonly string[]; readonly to: readonly string[] }
  /** Every case that is listed above, once, with what a reader knows it by. */
  readonly cases: readonly ToldCase[]
  /** What the append-only law has against the way from one end to the other. */
  readonly problems: readonly Finding[]
}

/** Compares the set at two revisions; no `to` is the work tree. Tells, and judges nothing: `check --base` does. */
export async function diffSets(
  ports: Ports,
  request: { from: string; to: string | null },
): Promise<{ document: DiffDocument; story: RangeStory }> {
  const [from, to] = [await sourceOf(ports, request.from), await sourceOf(ports, request.to)]
  const [before, after] = await loadEnds(ports, from, to)
  const [was, is] = [lawSet(ports, before), lawSet(ports, after)]
  const paths = new Map([...before.cases, ...before.notes].map(({ file }) => [file.id, file.path]))
  const plan = planLaw(was, is, { rev: request.from, pathOf: (id) => paths.get(id) })
  const story = tellRange(plan, titlesOf(before), titlesOf(after))
  const cases = [...story.added, ...story.annotated, ...story.changed, ...story.moved, ...story.retired]
  const document: DiffDocument = {
    format: 'casebook-diff/1',
    from: await endOf(ports, before, request.from),
    to: await endOf(ports, after, request.to),
    added: plan.added,
    annotated: plan.annotated,
    changed: plan.changed,
    retired: plan.retired,
    moved: plan.moved,
    notes: story.notes,
    unexplained: [...new Set(plan.problems.filter(isOfCase).map(({ id }) => id!))].sort(),
    unreadable: { from: [...was.unreadable].sort(), to: [...is.unreadable].sort() },
    cases: [...new Map(cases.map((one) => [one.id, one])).values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    problems: plan.problems,
  }
  return { document, story }
}

const isOfCase = ({ code }: Finding): boolean => code.startsWith('unexplained-') || code === 'unreadable-case'

/** The set that governs the folder asked from, at both ends; where one has none yet, or no more, its set is empty. */
async function loadEnds(ports: Ports, from: Source, to: Source): Promise<[LoadedSet, LoadedSet]> {
  const [before, after] = [await readConfigs(ports, from), await readConfigs(ports, to)]
  const now = governing(ports, after)
  const then = now?.config ? ancestorOf(now.config, before) : governing(ports, before)
  const config = now?.config ?? then?.config
  if (!config) throw noConfig(to)
  return Promise.all([load(ports, then, config, from), load(ports, now, config, to)])
}

function governing(ports: Ports, readings: readonly ConfigReading[]): ConfigReading | null {
  const nearest = nearestReading(readings, ports.git.prefix)
  if (nearest === null && readings.length > 1) throw severalSets(readings.map(({ file }) => file))
  return nearest ?? readings[0] ?? null
}

/** Of a configuration that does not read, the set is taken to lie where the other end has it. */
async function load(ports: Ports, reading: ConfigReading | null, other: Config, source: Source): Promise<LoadedSet> {
  if (reading) return loadSet(ports, reading.config ?? other, source)
  const files = { cases: [], notes: [], inbox: [], findings: [] }
  return { config: other, source, files, cases: [], notes: [], findings: [] }
}

async function endOf(ports: Ports, set: LoadedSet, rev: string | null): Promise<DiffEnd> {
  const commit = set.source.at === 'commit' ? set.source.commit : null
  return { rev, commit, set: await pinOf(ports, set).catch(noRoot) }
}

function noRoot(error: unknown): null {
  if (error instanceof Problem && error.code === 'duplicate-leaf') return null
  throw error
}
