import { join } from 'node:path'
import type { Case, Tier } from '../case/types.ts'
import type { Config } from '../config/types.ts'
import type { EventKind } from '../history/event.ts'
import type { Ports, Source } from '../ports.ts'
import { unavailable } from '../problem.ts'
import { reusedResult } from '../run/reuse.ts'
import { exitOf, isGreen, runCases, totalsOf } from '../run/run-cases.ts'
import { type Selection, selectCases } from '../run/select.ts'
import type { CaseResult, RunCase, RunDocument } from '../run/types.ts'
import type { Target } from '../target/types.ts'
import { openCheckout } from './checkout.ts'
import { findConfig, problemOf } from './find-config.ts'
import { fingerprintTarget } from './fingerprint-target.ts'
import { finishRun } from './finish-run.ts'
import { isCheckedOut } from './is-checked-out.ts'
import { makeJudgeTools } from './judge-tools.ts'
import { type LoadedSet, loadSet, pinOf } from './load-set.ts'
import { openTarget, requireTarget } from './open-target.ts'
import { refuseMoved } from './refuse-moved.ts'
import { sourceOf } from './source-of.ts'
import { makeVerdictMemory, type VerdictMemory } from './verdict-memory.ts'

export interface RunRequest extends Selection {
  /** The revision to take everything from; null is the work tree. */
  readonly at: string | null
  /** Past this many milliseconds the run gives up with the slowest cases named; null is no limit. */
  readonly budgetMs?: number | null
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
  const early = source.at === 'worktree' && !request.reuse ? openTarget(ports, config, ports.git.top!) : null
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
        : await askSomewhere({ ports, config, source, request, early }, open)
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

interface Asking {
  readonly ports: Ports
  readonly config: Config
  readonly source: Source
  readonly request: RunRequest
  /** The target of the work tree, where it was started already. */
  readonly early: Target | null
}

interface Asked {
  readonly results: readonly CaseResult[]
  /** True where the work tree answered, which somebody may have changed meanwhile. */
  readonly inPlace: boolean
}

const NOTHING: Asked = { results: [], inPlace: false }

/** Asks in the work tree where that is what is judged, else in a temporary checkout. */
async function askSomewhere(asking: Asking, items: readonly RunCase[]): Promise<Asked> {
  const { ports, config, source } = asking
  if (source.at !== 'commit') return { results: await askAt(asking, items, ports.git.top!), inPlace: true }
  if (await isCheckedOut(ports, config, source.commit)) {
    const results = await askAt(asking, items, ports.git.top!)
    await refuseMoved(ports, config, source.commit)
    return { results, inPlace: true }
  }
  const checkout = await openCheckout(ports, config, source.commit)
  try {
    return { results: await askAt(asking, items, checkout.root), inPlace: false }
  } finally {
    await checkout.dispose()
  }
}

async function askAt(asking: Asking, items: readonly RunCase[], root: string): Promise<CaseResult[]> {
  const { ports, config, request, early } = asking
  const target = early ?? openTarget(ports, config, root)
  try {
    return await ask(ports, config, items, target, request, root)
  } finally {
    await target.close()
  }
}

/** What is known of the commit that is judged; null without `inputs`, or where the work tree is no commit in what matters. */
async function openMemory(ports: Ports, config: Config, source: Source): Promise<VerdictMemory | null> {
  if (!config.target?.inputs) return null
  const commit = source.at === 'commit' ? source.commit : (await ports.git.state()).head
  if (commit === null || (source.at !== 'commit' && !(await isCheckedOut(ports, config, commit)))) return null
  const fingerprint = await fingerprintTarget(ports, config, commit)
  return fingerprint === null ? null : makeVerdictMemory(ports, config, { fingerprint, commit })
}

function ask(
  ports: Ports,
  config: Config,
  items: readonly RunCase[],
  target: Target,
  request: RunRequest,
  root: string,
): Promise<CaseResult[]> {
  let done = 0
  const limit = makeLimit(ports, request.budgetMs ?? null)
  const tools = makeJudgeTools(ports, config, join(root, config.folder))
  return limit.race(
    runCases(items, target, tools, (trial) => {
      if (request.budgetMs)
        limit.note(
          trial.item.one.id,
          trial.tries.reduce((sum, one) => sum + one.asked.durationMs, 0),
        )
      request.onProgress?.(++done, items.length)
    }),
  )
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

interface Limit {
  note(id: string, ms: number): void
  race<T>(work: Promise<T>): Promise<T>
}

function makeLimit(ports: Ports, budgetMs: number | null): Limit {
  const spent = new Map<string, number>()
  const tooLong = (): Error => {
    const slowest = [...spent].sort((a, b) => b[1] - a[1]).slice(0, 3)
    const names = slowest.map(([id, ms]) => `${id} (${(ms / 1000).toFixed(1)} s)`).join(', ')
    return unavailable(
      'over-budget',
      `the smoke tier took longer than its budget of ${budgetMs! / 1000} s; ${spent.size} cases were done`,
      {
        hints: [...(names ? [`slowest: ${names}`] : []), 'casebook retier, or raise smoke.budget in casebook.yaml'],
      },
    )
  }
  return {
    note: (id, ms) => void spent.set(id, ms),
    async race(work) {
      if (budgetMs === null) return work
      let cancel = (): void => {}
      const timeout = new Promise<never>((_, reject) => {
        cancel = ports.clock.after(budgetMs, () => reject(tooLong())).cancel
      })
      return Promise.race([work, timeout]).finally(() => cancel())
    },
  }
}
