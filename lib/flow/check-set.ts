import type { Case } from '../case/types.ts'
import type { Config } from '../config/types.ts'
import type { Ports } from '../ports.ts'
import { type Finding, Problem } from '../problem.ts'
import { findAssertionFault } from '../verdict/assertion.ts'
import { judgeOffline } from '../verdict/offline.ts'
import { secretFinder } from './find-case-secrets.ts'
import { findConfig } from './find-config.ts'
import { makeJudgeTools } from './judge-tools.ts'
import { type LoadedCase, type LoadedSet, loadSet } from './load-set.ts'
import { sourceOf } from './run-set.ts'

/** The document of a check (PRODUCT.md section 10). */
export interface CheckDocument {
  readonly format: 'casebook-check/1'
  readonly ok: boolean
  readonly base: string | null
  readonly problems: readonly Finding[]
  readonly warnings: readonly Finding[]
}

/** Checks that the set is valid and judges each case offline. Starts no configured command. */
export async function checkSet(ports: Ports): Promise<CheckDocument> {
  try {
    const source = await sourceOf(ports, null)
    const config = await findConfig(ports, source)
    const set = await loadSet(ports, config, source)
    const problems = [...set.findings, ...(await caseFindings(ports, set))]
    return { format: 'casebook-check/1', ok: problems.length === 0, base: null, problems, warnings: warningsOf(set) }
  } catch (error) {
    if (!(error instanceof Problem) || error.kind !== 'invalid' || !IN_THE_FILES.has(error.code)) throw error
    return { format: 'casebook-check/1', ok: false, base: null, problems: [findingOf(error)], warnings: [] }
  }
}

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
