import type { Argv } from 'yargs'

/** Which case a note is about, and against what it has to explain it. */
export const caseFlags = (y: Argv) =>
  y.positional('id', { type: 'string', demandOption: true }).option('base', {
    type: 'string',
    requiresArg: true,
    describe: 'Explain it against this revision; default what a push is judged against',
  })
