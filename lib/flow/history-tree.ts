import type { RecordedRun } from '../history/event.ts'
import { MAX_EVENT_BYTES, parseEvent } from '../history/parse-event.ts'
import { eventPath, idOfFile, RUNS, SHARD } from '../history/paths.ts'
import type { Ports, TreeEntry } from '../ports.ts'

/** What lies in a history and is no event. */
export interface Skipped {
  readonly path: string
  readonly reason: string
}

/** The folders of runs, by name, with the object ids of their trees. */
export interface HistoryTop {
  readonly shards: ReadonlyMap<string, string>
  readonly skipped: readonly Skipped[]
}

/** A file that by its name holds an event. */
export interface EventFile {
  readonly id: string
  readonly oid: string
}

type Refs = Pick<Ports, 'ownRefs'>

/** Reads the upper two levels of a history. Never deeper than our own files lie: a tree can be made that has no end. */
export async function readTop({ ownRefs }: Refs, commit: string): Promise<HistoryTop> {
  const [root] = await ownRefs.readTrees([`${commit}^{tree}`])
  if (!root)
    return { shards: new Map(), skipped: [{ path: '', reason: 'it is no commit, or its tree is missing here' }] }
  const runs = root.find((entry) => entry.name === RUNS && isTree(entry))
  const others = root.filter((entry) => entry !== runs).map((entry) => skip(entry.name, 'it is no part of a history'))
  const [entries] = runs ? await ownRefs.readTrees([runs.oid]) : [[]]
  if (!entries) return { shards: new Map(), skipped: [...others, skip(RUNS, 'it can not be read here')] }
  const shards = entries.filter((entry) => isTree(entry) && SHARD.test(entry.name))
  const strange = entries
    .filter((entry) => !shards.includes(entry))
    .map((entry) => skip(`${RUNS}/${entry.name}`, 'it is no folder of runs'))
  return { shards: new Map(shards.map(({ name, oid }) => [name, oid])), skipped: [...others, ...strange] }
}

/** Lists the files of some folders of runs. */
export async function readShards(
  { ownRefs }: Refs,
  shards: readonly (readonly [name: string, oid: string])[],
): Promise<{ files: EventFile[]; skipped: Skipped[] }> {
  const trees = await ownRefs.readTrees(shards.map(([, oid]) => oid))
  const files: EventFile[] = []
  const skipped: Skipped[] = []
  shards.forEach(([shard], index) => {
    const entries = trees[index]
    if (!entries) skipped.push(skip(`${RUNS}/${shard}`, 'it can not be read here'))
    for (const entry of entries ?? []) {
      const id = entry.mode === '100644' ? idOfFile(shard, entry.name) : null
      if (id === null) skipped.push(skip(`${RUNS}/${shard}/${entry.name}`, 'it is not named or kept as an event is'))
      else files.push({ id, oid: entry.oid })
    }
  })
  return { files, skipped }
}

/** Blobs that are held at once. */
const AT_ONCE = 2000

/** Reads events; what is none is told with the reason. */
export async function readEvents(
  { ownRefs, fingerprint }: Pick<Ports, 'ownRefs' | 'fingerprint'>,
  files: readonly EventFile[],
): Promise<{ runs: RecordedRun[]; skipped: Skipped[] }> {
  const runs: RecordedRun[] = []
  const skipped: Skipped[] = []
  for (let at = 0; at < files.length; at += AT_ONCE) {
    const some = files.slice(at, at + AT_ONCE)
    const blobs = await ownRefs.readBlobs(
      some.map((file) => file.oid),
      MAX_EVENT_BYTES,
    )
    some.forEach(({ id }, index) => {
      const bytes = blobs[index]
      const read = bytes ? parseEvent(bytes, id, fingerprint) : { reason: 'missing here, or larger than 4 MiB' }
      if ('run' in read) runs.push(read.run)
      else skipped.push(skip(eventPath(id), read.reason))
    })
  }
  return { runs, skipped }
}

const isTree = ({ mode }: TreeEntry): boolean => mode === '40000'
const skip = (path: string, reason: string): Skipped => ({ path, reason })
