import type { parseCase } from '../case/parse-case.ts'
import type { Case, JsonObject } from '../case/types.ts'
import type { Config } from '../config/types.ts'
import { contentHash, type Leaf } from '../manifest/leaf.ts'
import { pinSet, type SetPin } from '../manifest/root.ts'
import type { Ports, Source } from '../ports.ts'
import type { Finding } from '../problem.ts'
import { type CaseFile, classifyFiles, type NamedFile, type SetFiles } from '../set/classify.ts'
import { lfsFinding } from '../set/refuse-content.ts'
import { keptPin } from './kept-pin.ts'
import { missingObject } from './read-leaves.ts'
import { readWorkTree } from './read-work-tree.ts'

/** A case of the set with its file; `one` is null where the file is not a valid case. */
export interface LoadedCase {
  readonly file: CaseFile
  readonly one: Case | null
  /** Hash of the blob's bytes, 64 hex digits. */
  readonly content: string
}

/** A set as one commit, index or work tree has it. Findings name everything that is wrong with its files. */
export interface LoadedSet {
  readonly config: Config
  readonly source: Source
  readonly files: SetFiles
  readonly cases: readonly LoadedCase[]
  readonly notes: readonly { readonly file: NamedFile; readonly content: string; readonly bytes: Uint8Array }[]
  readonly findings: readonly Finding[]
}

const CACHE_NAME = 'cases'

/** Reads a whole set. */
export async function loadSet(ports: Ports, config: Config, source: Source): Promise<LoadedSet> {
  const cached = ports.cache.read(CACHE_NAME)
  const files = classifyFiles(await ports.git.listFiles(source, [config.path]), config.path)
  const known = await cached
  const isKnown = (file: CaseFile): boolean =>
    file.oid !== null && (known.get(file.oid)?.['case'] as JsonObject | undefined)?.['id'] === file.id
  const unknown = files.cases.filter((file) => !isKnown(file))
  const bytes = await readFiles(ports, [...unknown, ...files.notes])
  const parse = unknown.length > 0 ? (await import('../case/parse-case.ts')).parseCase : null
  const read = new Map(unknown.map((file, index) => [file.path, readCase(ports, file, bytes[index] ?? null, parse!)]))
  const cases = files.cases.map((file) => read.get(file.path)?.loaded ?? fromCache(file, known.get(file.oid!)!))
  const notes = files.notes.map((file, index) => noteOf(ports, file, bytes[unknown.length + index] ?? null))
  const findings = [...files.findings, ...[...read.values()].flatMap((one) => one.findings)]
  if (unknown.length > 0) await remember(ports, known, cases)
  return { config, source, files, cases, notes, findings }
}

/** The same ports with caches that hold nothing: what is released, verified or proven is computed from the objects themselves. */
export const trustNoCache = (ports: Ports): Ports => ({
  ...ports,
  cache: { read: async () => new Map(), write: async () => {} },
  contents: NOTHING_KNOWN,
  subtrees: NOTHING_KNOWN,
})

const NOTHING_KNOWN: Ports['contents'] = { read: async () => ({ find: () => null }), add: async () => {} }

/** Name, version, root and counts of a loaded set. The root of the same leaves is not computed twice. */
export function pinOf(ports: Pick<Ports, 'hash' | 'cache' | 'fingerprint'>, set: LoadedSet): Promise<SetPin> {
  const leaves = leavesOf(set)
  const listing = [set.config.set, ...leaves.map(({ kind, id, content }) => `${kind} ${id} ${content}`)].join('\n')
  return keptPin(ports, listing, async () => pinSet(ports.hash, set.config.set, leaves))
}

export function leavesOf(set: LoadedSet): Leaf[] {
  return [
    ...set.cases.map(({ file, content }): Leaf => ({ kind: 'case', id: file.id, content })),
    ...set.notes.map(({ file, content }): Leaf => ({ kind: 'note', id: file.id, content })),
  ]
}

/** Reads set files in one round trip where git has them. */
export async function readFiles(ports: Ports, files: readonly NamedFile[]): Promise<readonly (Uint8Array | null)[]> {
  const blobs = await ports.git.readBlobs(files.filter((file) => file.oid !== null).map((file) => file.oid!))
  const outside = await readWorkTree(
    ports,
    files.filter(({ oid }) => oid === null).map(({ path }) => path),
  )
  const [stored, unseen] = [blobs.values(), outside.values()]
  return files.map(({ oid }) => (oid === null ? unseen : stored).next().value ?? null)
}

function readCase(
  ports: Ports,
  file: CaseFile,
  bytes: Uint8Array | null,
  parse: typeof parseCase,
): { loaded: LoadedCase; findings: readonly Finding[] } {
  if (bytes === null) throw missingObject(file)
  const content = contentHash(ports.hash, bytes)
  const pointer = lfsFinding(file.path, bytes)
  const parsed = pointer ? { findings: [pointer] } : parse(bytes, file.path)
  if ('findings' in parsed)
    return {
      loaded: { file, one: null, content },
      findings: parsed.findings.map((finding) => ({ ...finding, id: file.id })),
    }
  return { loaded: { file, one: parsed.value, content }, findings: [] }
}

function noteOf(ports: Ports, file: NamedFile, bytes: Uint8Array | null): LoadedSet['notes'][number] {
  if (bytes === null) throw missingObject(file)
  return { file, content: contentHash(ports.hash, bytes), bytes }
}

const fromCache = (file: CaseFile, entry: JsonObject): LoadedCase => ({
  file,
  one: entry['case'] as unknown as Case,
  content: entry['content'] as string,
})

async function remember(
  ports: Ports,
  known: ReadonlyMap<string, JsonObject>,
  cases: readonly LoadedCase[],
): Promise<void> {
  const entries = new Map(known)
  for (const { file, one, content } of cases)
    if (file.oid !== null && one !== null) {
      entries.delete(file.oid)
      entries.set(file.oid, { content, case: one as unknown as JsonObject })
    }
  await ports.cache.write(CACHE_NAME, entries)
}
