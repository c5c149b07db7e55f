import { CATEGORIES, type Category } from '../lib/case/types.ts'
import type { CaptureWords } from '../lib/flow/capture-trace.ts'
import type { TracePreview } from '../lib/flow/preview-trace.ts'
import { escapeLine, escapeText } from '../lib/report/escape-text.ts'
import type { Shell } from './shell.ts'

const MOST_SHOWN = 2_000

/** Lets a person choose among the calls of a trace; null keeps the root. */
export async function askForCall({ calls, root }: TracePreview): Promise<string | null> {
  const named = calls.filter((call) => call.span_id !== null)
  if (named.length < 2) return null
  const { select } = await import('@inquirer/prompts')
  const choices = named.map(({ span_id, kind, name, model, excerpt }) => ({
    value: span_id!,
    name: escapeLine([kind, name ?? '', model ?? '', `"${excerpt}"`].filter(Boolean).join('  '), 100),
  }))
  const chosen = await select({
    message: 'which call is the case?',
    choices,
    default: calls[root]?.span_id ?? undefined,
  })
  return chosen === calls[root]?.span_id ? null : chosen
}

/** Asks a person for what the trace can't tell and no flag said, with the shipped output shown; an empty answer stays open. */
export async function askForWords(preview: TracePreview, given: CaptureWords, shell: Shell): Promise<CaptureWords> {
  const { editor, input, select } = await import('@inquirer/prompts')
  const shown = escapeText(preview.shipped)
  shell.tell(
    `${shell.paint.bold('the answer that shipped')}\n${indent(shown.slice(0, MOST_SHOWN))}${shown.length > MOST_SHOWN ? '\n  …' : ''}\n\n`,
  )
  const title = given.title ?? (await input({ message: 'title, in one line:' }))
  const category =
    given.category ??
    (await select<Category>({ message: 'category:', choices: CATEGORIES.map((value) => ({ value })) }))
  const bug = given.bug ?? (category === 'prod-bug' ? await input({ message: "the bug's URL, key or #number:" }) : '')
  const postmortem = given.postmortem ?? (category === 'prod-bug' ? await input({ message: 'what went wrong:' }) : '')
  const expected = given.expected ?? (await askForAnswer(preview, { editor, input }))
  return {
    title: title || undefined,
    category,
    bug: bug || undefined,
    postmortem: postmortem || undefined,
    expected: expected || undefined,
  }
}

type Asking = {
  editor: (q: { message: string; default: string }) => Promise<string>
  input: (q: { message: string }) => Promise<string>
}

/** A long answer is edited, starting from what shipped; a short one is typed. */
async function askForAnswer({ shipped }: TracePreview, { editor, input }: Asking): Promise<string> {
  if (shipped.length <= 120 && !shipped.includes('\n')) return input({ message: 'the right answer (empty: later):' })
  const edited = await editor({ message: 'the right answer (unchanged: later)', default: shipped })
  return edited.trim() === shipped.trim() ? '' : edited.replace(/\n$/, '')
}

const indent = (text: string): string =>
  text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')
