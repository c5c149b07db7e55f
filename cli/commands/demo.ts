import { defineCommand } from '../command.ts'
import { EXIT } from '../exit.ts'

export const demo = defineCommand({
  usage: 'demo',
  about: 'Play the whole story with real git in a scratch folder: no key, no network, no server',
  examples: [
    ['demo', 'in a new folder under the temporary one, which it leaves for you to look into'],
    ['demo --dir /tmp/tour', 'there'],
  ],
  flags: (y) => y.option('dir', { type: 'string', requiresArg: true, describe: 'A new or empty folder to play in' }),
  run: async ({ dir, json }, shell) => {
    const { playDemo } = await import('../demo/play-demo.ts')
    await playDemo({ dir, json }, shell)
    return EXIT.yes
  },
})
