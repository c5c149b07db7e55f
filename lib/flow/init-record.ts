import { join } from 'node:path'
import type { Ports } from '../ports.ts'

/** A file that `init` wrote or changed. Bytes are base64; null where there was, or is, no file. */
export interface FileEntry {
  /** As `shownPath` gives it. */
  readonly path: string
  readonly before: string | null
  readonly mode: number | null
  readonly after: string | null
  /** The lines that were added, where the rest of the file is somebody else's. */
  readonly added: readonly string[]
  /** The hook manager that wrote it for itself: it may have written it anew since. */
  readonly by?: 'husky' | 'lefthook'
}

export interface ConfigEntry {
  readonly key: string
  readonly value: string
}

/** What `init` did in this clone: all that `init --uninstall` takes back. */
export interface InitRecord {
  readonly entries: readonly FileEntry[]
  readonly configs: readonly ConfigEntry[]
}

/** All that casebook keeps in a clone: what `init` wrote, scripts that shared hooks call, and caches. */
export const ownFolder = (ports: Ports): string => join(ports.git.commonDir, 'casebook')
const recordPath = (ports: Ports): string => join(ownFolder(ports), 'installed.json')

/** Null where there is none that can be read. */
export async function readRecord(ports: Ports): Promise<InitRecord | null> {
  const bytes = await ports.files.read(recordPath(ports))
  if (bytes === null) return null
  try {
    const { entries, configs } = JSON.parse(Buffer.from(bytes).toString('utf8')) as Partial<InitRecord>
    return Array.isArray(entries) && Array.isArray(configs) ? { entries, configs } : null
  } catch {
    return null
  }
}

export async function writeRecord(ports: Ports, record: InitRecord | null): Promise<void> {
  if (record === null || (record.entries.length === 0 && record.configs.length === 0)) {
    await ports.files.remove(recordPath(ports))
    return ports.files.prune(recordPath(ports), ports.git.commonDir)
  }
  await ports.files.write(recordPath(ports), `${JSON.stringify(record, null, 1)}\n`)
}
