import type { Json, JsonObject } from '../case/types.ts'
import type { Ports } from '../ports.ts'
import type { Finding } from '../problem.ts'
import { findSecrets } from '../redact/redact.ts'
import type { LoadedCase, LoadedSet } from './load-set.ts'

const CACHE_NAME = 'secrets'

/** A finder of secrets in the cases of a set. Scanning costs, so contents found clean before are not scanned again. */
export async function secretFinder(ports: Ports, set: LoadedSet): Promise<(loaded: LoadedCase) => Promise<Finding[]>> {
  const known = await ports.cache.read(CACHE_NAME)
  const clean = new Set(set.cases.filter(({ content }) => known.has(content)).map(({ content }) => content))
  const fresh = new Map<string, JsonObject>()
  const budget = ports.timeBudget(60_000, 10_000)
  const tools = { scan: ports.scanSecrets, bounded: <T>(work: () => T): T => budget.bounded(work) }
  let left = set.cases.filter(({ one, content }) => one !== null && !clean.has(content)).length
  return async ({ file, one, content }) => {
    if (one === null || clean.has(content)) return []
    const secrets = await findSecrets(one as unknown as Json, tools)
    if (secrets.length === 0 && content !== '') fresh.set(content, {})
    left--
    if (left === 0 && fresh.size > 0) await ports.cache.write(CACHE_NAME, new Map([...known, ...fresh]))
    return secrets.map(({ kind, at }) => ({
      code: 'secret',
      message: `a secret (${kind}) stands at ${at}`,
      hint: 'revoke it, take it out of the file and of every commit that has it',
      path: file.path,
      id: file.id,
    }))
  }
}
