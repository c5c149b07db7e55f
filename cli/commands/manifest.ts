import { invalid } from '../../lib/problem.ts'
import { defineCommand } from '../command.ts'
import { EXIT } from '../exit.ts'

export const manifest = defineCommand({
  usage: 'manifest',
  about: "Print the set's root, version and counts",
  examples: [
    ['manifest --at v1.4.0', 'the root that the release pinned, computed anew'],
    ['manifest --index', 'the root that the next commit will have'],
    ['manifest --bytes | sha256sum', 'the digest that an attestation names'],
  ],
  flags: (y) =>
    y
      .option('at', { type: 'string', requiresArg: true, describe: 'The set of this revision; default the work tree' })
      .option('index', { type: 'boolean', default: false, describe: 'The set that is staged' })
      .option('bytes', { type: 'boolean', default: false, describe: 'The canonical manifest, byte by byte' }),

  run: async ({ at, index, bytes, json }, shell) => {
    if (index && at !== undefined)
      throw invalid('usage', '--at and --index name two sets', { hints: ['give one of them'] })
    const { readManifest, readManifestBytes, readPin } = await import('../../lib/flow/read-manifest.ts')
    const ports = await shell.readingPorts()
    const request = { at: at ?? null, index }
    if (bytes) shell.say(Buffer.from(await readManifestBytes(ports, request)).toString('utf8'))
    else if (json) shell.answer(await readManifest(ports, request), { json, text: () => '' })
    else {
      const { name, version, root, cases, notes } = await readPin(ports, request)
      shell.say(`${name}@v${version} ${root} cases=${cases} notes=${notes}\n`)
    }
    return EXIT.yes
  },
})
