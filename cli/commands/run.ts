import type { Blamed } from '../../lib/bisect/document.ts'
import { TIERS, type Tier } from '../../lib/case/types.ts'
import type { RunAnswer } from '../../lib/flow/run-set.ts'
import type { Ports } from '../../lib/ports.ts'
import { invalid, Problem } from '../../lib/problem.ts'
import { renderFlaky } from '../../lib/report/flake-text.ts'
import { parseReporters, REPORTERS, type ReportPlan } from '../../lib/report/plan-reports.ts'
import { renderReport } from '../../lib/report/render-report.ts'
import type { ReportedRun } from '../../lib/report/reported-run.ts'
import type { RunDocument } from '../../lib/run/types.ts'
import { defineCommand } from '../command.ts'
import { countJobs } from '../count-jobs.ts'
import { EXIT, exitOfProblem } from '../exit.ts'
import { renderFinding, renderProblem } from '../print-problem.ts'
import type { Shell } from '../shell.ts'
import { untoldFinding } from '../untold.ts'

interface RunFlags {
  readonly id: readonly string[]
  readonly tier: Tier | undefined
  readonly at: string | undefined
  readonly shard: string | undefined
  readonly reuse: boolean
  readonly join: readonly string[] | undefined
  readonly soak: string | undefined
}

interface BlameFlags {
  readonly blame: boolean
  readonly 'blame-limit': string
}

export const run = defineCommand({
  usage: 'run [id..]',
  about: 'Ask the product every case of a tier and judge the answers',
  examples: [
    ['run', 'the smoke tier, on the work tree as it is'],
    ['run reg-2026-11-22-3f9a1c', 'one case'],
    ['run --reuse', 'as in a pull request: what this very state was green for today is not asked again'],
    ['run --tier full --at v1.4.0 --json', 'smoke and full at a release, as JSON'],
    ['run --reporter text,junit --output junit.xml', 'text in the log, JUnit XML in a file'],
    ['run --reporter github,junit,html --output reports/', 'annotations; reports/junit.xml and reports/run.html'],
    ['run --tier extended --shard 1/4 --json > 1.json', 'a quarter of all cases, on one of four machines'],
    ['run --soak 20', 'each smoke case twenty times, to see how often it is red for nothing'],
    ['run --blame', 'and the commit that broke each red case: for CI on the base branch'],
    ['run --join 1.json 2.json 3.json 4.json', 'the run that the four are parts of; starts nothing'],
  ],
  flags: (y) =>
    y
      .positional('id', {
        type: 'string',
        array: true,
        default: [] as string[],
        describe: 'Cases to ask, whatever their tier',
      })
      .option('tier', {
        choices: TIERS,
        defaultDescription: 'smoke',
        describe: 'smoke; full adds full; extended adds all',
      })
      .option('at', { type: 'string', requiresArg: true, describe: 'Run the product and the set of this revision' })
      .option('reuse', {
        type: 'boolean',
        default: false,
        describe:
          'Let green verdicts of this very state (target.inputs) that are no older than reuse.max_age stand; smoke only',
      })
      .option('shard', { type: 'string', requiresArg: true, describe: 'i/n: the i-th of n equal parts' })
      .option('soak', {
        type: 'string',
        requiresArg: true,
        describe: `Ask each case n times at one state and count, up to ${MOST_ASKS}; exit 1 when any answer was red`,
      })
      .option('join', {
        type: 'string',
        array: true,
        describe: 'Join run documents of one commit: what none of them holds is missing',
      })
      .option('blame', {
        type: 'boolean',
        default: false,
        describe: 'Find the commit that broke each red case; changes neither verdict nor exit code',
      })
      .option('blame-limit', {
        type: 'string',
        default: '10m',
        requiresArg: true,
        describe: 'The longest that --blame may take for all of them',
      })
      .option('reporter', {
        type: 'string',
        requiresArg: true,
        describe: `One or more of ${REPORTERS.join(',')}; text and github are printed, another where it is the only one`,
      })
      .option('output', {
        type: 'string',
        requiresArg: true,
        describe: 'File of the one report, or folder/ for run.txt, run.json, junit.xml, run.md, run.html',
      }),
  run: async ({ json, reporter, output, blame, 'blame-limit': blameLimit, ...flags }, shell) => {
    const blaming = await prepareBlame({ blame, 'blame-limit': blameLimit })
    const [{ planOutputs, writeReports }, ports] = await Promise.all([
      import('../../lib/flow/write-reports.ts'),
      shell.ports(),
    ])
    const { cwd } = shell
    const reporters = parseReporters(reporter ?? (json ? 'json' : 'text')).filter((name) => !json || name !== 'json')
    const plan = await planOutputs(ports, { reporters, output: output ?? null, json, cwd })
    const { document, exit, setPath } = await answer(ports, flags, shell)
    // People see the red at once and who broke it after; a document is written once.
    const isDocument = json || reporters.some((name) => name !== 'text')
    const early = isDocument ? await blaming(ports, document, shell) : null
    const run = early ? { ...document, blame: early } : document
    const reported = { run, setPath, at: ports.clock.now() }
    await print(plan, reported, json, shell)
    const isShown = !json && plan.printed.includes('text')
    if (isShown && document.totals.flaky > 0) await sayFlakes(ports, document, flags.at ?? null, shell)
    if (exit === EXIT.unknown) shell.tell(renderFinding(untoldFinding(document), shell.paint))
    const code = await writeReports(ports, plan, reported, cwd).then(
      () => exit,
      (error) => tellUnwritten(error, exit, shell),
    )
    if (!json) await tellBlame(early ?? (await blaming(ports, document, shell)), plan, shell)
    return code
  },
})

