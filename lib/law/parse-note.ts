import { readYaml } from '../case/read-yaml.ts'
import { MAX_YAML_BYTES, refuseBytes, type YamlFault } from '../case/refuse-bytes.ts'
import type { Json } from '../case/types.ts'
import type { Finding } from '../problem.ts'
import { judgeFrontMatter } from './judge-front-matter.ts'
import { NOTE_ID, type Note } from './note.ts'

export type NoteReading = { readonly value: Note } | { readonly findings: readonly Finding[] }

/** Findings told of one file: past that, they tell nothing new. */
const MAX_FINDINGS = 20

/**
 * Parses a migration note: Markdown of at most 1 MiB that begins with strict YAML between two `---` lines, then prose.
 * Never throws. Returns the note, its id taken from the file's name, or findings that name `path` and the line.
 */
export function parseNote(bytes: Uint8Array, path: string): NoteReading {
  const id = path.slice(path.lastIndexOf('/') + 1).replace(/\.md$/, '')
  const early = refuseName(id, path) ?? refuseNoteBytes(bytes)
  if (early) return { findings: [findingOf(early, path)] }
  const parts = splitNote(new TextDecoder().decode(bytes))
  if ('fault' in parts) return { findings: [findingOf(parts.fault, path)] }
  const front = readFrontMatter(parts.front, path)
  const findings = [...front.findings, ...judgeProse(parts).map((fault) => findingOf(fault, path))]
  if (findings.length > 0) return { findings: findings.slice(0, MAX_FINDINGS) }
  return { value: noteOf(id, front.value, tidyProse(parts.prose)) }
}

/** Drops blank lines before prose and blank space after it. */
export function tidyProse(text: string): string {
  const first = text.search(/\S/)
  return first < 0 ? '' : text.slice(text.lastIndexOf('\n', first) + 1).trimEnd()
}

const findingOf = ({ message, hint, line }: YamlFault, path: string): Finding => ({
  code: 'note',
  message,
  hint,
  path,
  ...(line === undefined ? {} : { line }),
})

function refuseName(id: string, path: string): YamlFault | null {
  if (NOTE_ID.test(id)) return null
  const message = `${JSON.stringify(path)} is no name for a migration note`
  return { message, hint: 'name it YYYY-MM-DD-why.md, in lower case' }
}

/** The hints of `refuseBytes` are for cases. */
function refuseNoteBytes(bytes: Uint8Array): YamlFault | null {
  const fault = refuseBytes(bytes)
  if (fault === null) return null
  if (bytes.length > MAX_YAML_BYTES) return { ...fault, hint: 'shorten the prose, or make two notes of it' }
  return fault.message.startsWith('has the raw character') ? { ...fault, hint: 'remove it' } : fault
}

interface NoteParts {
  readonly front: string
  readonly prose: string
  /** The line from which the prose may begin, from 1. */
  readonly proseLine: number
}

const FENCE = '---'

function splitNote(text: string): NoteParts | { readonly fault: YamlFault } {
  const lines = text.split('\n')
  if (lines[0] !== FENCE) return { fault: NO_FRONT }
  const end = lines.indexOf(FENCE, 1)
  if (end < 0) return { fault: NO_END }
  const front = lines.slice(1, end).map((line) => `${line}\n`)
  return { front: front.join(''), prose: lines.slice(end + 1).join('\n'), proseLine: end + 2 }
}

const NO_FRONT: YamlFault = {
  message: 'does not begin with front matter',
  hint: 'begin with a line "---", the fields, and a line "---"',
  line: 1,
}
const NO_END: YamlFault = { message: 'the front matter has no end', hint: 'close it with a line "---"', line: 1 }

/** The fence stands above the front matter, so its lines count one more in the file. */
function readFrontMatter(front: string, path: string): { readonly value: Json; readonly findings: readonly Finding[] } {
  const read = readYaml(new TextEncoder().encode(front), path)
  if ('findings' in read) return { value: null, findings: read.findings.map(oneLineDown) }
  const value = read.value ?? {}
  const faults = judgeFrontMatter(value).slice(0, MAX_FINDINGS)
  return { value, findings: faults.map(({ at, ...fault }) => findingOf({ ...fault, line: read.lineOf(at) + 1 }, path)) }
}

const oneLineDown = (finding: Finding): Finding =>
  finding.line === undefined ? finding : { ...finding, line: finding.line + 1 }

const judgeProse = ({ prose, proseLine }: NoteParts): YamlFault[] =>
  /\S/.test(prose)
    ? []
    : [{ message: 'has no prose', hint: 'write below the front matter why this is right', line: proseLine }]

/** Requires a front matter without faults. */
function noteOf(id: string, front: Json, why: string): Note {
  const fields = front as unknown as Partial<Note>
  return {
    id,
    retire: fields.retire ?? [],
    change: fields.change ?? [],
    move: fields.move ?? [],
    waive: fields.waive ?? [],
    reason: fields.reason ?? null,
    evidence: fields.evidence ?? null,
    approved_by: fields.approved_by ?? null,
    why,
  }
}
