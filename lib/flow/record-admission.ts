import type { Tier } from '../case/types.ts'
import type { Config } from '../config/types.ts'
import type { Ports } from '../ports.ts'
import { exitOf, totalsOf } from '../run/totals.ts'
import type { CaseResult, RunDocument } from '../run/types.ts'
import { loadSet, pinOf } from './load-set.ts'
import { recordQuietly, recordRuns } from './record-runs.ts'

/** What an admission proved: the answers at the code before the fix, where it was asked, and here. */
export interface AdmissionProofs {
  readonly tier: Tier
  readonly red: { readonly commit: string; readonly result: CaseResult } | null
  readonly green: CaseResult
  /** The files that the admission itself moved: they make no work tree dirty. */
  readonly moved: readonly string[]
}

/**
 * Leaves an event of each proof whose product was a clean commit's: the code before the fix always is one, the fix itself where
 * it was committed before the case was admitted.
 */
export const recordAdmission = (ports: Ports, config: Config, proofs: AdmissionProofs): Promise<void> =>
  recordQuietly(ports, () => record(ports, config, proofs))

async function record(ports: Ports, config: Config, proofs: AdmissionProofs): Promise<void> {
  const pin = await pinOf(ports, await loadSet(ports, config, { at: 'worktree' }))
  const { head, dirty } = await ports.git.state()
  const isDirty = dirty.some((path) => !proofs.moved.includes(path))
  const documentOf = (commit: string | null, result: CaseResult, isDirtyThere: boolean): RunDocument => ({
    format: 'casebook-run/1',
    green: exitOf(totalsOf([result])) === 0,
    commit,
    dirty: isDirtyThere,
    tier: proofs.tier,
    selection: { ids: [result.id], shard: null },
    target: { kind: config.target!.kind, fingerprint: null },
    set: pin,
    totals: totalsOf([result]),
    duration_ms: 0,
    results: [result],
  })
  const before = proofs.red ? [documentOf(proofs.red.commit, proofs.red.result, false)] : []
  await recordRuns(ports, config, 'admit', [...before, documentOf(head, proofs.green, isDirty)])
}
