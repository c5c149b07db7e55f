import type { JsonObject } from '../case/types.ts'
import type { SetPin } from '../manifest/root.ts'
import type { Ports } from '../ports.ts'

const CACHE_NAME = 'pins'
const MOST_KEPT = 500

/** The pin that was kept of the same thing, else the one that is computed now. `what` tells a set from every other. */
export async function keptPin(
  ports: Pick<Ports, 'cache' | 'fingerprint'>,
  what: string,
  compute: () => Promise<SetPin>,
): Promise<SetPin> {
  const key = ports.fingerprint(what)
  const kept = (await ports.cache.read(CACHE_NAME)).get(key)
  if (kept) return kept as unknown as SetPin
  const pin = await compute()
  const known = await ports.cache.read(CACHE_NAME)
  await ports.cache.write(CACHE_NAME, new Map([...[...known].slice(-MOST_KEPT), [key, pin as unknown as JsonObject]]))
  return pin
}
