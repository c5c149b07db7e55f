import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { invalid } from '../../lib/problem.ts'
import { escapeLine } from '../../lib/report/escape-text.ts'
import { defineCommand } from '../command.ts'
import { EXIT } from '../exit.ts'
import { orDash, readStandardInput } from '../standard-input.ts'

export const proof = defineCommand({
  usage: 'proof <id>',
  about: 'Prove that a revision holds a case or note, or that it does not',
  examples: [
    ['proof reg-2026-11-22-3f9a1c --at v1.4.0 > proof.json', 'check it with casebook verify-proof, or docs/verify.py'],
  ],
  flags: (y) =>
    y
      .positional('id', { type: 'string', demandOption: true, describe: 'A case or a migration note' })
      .option('kind', {
        choices: ['case', 'note'] as const,
        describe: 'Which of the two; default the one that is there, else what the id looks like',
      })
      .option('at', { type: 'string', requiresArg: true, describe: 'The set of this revision; default the work tree' }),
  run: async ({ id, kind, at }, shell) => {
    const { proveId } = await import('../../lib/flow/prove-id.ts')
    shell.say(
      `${JSON.stringify(await proveId(await shell.readingPorts(), { id, kind: kind ?? null, at: at ?? null }))}\n`,
    )
    return EXIT.yes
  },
})

export const verifyProofCommand = defineCommand({
  usage: 'verify-proof <file>',
  about: 'Check a proof; needs no repository',
  examples: [['verify-proof proof.json', 'then compare the root with the one the tag pins']],
  flags: (y) =>
    y.positional('file', { type: 'string', demandOption: true, describe: 'A proof, or - for standard input' }),
  run: async ({ file, json }, shell) => {
    const { judgeProof } = await import('../../lib/flow/prove-id.ts')
    const verdict = judgeProof(shell.hash, await readProof(orDash(file), shell.cwd))
    const document = { format: 'casebook-verify-proof/1', ...verdict }
    shell.answer(document, {
      json,
      text: () =>
        verdict.holds
          ? `holds: ${verdict.kind} "${verdict.id}" is ${verdict.type === 'inclusion' ? '' : 'not '}in ${verdict.root}\n`
          : `does not hold: ${escapeLine(verdict.why)}\n`,
    })
    return verdict.holds ? EXIT.yes : EXIT.no
  },
})

async function readProof(file: string, cwd: string): Promise<Uint8Array> {
  if (file === '-') return readStandardInput()
  return readFile(resolve(cwd, file)).catch((error: Error) => {
    throw invalid('no-file', `could not read "${file}": ${error.message}`, {
      hints: ['casebook proof <id> > proof.json'],
    })
  })
}
