import type { VerifyDocument } from '../../lib/flow/verify-release.ts'
import { renderPin } from '../../lib/release/tag-text.ts'
import { defineCommand } from '../command.ts'
import { EXIT } from '../exit.ts'

export const verify = defineCommand({
  usage: 'verify <tag>',
  about: 'Check that the set at a release tag still has the root it pins',
  examples: [['verify v1.4.0', 'recomputed from the objects of the tag alone']],
  flags: (y) => y.positional('tag', { type: 'string', demandOption: true }),
  run: async ({ tag, json }, shell) => {
    const { verifyRelease } = await import('../../lib/flow/verify-release.ts')
    const document = await verifyRelease(await shell.ports(), { tag })
    shell.answer(document, { json, text: () => renderVerification(document) })
    return document.ok ? EXIT.yes : EXIT.no
  },
})

function renderVerification({ ok, tag, commit, pinned, computed, result, signature, reasons }: VerifyDocument): string {
  const lines = [
    `${ok ? 'verified' : 'NOT verified'} ${tag} at ${commit.slice(0, 12)}`,
    `  pinned    ${pinned ? renderPin(pinned) : '(nothing)'}`,
    `  computed  ${computed ? renderPin(computed) : '(no set there)'}`,
    `  result    ${result ? `${result.passed ? 'PASSED' : 'FAILED'} ${result.tier} ${result.passes}/${result.asked}, extended ${result.extended}` : '(none)'}`,
    `  signature ${signature}`,
    ...reasons.map((reason) => `  because ${reason}`),
  ]
  return `${lines.join('\n')}\n`
}
