import { readFileSync, writeFileSync } from 'node:fs'
import { readdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeDigestCache } from '../../../lib/adapters/digest-cache.ts'
import { files } from '../../../lib/adapters/files.ts'
import type { DigestCache } from '../../../lib/ports.ts'
import { scratchFolder } from '../../fakes/scratch-folder.ts'
import { hash } from '../manifest/blake3.ts'

const digest = (text: string): string => hash(Buffer.from(text)).toString('hex')
const oid = (nth: number, length = 40): string => digest(`oid ${nth}`).slice(0, length)
const some = (count: number, from = 0, length = 40): [string, string][] =>
  Array.from({ length: count }, (_, nth) => [oid(from + nth, length), digest(`content ${from + nth}`)])

const aCache = (): { cache: DigestCache; path: string; folder: string } => {
  const folder = scratchFolder()
  const path = join(folder, 'digests')
  return { cache: makeDigestCache(path, files), path, folder }
}
async function found(cache: DigestCache, wanted: readonly [string, string][]): Promise<number> {
  const known = await cache.read()
  return wanted.filter(([key, value]) => known.find(key) === value).length
}

describe('a digest cache', () => {
  it.each([
    [40, 'SHA-1'],
    [64, 'SHA-256'],
  ])('gives back by keys of %i digits (%s) what was added, also in several goes', async (length) => {
    const { cache } = aCache()
    await cache.add(some(300, 0, length), 300)
    await cache.add(some(300, 200, length), 300)
    expect(await found(cache, some(500, 0, length))).toBe(500)
    expect((await cache.read()).find(oid(501, length))).toBeNull()
  })

  it('knows nothing at first, and of keys that are none', async () => {
    const { cache } = aCache()
    expect((await cache.read()).find(oid(0))).toBeNull()
    await cache.add(some(10), 10)
    for (const key of ['', 'zz', 'z'.repeat(40), oid(0, 64), oid(0).slice(0, 39)])
      expect((await cache.read()).find(key)).toBeNull()
  })

  it('begins anew where keys of the other length are added', async () => {
    const { cache } = aCache()
    await cache.add(some(10), 10)
    await cache.add(some(10, 0, 64), 10)
    expect([await found(cache, some(10)), await found(cache, some(10, 0, 64))]).toEqual([0, 10])
  })

  it('counts as absent when any byte of its file was changed', async () => {
    const { cache, path } = aCache()
    await cache.add(some(2), 2)
    const whole = readFileSync(path)
    for (let at = 0; at < whole.length; at++) {
      const bytes = Buffer.from(whole)
      bytes[at]! ^= 1
      writeFileSync(path, bytes)
      expect(await found(cache, some(2))).toBe(0)
    }
    writeFileSync(path, whole)
    expect(await found(cache, some(2))).toBe(2)
  })

  it('counts as absent when its file was cut off anywhere, or went on', async () => {
    const { cache, path } = aCache()
    await cache.add(some(2), 2)
    const whole = readFileSync(path)
    for (const bytes of [...Array(whole.length).keys()].map((length) => whole.subarray(0, length))) {
      writeFileSync(path, bytes)
      expect(await found(cache, some(2))).toBe(0)
    }
    writeFileSync(path, Buffer.concat([whole, whole]))
    expect(await found(cache, some(2))).toBe(0)
    await cache.add(some(2), 2)
    expect(await found(cache, some(2))).toBe(2)
  })

  it('keeps what was added last when it is full', async () => {
    const { cache } = aCache()
    await cache.add(some(150_000), 1)
    await cache.add(some(100_000, 150_000), 1)
    expect(await found(cache, some(200_000, 50_000))).toBe(200_000)
    expect(await found(cache, some(50_000))).toBe(0)
  })

  it('keeps more where more is wanted at once', async () => {
    const { cache } = aCache()
    await cache.add(some(201_000), 201_000)
    expect(await found(cache, some(201_000))).toBe(201_000)
  })

  it('says nothing of a folder that it may not write', async () => {
    const folder = scratchFolder({ file: '' })
    const cache = makeDigestCache(join(folder, 'file', 'digests'), files)
    await cache.add(some(1), 1)
    expect(await found(cache, some(1))).toBe(0)
  })

  it('removes what killed writers left long ago, and nothing else', async () => {
    const { cache, folder } = aCache()
    const [old, fresh, other] = ['.casebook-00ff.tmp', '.casebook-11ff.tmp', 'notes'].map((name) => join(folder, name))
    for (const path of [old!, fresh!, other!]) await writeFile(path, '')
    for (const path of [old!, other!]) await utimes(path, 0, 0)
    await cache.add(some(1), 1)
    expect((await readdir(folder)).sort()).toEqual(['.casebook-11ff.tmp', 'digests', 'notes'])
  })
})
