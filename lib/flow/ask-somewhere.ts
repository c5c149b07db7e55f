import { join } from 'node:path'
import type { Config } from '../config/types.ts'
import type { Ports, Source } from '../ports.ts'
import { runCases } from '../run/run-cases.ts'
import { soakCases } from '../run/soak-cases.ts'
import type { CaseResult, RunCase } from '../run/types.ts'
import type { Target } from '../target/types.ts'
import { openCheckout } from './checkout.ts'
import { isCheckedOut } from './is-checked-out.ts'
import { makeJudgeTools } from './judge-tools.ts'
import { openTarget } from './open-target.ts'
import { refuseMoved } from './refuse-moved.ts'
import { makeBudget } from './run-budget.ts'

interface AskRequest {
  /** Ask each case this often at one state, and count; null or absent asks as a gate does. */
  readonly soak?: number | null
  /** Past this many milliseconds the run gives up with the slowest cases named; null is no limit. */
  readonly budgetMs?: number | null
  onProgress?(done: number, asked: number): void
}

export interface Asking {
  readonly ports: Ports
  readonly config: Config
  readonly source: Source
  readonly request: AskRequest
  /** The target of the work tree, where it was started already. */
  readonly early: Target | null
}

export interface Asked {
  readonly results: readonly CaseResult[]
  /** True where the work tree answered, which somebody may have changed meanwhile. */
  readonly inPlace: boolean
}

/** Asks in the work tree where that is what is judged, else in a temporary checkout. */
export async function askSomewhere(asking: Asking, items: readonly RunCase[]): Promise<Asked> {
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

function ask(
  ports: Ports,
  config: Config,
  items: readonly RunCase[],
  target: Target,
  request: AskRequest,
  root: string,
): Promise<CaseResult[]> {
  let done = 0
  const tools = makeJudgeTools(ports, config, join(root, config.folder))
  if (request.soak) {
    const asks = items.length * request.soak
    return soakCases(items, request.soak, target, tools, () => request.onProgress?.(++done, asks))
  }
  const limit = makeBudget(ports, request.budgetMs ?? null)
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
