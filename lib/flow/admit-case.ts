import { join } from 'node:path'
import picomatch from 'picomatch'
import { openFields, parseCase, parseOpenCase } from '../case/parse-case.ts'
import type { Case, OpenCase, Tier } from '../case/types.ts'
import { renderCase } from '../case/write-case.ts'
import type { Config } from '../config/types.ts'
import type { Ports } from '../ports.ts'
import { type Finding, invalid } from '../problem.ts'
import { runCases } from '../run/run-cases.ts'
import { unknownCase } from '../run/select.ts'
import type { CaseResult, RunCase } from '../run/types.ts'
import type { Verdict } from '../verdict/types.ts'
import { type CaptureWords, expectedOf, linkOf, writeCase } from './capture-trace.ts'
import { caseFindings } from './check-set.ts'
import { openCheckout } from './checkout.ts'
import { findConfig, problemOf } from './find-config.ts'
import { makeJudgeTools } from './judge-tools.ts'
import { type LoadedSet, loadSet, readFiles } from './load-set.ts'
import { openTarget, requireTarget } from './open-target.ts'
import { findBase } from './find-base.ts'

export interface AdmitRequest {
  readonly id: string
  readonly tier: Tier
  /** The code before the fix; null is the merge base with upstream. */
  readonly red: string | null
  /** Why there is no red proof; null asks for one where it is needed. */
  readonly noRed: string | null
  readonly repeat: number
  readonly words: CaptureWords
  onProgress?(line: string): void
}

/** The document of an admission (PRODUCT.md section 10). */
export interface AdmitDocument {
  readonly format: 'casebook-admit/1'
  readonly id: string
  readonly admitted: boolean
  readonly red: { readonly commit: string; readonly verdict: Verdict } | { readonly why: string }
  readonly green: { readonly passed: number; readonly asked: number }
  readonly from: string
  readonly to: string | null
}

export interface Admission {
  readonly document: AdmitDocument
  readonly exit: 0 | 1 | 3
  /** Why it was refused; empty when it was not. */
  readonly findings: readonly Finding[]
  /** What the target said at the fix, where that was not a pass. */
  readonly result: CaseResult | null
}

/** Completes a case of the inbox, proves it red before the fix and green here, and moves it into its tier, staged. */
export async function admitCase(ports: Ports, request: AdmitRequest): Promise<Admission> {
  const config = await findConfig(ports, { at: 'worktree' })
  requireTarget(config)
  const set = await loadSet(ports, config, { at: 'worktree' })
  const { file, open } = await readInbox(ports, set, request.id)
  const one = complete(config, file.path, open, request.words)
  const to = `${config.path}/${request.tier}/${one.id}.yaml`
  const offline = await caseFindings(ports, withCase(set, one, to, request.tier))
  if (offline.length > 0) return refusal(request, { why: 'not asked: the case is not sound' }, NOT_ASKED, file.path, offline)
  const red = await proveRed(ports, config, set, one, request)
  if (red.exit !== 0) return { ...refusal(request, red.said, NOT_ASKED, file.path, [red.finding!]), exit: red.exit }
  const green = await proveGreen(ports, config, one, request)
  if (green.exit !== 0)
    return { ...refusal(request, red.said, green.count, file.path, [green.finding!]), exit: green.exit, result: green.result }
  await writeCase(ports, to, one)
  await ports.files.remove(join(ports.git.top!, file.path))
  await ports.git.stage([to, file.path])
  const document: AdmitDocument = { format: 'casebook-admit/1', id: one.id, admitted: true, red: red.said, green: green.count, from: file.path, to }
  return { document, exit: 0, findings: [], result: null }
}

const NOT_ASKED = { passed: 0, asked: 0 }

function refusal(request: AdmitRequest, red: AdmitDocument['red'], green: AdmitDocument['green'], from: string, findings: readonly Finding[]): Admission {
  const document: AdmitDocument = { format: 'casebook-admit/1', id: request.id, admitted: false, red, green, from, to: null }
  return { document, exit: 1, findings, result: null }
}

