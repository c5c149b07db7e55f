import { createHash } from 'node:crypto'
import { dirname } from 'node:path'
import type { ContentCache, Files, KnownContents } from '../ports.ts'
import { readKept } from './read-kept.ts'
import { sweepLeftovers } from './sweep-leftovers.ts'

/** A file of another layout, or kept by a casebook that let other contents into the set, is as good as absent. */
const MAGIC = Buffer.from('casebook contents 1\n')
/** After the magic text: bytes of an object id, and the number of records. */
const HEAD = MAGIC.length + 4 + 4
const CONTENT_BYTES = 32
const DIGEST_BYTES = 32
/** As many contents are kept as are wanted at once, twice over, and at least this many; those added first are dropped. */
const LEAST_KEPT = 200_000

const NOTHING: Records = { bytes: Buffer.alloc(0), idBytes: 0, count: 0 }

/** Records side by side: an object id, 20 or 32 bytes of it, and 32 bytes of content. */
interface Records {
  readonly bytes: Buffer
  readonly idBytes: number
  readonly count: number
}

/**
 * Keeps hashes of contents in one binary file: a head, records in the order in which they were added, and the SHA-256 of all
 * before. A file that its digest does not fit (torn, edited) is as good as absent. Writers replace the whole file by a rename,
 * so readers never see half of one; of two who write at once one's additions are lost, and computed again.
 */
export function makeContentCache(path: string, files: Files): ContentCache {
  const readRecords = (): Records => parse(readKept(path))
  return {
    read: async () => lookUp(readRecords()),
    async add(contents, wanted) {
      if (contents.size === 0) return
      const kept = readRecords()
      await sweepLeftovers(dirname(path))
      await files.write(path, render(merge(kept, contents, Math.max(LEAST_KEPT, 2 * wanted)))).catch(() => {})
    },
  }
}

function parse(all: Buffer | null): Records {
  if (all === null || all.length < HEAD + DIGEST_BYTES) return NOTHING
  const body = all.subarray(0, -DIGEST_BYTES)
  if (!all.subarray(0, MAGIC.length).equals(MAGIC) || !digestOf(body).equals(all.subarray(-DIGEST_BYTES)))
    return NOTHING
  const idBytes = all.readUInt32BE(MAGIC.length)
  const count = all.readUInt32BE(MAGIC.length + 4)
  const bytes = body.subarray(HEAD)
  return bytes.length === count * (idBytes + CONTENT_BYTES) ? { bytes, idBytes, count } : NOTHING
}

function render({ bytes, idBytes, count }: Records): Buffer {
  const head = Buffer.alloc(HEAD)
  head.set(MAGIC)
  head.writeUInt32BE(idBytes, MAGIC.length)
  head.writeUInt32BE(count, MAGIC.length + 4)
  const body = Buffer.concat([head, bytes, Buffer.alloc(DIGEST_BYTES)])
  body.set(digestOf(body.subarray(0, -DIGEST_BYTES)), body.length - DIGEST_BYTES)
  return body
}

/** Ids of the two object formats never stand in one file: the newcomers' format wins. */
function merge(kept: Records, contents: ReadonlyMap<string, string>, most: number): Records {
  const [[first] = ['']] = contents
  const idBytes = first.length / 2
  const before = kept.idBytes === idBytes ? kept : { ...NOTHING, idBytes }
  const known = lookUp(before)
  const fresh = [...contents].filter(([oid]) => oid.length === first.length && known.contentOf(oid) === null)
  const added = Buffer.from(fresh.map(([oid, content]) => oid + content).join(''), 'hex')
  const size = idBytes + CONTENT_BYTES
  const bytes = Buffer.concat([before.bytes, added]).subarray(-most * size)
  return { bytes, idBytes, count: bytes.length / size }
}

/** Object ids are spread evenly, so their first 16 bits lead to the few records that may be meant. */
function lookUp({ bytes, idBytes, count }: Records): KnownContents {
  const size = idBytes + CONTENT_BYTES
  const { starts, order } = index(bytes, size, count)
  return {
    contentOf(oid) {
      if (oid.length !== 2 * idBytes || count === 0) return null
      const prefix = Number.parseInt(oid.slice(0, 4), 16)
      for (let place = starts[prefix]!; place < starts[prefix + 1]!; place++) {
        const at = order[place]! * size
        if (bytes.toString('hex', at, at + idBytes) === oid) return bytes.toString('hex', at + idBytes, at + size)
      }
      return null
    },
  }
}

const PREFIXES = 1 << 16

/** `order` holds the records' numbers by prefix; those of a prefix begin at its place in `starts`. */
function index(bytes: Buffer, size: number, count: number): { starts: Uint32Array; order: Uint32Array } {
  const prefixOf = (record: number): number => bytes.readUInt16BE(record * size)
  const starts = new Uint32Array(PREFIXES + 1)
  for (let record = 0; record < count; record++) starts[prefixOf(record) + 1]!++
  for (let prefix = 0; prefix < PREFIXES; prefix++) starts[prefix + 1]! += starts[prefix]!
  const next = starts.slice()
  const order = new Uint32Array(count)
  for (let record = 0; record < count; record++) order[next[prefixOf(record)]!++] = record
  return { starts, order }
}

const digestOf = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()
