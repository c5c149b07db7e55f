import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

const LEFTOVER = /^\.casebook-[0-9a-f]+\.tmp$/
/** No write takes this long: what is older was left by a casebook that was killed. */
const ABANDONED_MS = 15 * 60_000

/** Removes what killed writers left beside a cache. */
export async function sweepLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  const left = names.filter((name) => LEFTOVER.test(name)).map((name) => join(folder, name))
  await Promise.all(left.map(sweep))
}

async function sweep(path: string): Promise<void> {
  const seen = await stat(path).catch(() => null)
  if (seen && Date.now() - seen.mtimeMs > ABANDONED_MS) await rm(path, { force: true }).catch(() => {})
}
