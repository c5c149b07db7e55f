import { join } from 'node:path'
import picomatch from 'picomatch'
import type { Case, Tier } from '../case/types.ts'
import type { Config } from '../config/types.ts'
import type { EventKind } from '../history/event.ts'
import type { Ports, Source } from '../ports.ts'
import { unavailable } from '../problem.ts'
import { exitOf, isGreen, runCases, totalsOf } from '../run/run-cases.ts'
import { type Selection, selectCases } from '../run/select.ts'
import type { CaseResult, RunCase, RunDocument } from '../run/types.ts'
import type { Target } from '../target/types.ts'
import { openCheckout } from './checkout.ts'
import { findConfig, problemOf } from './find-config.ts'
import { makeJudgeTools } from './judge-tools.ts'
import { type LoadedSet, loadSet, pinOf } from './load-set.ts'
import { openTarget, requireTarget } from './open-target.ts'
import { pathsThatMatter } from './paths-that-matter.ts'
import { recallReds } from './recall-reds.ts'
import { recordRun } from './record-run.ts'
import { sourceOf } from './source-of.ts'

export interface RunRequest extends Selection {
  /** The revision to take everything from; null is the work tree. */
  readonly at: string | null
  /** Past this many milliseconds the run gives up with the slowest cases named; null is no limit. */
  readonly budgetMs?: number | null
  /** What history keeps it as: a `run` where nobody says; null where the caller sees to that. */
  readonly kind?: EventKind | null
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
  const { document, ...answer } = await runWhereItStands(ports, config, source, request)
  const recalled = await recallReds(ports, document)
  if (request.kind !== null) await recordRun(ports, config, request.kind ?? 'run', document)
  return { document: recalled, ...answer }
}

async function runWhereItStands(ports: Ports, config: Config, source: Source, request: RunRequest): Promise<RunAnswer> {
  requireTarget(config)
  const inPlace = source.at === 'worktree' || (await isCheckedOut(ports, config, source))
  if (inPlace) return runAt(ports, config, source, request, ports.git.top!)
  const checkout = await openCheckout(ports, config, (source as { commit: string }).commit)
  try {
    return await runAt(ports, config, source, request, checkout.root)
  } finally {
    await checkout.dispose()
  }
}

/** True when the work tree is this commit in everything that an answer or its judgement depends on. */
export async function isCheckedOut(ports: Ports, config: Config, source: Source): Promise<boolean> {
  if (source.at !== 'commit' || ports.git.top === null) return false
  if ((await ports.git.resolveCommit('HEAD')) !== source.commit) return false
  const dirty = await ports.git.dirtyPaths([])
  if (!config.target?.inputs || dirty.length === 0) return dirty.length === 0
  const isMatch = picomatch(pathsThatMatter(config), { dot: true })
  return !dirty.some((path) => isMatch(path))
}

async function runAt(
  ports: Ports,
  config: Config,
  source: Source,
  request: RunRequest,
  root: string,
): Promise<RunAnswer> {
  const start = ports.clock.ticks()
  const target = openTarget(ports, config, root)
  try {
    const set = await loadSet(ports, config, source)
    const items = selectCases(validCases(set), request)
    const looking = stateOf(ports, source)
    const running = ask(ports, config, items, target, request, root)
    running.catch(() => {})
    const [state, pin] = await Promise.all([looking, pinOf(ports, set)])
    const results = await running
    const totals = totalsOf(results)
    const document: RunDocument = {
      format: 'casebook-run/1',
      green: isGreen(totals),
      ...state,
      tier: request.tier,
      selection: { ids: request.ids.length > 0 ? request.ids : null, shard: request.shard },
      target: { kind: config.target!.kind, fingerprint: null },
      set: pin,
      totals,
      duration_ms: Math.round(ports.clock.ticks() - start),
      results,
    }
    return { document, exit: exitOf(totals), setPath: config.path }
  } finally {
    await target.close()
  }
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
