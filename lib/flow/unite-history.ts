import { type RecordedRun, timeOf } from '../history/event.ts'
import { eventPath, HISTORY_REF } from '../history/paths.ts'
import type { Ports } from '../ports.ts'
import { type EventFile, type HistoryTop, readEvents, readShards, readTop, type Skipped } from './history-tree.ts'
import { moveRefs } from './move-refs.ts'

/** What came of joining another history to ours. */
export interface Union {
  readonly added: readonly RecordedRun[]
  /** What the other one holds and is no event: it stays there. */
  readonly skipped: readonly Skipped[]
}

/**
 * Joins the history `theirs` (a commit) to ours. Only files that are events come over, so that nothing which somebody else
 * pushed is ever kept here or pushed on. `descend` makes ours a descendant of theirs even where that adds nothing: what a push needs.
 */
export function uniteHistory(ports: Ports, theirs: string, { descend }: { descend: boolean }): Promise<Union> {
  return moveRefs(ports, [HISTORY_REF], async ([ours = null]) => {
    const change = await compare(ports, ours, theirs)
    return { write: await planMove(ports, ours, theirs, change, descend), result: change }
  })
}

/** Forwards ours where theirs holds all of it and nothing else; joins them where there is anything to add; else leaves ours. */
async function planMove(
  { git, ownRefs }: Ports,
  ours: string | null,
  theirs: string,
  change: Change,
  descend: boolean,
): Promise<(() => Promise<boolean>) | null> {
  if (ours === theirs || change.skipped.some(isAll)) return null
  if (change.isWhole && (ours === null || (await git.isAncestor(ours, theirs))))
    return () => ownRefs.move(HISTORY_REF, theirs, ours)
  const isJoined = !descend || (ours !== null && (await git.isAncestor(theirs, ours)))
  if (change.files.size === 0 && isJoined) return null
  const at = new Date(timeOf(Math.max(0, ...change.added.map((run) => run.at))))
  const join = { ref: HISTORY_REF, parent: ours, merge: [theirs], message: 'Union', at, files: change.files }
  return () => ownRefs.commit([join])
}

/** Of a history that can't be read: it is no commit, or not here. */
const isAll = ({ path }: Skipped): boolean => path === ''

interface Change extends Union {
  readonly files: ReadonlyMap<string, { readonly oid: string }>
  /** True where theirs holds all of ours and nothing but events. */
  readonly isWhole: boolean
}

const EMPTY: HistoryTop = { shards: new Map(), skipped: [] }

/** Looks at the folders that differ and reads the files that ours lacks. */
async function compare(ports: Ports, ours: string | null, theirs: string): Promise<Change> {
  const [mine, other] = await Promise.all([ours === null ? EMPTY : readTop(ports, ours), readTop(ports, theirs)])
  const differs = (shard: string): boolean => mine.shards.get(shard) !== other.shards.get(shard)
  const [here, there] = await Promise.all(
    [mine, other].map(({ shards }) =>
      readShards(
        ports,
        [...shards].filter(([shard]) => differs(shard)),
      ),
    ),
  )
  const held = listingOf(here!.files)
  const all = listingOf(there!.files)
  // A file that both have with another content is no event on one side: the one that is wins.
  const { runs, skipped } = await readEvents(
    ports,
    there!.files.filter(({ id, oid }) => held.get(id) !== oid),
  )
  const strange = [...other.skipped, ...there!.skipped, ...skipped]
  return {
    added: runs,
    skipped: strange,
    files: new Map(runs.map(({ id }) => [eventPath(id), { oid: all.get(id)! }])),
    isWhole: strange.length === 0 && [...held.keys()].every((id) => all.has(id)),
  }
}

const listingOf = (files: readonly EventFile[]): Map<string, string> => new Map(files.map(({ id, oid }) => [id, oid]))
