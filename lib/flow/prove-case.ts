import { join } from 'node:path'
import type { Case } from '../case/types.ts'
import type { Config } from '../config/types.ts'
import type { Ports } from '../ports.ts'
import { type Finding, invalid } from '../problem.ts'
import { runCases } from '../run/run-cases.ts'
import type { CaseResult, RunCase } from '../run/types.ts'
import type { AdmitDocument } from './admit-case.ts'
import { openCheckout } from './checkout.ts'
import { findBase } from './find-base.ts'
import { makeJudgeTools } from './judge-tools.ts'
import { layOverlay } from './lay-overlay.ts'
import type { LoadedSet } from './load-set.ts'
import { openTarget } from './open-target.ts'

/** How a case is to be proved. */
export interface ProofRequest {
  /** The code before the fix; null is the merge base with upstream. */
  readonly red: string | null
  /** Why there is no red proof; null asks for one where it is needed. */
  readonly noRed: string | null
  readonly repeat: number
  onProgress?(line: string): void
}

export interface RedProof {
  readonly exit: 0 | 1 | 3
  readonly said: AdmitDocument['red']
  /** What was said at the code before the fix, where it was asked and red. */
  readonly proof?: { readonly commit: string; readonly result: CaseResult }
  readonly finding?: Finding
}

/** Proves that a case is red at the code before the fix. An answer that could not be had proves nothing. */
export async function proveRed(
  ports: Ports,
  config: Config,
  set: LoadedSet,
  one: Case,
  request: ProofRequest,
): Promise<RedProof> {
  if (request.noRed !== null) return { exit: 0, said: { why: request.noRed } }
  if (request.red === null && one.category !== 'prod-bug')
    return { exit: 0, said: { why: `not needed for category ${one.category}` } }
  const commit = await redCommit(ports, config, request.red)
  request.onProgress?.(`asking at ${commit.slice(0, 12)}, before the fix`)
  const result = await askAt(ports, config, set, one, commit)
  const said = { commit, verdict: result.verdict }
  if (result.verdict === 'relapsed' || result.verdict === 'failed' || result.verdict === 'flaky')
    return { exit: 0, said, proof: { commit, result } }
  const at = { commit, id: one.id }
  if (result.verdict === 'pass')
    return {
      exit: 1,
      said,
      finding: {
        code: 'not-red',
        message: `"${one.id}" passes at ${commit.slice(0, 12)} already, so it would not have caught the bug`,
        hint: `casebook admit ${one.id} --red <revision before the fix>`,
        ...at,
      },
    }
  const reason = result.failures[0]?.reason ?? 'no answer'
  return {
    exit: 3,
    said,
    finding: {
      code: 'red-unknown',
      message: `nothing is proved at ${commit.slice(0, 12)}: ${reason}`,
      hint: 'list the harness files it needs in target.overlay, or choose another --red',
      ...at,
    },
  }
}

/** The code before the fix: what was named, else where this branch left its base. */
async function redCommit(ports: Ports, config: Config, rev: string | null): Promise<string> {
  if (rev !== null) {
    const commit = await ports.git.resolveCommit(rev)
    if (commit === null)
      throw invalid('unknown-revision', `"${rev}" names no commit here`, { hints: ['git log --oneline', 'git fetch'] })
    return commit
  }
  const base = await findBase(ports, config, 'HEAD')
  const head = await ports.git.resolveCommit('HEAD')
  const fork = base === null || head === null ? null : await ports.git.mergeBase(base, head)
  if (fork !== null) return fork
  if (head !== null && (await ports.git.dirtyPaths([])).length > 0) return head
  throw invalid('no-red', 'there is no upstream to tell the code before the fix by', {
    hints: ['casebook admit <id> --red <revision before the fix>', '--no-red "why there is none"'],
  })
}

/** The product of `commit` with the case, the configuration and the overlay files of the work tree. */
async function askAt(ports: Ports, config: Config, set: LoadedSet, one: Case, commit: string): Promise<CaseResult> {
  const checkout = await openCheckout(ports, config, commit)
  try {
    await layOverlay(ports, config, checkout.root)
    const target = openTarget(ports, config, checkout.root)
    try {
      const control = one.shipped_error === 'crash' || one.shipped_error === 'timeout' ? controlCase(set, one) : []
      const results = await runCases(
        [{ tier: 'smoke', one }, ...control],
        target,
        makeJudgeTools(ports, config, join(checkout.root, config.folder)),
      )
      return results[0]!
    } finally {
      await target.close()
    }
  } finally {
    await checkout.dispose()
  }
}

/** A death proves the bug only where the target answers another case. */
export function controlCase(set: LoadedSet, one: Case): RunCase[] {
  const other = set.cases.find(
    (each) => each.one !== null && each.one.id !== one.id && each.one.shipped_error === undefined,
  )
  return other ? [{ tier: other.file.tier, one: other.one! }] : []
}

export interface GreenProof {
  readonly exit: 0 | 1 | 3
  readonly count: AdmitDocument['green']
  readonly result: CaseResult | null
  readonly finding?: Finding
}

/** Proves that a case passes here, every time of `repeat`. */
export async function proveGreen(ports: Ports, config: Config, one: Case, request: ProofRequest): Promise<GreenProof> {
  request.onProgress?.(`asking ${request.repeat} times here`)
  const target = openTarget(ports, config, ports.git.top!)
  try {
    const tools = makeJudgeTools(ports, config, join(ports.git.top!, config.folder))
    const [result] = await runCases([{ tier: 'smoke', one: { ...one, repeat: request.repeat } }], target, tools)
    const asked = result!.attempts.slice(0, request.repeat)
    const count = { passed: asked.filter((attempt) => attempt.verdict === 'pass').length, asked: asked.length }
    if (result!.verdict === 'pass') return { exit: 0, count, result: result! }
    const exit = result!.verdict === 'error' ? 3 : 1
    const message =
      exit === 3
        ? `the target could not be asked here: ${result!.failures[0]?.reason}`
        : `"${one.id}" passed ${count.passed} of ${count.asked} times here`
    return {
      exit,
      count,
      result: result!,
      finding: {
        code: exit === 3 ? 'green-unknown' : 'not-green',
        message,
        hint: exit === 3 ? 'run the target by hand' : 'the fix must make it pass every time',
        id: one.id,
      },
    }
  } finally {
    await target.close()
  }
}
