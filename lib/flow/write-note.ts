import { join } from 'node:path'
import { demandHash } from '../case/demand.ts'
import { dayOf } from '../case/id.ts'
import { parseCase } from '../case/parse-case.ts'
import type { Case } from '../case/types.ts'
import type { Config } from '../config/types.ts'
import type { Note, NoteReason } from '../law/note.ts'
import { noteId, renderNote } from '../law/render-note.ts'
import type { Ports, Source } from '../ports.ts'
import { invalid } from '../problem.ts'
import { unknownCase } from '../run/select.ts'
import { type CaseFile, classifyFiles } from '../set/classify.ts'
import { findBase } from './find-base.ts'
import { findConfig, problemOf } from './find-config.ts'
import { readFiles } from './load-set.ts'

export interface NoteRequest {
  readonly id: string
  readonly reason: NoteReason
  readonly why: string
  readonly approvedBy: string | null
}

/** The document of a retirement or a revision. */
export interface NoteDocument {
  readonly format: 'casebook-retire/1' | 'casebook-revise/1'
  readonly id: string
  /** The migration note's id and path. */
  readonly note: string
  readonly path: string
  readonly from: string
  /** What the case demands now; null where it is retired. */
  readonly to: string | null
}

/** Takes a case out of the set and writes the note that explains it, both staged. A case that is gone already gets its note. */
export async function retireCase(ports: Ports, request: NoteRequest): Promise<NoteDocument> {
  const config = await findConfig(ports, { at: 'worktree' })
  const from = await formerDemand(ports, config, request.id, null)
  const entry = { retire: [{ id: request.id, demand: from }], change: [] }
  const note = await writeNote(ports, config, request, entry, `retire ${request.id}`)
  const file = await findCase(ports, config, { at: 'worktree' }, request.id)
  if (file) await ports.files.remove(join(ports.git.top!, file.path))
  await ports.git.stage([note.path, ...(file ? [file.path] : [])])
  return { format: 'casebook-retire/1', id: request.id, note: note.id, path: note.path, from, to: null }
}

/** Writes the note for a case whose demand was edited in the work tree, both staged. */
export async function reviseCase(ports: Ports, request: NoteRequest): Promise<NoteDocument> {
  const config = await findConfig(ports, { at: 'worktree' })
  const file = await findCase(ports, config, { at: 'worktree' }, request.id)
  if (!file) throw unknownCase(request.id)
  const to = demandHash(await readCaseFile(ports, file), ports.hash)
  const from = await formerDemand(ports, config, request.id, to)
  if (from === to)
    throw invalid('not-revised', `"${request.id}" demands what it did before`, {
      path: file.path,
      hints: ['edit the file first; a description may change without a note'],
    })
  const entry = { retire: [], change: [{ id: request.id, from, to }] }
  const note = await writeNote(ports, config, request, entry, `revise ${request.id}`)
  await ports.git.stage([note.path, file.path])
  return { format: 'casebook-revise/1', id: request.id, note: note.id, path: note.path, from, to }
}

/** What the case demanded last: at HEAD, or where that has changed already (equals `now`, or is gone) where the branch began. */
async function formerDemand(ports: Ports, config: Config, id: string, now: string | null): Promise<string> {
  const head = await ports.git.resolveCommit('HEAD')
  const base = await findBase(ports, config, 'HEAD')
  const fork = base === null || head === null ? null : await ports.git.mergeBase(base, head)
  let last: string | null = null
  for (const commit of [head, fork]) {
    const file = commit === null ? null : await findCase(ports, config, { at: 'commit', commit }, id)
    if (!file) continue
    last = demandHash(await readCaseFile(ports, file), ports.hash)
    if (last !== now) return last
  }
  if (last === null) throw unknownCase(id)
  return last
}

async function findCase(ports: Ports, config: Config, source: Source, id: string): Promise<CaseFile | null> {
  const files = classifyFiles(await ports.git.listFiles(source, [config.path]), config.path)
  return files.cases.find((file) => file.id === id) ?? null
}

async function readCaseFile(ports: Ports, file: CaseFile): Promise<Case> {
  const read = parseCase((await readFiles(ports, [file]))[0] ?? new Uint8Array(), file.path)
  if ('findings' in read) throw problemOf(read.findings)
  return read.value
}

async function writeNote(
  ports: Ports,
  config: Config,
  request: NoteRequest,
  entry: Pick<Note, 'retire' | 'change'>,
  words: string,
): Promise<{ id: string; path: string }> {
  const taken = new Set(
    (await ports.files.names(join(ports.git.top!, config.path, 'migrations'))).map((name) => name.replace(/\.md$/, '')),
  )
  const id = noteId(dayOf(ports.clock.now()), words, (one) => taken.has(one))
  const path = `${config.path}/migrations/${id}.md`
  const text = renderNote({
    ...entry,
    move: [],
    waive: [],
    reason: request.reason,
    evidence: null,
    approved_by: request.approvedBy,
    why: request.why,
  })
  await ports.files.write(join(ports.git.top!, path), text)
  return { id, path }
}
