import { parseOpenCase } from '../case/parse-case.ts'
import { type OpenCase, TIERS } from '../case/types.ts'
import type { Config } from '../config/types.ts'
import { type EventKind, type NoPass, type Place, type RecordedRun, timeOf } from '../history/event.ts'
import { isRed, verdictOf } from '../history/verdict-of.ts'
import type { Authored, Ports } from '../ports.ts'
import { unknownCase } from '../run/select.ts'
import { classifyFiles } from '../set/classify.ts'
import { readFiles } from './load-set.ts'
import { sourceOf } from './source-of.ts'

/** A red that a run recorded; author, date and subject are null where the commit is not in this clone. */
export interface ToldRed {
  readonly run: string
  readonly kind: EventKind
  readonly place: Place
  readonly at: string
  readonly verdict: NoPass
  readonly passes: number
  readonly asks: number
  readonly commit: string
  readonly author: string | null
  readonly date: string | null
  readonly subject: string | null
}

/** What git and history know of one case. */
export interface CaseStory {
  readonly id: string
  /** Null where the set holds no such case any more. */
  readonly title: string | null
  readonly captured: { readonly at: string | null; readonly by: string | null } | null
  /** The commit that first brought it into a tier; null where it is in none, or that is not committed. */
  readonly admitted: Authored | null
  /** Runs that asked it. */
  readonly runs: number
  /** Newest first. */
  readonly reds: readonly ToldRed[]
}

/** Tells the story of a case. Requires runs that asked it, oldest first; an id that nobody knows is a `Problem`. */
export async function tellCase(
  ports: Ports,
  config: Config | null,
  id: string,
  runs: readonly RecordedRun[],
): Promise<CaseStory> {
  const one = config === null ? null : await findCase(ports, config, id)
  if (one === null && runs.length === 0) throw unknownCase(id)
  const paths = config === null ? [] : TIERS.map((tier) => `${config.path}/${tier}/${id}.yaml`)
  return {
    id,
    title: one?.title ?? null,
    captured: one && { at: one.captured_at ?? null, by: one.captured_by ?? null },
    admitted: paths.length === 0 ? null : await ports.ownRefs.firstAdded(paths),
    runs: runs.length,
    reds: await tellReds(ports, id, runs),
  }
}

async function tellReds(ports: Ports, id: string, runs: readonly RecordedRun[]): Promise<ToldRed[]> {
  const red = runs.filter((run) => isRed(verdictOf(run, id))).reverse()
  const authors = await ports.ownRefs.authors([...new Set(red.map((run) => run.commit))])
  return red.map((run): ToldRed => {
    const { verdict, passes, asks } = run.verdicts.find((one) => one.id === id)!
    const { author = null, date = null, subject = null } = authors.get(run.commit) ?? {}
    const { kind, place, commit } = run
    return { run: run.id, kind, place, at: timeOf(run.at), verdict, passes, asks, commit, author, date, subject }
  })
}

/** The case as the work tree's set has it; null where it has none of this id. */
export async function findCase(ports: Ports, config: Config, id: string): Promise<OpenCase | null> {
  const files = classifyFiles(await ports.git.listFiles(await sourceOf(ports, null), [config.path]), config.path)
  const file = [...files.cases, ...files.inbox].find((one) => one.id === id)
  if (!file) return null
  const read = parseOpenCase((await readFiles(ports, [file]))[0] ?? new Uint8Array(), file.path)
  return 'value' in read ? read.value : { id }
}