async function readInbox(ports: Ports, set: LoadedSet, id: string): Promise<{ file: LoadedSet['files']['inbox'][number]; open: OpenCase }> {
  const file = set.files.inbox.find((one) => one.id === id)
  if (!file) {
    const there = set.cases.find((one) => one.file.id === id)
    if (there) throw invalid('already-admitted', `"${id}" is in the set already, in ${there.file.tier}`, { id, path: there.file.path, hints: [`casebook run ${id}`] })
    throw unknownCase(id)
  }
  const read = parseOpenCase((await readFiles(ports, [file]))[0] ?? new Uint8Array(), file.path)
  if ('findings' in read) throw problemOf(read.findings)
  return { file, open: read.value }
}

/** The case with what the flags say; whatever is still open is a `Problem` that names it. */
function complete(config: Config, path: string, open: OpenCase, words: CaptureWords): Case {
  const bug = linkOf(config, words.bug)
  const full: OpenCase = {
    ...open,
    ...(words.title === undefined ? {} : { title: words.title }),
    ...(words.category === undefined ? {} : { category: words.category }),
    ...(bug === undefined ? {} : { bug_link: bug }),
    ...(words.postmortem === undefined ? {} : { postmortem: words.postmortem }),
    ...(words.expected === undefined ? {} : { expected_output: expectedOf(words.expected, open.shipped_output) }),
  }
  const missing = openFields(full)
  if (missing.length > 0)
    throw invalid('open-fields', `"${open.id}" still lacks ${missing.map((name) => `"${name}"`).join(', ')}`, { id: open.id, path, hints: missing.map(fillHint(open.id, path)) })
  const read = parseCase(Buffer.from(renderCase(full)), path)
  if ('findings' in read) throw problemOf(read.findings)
  return read.value
}

const FLAGS: Readonly<Record<string, string>> = {
  title: '--title "…"',
  category: '--category prod-bug',
  bug_link: '--bug <url or key>',
  postmortem: '--postmortem "…"',
  expected_output: '--expected "…"',
}
const fillHint = (id: string, path: string) => (name: string): string =>
  FLAGS[name] ? `casebook admit ${id} ${FLAGS[name]}` : `add ${name} to ${path}`

/** The set as it will be, with nothing but the new case in it: what is wrong with others is not this case's fault. */
const withCase = (set: LoadedSet, one: Case, path: string, tier: Tier): LoadedSet => ({
  ...set,
  cases: [{ file: { path, mode: '100644', oid: null, id: one.id, tier }, one, content: '' }],
})

interface RedProof {
  readonly exit: 0 | 1 | 3
  readonly said: AdmitDocument['red']
  readonly finding?: Finding
}

async function proveRed(ports: Ports, config: Config, set: LoadedSet, one: Case, request: AdmitRequest): Promise<RedProof> {
  if (request.noRed !== null) return { exit: 0, said: { why: request.noRed } }
  if (request.red === null && one.category !== 'prod-bug') return { exit: 0, said: { why: `not needed for category ${one.category}` } }
  const commit = await redCommit(ports, config, request.red)
  request.onProgress?.(`asking at ${commit.slice(0, 12)}, before the fix`)
  const result = await askAt(ports, config, set, one, commit)
  const said = { commit, verdict: result.verdict }
  if (result.verdict === 'relapsed' || result.verdict === 'failed' || result.verdict === 'flaky') return { exit: 0, said }
  const at = { commit, id: one.id }
  if (result.verdict === 'pass')
    return { exit: 1, said, finding: { code: 'not-red', message: `"${one.id}" passes at ${commit.slice(0, 12)} already, so it would not have caught the bug`, hint: `casebook admit ${one.id} --red <revision before the fix>`, ...at } }
  const reason = result.failures[0]?.reason ?? 'no answer'
  return { exit: 3, said, finding: { code: 'red-unknown', message: `nothing is proved at ${commit.slice(0, 12)}: ${reason}`, hint: 'list the harness files it needs in target.overlay, or choose another --red', ...at } }
}

