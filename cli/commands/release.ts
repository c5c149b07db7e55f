import { resolve } from 'node:path'
import type { ReleaseDocument } from '../../lib/flow/release-set.ts'
import { invalid } from '../../lib/problem.ts'
import { escapeLine } from '../../lib/report/escape-text.ts'
import { renderRun } from '../../lib/report/run-text.ts'
import { defineCommand } from '../command.ts'
import { renderCheck } from '../print-check.ts'
import { VERSION } from '../version.ts'

export const release = defineCommand({
  usage: 'release <tag>',
  about: "Run the full tier at this commit and write a tag that pins each set's root",
  examples: [
    ['release v1.4.0', 'gate, then tag'],
    ['release v1.4.0 --dry-run', 'show the tag that would be written'],
    ['release v1.4.0 --sign --attestation v1.4.0.intoto.json', 'a signed tag, and an in-toto statement of the run'],
  ],
  flags: (y) =>
    y
      .positional('tag', { type: 'string', demandOption: true })
      .option('sign', { type: 'boolean', default: false, describe: 'Sign the tag as git is configured to sign' })
      .option('attestation', { type: 'string', requiresArg: true, describe: 'Write an in-toto statement to this file' })
      .option('key', {
        type: 'string',
        requiresArg: true,
        describe: "Sign the attestation with this private key (SSH or PEM); default git's SSH key, with --sign",
      })
      .option('dry-run', { type: 'boolean', default: false, describe: 'Do everything but write' }),
  run: async ({ tag, sign, attestation, key, json, ...flags }, shell) => {
    if (key !== undefined && attestation === undefined)
      throw invalid('usage', '--key wants an --attestation', {
        hints: [`casebook release ${tag} --attestation <file>`],
      })
    const { releaseSet } = await import('../../lib/flow/release-set.ts')
    const at = (path: string): string => resolve(shell.cwd, path)
    const { document, exit } = await releaseSet(await shell.portsAtTop(), {
      ...{ tag, sign, version: VERSION, dryRun: flags['dry-run'] },
      attestation:
        attestation === undefined ? null : { path: at(attestation), key: key === undefined ? null : at(key) },
      onProgress: (done, asked) => shell.progress(`${done}/${asked} asked`),
    })
    shell.progress(null)
    if (!json) {
      shell.tell(renderCheck(document, shell.paint))
      for (const { run } of document.sets) if (run) shell.tell(renderRun(run, shell.paint))
    }
    shell.answer(document, { json, text: () => renderRelease(document) })
    return exit
  },
})

function renderRelease({ message, released, commit, attestation }: ReleaseDocument): string {
  if (message === null) return ''
  const signed = attestation?.keyids.length ? `signed by ${attestation.keyids.join(', ')}` : 'not signed'
  const wrote = attestation ? `${released ? 'wrote' : 'would write'} ${escapeLine(attestation.path)} (${signed})\n` : ''
  return `${released ? 'tagged' : 'would tag'} ${commit.slice(0, 12)}:\n\n${message}${wrote && `\n${wrote}`}`
}
