import { resolve } from 'node:path'
import type { VerifyDocument } from '../../lib/flow/verify-release.ts'
import { invalid } from '../../lib/problem.ts'
import { renderPin, renderResult } from '../../lib/release/tag-text.ts'
import { escapeLine } from '../../lib/report/escape-text.ts'
import { defineCommand } from '../command.ts'
import { EXIT } from '../exit.ts'

export const verify = defineCommand({
  usage: 'verify <tag>',
  about: 'Check that the sets at a release tag still have the roots it pins',
  examples: [
    ['verify v1.4.0', 'recomputed from the objects of the tag alone'],
    ['verify v1.4.0 --signed', 'and signed by a key that you trust'],
    ['verify v1.4.0 --attestation v1.4.0.intoto.json --key release.pub', 'with the statement of its run'],
  ],
  flags: (y) =>
    y
      .positional('tag', { type: 'string', demandOption: true })
      .option('signed', { type: 'boolean', default: false, describe: 'Ask for a good signature of the tag' })
      .option('attestation', {
        type: 'string',
        requiresArg: true,
        describe: 'The in-toto statement that the tag names',
      })
      .option('key', { type: 'string', requiresArg: true, describe: 'The public key that signed the attestation' }),
  run: async ({ tag, signed, attestation, key, json }, shell) => {
    if (key !== undefined && attestation === undefined)
      throw invalid('usage', '--key wants an --attestation', { hints: [`casebook verify ${tag} --attestation <file>`] })
    const { verifyRelease } = await import('../../lib/flow/verify-release.ts')
    const at = (path: string): string => resolve(shell.cwd, path)
    const document = await verifyRelease(await shell.readingPortsAtTop(), {
      ...{ tag, signed },
      attestation:
        attestation === undefined ? null : { path: at(attestation), key: key === undefined ? null : at(key) },
    })
    shell.answer(document, { json, text: () => renderVerification(document) })
    return document.ok ? EXIT.yes : EXIT.no
  },
})

function renderVerification(document: VerifyDocument): string {
  const { ok, tag, commit, sets, signature, signature_detail: detail, reasons } = document
  const lines = [
    `${ok ? 'verified' : 'NOT verified'} ${escapeLine(tag)} at ${commit?.slice(0, 12) ?? 'no commit'}`,
    ...(sets.length === 0 ? ['  pinned    (nothing)'] : sets.flatMap(setLines)),
    `  signature ${signature}${detail === null ? '' : `: ${escapeLine(detail)}`}`,
    ...attestationLines(document),
    ...reasons.map((reason) => `  because ${escapeLine(reason)}`),
  ]
  return `${lines.join('\n')}\n`
}

const setLines = ({ pinned, computed, result }: VerifyDocument['sets'][number]): string[] => [
  `  pinned    ${pinned ? renderPin(pinned) : '(nothing)'}`,
  `  computed  ${computed ? renderPin(computed) : '(no set there)'}`,
  `  result    ${result ? renderResult(result) : '(none)'}`,
]

function attestationLines({ attestation }: VerifyDocument): string[] {
  if (attestation === null) return []
  const { named, given, signature, signature_detail: detail } = attestation
  if (given === null) return [`  attested  sha256:${named} (not looked at: --attestation <file>)`]
  return [
    `  attested  sha256:${given}, signature ${signature ?? 'none'}${detail === null ? '' : `: ${escapeLine(detail)}`}`,
  ]
}
