import { parseOpenCase } from '../case/parse-case.ts'
import { bugLinks, type OpenCase, type Tier } from '../case/types.ts'
import type { SetPin } from '../manifest/root.ts'
import type { Ports } from '../ports.ts'
import type { ListedCase } from '../set/listed-case.ts'
import { explainSmoke } from './explain-smoke.ts'
import { findConfig } from './find-config.ts'
import { loadSet, pinOf, readFiles } from './load-set.ts'
import { sourceOf } from './source-of.ts'

export interface ListDocument {
  readonly format: 'casebook-list/1'
  readonly set: SetPin
  readonly cases: readonly ListedCase[]
}

/** Lists what the set and its inbox hold, valid or not, by tier and id. */
export async function listSet(
  ports: Ports,
  request: { at: string | null; tier: Tier | 'inbox' | null; isExplained?: boolean },
): Promise<ListDocument> {
  const source = await sourceOf(ports, request.at)
  const set = await loadSet(ports, await findConfig(ports, source), source)
  const bytes = await readFiles(ports, set.files.inbox)
  const inbox = set.files.inbox.map((file, index) => {
    const read = parseOpenCase(bytes[index] ?? new Uint8Array(), file.path)
    return describe(file.id, 'inbox', file.path, 'value' in read ? read.value : null)
  })
  const cases = set.cases.map(({ file, one }) => describe(file.id, file.tier, file.path, one))
  const order: readonly string[] = ['smoke', 'full', 'extended', 'inbox']
  const all = [...cases, ...inbox].sort((a, b) => order.indexOf(a.tier) - order.indexOf(b.tier))
  const shown = all.filter((one) => request.tier === null || one.tier === request.tier)
  const isExplained = request.isExplained ?? request.tier === 'smoke'
  const whys = isExplained ? await explainSmoke(ports, set) : new Map<string, string>()
  return {
    format: 'casebook-list/1',
    set: await pinOf(ports, set),
    cases: shown.map((one) => (whys.has(one.id) ? { ...one, why: whys.get(one.id)! } : one)),
  }
}

function describe(id: string, tier: Tier | 'inbox', path: string, one: OpenCase | null): ListedCase {
  return {
    id,
    tier,
    path,
    title: one?.title ?? null,
    category: one?.category ?? null,
    bug_link: one ? bugLinks(one) : [],
    trace_id: one?.trace_id ?? null,
    captured_at: one?.captured_at ?? null,
    valid: one !== null,
  }
}
