import type { JsonObject } from '../case/types.ts'
import { compareRuns, type RecordedRun } from '../history/event.ts'
import { type PackedRuns, packRuns, unpackRuns } from '../history/packed-runs.ts'
import { HISTORY_REF, RUNS } from '../history/paths.ts'
import type { Ports } from '../ports.ts'
import { readEvents, readShards, readTop, type Skipped } from './history-tree.ts'

/** All that this clone remembers. */
export interface History {
  /** The commit of `refs/casebook/history`; null where nothing was recorded yet. */
  readonly tip: string | null
  /** Oldest first, of every set. */
  readonly runs: readonly RecordedRun[]
  /** What lies there and is no event: it counts as nothing. */
  readonly skipped: readonly Skipped[]
}

type HistoryPorts = Pick<Ports, 'ownRefs' | 'cache' | 'fingerprint'>

/**
 * Reads the history. What was read is kept below `.git/casebook` by the object ids of its folders, so that another look reads
 * what is new and nothing else.
 */
export async function readHistory(ports: HistoryPorts): Promise<History> {
  const [tip] = await ports.ownRefs.tips([HISTORY_REF])
  if (!tip) return { tip: null, runs: [], skipped: [] }
  const kept = await readKept(ports)
  if (kept.tip === tip) return { ...kept, tip }
  const { history, news } = await bringUpToDate(ports, kept, tip)
  return news > WORTH_KEEPING ? keep(ports, history) : history
}

interface Kept extends History {
  readonly shards: ReadonlyMap<string, string>
}

async function bringUpToDate(ports: HistoryPorts, kept: Kept, tip: string): Promise<{ history: Kept; news: number }> {
  const top = await readTop(ports, tip)
  const isSame = (shard: string): boolean => kept.shards.get(shard) === top.shards.get(shard) && top.shards.has(shard)
  const { files, skipped } = await readShards(
    ports,
    [...top.shards].filter(([shard]) => !isSame(shard)),
  )
  const there = new Set(files.map((file) => file.id))
  const old = kept.runs.filter((run) => isSame(run.id.slice(0, 2)) || there.has(run.id))
  const known = new Set(old.map((run) => run.id))
  const read = await readEvents(
    ports,
    files.filter((file) => !known.has(file.id)),
  )
  const oldSkipped = kept.skipped.filter(({ path }) => isSame(/^runs\/(..)\//.exec(path)?.[1] ?? ''))
  const history = {
    tip,
    shards: top.shards,
    runs: [...old, ...read.runs].sort(compareRuns),
    skipped: [...top.skipped, ...oldSkipped, ...skipped, ...read.skipped],
  }
  return { history, news: read.runs.length + read.skipped.length + kept.runs.length - old.length }
}

/** Writing all again costs more than reading a few events anew. */
const WORTH_KEEPING = 64
const CACHE_NAME = 'history'
const KEY = RUNS

async function readKept({ cache }: HistoryPorts): Promise<Kept> {
  const entry = (await cache.read(CACHE_NAME)).get(KEY) as KeptForm | undefined
  if (!entry) return { tip: null, shards: new Map(), runs: [], skipped: [] }
  const { tip, shards, runs, skipped } = entry
  return { tip, shards: new Map(Object.entries(shards)), runs: unpackRuns(runs), skipped }
}

interface KeptForm {
  readonly tip: string
  readonly shards: Readonly<Record<string, string>>
  readonly runs: PackedRuns
  readonly skipped: readonly Skipped[]
}

async function keep({ cache }: HistoryPorts, { tip, shards, runs, skipped }: Kept): Promise<Kept> {
  const packed = packRuns(runs)
  const form: KeptForm = { tip: tip!, shards: Object.fromEntries(shards), runs: packed, skipped }
  await cache.write(CACHE_NAME, new Map([[KEY, form as unknown as JsonObject]]))
  return { tip, shards, runs: unpackRuns(packed), skipped }
}