/** The code before the fix: what was named, else where this branch left its base. */
async function redCommit(ports: Ports, config: Config, rev: string | null): Promise<string> {
  if (rev !== null) {
    const commit = await ports.git.resolveCommit(rev)
    if (commit === null) throw invalid('unknown-revision', `"${rev}" names no commit here`, { hints: ['git log --oneline', 'git fetch'] })
    return commit
  }
  const base = await findBase(ports, config, 'HEAD')
  const head = await ports.git.resolveCommit('HEAD')
  const fork = base === null || head === null ? null : await ports.git.mergeBase(base, head)
  if (fork !== null) return fork
  if (head !== null && (await ports.git.dirtyPaths([])).length > 0) return head
  throw invalid('no-red', 'there is no upstream to tell the code before the fix by', { hints: ['casebook admit <id> --red <revision before the fix>', '--no-red "why there is none"'] })
}

/** The product of `commit` with the case, the configuration and the overlay files of the work tree. */
async function askAt(ports: Ports, config: Config, set: LoadedSet, one: Case, commit: string): Promise<CaseResult> {
  const checkout = await openCheckout(ports, config, commit)
  try {
    await overlay(ports, config, checkout.root)
    const target = openTarget(ports, config, checkout.root)
    try {
      const control = one.shipped_error === 'crash' || one.shipped_error === 'timeout' ? controlCase(set, one) : []
      const results = await runCases([{ tier: 'smoke', one }, ...control], target, makeJudgeTools(ports, config, join(checkout.root, config.folder)))
      return results[0]!
    } finally {
      await target.close()
    }
  } finally {
    await checkout.dispose()
  }
}

/** A death proves the bug only where the target answers another case. */
function controlCase(set: LoadedSet, one: Case): RunCase[] {
  const other = set.cases.find((each) => each.one !== null && each.one.id !== one.id && each.one.shipped_error === undefined)
  return other ? [{ tier: other.file.tier, one: other.one! }] : []
}

async function overlay(ports: Ports, config: Config, root: string): Promise<void> {
  const globs = config.target!.overlay.map((glob) => (config.folder === '' ? glob : `${config.folder}/${glob}`))
  if (globs.length === 0) return
  const isMatch = picomatch(globs, { dot: true })
  for (const { path, mode } of await ports.git.listFiles({ at: 'worktree' }, [config.folder].filter(Boolean))) {
    if (!isMatch(path) || !mode.startsWith('100')) continue
    const bytes = await ports.files.read(join(ports.git.top!, path))
    if (bytes) await ports.files.write(join(root, path), bytes, mode === '100755' ? 0o755 : 0o644)
  }
}

interface GreenProof {
  readonly exit: 0 | 1 | 3
  readonly count: AdmitDocument['green']
  readonly result: CaseResult | null
  readonly finding?: Finding
}

async function proveGreen(ports: Ports, config: Config, one: Case, request: AdmitRequest): Promise<GreenProof> {
  request.onProgress?.(`asking ${request.repeat} times here`)
  const target = openTarget(ports, config, ports.git.top!)
  try {
    const tools = makeJudgeTools(ports, config, join(ports.git.top!, config.folder))
    const [result] = await runCases([{ tier: request.tier, one: { ...one, repeat: request.repeat } }], target, tools)
    const asked = result!.attempts.slice(0, request.repeat)
    const count = { passed: asked.filter((attempt) => attempt.verdict === 'pass').length, asked: asked.length }
    if (result!.verdict === 'pass') return { exit: 0, count, result: result! }
    const exit = result!.verdict === 'error' ? 3 : 1
    const message = exit === 3 ? `the target could not be asked here: ${result!.failures[0]?.reason}` : `"${one.id}" passed ${count.passed} of ${count.asked} times here`
    return { exit, count, result: result!, finding: { code: exit === 3 ? 'green-unknown' : 'not-green', message, hint: exit === 3 ? 'run the target by hand' : 'the fix must make it pass every time', id: one.id } }
  } finally {
    await target.close()
  }
}
