import { CATEGORIES, TIERS, type Tier } from '../../lib/case/types.ts'
import type { Admission } from '../../lib/flow/admit-case.ts'
import { invalid } from '../../lib/problem.ts'
import { passesFor, renderShare } from '../../lib/verdict/flake-bound.ts'
import { askForOpen } from '../ask-for-open.ts'
import { defineCommand } from '../command.ts'
import { renderFinding } from '../print-problem.ts'
import type { Shell } from '../shell.ts'

export const admit = defineCommand({
  usage: 'admit <id..>',
  about: 'Prove a captured case red before the fix and green here, and move it into the set',
  examples: [
    ['admit reg-2026-11-22-3f9a1c --expected "The window is 30 days."', 'completed and proved, into smoke'],
    ['admit reg-2026-11-22-3f9a1c --red v1.3.2 --tier full', 'red at a release, into full'],
  ],
  flags: (y) =>
    y
      .positional('id', { type: 'string', array: true, demandOption: true })
      .option('tier', { choices: TIERS, default: 'smoke' as Tier, describe: 'Where it goes' })
      .option('red', {
        type: 'string',
        requiresArg: true,
        describe: 'The revision before the fix; default the merge base with upstream',
      })
      .option('no-red', { type: 'string', requiresArg: true, describe: 'Why there is no proof before the fix' })
      .option('repeat', { type: 'string', default: '5', requiresArg: true, describe: 'Times it must pass here' })
      .option('title', { type: 'string', requiresArg: true })
      .option('category', { choices: CATEGORIES })
      .option('bug', { type: 'string', requiresArg: true, describe: "The bug's URL, key or #number" })
      .option('postmortem', { type: 'string', requiresArg: true })
      .option('expected', { type: 'string', requiresArg: true, describe: 'The right answer' })
      .conflicts('red', 'no-red'),
  run: async (flags, shell) => {
    const { admitCase } = await import('../../lib/flow/admit-case.ts')
    const ports = await shell.ports()
    const repeat = countOf(flags.repeat)
    const words = {
      title: flags.title,
      category: flags.category,
      bug: flags.bug,
      postmortem: flags.postmortem,
      expected: flags.expected,
    }
    const admissions: Admission[] = []
    for (const id of flags.id) {
      const request = {
        id,
        tier: flags.tier,
        red: flags.red ?? null,
        noRed: flags['no-red'] ?? null,
        repeat,
        words: flags.json ? words : await askForOpen(ports, id, words, shell),
        onProgress: shell.progress,
      }
      const admission = await admitCase(ports, request)
      shell.progress(null)
      admissions.push(admission)
      if (!flags.json) shell.say(renderAdmission(admission))
      await tellRefusal(admission, flags.json, shell)
    }
    if (flags.json) shell.answer(documentOf(admissions), { json: true, text: () => '' })
    return exitOf(admissions)
  },
})

/** One case answers with its own document; several with a document that holds theirs. */
function documentOf(admissions: readonly Admission[]): object {
  if (admissions.length === 1) return admissions[0]!.document
  const cases = admissions.map(({ document }) => document)
  return { format: 'casebook-admit/1', admitted: cases.every((one) => one.admitted), cases }
}

function countOf(text: string): number {
  const count = Number(text)
  if (Number.isInteger(count) && count >= 1 && count <= 1000) return count
  throw invalid('usage', `--repeat is "${text}"`, { hints: ['--repeat 5'] })
}

function renderAdmission({ document: { id, admitted, red, green, to, confidence } }: Admission): string {
  if (!admitted) return ''
  const before = 'why' in red ? `not proved red: ${red.why}` : `${red.verdict} at ${red.commit.slice(0, 12)}`
  return `admitted ${id}\n  before the fix: ${before}\n  here: passed ${green.passed} of ${green.asked}${confidence ? doubtOf(confidence) : ''}\n  ${to}, staged\n  commit it with the fix, and the line: Regression-Case: ${id}\n`
}

/** What the passes rule out, and what would rule out more. */
function doubtOf({
  flake_rate_max: rate,
  smoke_cases: cases,
  false_red_max: chance,
}: NonNullable<Admission['document']['confidence']>): string {
  const tier =
    cases > 1 ? `; ${cases} smoke cases proved like this: a false red in at most ${renderShare(chance)} of pushes` : ''
  return `, which rules out a flake rate above ${renderShare(rate)} (at 95 %${tier}); --repeat ${passesFor(0.01)} rules out 1 %`
}

async function tellRefusal({ findings, result }: Admission, json: boolean, shell: Shell): Promise<void> {
  for (const finding of findings) shell.tell(renderFinding(finding, shell.paint))
  if (!result || json) return
  const { renderFailure } = await import('../../lib/report/run-text.ts')
  shell.tell(renderFailure(result, shell.paint))
}

/** A refusal outweighs what could not be told. */
function exitOf(admissions: readonly Admission[]): number {
  const exits = admissions.map(({ exit }) => exit)
  return exits.includes(1) ? 1 : Math.max(...exits)
}
