import type { Case, Tier } from '../case/types.ts'
import type { Config } from '../config/types.ts'
import type { EventKind } from '../history/event.ts'
import type { Ports, Source } from '../ports.ts'
import { reusedResult } from '../run/reuse.ts'
import { type Selection, selectCases } from '../run/select.ts'
import { exitOf, isGreen, totalsOf } from '../run/totals.ts'
import type { CaseResult, RunCase, RunDocument } from '../run/types.ts'
import type { Asked } from './ask-somewhere.ts'
import { findConfig, problemOf } from './find-config.ts'
import { fingerprintTarget } from './fingerprint-target.ts'
import { finishRun } from './finish-run.ts'
import { isCheckedOut } from './is-checked-out.ts'
import { type LoadedSet, loadSet, pinOf } from './load-set.ts'
import { requireTarget } from './require-target.ts'
import { soakOf } from './soak-of.ts'
import { sourceOf } from './source-of.ts'
import { makeVerdictMemory, type VerdictMemory } from './verdict-memory.ts'

export interface RunRequest extends Selection {
  /** The revision to take everything from; null is the work tree. */
  readonly at: string | null
  /** Past this many milliseconds the run gives up with the slowest cases named; null is no limit. */
  readonly budgetMs?: number | null
  /** Ask each case this often at one state, and count; null or absent asks as a gate does. */
  readonly soak?: number | null
  /** What history keeps it as: a `run` where nobody says; null where the caller sees to that. */
  readonly kind?: EventKind | null
  /** True where a green verdict of this very state may stand in for asking: at a push, and in a pull request's smoke run. */
  readonly reuse?: boolean
  /** The set, where the caller has read it already. */
  readonly loaded?: LoadedSet
  onProgress?(done: number, asked: number): void
}

export interface RunAnswer {
  readonly document: RunDocument
  readonly exit: 0 | 1 | 3
  /** The set's folder from the top of the repository: reports point into it. */
  readonly setPath: string
}

/** Runs a selection of the set on the target and judges every answer. */
export async function runSet(ports: Ports, request: RunRequest): Promise<RunAnswer> {
  const source = await sourceOf(ports, request.at)
  const config = await findConfig(ports, source)
  return runConfiguredSet(ports, config, source, request)
}

/** As `runSet`, for a configuration that is known already. */
export async function runConfiguredSet(
  ports: Ports,
  config: Config,
  source: Source,
  request: RunRequest,
): Promise<RunAnswer> {
  requireTarget(config)
  const start = ports.clock.ticks()
  // What will be asked for certain starts while the set is read.
  const isCertain = source.at === 'worktree' && !request.reuse
  const early = isCertain ? (await import('./open-target.ts')).openTarget(ports, config, ports.git.top!) : null
  try {
    const set = request.loaded ?? (await loadSet(ports, config, source))
    const items = selectCases(validCases(set), request)
    const remembering = openMemory(ports, config, source)
    const facts = Promise.all([stateOf(ports, source), pinOf(ports, set), remembering])
    facts.catch(() => {})
    const known = await recall(request, items, remembering)
    const open = items.filter(({ one }) => !known.has(one.id))
    const asked =
      known.size > 0 && open.length === 0
        ? NOTHING
        : await (await import('./ask-somewhere.ts')).askSomewhere({ ports, config, source, request, early }, open)
    const [state, pin, memory] = await facts
    const results = inOrder(items, asked.results, known)
    const totals = totalsOf(results)
    const document: RunDocument = {
      format: 'casebook-run/1',
      green: isGreen(totals),
      ...state,
      tier: request.tier,
      selection: { ids: request.ids.length > 0 ? request.ids : null, shard: request.shard },
      target: { kind: config.target!.kind, fingerprint: memory?.fingerprint ?? null },
      set: pin,
      totals,
      duration_ms: Math.round(ports.clock.ticks() - start),
      ...(request.soak ? { soak: soakOf(request.soak, results) } : {}),
      results,
    }
    const { inPlace } = asked
    const kind = request.kind === undefined ? 'run' : request.kind
    const told = await finishRun(ports, config, { document, items, memory, inPlace, kind })
    return { document: told, exit: exitOf(totals), setPath: config.path }
  } finally {
    await early?.close()
  }
}

/** What asks and judges is loaded where something is asked: a push that reuses everything does without. */
const NOTHING: Asked = { results: [], inPlace: false }

async function recall(
  request: RunRequest,
  items: readonly RunCase[],
  remembering: Promise<VerdictMemory | null>,
): Promise<ReadonlySet<string>> {
  const memory = request.reuse ? await remembering : null
  return memory ? memory.recall(items) : new Set()
}

/** In the order of the manifest, as if all had been asked. */
function inOrder(items: readonly RunCase[], asked: readonly CaseResult[], known: ReadonlySet<string>): CaseResult[] {
  let next = 0
  return items.map((item) => (known.has(item.one.id) ? reusedResult(item) : asked[next++]!))
}

/** What is known of the commit that is judged; null without `inputs`, or where the work tree is no commit in what matters. */
async function openMemory(ports: Ports, config: Config, source: Source): Promise<VerdictMemory | null> {
  if (!config.target?.inputs) return null
  const commit = source.at === 'commit' ? source.commit : (await ports.git.state()).head
  if (commit === null || (source.at !== 'commit' && !(await isCheckedOut(ports, config, commit)))) return null
  const fingerprint = await fingerprintTarget(ports, config, commit)
  return fingerprint === null ? null : makeVerdictMemory(ports, config, { fingerprint, commit })
}

/** The valid cases of a set, or the problem that names what is wrong with the others. */
export function validCases(set: LoadedSet): { tier: Tier; one: Case }[] {
  if (set.findings.length > 0) throw problemOf(set.findings)
  return set.cases.map(({ file, one }) => ({ tier: file.tier, one: one! }))
}

async function stateOf(ports: Ports, source: Source): Promise<{ commit: string | null; dirty: boolean }> {
  if (source.at === 'commit') return { commit: source.commit, dirty: false }
  const { head, dirty } = await ports.git.state()
  return { commit: head, dirty: dirty.length > 0 }
}
