import { demandHash } from '../case/demand.ts'
import { parseOpenCase } from '../case/parse-case.ts'
import type { OpenCase, Tier } from '../case/types.ts'
import type { Ports } from '../ports.ts'
import { unknownCase } from '../run/select.ts'
import { classifyFiles } from '../set/classify.ts'
import { findConfig } from './find-config.ts'
import { readFiles } from './load-set.ts'
import { sourceOf } from './source-of.ts'

export interface ShowDocument {
  readonly format: 'casebook-show/1'
  readonly id: string
  readonly tier: Tier | 'inbox'
  readonly path: string
  /** Hash of what the case demands; null where the file does not read as a case. */
  readonly demand: string | null
  readonly case: OpenCase | null
  readonly text: string
}

/** Shows one case of the set or the inbox with the hash of its demand. */
export async function showCase(ports: Ports, request: { id: string; at: string | null }): Promise<ShowDocument> {
  const source = await sourceOf(ports, request.at)
  const config = await findConfig(ports, source)
  const files = classifyFiles(await ports.git.listFiles(source, [config.path]), config.path)
  const inbox = files.inbox.map((file) => ({ ...file, tier: 'inbox' as const }))
  const file = [...files.cases, ...inbox].find((one) => one.id === request.id)
  if (!file) throw unknownCase(request.id)
  const bytes = (await readFiles(ports, [file]))[0] ?? new Uint8Array()
  const read = parseOpenCase(bytes, file.path)
  const one = 'value' in read ? read.value : null
  return {
    format: 'casebook-show/1',
    id: file.id,
    tier: file.tier,
    path: file.path,
    demand: one ? demandHash(one, ports.hash) : null,
    case: one,
    text: Buffer.from(bytes).toString('utf8'),
  }
}
