import type { Tier } from '../case/types.ts'
import type { Config } from '../config/types.ts'
import type { SetPin } from '../manifest/root.ts'
import type { Ports } from '../ports.ts'
import { isGreen, totalsOf } from '../run/totals.ts'
import type { CaseResult } from '../run/types.ts'
import type { Probe } from './probe-crew.ts'
import { recordRun } from './record-run.ts'

/** Leaves an event of what was asked at each of some commits, so that the next one who looks need not ask again. */
export async function recordProbes(
  ports: Ports,
  config: Config,
  { pin, tier, probes }: { readonly pin: SetPin; readonly tier: Tier; readonly probes: readonly Probe[] },
): Promise<void> {
  for (const probe of probes) {
    const result = resultOf(probe)
    if (!result) continue
    const totals = totalsOf([result])
    await recordRun(ports, config, 'bisect', {
      format: 'casebook-run/1',
      green: isGreen(totals),
      commit: probe.commit,
      dirty: false,
      tier,
      selection: { ids: [result.id], shard: null },
      target: { kind: config.target!.kind, fingerprint: null },
      set: pin,
      totals,
      duration_ms: 0,
      results: [result],
    })
  }
}

/** The times that a commit was asked as one result; null where it never answered. */
function resultOf({ results, verdict }: Probe): CaseResult | null {
  const [first] = results
  return first ? { ...first, verdict, attempts: results.flatMap((one) => one.attempts) } : null
}
