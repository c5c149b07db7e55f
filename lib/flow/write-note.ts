import { join } from 'node:path'
import { dayOf } from '../case/id.ts'
import type { Config } from '../config/types.ts'
import type { Note, NoteReason } from '../law/note.ts'
import { noteId, renderNote } from '../law/render-note.ts'
import { contentHash } from '../manifest/leaf.ts'
import type { Ports } from '../ports.ts'
import type { Change } from './apply-changes.ts'

/** What only a person can say in a note. */
export interface NoteWords {
  /** Null where the note needs none: it waives or moves alone. */
  readonly reason: NoteReason | null
  readonly why: string
  readonly evidence: readonly string[]
  readonly approvedBy: string | null
}

/** A note as it is to be written. */
export interface DraftNote extends Change {
  readonly id: string
  readonly path: string
  readonly bytes: string
}

/** The document of a retirement, a revision or a waiver. */
export interface NoteDocument {
  readonly format: 'casebook-retire/1' | 'casebook-revise/1' | 'casebook-waive/1'
  /** The case's id; of a waiver the bug. */
  readonly id: string
  /** The migration note's id and path; null where none was needed, or one that is there says it already. */
  readonly note: string | null
  readonly path: string | null
  /** What the case demanded. */
  readonly from: string | null
  /** What it demands now; null where it is retired. */
  readonly to: string | null
  readonly dry_run: boolean
  /** The note's text. */
  readonly text: string | null
}

type Entries = Partial<Pick<Note, 'retire' | 'change' | 'move' | 'waive'>>

/**
 * Drafts a migration note. Its name is the day, the first words of its why, and a digest of its text: two branches that say
 * different things on one day add two files, and merge; what they say alike is one file.
 */
export async function draftNote(ports: Ports, config: Config, entries: Entries, words: NoteWords): Promise<DraftNote> {
  const bytes = renderNote({
    retire: entries.retire ?? [],
    change: entries.change ?? [],
    move: entries.move ?? [],
    waive: entries.waive ?? [],
    reason: words.reason,
    evidence: words.evidence.length > 1 ? words.evidence : (words.evidence[0] ?? null),
    approved_by: words.approvedBy,
    why: words.why,
  })
  const digest = contentHash(ports.hash, new TextEncoder().encode(bytes)).slice(0, 6)
  const folder = `${config.path}/migrations`
  const taken = await othersNamed(ports, join(ports.git.top!, folder), digest, bytes)
  const id = noteId(dayOf(ports.clock.now()), `${firstWords(words.why)} ${digest}`, (one) => taken.has(one))
  return { id, path: `${folder}/${id}.md`, bytes }
}

/** Ids of notes with this digest in their names that say something else. */
async function othersNamed(ports: Ports, folder: string, digest: string, bytes: string): Promise<Set<string>> {
  const names = (await ports.files.names(folder)).filter((name) => name.includes(`-${digest}`))
  const texts = await Promise.all(names.map((name) => ports.files.read(join(folder, name))))
  const others = names.filter((_, index) => Buffer.from(texts[index] ?? '').toString() !== bytes)
  return new Set(others.map((name) => name.replace(/\.md$/, '')))
}

const LONGEST = 48

/** Whole words of the first line, as many as a file's name bears. */
function firstWords(why: string): string {
  const words = why.trim().split('\n', 1)[0]!.split(/\s+/)
  const ends = words.map((_, index) => words.slice(0, index + 1).join(' '))
  return ends.findLast((text) => text.length <= LONGEST) ?? words[0]!.slice(0, LONGEST)
}
