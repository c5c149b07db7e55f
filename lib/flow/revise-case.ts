import { demandHash } from '../case/demand.ts'
import { parseCase } from '../case/parse-case.ts'
import type { Case, Tier } from '../case/types.ts'
import type { Config } from '../config/types.ts'
import { planEdge, planMove } from '../law/plan-entries.ts'
import type { Ports } from '../ports.ts'
import { type Finding, invalid } from '../problem.ts'
import { unknownCase } from '../run/select.ts'
import type { CaseFile } from '../set/classify.ts'
import { applyChanges, type Change, workTreeOf } from './apply-changes.ts'
import { findConfig, problemOf } from './find-config.ts'
import { type FormerCase, findCaseFile, formerCase } from './former-case.ts'
import { readFiles } from './load-set.ts'
import type { NoteRequest } from './retire-case.ts'
import { draftNote, type NoteDocument } from './write-note.ts'

export interface ReviseRequest extends NoteRequest {
  /** The tier to move it to; null leaves it where it lies. */
  readonly tier: Tier | null
  /**
   * Lets a person edit a case's text, with what was wrong with it the time before; null gives up. Null itself where nobody
   * can be asked.
   */
  readonly edit: ((text: string, findings: readonly Finding[]) => Promise<string | null>) | null
}

/** A case file as it is to be. */
interface Edition {
  readonly path: string
  readonly text: string
  readonly one: Case
  readonly tier: Tier
  /** Whether its text is another than the work tree's. */
  readonly isEdited: boolean
}

/**
 * Writes the note for a case that demands something else, or lies in another tier, than where the branch began, and stages
 * both. The case is taken as edited in the work tree; one that is not edited is handed to the person's editor.
 */
export async function reviseCase(ports: Ports, request: ReviseRequest): Promise<NoteDocument> {
  workTreeOf(ports)
  const { id } = request
  const config = await findConfig(ports, { at: 'worktree' })
  const file = await findCaseFile(ports, config, { at: 'worktree' }, id)
  if (!file) throw unknownCase(id)
  const former = await formerCase(ports, config, id, request.base)
  const found = await readEdition(ports, file)
  const isEdited = request.tier !== null || isOther(ports, found, former)
  const edition = isEdited ? found : await editEdition(found, request)
  return writeEdition(ports, config, file, moved(config, edition, request.tier), former, request)
}

/** Whether the work tree has what nobody explained or committed yet. */
function isOther(ports: Ports, { one, tier }: Edition, former: FormerCase): boolean {
  const to = demandHash(one, ports.hash)
  const { head } = former
  if (head === null || head.demand !== to || head.tier !== tier) return true
  return (planEdge(former.known, former, to) ?? planMove(former.known, former, tier)) !== null
}

async function writeEdition(
  ports: Ports,
  config: Config,
  file: CaseFile,
  edition: Edition,
  former: FormerCase,
  { id, dryRun, words }: ReviseRequest,
): Promise<NoteDocument> {
  const start = former.fork ?? former.head
  const to = demandHash(edition.one, ports.hash)
  const edge = planEdge(former.known, former, to)
  const move = planMove(former.known, former, edition.tier)
  const entries = {
    change: edge ? [{ id, from: edge.from, to }] : [],
    move: move ? [{ id, ...move }] : [],
  }
  const note = edge || move ? await draftNote(ports, config, entries, await words({ reason: edge !== null })) : null
  const isMoved = edition.path !== file.path
  const changes: Change[] = [
    ...(note ? [note] : []),
    ...(isMoved || edition.isEdited ? [{ path: edition.path, bytes: edition.text }] : []),
    ...(isMoved ? [{ path: file.path, bytes: null }] : []),
  ]
  const places = [edition.path, ...former.notePaths, ...(start ? [start.path, former.head?.path ?? start.path] : [])]
  if (!dryRun) await applyChanges(ports, changes, places)
  return {
    format: 'casebook-revise/1',
    id,
    note: note?.id ?? former.known.edges.find((one) => one.to === to)?.note ?? null,
    path: note?.path ?? null,
    from: edge?.from ?? start?.demand ?? null,
    to,
    dry_run: dryRun,
    text: note?.bytes ?? null,
  }
}

async function readEdition(ports: Ports, file: CaseFile): Promise<Edition> {
  const bytes = (await readFiles(ports, [file]))[0] ?? new Uint8Array()
  const read = parseCase(bytes, file.path)
  if ('findings' in read) throw problemOf(read.findings)
  return {
    path: file.path,
    text: Buffer.from(bytes).toString('utf8'),
    one: read.value,
    tier: file.tier,
    isEdited: false,
  }
}

/** Asks until the text reads as a case. Whoever gives up, or changes nothing, leaves everything as it was. */
async function editEdition(found: Edition, { id, edit }: ReviseRequest): Promise<Edition> {
  if (edit === null) throw notRevised(id, found.path)
  let text = await edit(found.text, [])
  while (text !== null && text !== found.text) {
    const read = parseCase(Buffer.from(text), found.path)
    if ('value' in read) return { ...found, text, one: read.value, isEdited: true }
    const again = await edit(text, read.findings)
    if (again === null) throw problemOf(read.findings)
    text = again
  }
  throw notRevised(id, found.path)
}

const notRevised = (id: string, path: string): Error =>
  invalid('not-revised', `"${id}" demands what it did before`, {
    path,
    hints: ['edit the file first; a description may change without a note'],
  })

const moved = (config: Config, edition: Edition, tier: Tier | null): Edition =>
  tier === null ? edition : { ...edition, tier, path: `${config.path}/${tier}/${edition.one.id}.yaml` }
