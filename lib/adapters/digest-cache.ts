import { createHash } from 'node:crypto'
import { dirname } from 'node:path'
import type { DigestCache, Files, KnownDigests } from '../ports.ts'
import { readKept } from './read-kept.ts'
import { sweepLeftovers } from './sweep-leftovers.ts'

/** Which build of what a leaf is: one that lets other files or digests into the set must not trust what another kept. */
declare const __LEAVES__: string
const LEAVES = typeof __LEAVES__ === 'string' ? __LEAVES__ : 'source'

/** A file of another layout or build is as good as absent. */
const MAGIC = Buffer.from(`casebook digests 1 ${LEAVES}\n`)
/** After the magic text: bytes of a key, and the number of records. */
const HEAD = MAGIC.length + 4 + 4
const DIGEST_BYTES = 32
/** As many digests are kept as are wanted at once, twice over, and at least this many; those added first are dropped. */
const LEAST_KEPT = 200_000

const NOTHING: Records = { bytes: Buffer.alloc(0), keyBytes: 0, count: 0 }

/** Records side by side: a key, 20 or 32 bytes of it, and the 32 bytes of its digest. */
interface Records {
  readonly bytes: Buffer
  readonly keyBytes: number
  readonly count: number
}

/**
 * Keeps digests by keys (object ids, fingerprints) in one binary file: a head, records in the order in which they were added, and the SHA-256 of all
 * before. A file that its digest does not fit (torn, edited) is as good as absent. Writers replace the whole file by a rename,
 * so readers never see half of one; of two who write at once one's additions are lost, and computed again.
 */
export function makeDigestCache(path: string, files: Files): DigestCache {
  const readRecords = (): Records => parse(readKept(path))
  return {
    read: async () => lookUp(readRecords()),
    async add(digests, wanted) {
      if (digests.length === 0) return
      const kept = readRecords()
      await sweepLeftovers(dirname(path))
      await files.write(path, render(merge(kept, digests, Math.max(LEAST_KEPT, 2 * wanted)))).catch(() => {})
    },
  }
}

function parse(all: Buffer | null): Records {
  if (all === null || all.length < HEAD + DIGEST_BYTES) return NOTHING
  const body = all.subarray(0, -DIGEST_BYTES)
  if (!all.subarray(0, MAGIC.length).equals(MAGIC) || !sealOf(body).equals(all.subarray(-DIGEST_BYTES))) return NOTHING
  const keyBytes = all.readUInt32BE(MAGIC.length)
  const count = all.readUInt32BE(MAGIC.length + 4)
  const bytes = body.subarray(HEAD)
  return bytes.length === count * (keyBytes + DIGEST_BYTES) ? { bytes, keyBytes, count } : NOTHING
}

function render({ bytes, keyBytes, count }: Records): Buffer {
  const head = Buffer.alloc(HEAD)
  head.set(MAGIC)
  head.writeUInt32BE(keyBytes, MAGIC.length)
  head.writeUInt32BE(count, MAGIC.length + 4)
  const body = Buffer.concat([head, bytes, Buffer.alloc(DIGEST_BYTES)])
  body.set(sealOf(body.subarray(0, -DIGEST_BYTES)), body.length - DIGEST_BYTES)
  return body
}

type Digests = Parameters<DigestCache['add']>[0]

/** Keys of two lengths (git's two object formats) never stand in one file: the newcomers' length wins. */
function merge(kept: Records, digests: Digests, most: number): Records {
  const keyBytes = digests[0]![0].length / 2
  const before = kept.keyBytes === keyBytes ? kept : { ...NOTHING, keyBytes }
  const known = lookUp(before)
  const size = keyBytes + DIGEST_BYTES
  const added = Buffer.alloc(digests.length * size)
  let end = 0
  for (const [key, digest] of digests) {
    if (key.length !== 2 * keyBytes || known.find(key) !== null) continue
    added.write(key, end, 'hex')
    added.write(digest, end + keyBytes, 'hex')
    end += size
  }
  const bytes = Buffer.concat([before.bytes, added.subarray(0, end)]).subarray(-most * size)
  return { bytes, keyBytes, count: bytes.length / size }
}

/** Keys are spread evenly, so their first 16 bits lead to the few records that may be meant. */
function lookUp({ bytes, keyBytes, count }: Records): KnownDigests {
  if (count === 0) return { find: () => null }
  const size = keyBytes + DIGEST_BYTES
  const { starts, order } = index(bytes, size, count)
  return {
    find(key) {
      if (key.length !== 2 * keyBytes) return null
      const prefix = Number.parseInt(key.slice(0, 4), 16)
      for (let place = starts[prefix]!; place < starts[prefix + 1]!; place++) {
        const at = order[place]! * size
        if (bytes.toString('hex', at, at + keyBytes) === key) return bytes.toString('hex', at + keyBytes, at + size)
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

const sealOf = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()
