import type { Tier } from '../case/types.ts'
import { exportJsonl } from '../exchange/export-jsonl.ts'
import { exportPromptfoo } from '../exchange/export-promptfoo.ts'
import type { ImportFormat } from '../exchange/import.ts'
import type { Lost } from '../exchange/types.ts'
import type { Ports } from '../ports.ts'
import { includes } from '../run/select.ts'
import { findConfig } from './find-config.ts'
import { loadSet } from './load-set.ts'
import { validCases } from './run-set.ts'
import { sourceOf } from './source-of.ts'

export interface ExportRequest {
  readonly to: ImportFormat
  readonly tier: Tier
  readonly at: string | null
  /** promptfoo's provider: how it asks the product. */
  readonly provider: string
}

/** Exports a tier of the set. What the other format cannot say is listed by case, never dropped in silence. */
export async function exportCases(
  ports: Ports,
  request: ExportRequest,
): Promise<{ text: string; lost: readonly Lost[] }> {
  const source = await sourceOf(ports, request.at)
  const config = await findConfig(ports, source)
  const cases = validCases(await loadSet(ports, config, source)).filter(({ tier }) => includes(request.tier, tier))
  if (request.to === 'jsonl') return exportJsonl(cases)
  return exportPromptfoo(cases, { description: `${config.set}, exported by casebook`, provider: request.provider })
}
