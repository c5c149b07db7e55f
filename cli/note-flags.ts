import type { Argv } from 'yargs'
import { NOTE_REASONS, type NoteReason } from '../lib/case/types.ts'
import type { NoteDocument, NoteWords } from '../lib/flow/write-note.ts'
import { invalid } from '../lib/problem.ts'
import { escapeText } from '../lib/report/escape-text.ts'
import type { Shell } from './shell.ts'

/** What a migration note is made of, as every command that writes one takes it. */
export interface NoteFlags {
  readonly reason: NoteReason | undefined
  readonly why: string | undefined
  readonly evidence: readonly string[] | undefined
  readonly 'approved-by': string | undefined
  readonly 'dry-run': boolean
}

/** What every note holds beside the reason in one word. */
export const proseFlags = <T>(y: Argv<T>): Argv<T & Omit<NoteFlags, 'reason'>> =>
  y
    .option('why', { type: 'string', requiresArg: true, describe: 'Why, in prose' })
    .option('evidence', { type: 'string', array: true, requiresArg: true, describe: 'A link or a text that shows it' })
    .option('approved-by', { type: 'string', requiresArg: true, describe: 'Who approved it (a claim)' })
    .option('dry-run', { type: 'boolean', default: false, describe: 'Show the note, change nothing' }) as never

export const noteFlags = <T>(y: Argv<T>): Argv<T & NoteFlags> =>
  proseFlags(y).option('reason', { choices: NOTE_REASONS, describe: 'Why, in one word' }) as never

/** Takes the words of a note from flags; a person at a terminal is asked for what is missing. */
export async function noteWords(
  flags: Partial<Pick<NoteFlags, 'reason'>> & Omit<NoteFlags, 'reason'> & { readonly json: boolean },
  need: { readonly reason: boolean },
  shell: Shell,
): Promise<NoteWords> {
  const missing = [...(need.reason && !flags.reason ? ['reason'] : []), ...(flags.why === undefined ? ['why'] : [])]
  if (missing.length > 0 && (!shell.interactive || flags.json))
    throw invalid('usage', `missing required argument${missing.length > 1 ? 's' : ''}: ${missing.join(', ')}`, {
      hints: [[...(need.reason ? [`--reason <${NOTE_REASONS.join('|')}>`] : []), '--why "<why>"'].join(' ')],
    })
  const asked = missing.length > 0 ? await askForWords(missing) : {}
  return {
    reason: flags.reason ?? asked.reason ?? null,
    why: flags.why ?? asked.why ?? '',
    evidence: flags.evidence ?? [],
    approvedBy: flags['approved-by'] ?? null,
  }
}

async function askForWords(missing: readonly string[]): Promise<{ reason?: NoteReason; why?: string }> {
  const { input, select } = await import('@inquirer/prompts')
  return {
    ...(missing.includes('reason')
      ? { reason: await select<NoteReason>({ message: 'reason:', choices: NOTE_REASONS.map((value) => ({ value })) }) }
      : {}),
    ...(missing.includes('why') ? { why: await input({ message: 'why, in a sentence:', required: true }) } : {}),
  }
}

/** Renders what a command wrote, or would write; `did` is its verb in the past. */
export function renderNoted(did: string, { id, note, path, from, dry_run, text }: NoteDocument): string {
  if (dry_run) return text === null ? `no note is needed\n` : `${path}\n\n${escapeText(text)}`
  if (path !== null) return `${did} ${id}\n  ${path}, staged\n`
  if (note !== null) return `${did} ${id}, staged\n  explained already by ${note}\n`
  return `${did} ${id}, staged\n  no note is needed: ${from === null ? 'no commit holds it yet' : 'it demands what it did'}\n`
}
