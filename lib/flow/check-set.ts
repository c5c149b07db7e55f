import type { Case } from '../case/types.ts'
import type { Config } from '../config/types.ts'
import { type PullRequest, squashMessage } from '../policy/parse-pull-request.ts'
import type { CommitInfo, Ports } from '../ports.ts'
import { type Finding, Problem, unavailable } from '../problem.ts'
import { findAssertionFault } from '../verdict/assertion.ts'
import { judgeOffline } from '../verdict/offline.ts'
import { secretFinder } from './find-case-secrets.ts'
import { findConfig, findConfigIfAny } from './find-config.ts'
import { judgeLaw, readNotes, removedConfigs } from './judge-law.ts'
import { judgeLinks } from './judge-range.ts'
import { makeJudgeTools } from './judge-tools.ts'
import { type LoadedCase, type LoadedSet, loadSet } from './load-set.ts'
import { proveGreen, proveRed } from './prove-case.ts'
import { pullRequestBase, readPullRequest } from './read-pull-request.ts'
import { sourceOf } from './source-of.ts'

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
 * Checks that the set is valid and judges each case offline; with a base also that nothing of it was changed or retired
 * without a note, and that every bug the range refers to as fixed is linked. Starts no configured command.
 */
export async function checkSet(ports: Ports, request: CheckRequest): Promise<CheckDocument> {
  const base = request.base ?? (request.pullRequest ? await pullRequestBase(ports) : null)
  try {
    return base === null ? await checkWorkTree(ports) : await checkRange(ports, base, request)
  } catch (error) {
    if (!(error instanceof Problem) || error.kind !== 'invalid' || !IN_THE_FILES.has(error.code)) throw error
    return { format: 'casebook-check/1', ok: false, base, problems: [findingOf(error)], warnings: [] }
  }
}

async function checkWorkTree(ports: Ports): Promise<CheckDocument> {
  const source = await sourceOf(ports, null)
  const set = await loadSet(ports, await findConfig(ports, source), source)
  return documentOf(null, await setFindings(ports, set), warningsOf(set))
}

async function checkRange(ports: Ports, rev: string, { redGreen, pullRequest }: CheckRequest): Promise<CheckDocument> {
  const request = pullRequest ? await readPullRequest(ports, pullRequest.file, pullRequest.cwd) : null
  const source = await sourceOf(ports, 'HEAD')
  const tip = (source as { commit: string }).commit
  const asked = ((await sourceOf(ports, rev)) as { commit: string }).commit
  const base = await ports.git.mergeBase(asked, tip)
  if (base === null) throw unrelated(rev)
  const config = await findConfigIfAny(ports, source)
  if (!config) return documentOf(base, await removedConfigs(ports, base, []), [])
  const set = await loadSet(ports, config, source)
  const { plan, links } = await judgeLaw(ports, set, base)
  const commits = await ports.git.log([tip, `^${asked}`])
  const problems = [
    ...(await setFindings(ports, set)),
    ...plan.problems,
    ...(await judgeLinks(ports, set, commits, links)),
    ...(request ? await judgePullRequest(ports, set, squashCommit(request, base, tip), links) : []),
    ...(redGreen ? await provenFindings(ports, set, plan.added, base) : []),
  ]
  return documentOf(base, problems, [...plan.warnings, ...warningsOf(set)])
}

/** The commit that a squash-merge would make of the range. */
const squashCommit = (request: PullRequest, base: string, tip: string): CommitInfo => ({
  commit: tip,
  parents: [base],
  message: squashMessage(request),
})

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
    .map(({ commit: _none, message, ...finding }) => ({ ...finding, message: `the pull request ${message}` }))
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
      if (exit === 3) throw unavailable(finding!.code, finding!.message, { id: one.id, hints: [finding!.hint] })
      if (finding) findings.push(finding)
    }
  }
  return findings
}

const unrelated = (rev: string): Problem =>
  unavailable('no-merge-base', `"${rev}" and HEAD share no commit in this clone`, {
    hints: ['git fetch --unshallow', 'fetch-depth: 0 in CI'],
  })

