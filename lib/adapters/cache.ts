import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { JsonObject } from '../case/types.ts'
import type { Cache, Files } from '../ports.ts'
import { readKept } from './read-kept.ts'
import { sweepLeftovers } from './sweep-leftovers.ts'

const DIGEST_LENGTH = 64
/** Of more than this many entries those written first are dropped: readers write what they used last. */
const MOST_ENTRIES = 200_000

/** Which build of the readers this is: one that reads otherwise must not trust what another kept. */
declare const __READER__: string
const READER = typeof __READER__ === 'string' ? __READER__ : 'source'

/**
 * A cache of one file a name below the common git folder: the SHA-256 of the rest, a line feed, one JSON object by key.
 * A file that its digest does not fit (torn by a kill, edited) is as good as absent. Writers replace the whole file,
 * so that readers never see half of one.
 */
export function makeCache(folder: string, files: Files): Cache {
  const pathOf = (name: string): string => join(folder, `${name}-${READER}.json`)
  return {
    async read(name) {
      const bytes = readKept(pathOf(name))
      return new Map(Object.entries(bytes ? parse(bytes) : {}))
    },
    async write(name, entries) {
      const json = Buffer.from(JSON.stringify(Object.fromEntries([...entries].slice(-MOST_ENTRIES))))
      await sweepLeftovers(folder)
      await dropOthers(files, folder, name).catch(() => {})
      await files.write(pathOf(name), Buffer.concat([Buffer.from(`${digestOf(json)}\n`), json])).catch(() => {})
    },
  }
}

/** What other builds kept is of no use any more. */
async function dropOthers(files: Files, folder: string, name: string): Promise<void> {
  const mine = `${name}-${READER}.json`
  const stale = (await files.names(folder)).filter((one) => one.startsWith(`${name}-`) && one !== mine)
  await Promise.all(stale.map((one) => files.remove(join(folder, one))))
}

function parse(bytes: Uint8Array): Record<string, JsonObject> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const json = buffer.subarray(DIGEST_LENGTH + 1)
  if (buffer.toString('latin1', 0, DIGEST_LENGTH) !== digestOf(json)) return {}
  return JSON.parse(json.toString('utf8')) as Record<string, JsonObject>
}

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
