import { invalid } from '../../lib/problem.ts'
import { defineCommand } from '../command.ts'
import { EXIT } from '../exit.ts'

export const ask = defineCommand({
  usage: 'ask <prompt> [options] [context]',
  about: "Ask the product one thing: promptfoo's exec provider calls it",
  examples: [['ask "Can I have a refund?"', 'prints the answer']],
  hidden: true,
  flags: (y) =>
    y
      .positional('prompt', { type: 'string', demandOption: true })
      .positional('options', { type: 'string' })
      .positional('context', { type: 'string', describe: "promptfoo's context, as JSON" }),
  run: async ({ prompt, context }, shell) => {
    const { askOnce } = await import('../../lib/flow/ask-once.ts')
    const { outcome } = await askOnce(await shell.ports(), isJsonInput(context) ? JSON.parse(prompt) : prompt)
    if (outcome.kind === 'output') {
      shell.say(typeof outcome.output === 'string' ? outcome.output : JSON.stringify(outcome.output))
      return EXIT.yes
    }
    shell.tell(`${outcome.kind === 'error' ? outcome.error : outcome.detail}\n`)
    return outcome.kind === 'error' ? EXIT.no : EXIT.unknown
  },
})

/** An exported test marks an input that is no text. */
function isJsonInput(context: string | undefined): boolean {
  if (context === undefined) return false
  try {
    const said = JSON.parse(context) as { test?: { metadata?: { casebook_input?: unknown } } }
    return said.test?.metadata?.casebook_input === 'json'
  } catch {
    throw invalid('usage', 'the context is not JSON', { hints: ['casebook ask --help'] })
  }
}
