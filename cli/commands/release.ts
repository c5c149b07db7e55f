import { renderRun } from '../../lib/report/run-text.ts'
import { defineCommand } from '../command.ts'
import { renderFinding } from '../print-problem.ts'

export const release = defineCommand({
  usage: 'release <tag>',
  about: "Run the full tier at this commit and write a tag that pins the set's root",
  examples: [
    ['release v1.4.0', 'gate, then tag'],
    ['release v1.4.0 --dry-run', 'show the tag that would be written'],
  ],
  flags: (y) =>
    y
      .positional('tag', { type: 'string', demandOption: true })
      .option('sign', { type: 'boolean', default: false, describe: 'Sign the tag with your git signing key' })
      .option('dry-run', { type: 'boolean', default: false, describe: 'Do everything but write the tag' }),
  run: async (flags, shell) => {
    const { releaseSet } = await import('../../lib/flow/release-set.ts')
    const { document, exit, findings } = await releaseSet(await shell.ports(), {
      tag: flags.tag,
      sign: flags.sign,
      dryRun: flags['dry-run'],
      onProgress: (done, asked) => shell.progress(`${done}/${asked} asked`),
    })
    shell.progress(null)
    for (const finding of findings) shell.tell(renderFinding(finding, shell.paint))
    if (document.run && !flags.json) shell.tell(renderRun(document.run, shell.paint))
    shell.answer(document, {
      json: flags.json,
      text: () =>
        document.message === null
          ? ''
          : `${document.released ? 'tagged' : 'would tag'} ${document.commit.slice(0, 12)}:\n\n${document.message}`,
    })
    return exit
  },
})
