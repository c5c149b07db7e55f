import { defineCommand } from '../command.ts'
import { EXIT } from '../exit.ts'

export const manifest = defineCommand({
  usage: 'manifest',
  about: "Print the set's root, version and counts",
  examples: [
    ['manifest --at v1.4.0', 'the root that the release pinned, computed anew'],
    ['manifest --bytes | sha256sum', 'the digest that an attestation names'],
  ],
  flags: (y) =>
    y
      .option('at', { type: 'string', requiresArg: true, describe: 'The set of this revision; default the work tree' })
      .option('bytes', { type: 'boolean', default: false, describe: 'The canonical manifest, byte by byte' }),
  run: async ({ at, bytes, json }, shell) => {
    const { readManifest } = await import('../../lib/flow/read-manifest.ts')
    const answer = await readManifest(await shell.ports(), { at: at ?? null })
    if (bytes) shell.say(answer.text)
    else
      shell.answer(answer.document, {
        json,
        text: () => {
          const { name, version, root, cases, notes } = answer.document.set
          return `${name}@v${version} ${root} cases=${cases} notes=${notes}\n`
        },
      })
    return EXIT.yes
  },
})
