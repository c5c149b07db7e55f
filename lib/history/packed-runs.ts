import type { Json, JsonObject } from '../case/types.ts'
import type { RecordedRun, RecordedVerdict } from './event.ts'

/** Runs in the form in which a hundred thousand of them are read back in a moment. */
export interface PackedRuns {
  /** All ids, one after the other. */
  readonly ids: string
  /** All serials, likewise. */
  readonly serials: string
  /** Commits and bases, each once. */
  readonly commits: readonly string[]
  /** What many runs have in common. */
  readonly contexts: readonly JsonObject[]
  /** Five numbers a run: its context, its commit, its base (-1 is none), its time, how long it took (-1 is unknown). */
  readonly rows: readonly number[]
  /** Verdicts other than pass, by the run's place. */
  readonly verdicts: Readonly<Record<string, readonly RecordedVerdict[]>>
}

const ID = 32
const SERIAL = 21
const ROW = 5

/** Packs runs in the order given. */
export function packRuns(runs: readonly RecordedRun[]): PackedRuns {
  const commits = new Interned<string>()
  const contexts = new Interned<JsonObject>()
  const asked = new Map<ReadonlySet<string>, string>()
  const rows: number[] = []
  const verdicts: Record<string, readonly RecordedVerdict[]> = {}
  runs.forEach((run, index) => {
    const key = remembered(asked, run.asked, () => [...run.asked].join(' '))
    const context = contextOf(run, key)
    rows.push(contexts.placeOf(JSON.stringify(context), context), commits.placeOf(run.commit, run.commit))
    rows.push(run.base === null ? -1 : commits.placeOf(run.base, run.base), run.at, run.duration ?? -1)
    if (run.verdicts.length > 0) verdicts[index] = run.verdicts
  })
  return {
    ids: runs.map((run) => run.id).join(''),
    serials: runs.map((run) => run.serial).join(''),
    commits: commits.items,
    contexts: contexts.items,
    rows,
    verdicts,
  }
}

/** Unpacks what `packRuns` packed; runs that asked the same cases share one set of their ids. */
export function unpackRuns(packed: PackedRuns): RecordedRun[] {
  const asked = new Map<string, ReadonlySet<string>>()
  const contexts = packed.contexts.map((context) => {
    const key = context['asked'] as string
    return { ...context, asked: remembered(asked, key, () => new Set(key.split(' '))) } as unknown as Context
  })
  const { ids, serials, commits, rows, verdicts } = packed
  const none: readonly RecordedVerdict[] = []
  const runs: RecordedRun[] = []
  for (let index = 0, row = 0; row < rows.length; index++, row += ROW)
    runs.push({
      id: ids.slice(index * ID, (index + 1) * ID),
      commit: commits[rows[row + 1]!]!,
      base: commits[rows[row + 2]!] ?? null,
      at: rows[row + 3]!,
      duration: rows[row + 4]! < 0 ? null : rows[row + 4]!,
      serial: serials.slice(index * SERIAL, (index + 1) * SERIAL),
      verdicts: verdicts[index] ?? none,
      ...contexts[rows[row]!]!,
    })
  return runs
}

type Context = Omit<RecordedRun, 'id' | 'commit' | 'base' | 'at' | 'serial' | 'verdicts' | 'duration'>

function contextOf(run: RecordedRun, asked: string): JsonObject {
  const { kind, set, root, tier, selection, target, reused, repeated, counts, soak, past, casebook, place } = run
  const context: Record<keyof Context, unknown> = {
    ...{ kind, set, root, tier, selection, target, asked, reused, repeated, counts, soak, past, casebook, place },
  }
  return context as Record<string, Json>
}

class Interned<T> {
  readonly items: T[] = []
  readonly #places = new Map<string, number>()

  placeOf(key: string, item: T): number {
    const place = this.#places.get(key)
    if (place !== undefined) return place
    this.#places.set(key, this.items.length)
    return this.items.push(item) - 1
  }
}

function remembered<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const there = known.get(key)
  if (there !== undefined) return there
  const made = make()
  known.set(key, made)
  return made
}
