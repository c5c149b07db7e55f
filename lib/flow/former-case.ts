import { demandHash } from '../case/demand.ts'
import { parseCase } from '../case/parse-case.ts'
import { TIERS, type Tier } from '../case/types.ts'
import type { Config } from '../config/types.ts'
import { type CaseEntries, entriesByCase } from '../law/entries-by-case.ts'
import type { LawNote } from '../law/law-set.ts'
import { parseNote } from '../law/parse-note.ts'
import type { CaseStanding } from '../law/plan-entries.ts'
import { contentHash } from '../manifest/leaf.ts'
import type { Ports, Source } from '../ports.ts'
import { Problem } from '../problem.ts'
import { type CaseFile, classifyFiles } from '../set/classify.ts'
import { findBase } from './find-base.ts'
import { formerConfig } from './former-set.ts'
import { readFiles } from './load-set.ts'
import { sourceOf } from './source-of.ts'

/** What the branch made of a case so far, and what its notes say of that. */
export interface FormerCase {
  readonly fork: FoundCase | null
  readonly head: FoundCase | null
  /** Where neither holds it, as after a revert of the commit that added it: the newest commit that did. */
  readonly last: FoundCase | null
  readonly known: CaseEntries
  /** The files of those notes. */
  readonly notePaths: readonly string[]
}

export interface FoundCase extends CaseStanding {
  readonly path: string
}

/** How far back a case is looked for that neither the branch nor where it began holds. */
const FAR = 5_000

/** Looks up a case where the branch began (its merge base with `rev`, else with the base branch) and at HEAD. */
export async function formerCase(ports: Ports, config: Config, id: string, rev: string | null): Promise<FormerCase> {
  const head = await ports.git.resolveCommit('HEAD')
  const fork = head === null ? null : await forkOf(ports, config, head, rev)
  const [atFork, atHead] = await Promise.all([fork, head].map((commit) => caseAt(ports, config, commit, id)))
  const last = atHead || atFork || head === null ? null : await lastHeld(ports, config, head, id)
  const known = entriesByCase(await notesSince(ports, config, fork ?? head)).get(id) ?? { edges: [], moves: [] }
  const notes = new Set([...known.edges, ...known.moves].map(({ note }) => note))
  return {
    fork: atFork ?? null,
    head: atHead ?? null,
    last,
    known,
    notePaths: [...notes].map((note) => `${config.path}/migrations/${note}.md`),
  }
}

/** Never the branch's own earlier push; a base that is not there to ask stops nobody from writing a note. */
async function forkOf(ports: Ports, config: Config, head: string, rev: string | null): Promise<string | null> {
  const base = rev === null ? await baseIfKnown(ports, config, head) : await sourceOf(ports, rev)
  if (base === null) return null
  return ports.git.mergeBase(typeof base === 'string' ? base : (base as { commit: string }).commit, head)
}

const baseIfKnown = (ports: Ports, config: Config, head: string): Promise<string | null> =>
  findBase(ports, config, head).catch((error: unknown) => {
    if (error instanceof Problem && error.code === 'unknown-base') return null
    throw error
  })

async function caseAt(ports: Ports, config: Config, commit: string | null, id: string): Promise<FoundCase | null> {
  const former = commit === null ? null : await formerConfig(ports, config, commit)
  if (!former) return null
  const file = await findCaseFile(ports, former, { at: 'commit', commit: commit! }, id)
  return file ? standingOf(ports, file, (await readFiles(ports, [file]))[0] ?? new Uint8Array()) : null
}

/** The file of a case of the set; null where the source has none. */
export async function findCaseFile(ports: Ports, config: Config, source: Source, id: string): Promise<CaseFile | null> {
  const files = classifyFiles(await ports.git.listFiles(source, [config.path]), config.path)
  return files.cases.find((file) => file.id === id) ?? null
}

/** What a file demands that does not read nobody knows, so that the law takes any demand: its content's hash stands for it. */
function standingOf(ports: Ports, { path, tier }: { path: string; tier: Tier }, bytes: Uint8Array): FoundCase {
  const read = parseCase(bytes, path)
  if ('findings' in read) return { path, tier, demand: contentHash(ports.hash, bytes), tags: [] }
  return { path, tier, demand: demandHash(read.value, ports.hash), tags: read.value.tags ?? [] }
}

async function lastHeld(ports: Ports, config: Config, head: string, id: string): Promise<FoundCase | null> {
  const places = TIERS.map((tier) => ({ tier, path: `${config.path}/${tier}/${id}.yaml` }))
  const commits = await ports.git.log([`--max-count=${FAR}`, head])
  const names = commits.flatMap(({ commit }) => places.map(({ path }) => `${commit}:${path}`))
  const blobs = await ports.git.readBlobs(names)
  const index = blobs.findIndex((bytes) => bytes !== null)
  return index < 0 ? null : standingOf(ports, places[index % places.length]!, blobs[index]!)
}

/** The notes of the work tree that `commit` does not hold. */
async function notesSince(ports: Ports, config: Config, commit: string | null): Promise<LawNote[]> {
  const former = commit === null ? null : await formerConfig(ports, config, commit)
  const [now, then] = await Promise.all([
    noteFiles(ports, config, { at: 'worktree' }),
    former ? noteFiles(ports, former, { at: 'commit', commit: commit! }) : [],
  ])
  const held = new Set(then.map(({ id }) => id))
  const fresh = now.filter(({ id }) => !held.has(id))
  const bytes = await readFiles(ports, fresh)
  return fresh.flatMap((file, index) => {
    const read = parseNote(bytes[index] ?? new Uint8Array(), file.path)
    return 'value' in read ? [{ id: file.id, content: '', note: read.value }] : []
  })
}

const noteFiles = async (ports: Ports, config: Config, source: Source) =>
  classifyFiles(await ports.git.listFiles(source, [`${config.path}/migrations`]), config.path).notes
