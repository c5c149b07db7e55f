import { demandHash } from '../case/demand.ts'
import { CASE_ID } from '../case/id.ts'
import { parseOpenCase } from '../case/parse-case.ts'
import { type Case, TIERS } from '../case/types.ts'
import type { Config } from '../config/types.ts'
import { boundsOf } from '../history/bounds.ts'
import { ancestorsOf, type CommitGraph } from '../history/commit-graph.ts'
import type { RecordedRun } from '../history/event.ts'
import { makeRunBook, type RunBook } from '../history/run-book.ts'
import { verdictOf } from '../history/verdict-of.ts'
import type { Ports } from '../ports.ts'

/** What history proves of the case as it is here: a green run of a case that demanded something else proves nothing. */
export interface Recollection {
  /** The nearest green ancestor of a commit, itself included. */
  nearestGreen(commit: string): Promise<RecordedRun | null>
  /** The first green run at a commit, whatever a later one said there: that is how a drift looks. A flake was never green. */
  greenAt(commit: string): Promise<RecordedRun | null>
  /** The commits at which it was red first, as far as history knows, and those before: worth asking before others. */
  suspects(commit: string): readonly string[]
}

/** Recalls when a case was green. `root` is that of the set here: another set of the same root holds the same case. */
export function recallGreen(
  ports: Ports,
  config: Config,
  known: {
    readonly one: Case
    readonly root: () => Promise<string>
    readonly graph: CommitGraph
    /** All that this clone remembers. */
    readonly runs: readonly RecordedRun[]
  },
): Recollection {
  const { one, root, graph, runs } = known
  const book = makeRunBook(runs.filter((run) => run.set === config.set && run.asked.has(one.id)))
  const demand = demandHash(one, ports.hash)
  const proven = async (commit: string): Promise<RecordedRun | null> => {
    const run = onceGreen(book, commit, one.id)
    if (run === null) return null
    const isSame = run.root === (await root()) || (await demandIn(ports, config, run, one.id)) === demand
    return isSame ? run : null
  }
  return {
    greenAt: proven,
    suspects(commit) {
      const { firstRed } = boundsOf(book, graph, one.id, commit)
      return firstRed ? [firstRed.commit, ...(graph.get(firstRed.commit) ?? [])] : []
    },
    async nearestGreen(commit) {
      for (const each of greenAncestors(book, graph, commit, one.id)) {
        const run = await proven(each)
        if (run) return run
      }
      return null
    },
  }
}

function* greenAncestors(book: RunBook, graph: CommitGraph, commit: string, id: string): Generator<string> {
  if (book.runs.length === 0) return
  for (const each of ancestorsOf(graph, commit)) if (onceGreen(book, each, id)) yield each
}

function onceGreen({ byCommit }: RunBook, commit: string, id: string): RecordedRun | null {
  const runs = byCommit.get(commit) ?? []
  if (runs.some((run) => verdictOf(run, id) === 'flaky')) return null
  return runs.find((run) => verdictOf(run, id) === 'pass') ?? null
}

/** What the case demanded at a run that took it from its commit; null where it came from elsewhere or is not to be found there. */
async function demandIn(ports: Ports, config: Config, run: RecordedRun, id: string): Promise<string | null> {
  if (run.kind !== 'run' && run.kind !== 'release') return null
  const usual = TIERS.map((tier) => `${config.path}/${tier}/${id}.yaml`)
  const paths = (await firstThere(ports, run.commit, usual)) ?? (await listed(ports, run.commit, id))
  const [bytes] = paths === null ? [null] : await ports.git.readBlobs([`${run.commit}:${paths}`])
  const read = bytes ? parseOpenCase(bytes, paths!) : null
  return read && 'value' in read ? demandHash(read.value, ports.hash) : null
}

async function firstThere(ports: Ports, commit: string, paths: readonly string[]): Promise<string | null> {
  const there = await ports.git.objects(paths.map((path) => `${commit}:${path}`))
  return paths.find((_, index) => there[index]?.type === 'blob') ?? null
}

/** The set's folder may have had another name then. */
async function listed(ports: Ports, commit: string, id: string): Promise<string | null> {
  if (!CASE_ID.test(id)) return null
  const files = await ports.git.listFiles({ at: 'commit', commit }, []).catch(() => [])
  return files.find(({ path }) => path.endsWith(`/${id}.yaml`))?.path ?? null
}
