import { join } from 'node:path'
import type { Config } from '../config/types.ts'
import type { Ports } from '../ports.ts'
import { type Finding, unavailable } from '../problem.ts'
import { planMoves } from '../tiering/plan-moves.ts'
import { movesMessage } from '../tiering/render-moves.ts'
import type { Move } from '../tiering/tiered-case.ts'
import { workTreeOf } from './apply-changes.ts'
import { findConfig, problemOf } from './find-config.ts'
import { type LoadedSet, loadSet } from './load-set.ts'
import { readMemory, secondsOf } from './read-memory.ts'
import { policyOf, tieredCases } from './tiered-cases.ts'

export interface RetierRequest {
  readonly dryRun: boolean
  readonly commit: boolean
}

/** The document of `retier` (PRODUCT.md section 10). */
export interface RetierDocument {
  readonly format: 'casebook-retier/1'
  readonly set: string
  /** Runs of the set that it was decided by. */
  readonly runs: number
  readonly moves: readonly Move[]
  /** Moves that the rules ask for and something forbids. */
  readonly held: readonly Move[]
  readonly dry_run: boolean
  /** The ready commit message; null where nothing moves. */
  readonly message: string | null
  readonly commit: string | null
  readonly warnings: readonly Finding[]
}

/** Moves cases between tiers by what history remembers, staged, and never in a way that the law would refuse. */
export async function retierSet(ports: Ports, { dryRun, commit }: RetierRequest): Promise<RetierDocument> {
  workTreeOf(ports)
  const config = await findConfig(ports, { at: 'worktree' })
  const set = await loadSet(ports, config, { at: 'worktree' })
  if (set.findings.length > 0) throw problemOf(set.findings)
  const [cases, memory] = await Promise.all([tieredCases(ports, set), readMemory(ports, config)])
  if (memory.book.runs.length > 0) await requireAncestry(ports)
  const { moves, held } = planMoves(cases, memory.records, policyOf(config), secondsOf(ports.clock.now()))
  const message = moves.length === 0 ? null : movesMessage(moves)
  const paths = moves.map((move) => pathsOf(set, move))
  if (!dryRun && moves.length > 0) await ports.git.moveFiles(paths)
  const isCommitted = commit && !dryRun && message !== null
  return {
    format: 'casebook-retier/1',
    set: config.set,
    runs: memory.book.runs.length,
    moves,
    held,
    dry_run: dryRun,
    message,
    commit: isCommitted
      ? await ports.git.commit(
          message,
          paths.flatMap(({ from, to }) => [from, to]),
        )
      : null,
    warnings: [...noHistory(memory.book.runs.length), ...strangePins(config, set)],
  }
}

/** Whether a red was a catch hangs on its ancestors: where those are missing, none would be one. */
async function requireAncestry({ git, files }: Ports): Promise<void> {
  if (!(await files.exists(join(git.commonDir, 'shallow')))) return
  throw unavailable('shallow-clone', "which reds were catches can't be told: this clone is shallow", {
    hints: ['git fetch --unshallow', 'fetch-depth: 0 in CI'],
  })
}

function pathsOf({ config, cases }: LoadedSet, { id, to }: Move): { from: string; to: string } {
  const { path } = cases.find(({ file }) => file.id === id)!.file
  return { from: path, to: `${config.path}/${to}/${id}.yaml` }
}

const noHistory = (runs: number): Finding[] =>
  runs > 0
    ? []
    : [
        {
          code: 'no-history',
          message: 'history holds no run of this set here, so nothing is known of catches',
          hint: 'casebook history pull',
        },
      ]

function strangePins({ file, tiers: { pin } }: Config, { cases }: LoadedSet): Finding[] {
  const known = new Set(cases.map(({ file: { id } }) => id))
  const strange = [...new Set([...pin.smoke, ...pin.full])].filter((id) => !known.has(id))
  const twice = pin.smoke.filter((id) => pin.full.includes(id))
  return [
    ...strange.map((id) => ({
      code: 'unknown-pin',
      message: `tiers.pin names "${id}", which is no case of the set`,
      hint: `take it out of ${file}`,
      path: file,
      id,
    })),
    ...twice.map((id) => ({
      code: 'pinned-twice',
      message: `tiers.pin names "${id}" for smoke and for full; smoke it is`,
      hint: `take it out of one in ${file}`,
      path: file,
      id,
    })),
  ]
}
