import type { Tier } from '../case/types.ts'
import type { Config } from '../config/types.ts'
import type { SetPin } from '../manifest/root.ts'
import type { Ports } from '../ports.ts'
import { isGreen, totalsOf } from '../run/totals.ts'
import type { CaseResult, RunDocument } from '../run/types.ts'
import type { Probe } from './probe-crew.ts'
import { recordRuns } from './record-runs.ts'

/** Leaves an event of what was asked at each of some commits, so that the next one who looks need not ask again. */
export async function recordProbes(
  ports: Ports,
  config: Config,
  { pin, tier, probes }: { readonly pin: SetPin; readonly tier: Tier; readonly probes: readonly Probe[] },
): Promise<void> {
  const documents = probes.flatMap((probe): RunDocument[] => {
    const result = resultOf(probe)
    if (!result) return []
    const totals = totalsOf([result])
    const target = { kind: config.target!.kind, fingerprint: null }
    return [
      {
        format: 'casebook-run/1',
        green: isGreen(totals),
        commit: probe.commit,
        dirty: false,
        tier,
        selection: { ids: [result.id], shard: null },
        target,
        set: pin,
        totals,
        duration_ms: 0,
        results: [result],
      },
    ]
  })
  await recordRuns(ports, config, 'bisect', documents)
}

/** The times that a commit was asked as one result; null where it never answered. */
function resultOf({ results, verdict }: Probe): CaseResult | null {
  const [first] = results
  return first ? { ...first, verdict, attempts: results.flatMap((one) => one.attempts) } : null
}