const documentOf = (
  base: string | null,
  problems: readonly Finding[],
  warnings: readonly Finding[],
): CheckDocument => ({
  format: 'casebook-check/1',
  ok: problems.length === 0,
  base,
  problems,
  warnings,
})

/** Everything that is wrong with the files of one set. */
export const setFindings = async (ports: Ports, set: LoadedSet): Promise<Finding[]> => [
  ...set.findings,
  ...readNotes(set).findings,
  ...(await caseFindings(ports, set)),
]

/** Faults of the configuration are what `check` is asked about: exit 1 here, 2 elsewhere. */
const IN_THE_FILES = new Set(['yaml', 'config'])
const findingOf = ({ code, message, hints, path, line }: Problem): Finding => ({
  code,
  message,
  hint: hints[0] ?? '',
  path,
  line,
})

/** What is wrong with valid files: assertions that cannot be, graders that are not there, outputs that judge the wrong way. */
export async function caseFindings(ports: Ports, set: LoadedSet): Promise<Finding[]> {
  const tools = makeJudgeTools(ports, set.config, '')
  const secretsOf = await secretFinder(ports, set)
  const found: Finding[] = []
  for (const loaded of set.cases) {
    if (loaded.one === null) continue
    const faults = assertionFindings(loaded.one, loaded, set.config)
    found.push(...(await secretsOf(loaded)))
    found.push(
      ...(faults.length > 0
        ? faults
        : (await judgeOffline(loaded.one, tools)).map((finding) => ({ ...finding, path: loaded.file.path }))),
    )
  }
  return found
}

function assertionFindings(one: Case, { file }: LoadedCase, config: Config): Finding[] {
  const at = { path: file.path, id: one.id }
  return (one.assert ?? []).flatMap((assertion): Finding[] => {
    const fault = findAssertionFault(assertion)
    if (fault !== null)
      return [
        {
          code: 'assertion',
          message: `the assertion "${assertion.type}" can't be: ${fault}`,
          hint: 'mend the assertion',
          ...at,
        },
      ]
    if (!/^(not-)?grader$/.test(assertion.type)) return []
    return graderFindings(String(assertion.value), file.tier, config).map((said) => ({
      code: 'grader',
      ...said,
      ...at,
    }))
  })
}

function graderFindings(name: string, tier: string, config: Config): { message: string; hint: string }[] {
  const grader = Object.hasOwn(config.graders, name) ? config.graders[name] : undefined
  if (!grader)
    return [{ message: `there is no grader "${name}" in ${config.file}`, hint: `graders: {${name}: {command: […]}}` }]
  if (tier === 'smoke' && !grader.deterministic)
    return [
      {
        message: `the grader "${name}" is not deterministic, so it has no place in smoke`,
        hint: 'move the case to full, or declare deterministic: true',
      },
    ]
  return []
}

function warningsOf(set: LoadedSet): Finding[] {
  const { config } = set
  const smoke = set.cases.filter(({ file }) => file.tier === 'smoke').length
  const warnings: Finding[] = []
  if (config.target === null)
    warnings.push({
      code: 'no-target',
      message: `${config.file} has no target`,
      hint: 'target: {command: [python, -u, -m, app.regress]}',
      path: config.file,
    })
  if (smoke > config.smoke.limit)
    warnings.push({
      code: 'smoke-limit',
      message: `the smoke tier holds ${smoke} cases, more than ${config.smoke.limit}`,
      hint: 'casebook retier',
    })
  return [...warnings, ...oneSidedPolicies(set)]
}

function oneSidedPolicies(set: LoadedSet): Finding[] {
  const sides = new Map<string, Set<string>>()
  for (const { one } of set.cases)
    if (one?.policy) sides.set(one.policy.name, (sides.get(one.policy.name) ?? new Set()).add(one.policy.side))
  return [...sides]
    .filter(([, seen]) => seen.size === 1)
    .map(([name, seen]) => {
      const side = [...seen][0]!
      return {
        code: 'one-sided-policy',
        message: `the policy "${name}" is probed from ${side} only`,
        hint: `add a case with policy: {name: ${name}, side: ${side === 'inside' ? 'outside' : 'inside'}}`,
      }
    })
}
