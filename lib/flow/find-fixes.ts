import type { AuditedCommit, AuditedFixes, AuditedWaiver } from '../audit/audit-document.ts'
import { parseCase } from '../case/parse-case.ts'
import { bugLinks, TIERS } from '../case/types.ts'
import type { Config } from '../config/types.ts'
import { canonicalBug, sameCanonical } from '../policy/same-bug.ts'
import type { Bug } from '../policy/types.ts'
import type { CommitInfo, Ports } from '../ports.ts'
import { readConfigs } from './find-config.ts'
import { fixedBugs } from './fixed-bugs.ts'
import { governedCommits } from './governed-commits.ts'
import { readNotes } from './judge-law.ts'
import { readWaiver, touchingInputs } from './judge-range.ts'
import { type LoadedSet, loadSet } from './load-set.ts'

/** Finds the fixes among the commits since a day, and what became of each. `commit` is where to begin. */
export async function findFixes(ports: Ports, set: LoadedSet, commit: string, since: Date): Promise<AuditedFixes> {
  const commits = await ports.git.logSince(commit, since)
  const referring = commits
    .map((one) => ({ commit: one, bugs: fixedBugs(ports, set.config, one) }))
    .filter(({ bugs }) => bugs.length > 0)
  const touching = await touchingInputs(ports, set.config, referring)
  const governed = await governedCommits(ports, set.config, commits, touching)
  const sets = await allSets(ports, set)
  const isLinked = await linkTeller(ports, set, sets, commits, governed)
  const noted = waiversOf(sets, since.toISOString().slice(0, 10))
  const isNoted = tellerOf(
    set.config,
    sets.flatMap((one) => readNotes(one).read.flatMap(({ note }) => note.waive.map(({ bug }) => bug))),
  )
  const judged = await Promise.all(governed.map((one) => judgeFix(ports, set.config, one, isLinked, isNoted)))
  const waived = judged.filter(({ fate }) => fate === 'waived')
  return {
    total: governed.length,
    linked: judged.filter(({ fate }) => fate === 'linked').length,
    waived: waived.length,
    bare: judged.flatMap(({ fate, told }) => (fate === 'bare' ? told : [])),
    waivers: [...waived.flatMap(({ waivers }) => waivers), ...noted],
    before: touching.length - governed.length,
  }
}

interface Fix {
  readonly commit: CommitInfo
  readonly bugs: readonly Bug[]
}

interface JudgedFix {
  readonly fate: 'linked' | 'waived' | 'bare'
  readonly told: AuditedCommit
  readonly waivers: readonly AuditedWaiver[]
}

type Tells = (bug: Bug) => boolean

async function judgeFix(
  ports: Ports,
  { bugs: { waivers } }: Config,
  { commit, bugs }: Fix,
  isLinked: Tells,
  isNoted: Tells,
): Promise<JudgedFix> {
  const open = bugs.filter((bug) => !isLinked(bug))
  const bare = open.filter((bug) => !isNoted(bug))
  const waiver = bare.length > 0 && waivers ? await readWaiver(ports, commit) : null
  const reason = waiver?.reason ?? null
  const texts = bare.map(({ text }) => text)
  return {
    fate: open.length === 0 ? 'linked' : bare.length === 0 || reason !== null ? 'waived' : 'bare',
    told: { commit: commit.commit, subject: commit.message.split('\n', 1)[0]!, bugs: texts },
    waivers: reason === null ? [] : texts.map((bug) => ({ bug, reason, commit: commit.commit, note: null })),
  }
}

/** A bug is linked by whichever set of the repository holds its case, as at a push. Sets that do not read link nothing. */
async function allSets(ports: Ports, set: LoadedSet): Promise<LoadedSet[]> {
  const readings = await readConfigs(ports, set.source)
  const others = readings.flatMap(({ config, findings }) =>
    config && findings.length === 0 && config.file !== set.config.file ? [config] : [],
  )
  return [set, ...(await Promise.all(others.map((config) => loadSet(ports, config, set.source))))]
}

async function linkTeller(
  ports: Ports,
  set: LoadedSet,
  sets: readonly LoadedSet[],
  commits: readonly CommitInfo[],
  fixes: readonly Fix[],
): Promise<Tells> {
  const links = sets.flatMap(({ cases }) => cases.flatMap(({ one }) => (one ? bugLinks(one) : [])))
  const isInSet = tellerOf(set.config, links)
  if (fixes.every(({ bugs }) => bugs.every(isInSet))) return isInSet
  const gone = await Promise.all(sets.map((one) => bugsOfRetired(ports, one, commits)))
  return tellerOf(set.config, [...links, ...gone.flat()])
}

function tellerOf({ bugs: names }: Config, links: readonly string[]): Tells {
  const known = [...new Set(links)].map((link) => canonicalBug(link, names))
  return (bug) => known.some((link) => sameCanonical(link, bug.canonical))
}

/** The commits since then, and those before them, hold the files of cases that notes retired meanwhile. */
async function bugsOfRetired(ports: Ports, set: LoadedSet, commits: readonly CommitInfo[]): Promise<string[]> {
  const ids = [...new Set(readNotes(set).read.flatMap(({ note }) => note.retire.map(({ id }) => id)))]
  if (ids.length === 0) return []
  const places = [...new Set(commits.flatMap(({ commit, parents }) => [commit, ...parents]))]
  const paths = ids.flatMap((id) => TIERS.map((tier) => `${set.config.path}/${tier}/${id}.yaml`))
  const bugs = new Set<string>()
  for (const path of paths) {
    const blobs = await ports.git.readBlobs(places.map((commit) => `${commit}:${path}`))
    const texts = new Map(blobs.flatMap((bytes) => (bytes ? [[Buffer.from(bytes).toString('latin1'), bytes]] : [])))
    for (const bytes of texts.values()) {
      const read = parseCase(bytes, path)
      if ('value' in read) for (const link of bugLinks(read.value)) bugs.add(link)
    }
  }
  return [...bugs]
}

/** The waivers of notes since a day; a note says its day in its name. */
function waiversOf(sets: readonly LoadedSet[], since: string): AuditedWaiver[] {
  const notes = sets.flatMap((one) => readNotes(one).read)
  return notes
    .filter(({ id }) => !/^\d{4}-\d{2}-\d{2}/.test(id) || id.slice(0, 10) >= since)
    .flatMap(({ id, note }) => note.waive.map(({ bug, reason }) => ({ bug, reason, commit: null, note: id })))
}
