import { bugLinks } from '../case/types.ts'
import { judgeConfigs } from '../config/judge-configs.ts'
import { CONFIG_NAME } from '../config/name.ts'
import type { Config } from '../config/types.ts'
import { type PullRequest, squashMessage } from '../policy/parse-pull-request.ts'
import type { CommitInfo, Ports, Source } from '../ports.ts'
import { type Finding, hintsOf, unavailable } from '../problem.ts'
import { type ConfigReading, nearestReading, noConfig, readConfigs } from './find-config.ts'
import { judgeLawOver, type LawJudgement, removedConfigs } from './judge-law.ts'
import { judgeLinks } from './judge-range.ts'
import { type LoadedSet, loadSet } from './load-set.ts'
import { proveGreen, proveRed } from './prove-case.ts'
import { findRangeBase, type RangeBase } from './range-base.ts'
import { pullRequestBase, readPullRequest } from './read-pull-request.ts'
import { refuseRedMoves } from './refuse-red-moves.ts'
import { setFindings, warningsOf } from './set-findings.ts'
import { sourceOf } from './source-of.ts'

export { caseFindings, setFindings } from './set-findings.ts'

/** The document of a check (PRODUCT.md section 10). */
export interface CheckDocument {
  readonly format: 'casebook-check/1'
  readonly ok: boolean
  readonly base: string | null
  readonly problems: readonly Finding[]
  readonly warnings: readonly Finding[]
}

export interface CheckRequest {
  /** The revision that the range from there to HEAD is judged against; null judges the work tree alone. */
  readonly base: string | null
  /** Also prove each case that the range adds: red at its base, green here. Starts the target. */
  readonly redGreen: boolean
  /** Judge a pull request's title and text too: of this file, or, where it is null, of the CI service's. */
  readonly pullRequest?: { readonly file: string | null; readonly cwd: string } | null
}

/**
 * Checks that every set of the repository (from a folder with a configuration: its own) is valid and judges each case
 * offline; with a base also that nothing was changed or retired without a note, and that every bug the range refers to as
 * fixed is linked. Starts no configured command.
 */
export async function checkSet(ports: Ports, request: CheckRequest): Promise<CheckDocument> {
  const { redGreen, pullRequest } = request
  const base = request.base ?? (pullRequest ? await pullRequestBase(ports) : null)
  const asked = pullRequest ? await readPullRequest(ports, pullRequest.file, pullRequest.cwd) : null
  const source = await sourceOf(ports, base === null ? null : 'HEAD')
  const range = base === null ? null : await openRange(ports, base, (source as { commit: string }).commit, asked)
  const found = await configsToCheck(ports, source)
  const gone = range === null ? [] : await removedFindings(ports, range, found.all)
  if (found.all.length === 0 && range === null) throw noConfig(source)
  const judged: Judged[] = [
    {
      problems: [...gone, ...found.problems],
      warnings: found.all.length === 0 && gone.length === 0 ? [nothingJudged()] : [],
    },
  ]
  const laws = range === null ? [] : await lawsOver(ports, found.valid, source, range)
  for (const config of found.configs) {
    const law = laws.find(({ set }) => set.config === config)
    const set = law?.set ?? (await loadSet(ports, config, source))
    judged.push({ problems: await setFindings(ports, set), warnings: warningsOf(set) })
    if (range && law) judged.push(await judgeRange(ports, law, laws, range, redGreen))
  }
  return documentOf(range?.bases[0] ?? null, judged)
}

const nothingJudged = (): Finding => ({
  code: 'no-config',
  message: `neither side has a ${CONFIG_NAME}, so nothing was judged`,
  hint: 'casebook init',
})

interface Judged {
  readonly problems: readonly Finding[]
  readonly warnings: readonly Finding[]
}

interface Range extends RangeBase {
  readonly commits: readonly CommitInfo[]
  /** The commit that a squash-merge would make of it; null where no pull request is judged. */
  readonly squash: CommitInfo | null
}

async function openRange(ports: Ports, rev: string, tip: string, request: PullRequest | null): Promise<Range> {
  const asked = ((await sourceOf(ports, rev)) as { commit: string }).commit
  const base = await findRangeBase(ports, asked, tip, rev)
  const squash = request && { commit: tip, parents: [base.bases[0]], message: squashMessage(request) }
  return { ...base, commits: await ports.git.log([tip, `^${asked}`]), squash }
}

