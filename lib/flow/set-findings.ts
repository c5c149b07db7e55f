import type { Case } from '../case/types.ts'
import type { Config } from '../config/types.ts'
import type { Ports } from '../ports.ts'
import type { Finding } from '../problem.ts'
import { findAssertionFault } from '../verdict/assertion.ts'
import { judgeOffline } from '../verdict/offline.ts'
import { secretFinder } from './find-case-secrets.ts'
import { readNotes } from './judge-law.ts'
import { makeJudgeTools } from './judge-tools.ts'
import type { LoadedCase, LoadedSet } from './load-set.ts'
import { smokeLimitFinding } from './smoke-limit.ts'

/** Everything that is wrong with the files of one set. */
export const setFindings = async (ports: Ports, set: LoadedSet): Promise<Finding[]> => [
  ...set.findings,
  ...readNotes(set).findings,
  ...(await caseFindings(ports, set)),
]

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

/** What is allowed, and yet nobody should be content with. */
export function warningsOf(set: LoadedSet): Finding[] {
  const { config } = set
  const warnings: Finding[] = []
  if (config.target === null)
    warnings.push({
      code: 'no-target',
      message: 'the target is left to fill in',
      hint: 'target: {command: [python, -u, -m, app.regress]}',
      path: config.file,
    })
  return [...warnings, ...smokeLimitFinding(set), ...oneSidedPolicies(set)]
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
