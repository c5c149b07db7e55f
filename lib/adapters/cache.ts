import { join } from 'node:path'
import type { JsonObject } from '../case/types.ts'
import type { Hash } from '../manifest/leaf.ts'
import type { Cache, Files } from '../ports.ts'

const CHECK_DIGITS = 16
/** Entries kept beyond those that the last reader used, so that switching branches stays cheap. */
const SPARE = 20_000

/**
 * A cache of lines `<key> TAB <check> TAB <json>` in one file below the common git folder. A line that its check does not fit
 * (torn by a kill, edited) is as good as absent. Writers replace the whole file, so that readers never see half of one.
 */
export function makeCache(folder: string, files: Files, hash: Hash): Cache {
  const pathOf = (name: string): string => join(folder, `${name}.jsonl`)
  const checkOf = (key: string, json: string): string => Buffer.from(hash(Buffer.from(`${key}\t${json}`))).toString('hex', 0, CHECK_DIGITS / 2)
  const parse = (line: string): readonly [string, JsonObject] | null => {
    const first = line.indexOf('\t')
    const json = line.slice(first + 2 + CHECK_DIGITS)
    if (first < 0 || line.slice(first + 1, first + 1 + CHECK_DIGITS) !== checkOf(line.slice(0, first), json)) return null
    return [line.slice(0, first), JSON.parse(json) as JsonObject]
  }
  return {
    async read(name) {
      const bytes = await files.read(pathOf(name)).catch(() => null)
      const lines = bytes ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8').split('\n') : []
      return new Map(lines.map(parse).filter((entry) => entry !== null))
    },
    async write(name, entries) {
      const kept = [...entries].slice(-SPARE - entries.size)
      const lines = kept.map(([key, value]) => {
        const json = JSON.stringify(value)
        return `${key}\t${checkOf(key, json)}\t${json}\n`
      })
      await files.write(pathOf(name), lines.join('')).catch(() => {})
    },
  }
}