/** The configurations to judge, all that there are, and what is wrong with them: exit 1 here, 2 elsewhere. */
async function configsToCheck(
  ports: Ports,
  source: Source,
): Promise<{
  configs: readonly Config[]
  valid: readonly Config[]
  all: readonly ConfigReading[]
  problems: readonly Finding[]
}> {
  const all = await readConfigs(ports, source)
  const own = ports.git.prefix === '' ? null : nearestReading(all, ports.git.prefix)
  const asked = own ? [own] : all
  const validOf = (them: readonly ConfigReading[]): Config[] =>
    them.flatMap(({ config, findings }) => (config && findings.length === 0 ? [config] : []))
  const [valid, faults] = [validOf(all), asked.flatMap(({ findings }) => findings)]
  return { configs: validOf(asked), valid, all, problems: [...faults, ...judgeConfigs(valid)] }
}

async function removedFindings(ports: Ports, range: Range, all: readonly ConfigReading[]): Promise<Finding[]> {
  const configs = all.flatMap(({ config }) => config ?? [])
  const files = all.filter(({ findings }) => findings.length > 0).map(({ file }) => file)
  const found = await Promise.all(range.bases.map((base) => removedConfigs(ports, base, configs, files)))
  return [...new Map(found.flat().map((one) => [one.message, one])).values()]
}

interface SetLaw extends LawJudgement {
  readonly set: LoadedSet
}

/** The law of every set, of those too that are not asked about: a bug is linked by whichever set holds its case. */
const lawsOver = (ports: Ports, configs: readonly Config[], source: Source, range: Range): Promise<SetLaw[]> =>
  Promise.all(
    configs.map(async (config) => {
      const set = await loadSet(ports, config, source)
      const law = await judgeLawOver(ports, set, range.bases)
      return { ...law, plan: await refuseRedMoves(ports, config, law.plan), set }
    }),
  )

/** The law and the links of one set over a range. */
async function judgeRange(
  ports: Ports,
  { set, plan, links }: SetLaw,
  all: readonly SetLaw[],
  range: Range,
  redGreen: boolean,
): Promise<Judged> {
  const others = all.filter((one) => one.set !== set).flatMap((one) => [...one.links, ...linksIn(one.set)])
  const unlinked = await judgeLinks(ports, set, range.commits, [...links, ...others])
  const titled = range.squash ? await judgePullRequest(ports, set, range.squash, [...links, ...others]) : []
  const unproven = redGreen ? await provenFindings(ports, set, plan.added, range.bases[0]) : []
  return { problems: [...plan.problems, ...unlinked, ...titled, ...unproven], warnings: plan.warnings }
}

const linksIn = (set: LoadedSet): string[] => set.cases.flatMap(({ one }) => (one ? bugLinks(one) : []))

/** No commit has that message yet, so no finding names one. */
async function judgePullRequest(
  ports: Ports,
  set: LoadedSet,
  squash: CommitInfo,
  links: readonly string[],
): Promise<Finding[]> {
  const findings = await judgeLinks(ports, set, [squash], links)
  return findings
    .filter(({ code }) => code === 'bug-without-case')
    .map(({ commit: _none, message, hint, ...finding }) => ({
      ...finding,
      message: `the pull request ${message}`,
      hint: hint.replace(/^git commit --amend: /, 'in its text, '),
    }))
}

/** Repeats the proof of admission for the cases that a range adds. What could not be told is a `Problem`: never no finding. */
async function provenFindings(
  ports: Ports,
  set: LoadedSet,
  added: readonly string[],
  base: string,
): Promise<Finding[]> {
  const request = { red: base, noRed: null, repeat: 5 }
  const findings: Finding[] = []
  for (const { one } of set.cases) {
    if (one === null || !added.includes(one.id)) continue
    const proofs = [
      ...(one.category === 'prod-bug' ? [await proveRed(ports, set.config, set, one, request)] : []),
      await proveGreen(ports, set.config, one, request),
    ]
    for (const { exit, finding } of proofs) {
      if (exit === 3) throw unavailable(finding!.code, finding!.message, { id: one.id, hints: hintsOf(finding!) })
      if (finding) findings.push(finding)
    }
  }
  return findings
}

function documentOf(base: string | null, judged: readonly Judged[]): CheckDocument {
  const problems = distinct(judged.flatMap((one) => one.problems))
  const warnings = judged.flatMap((one) => one.warnings)
  return { format: 'casebook-check/1', ok: problems.length === 0, base, problems, warnings }
}

/** What is wrong with a commit or a pull request is told once, however many sets look at it. */
function distinct(findings: readonly Finding[]): Finding[] {
  const keyOf = ({ code, message, commit }: Finding): string => `${code}\n${commit}\n${message}`
  const ofCommits = new Map(findings.map((one) => [keyOf(one), one]))
  return findings.filter(
    (one) => (one.commit === undefined && one.path !== undefined) || ofCommits.get(keyOf(one)) === one,
  )
}
