import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { CATEGORIES } from '../../lib/case/types.ts'
import type { CaptureDocument, CaptureRequest, CaptureWords } from '../../lib/flow/capture-trace.ts'
import { invalid } from '../../lib/problem.ts'
import { escapeLine } from '../../lib/report/escape-text.ts'
import { defineCommand } from '../command.ts'
import { EXIT } from '../exit.ts'
import type { Shell } from '../shell.ts'
import { orDash, readStandardInput } from '../standard-input.ts'

export const capture = defineCommand({
  usage: 'capture [trace]',
  about: 'Make a case of a production trace: redacted, in the inbox, staged',
  examples: [
    ['capture trace.json --bug SHOP-412 --title "Refund promised after day 30"', 'from an exported trace'],
    ['capture 4bf92f3577b34da6', 'by id, through capture.fetch'],
    ['curl … | casebook capture --commit', 'from standard input, committed at once'],
  ],
  flags: (y) =>
    y
      .positional('trace', { type: 'string', describe: 'A file, an id for capture.fetch, or - for standard input' })
      .option('trace-id', { type: 'string', requiresArg: true, describe: 'Which trace, where there are several' })
      .option('span', { type: 'string', requiresArg: true, describe: 'Which call, instead of the root' })
      .option('title', { type: 'string', requiresArg: true, describe: 'One line a person recognises the bug by' })
      .option('category', { choices: CATEGORIES, describe: 'What the case is' })
      .option('bug', { type: 'string', requiresArg: true, describe: "The bug's URL, key or #number" })
      .option('postmortem', { type: 'string', requiresArg: true, describe: 'What went wrong, in a paragraph' })
      .option('expected', { type: 'string', requiresArg: true, describe: 'The right answer' })
      .option('expected-file', { type: 'string', requiresArg: true, describe: 'A file with the right answer' })
      .option('keep', {
        type: 'string',
        array: true,
        requiresArg: true,
        default: [] as string[],
        describe: 'JSON pointers that redaction leaves alone',
      })
      .option('commit', { type: 'boolean', default: false, describe: 'Commit the case at once' })
      .conflicts('expected', 'expected-file'),
  run: async (flags, shell) => {
    const { captureTrace } = await import('../../lib/flow/capture-trace.ts')
    const { fetchTrace } = await import('../../lib/flow/fetch-trace.ts')
    const ports = await shell.ports()
    const text = await fetchTrace(ports, traceOf(flags.trace), shell.cwd, readStandardInput)
    const expected =
      flags['expected-file'] === undefined
        ? flags.expected
        : await readExpected(resolve(shell.cwd, flags['expected-file']))
    const asked = await askIfWatched(
      { text, traceId: flags['trace-id'] ?? null, span: flags.span ?? null },
      { ...flags, expected },
      shell,
    )
    const document = await captureTrace(ports, {
      text,
      traceId: flags['trace-id'] ?? null,
      ...asked,
      keep: flags.keep,
      commit: flags.commit,
    })
    shell.answer(document, { json: flags.json, text: () => renderCapture(document) })
    return EXIT.yes
  },
})

/** On a terminal a person is asked for what the flags leave open; elsewhere it stays open. */
async function askIfWatched(
  look: Pick<CaptureRequest, 'text' | 'traceId' | 'span'>,
  { title, category, bug, postmortem, expected, json }: CaptureWords & { json: boolean },
  shell: Shell,
): Promise<{ span: string | null; words: CaptureWords }> {
  const words = { title, category, bug, postmortem, expected }
  if (!shell.interactive || json) return { span: look.span, words }
  const [{ previewTrace }, { askForCall, askForWords }] = await Promise.all([
    import('../../lib/flow/preview-trace.ts'),
    import('../ask-person.ts'),
  ])
  const span = look.span ?? (await askForCall(previewTrace(look)))
  return { span, words: await askForWords(previewTrace({ ...look, span }), words, shell) }
}

function traceOf(trace: string | undefined): string {
  const given = trace === undefined ? undefined : orDash(trace)
  if (given) return given
  if (given === '') throw invalid('usage', 'the trace is ""', { hints: ['casebook capture <file>'] })
  if (!process.stdin.isTTY) return '-'
  throw invalid('usage', 'no trace given', { hints: ['casebook capture <file>', 'casebook capture < file'] })
}

async function readExpected(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: Error) => {
    throw invalid('no-file', `could not read "${path}": ${error.message}`, { hints: ['--expected-file <file>'] })
  })
}

function renderCapture(document: CaptureDocument): string {
  if (document.duplicate_of !== null)
    return `captured before: ${document.duplicate_of} (${document.path}), ${document.commit ? `committed as ${document.commit.slice(0, 12)}` : 'nothing written'}\n  to fill in a field: casebook admit ${document.duplicate_of} --title … --bug …, or edit the file\n`
  const replaced = document.redactions.map(
    ({ kind, count, at }) => `  redacted ${count} ${kind} at ${at.map((each) => escapeLine(each)).join(', ')}\n`,
  )
  const open = document.open.length > 0 ? `  still open: ${document.open.join(', ')}\n` : ''
  const next = `  next: fix the bug, then casebook admit ${document.id}\n`
  return `captured ${document.id}\n  ${document.path}${document.commit ? `, committed as ${document.commit.slice(0, 12)}` : ', staged'}\n${replaced.join('')}${open}${next}`
}
