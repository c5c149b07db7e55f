import type { RecordedRun } from '../history/event.ts'
import { HISTORY_REF, NOTES_REF, notePath, remoteHistoryRef } from '../history/paths.ts'
import type { Ports } from '../ports.ts'
import { invalid, unavailable } from '../problem.ts'
import type { Skipped } from './history-tree.ts'
import { readHistory } from './read-history.ts'
import { tidyHistory } from './tidy-history.ts'
import { type Union, uniteHistory } from './unite-history.ts'
import { writeNotes } from './write-notes.ts'

/** The document of `history pull` and `history push`. */
export interface HistorySyncDocument {
  readonly format: 'casebook-history-sync/1'
  readonly action: 'pull' | 'push'
  readonly remote: string
  /** False where there was nothing: no history at the remote to pull, none here to push. */
  readonly found: boolean
  /** Runs that came here. */
  readonly added: number
  /** What the remote's history holds and is no event: it was left there. The first hundred. */
  readonly skipped: readonly Skipped[]
  readonly skipped_total: number
}

const NOTHING: Union = { added: [], skipped: [] }

/** Fetches a remote's history and joins it to ours. A remote that has none is no fault. */
export async function pullHistory(ports: Ports, named: string | null): Promise<HistorySyncDocument> {
  const remote = await remoteOf(ports, named)
  const union = await fetchUnion(ports, remote, false)
  return documentOf('pull', remote, union !== null, union ?? NOTHING)
}

/** Pushes our history, joined with what the remote has, as often as somebody else comes first. */
export async function pushHistory(ports: Ports, named: string | null): Promise<HistorySyncDocument> {
  const remote = await remoteOf(ports, named)
  await tidyHistory(ports)
  const [ours] = await ports.ownRefs.tips([HISTORY_REF])
  if (!ours) return documentOf('push', remote, false, NOTHING)
  const came: Union[] = []
  for (let attempt = 0; attempt < TRIES; attempt++) {
    if (await ports.ownRefs.pushRef(remote, HISTORY_REF)) return documentOf('push', remote, true, joined(came))
    if (attempt > 0) await ports.ownRefs.pause(attempt)
    const union = (await fetchUnion(ports, remote, true)) ?? NOTHING
    refuseUnreadable(remote, union)
    came.push(union)
  }
  throw unavailable('history-busy', `the history of "${remote}" moved ${TRIES} times while ours was pushed`, {
    hints: [`casebook history push ${remote}`],
  })
}

function refuseUnreadable(remote: string, { skipped: [first] }: Union): void {
  if (first?.path !== '') return
  throw unavailable('bad-history', `the history of "${remote}" can not be read: ${first.reason}`, {
    hints: [`git push ${remote} :${HISTORY_REF} takes it away there`, `casebook history push ${remote}`],
  })
}

const TRIES = 10

/** What several unions brought; the last one tells what the remote holds besides. */
const joined = (unions: readonly Union[]): Union => ({
  added: unions.flatMap((union) => union.added),
  skipped: unions.at(-1)?.skipped ?? [],
})

/** Null where the remote has no history. */
async function fetchUnion(ports: Ports, remote: string, descend: boolean): Promise<Union | null> {
  const ref = remoteHistoryRef(remote)
  if (!(await ports.ownRefs.fetchRef(remote, HISTORY_REF, ref))) return null
  const [theirs, notes] = await ports.ownRefs.tips([ref, NOTES_REF])
  if (!theirs) return null
  const union = await uniteHistory(ports, theirs, { descend })
  const { runs } = await readHistory(ports)
  await writeNotes(ports, (await areNoted(ports, notes ?? null, runs)) ? union.added : runs)
  return union
}

/** False where the notes were lost, or some of them. */
async function areNoted({ ownRefs }: Ports, notes: string | null, runs: readonly RecordedRun[]): Promise<boolean> {
  const [top] = notes === null ? [null] : await ownRefs.readTrees([`${notes}^{tree}`])
  const folders = top?.filter(({ mode }) => mode === '40000') ?? []
  const trees = await ownRefs.readTrees(folders.map(({ oid }) => oid))
  const noted = new Set(folders.flatMap(({ name }, index) => trees[index]?.map((note) => `${name}/${note.name}`) ?? []))
  return runs.every((run) => noted.has(notePath(run.commit)))
}

/** The remote that is meant: the named one, else `origin`, else the only one. */
async function remoteOf(ports: Ports, named: string | null): Promise<string> {
  const remotes = await ports.git.remotes()
  const known = named ?? remotes.find((one) => one === 'origin') ?? (remotes.length === 1 ? remotes[0]! : null)
  if (known !== null && remotes.includes(known)) return known
  const hints =
    remotes.length > 0 ? remotes.map((one) => `casebook history pull ${one}`) : ['git remote add origin <url>']
  if (known !== null) throw invalid('unknown-remote', `there is no remote "${known}"`, { hints })
  throw invalid('no-remote', remotes.length === 0 ? 'there is no remote' : 'there are several remotes', { hints })
}

const documentOf = (
  action: HistorySyncDocument['action'],
  remote: string,
  found: boolean,
  { added, skipped }: Union,
): HistorySyncDocument => ({
  format: 'casebook-history-sync/1',
  action,
  remote,
  found,
  added: added.length,
  skipped: skipped.slice(0, MOST_SKIPPED),
  skipped_total: skipped.length,
})

/** As many as anybody reads. */
export const MOST_SKIPPED = 100
