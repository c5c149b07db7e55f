import { renderBisect } from '../../lib/report/bisect-text.ts'
import { defineCommand } from '../command.ts'
import { countJobs } from '../count-jobs.ts'

export const bisect = defineCommand({
  usage: 'bisect <id>',
  about: 'Find the commit that made a case red, asking several commits at a time',
  examples: [
    ['bisect reg-2026-11-22-3f9a1c', "between history's last green and HEAD"],
    ['bisect reg-2026-11-22-3f9a1c --good v1.4.0 --bad origin/main', 'between two revisions'],
    ['bisect reg-2026-11-22-3f9a1c --jobs 1', 'for a product that only one can run of'],
  ],
  flags: (y) =>
    y
      .positional('id', { type: 'string', demandOption: true })
      .option('good', {
        type: 'string',
        requiresArg: true,
        describe: "A revision where it passes; default history's last green, else the oldest with a configuration",
      })
      .option('bad', { type: 'string', requiresArg: true, describe: 'A revision where it is red; default HEAD' })
      .option('jobs', {
        type: 'string',
        requiresArg: true,
        describe: 'Commits to ask at a time; default one a processor',
      }),
  run: async ({ id, good, bad, jobs, json }, shell) => {
    const [{ bisectCase }, ports] = await Promise.all([import('../../lib/flow/bisect-case.ts'), shell.ports()])
    const request = { id, good: good ?? null, bad: bad ?? null, jobs: countJobs(jobs), onProgress: shell.progress }
    const { document, exit } = await bisectCase(ports, request)
    shell.progress(null)
    shell.answer(document, { json, text: () => renderBisect(document, shell.paint) })
    return exit
  },
})