type Blaming = (ports: Ports, run: RunDocument, shell: Shell) => Promise<readonly Blamed[] | null>

/** What finds who broke the red cases of a run; null where nobody asked. A wrong limit is told before anything is run. */
async function prepareBlame({ blame, 'blame-limit': text }: BlameFlags): Promise<Blaming> {
  if (!blame) return async () => null
  const { blameReds, parseBlameLimit } = await import('../../lib/flow/blame-reds.ts')
  const limitMs = parseBlameLimit(text)
  return async (ports, run, shell) => {
    const blamed = await blameReds(ports, run, { limitMs, jobs: countJobs(undefined), onProgress: shell.progress })
    shell.progress(null)
    return blamed
  }
}

/** Beside the report where that is printed for people, else on standard error. */
async function tellBlame(blamed: readonly Blamed[] | null, { printed }: ReportPlan, shell: Shell): Promise<void> {
  if (!blamed || blamed.length === 0) return
  const { renderBlame } = await import('../tell-blame.ts')
  const text = renderBlame(blamed, shell.paint)
  if (printed.length === 1 && printed[0] === 'text') shell.say(text)
  else shell.tell(text)
}

/** Runs the selection, or joins what was run elsewhere. */
async function answer(
  ports: Ports,
  { id, tier, at, shard, reuse, join, soak }: RunFlags,
  shell: Shell,
): Promise<RunAnswer> {
  const asks = parseSoak(soak)
  if (join !== undefined) {
    const odd = id[0] ?? (shard !== undefined ? '--shard' : reuse ? '--reuse' : asks !== null ? '--soak' : null)
    if (odd !== null) throw notWithJoin(odd)
    const { joinDocuments } = await import('../../lib/flow/join-documents.ts')
    return joinDocuments(ports, { files: join, cwd: shell.cwd, at: at ?? null, tier: tier ?? null })
  }
  refuseReuse(reuse, tier ?? 'smoke', id)
  const { runSet } = await import('../../lib/flow/run-set.ts')
  const ran = await runSet(ports, {
    ids: id,
    tier: tier ?? 'smoke',
    at: at ?? null,
    shard: shard ?? null,
    reuse,
    soak: asks,
    onProgress: (done, asked) => shell.progress(`${done}/${asked} asked`),
  })
  shell.progress(null)
  return ran
}

/** PRODUCT.md section 4: never in full, extended, admit or release. */
function refuseReuse(reuse: boolean, tier: Tier, ids: readonly string[]): void {
  if (!reuse || (tier === 'smoke' && ids.length === 0)) return
  const why = tier === 'smoke' ? 'cases are named' : `this is --tier ${tier}`
  throw invalid('usage', `--reuse is for the smoke tier as a whole, and ${why}`, {
    hints: ['leave --reuse out: every case is asked anew'],
  })
}

/** Each answer is kept until the end. */
const MOST_ASKS = 10_000

function parseSoak(text: string | undefined): number | null {
  if (text === undefined) return null
  const asks = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (asks >= 1 && asks <= MOST_ASKS) return asks
  throw invalid('usage', `--soak is "${text}"`, { hints: [`--soak 20, and ${MOST_ASKS} at most`] })
}

const notWithJoin = (word: string): Problem =>
  invalid('usage', `"${word}" has no place beside --join`, { hints: ['the documents say what was asked of them'] })

/** With `--json` standard output is the document's alone; the log is standard error then, where CI reads commands too. */
async function print({ printed }: ReportPlan, reported: ReportedRun, json: boolean, shell: Shell): Promise<void> {
  const isDocument = json || printed.includes('json')
  for (const reporter of printed.filter((name) => name !== 'json')) {
    const text = await renderReport(reporter, reported, shell.paint)
    if (reporter === 'github') shell.command(text, json)
    else if (json) shell.tell(text)
    else shell.say(text)
  }
  if (isDocument) shell.answer(reported.run, { json: true, text: () => '' })
}

async function sayFlakes(
  ports: Ports,
  { results }: RunAnswer['document'],
  at: string | null,
  shell: Shell,
): Promise<void> {
  const { expectFalseRedsAt } = await import('../../lib/flow/expect-false-reds.ts')
  shell.say(renderFlaky(results, await expectFalseRedsAt(ports, at), shell.paint))
}

/** A report that could not be written takes nothing from a verdict that is red. */
function tellUnwritten(error: unknown, exit: number, shell: Shell): number {
  if (!(error instanceof Problem)) throw error
  shell.tell(renderProblem(error, shell.paint))
  return exit === EXIT.yes ? exitOfProblem(error) : exit
}
