import { join } from 'node:path'
import { openFields, parseCase, parseOpenCase } from '../case/parse-case.ts'
import type { Case, OpenCase, Tier } from '../case/types.ts'
import { renderCase } from '../case/write-case.ts'
import type { Config } from '../config/types.ts'
import type { Ports } from '../ports.ts'
import { type Finding, invalid } from '../problem.ts'
import { unknownCase } from '../run/select.ts'
import type { CaseResult } from '../run/types.ts'
import { falseRedChance, flakeRateBound } from '../verdict/flake-bound.ts'
import type { Verdict } from '../verdict/types.ts'
import { type CaptureWords, expectedOf, linkOf, writeCase } from './capture-trace.ts'
import { caseFindings } from './check-set.ts'
import { findConfig, problemOf } from './find-config.ts'
import { type LoadedSet, loadSet, readFiles } from './load-set.ts'
import { type ProofRequest, proveGreen, proveRed } from './prove-case.ts'
import { recordAdmission } from './record-admission.ts'
import { requireTarget } from './require-target.ts'

export interface AdmitRequest extends ProofRequest {
  readonly id: string
  readonly tier: Tier
  readonly words: CaptureWords
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
  /** What the passes still allow, at 95 %: of this case, and of a smoke tier as large as it is now with cases proved as well. */
  readonly confidence: {
    readonly flake_rate_max: number
    readonly smoke_cases: number
    readonly false_red_max: number
  } | null
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
  if (offline.length > 0)
    return refusal(request, { why: 'not asked: the case is not sound' }, NOT_ASKED, file.path, offline)
  const red = await proveRed(ports, config, set, one, request)
  if (red.exit !== 0) return { ...refusal(request, red.said, NOT_ASKED, file.path, [red.finding!]), exit: red.exit }
  const green = await proveGreen(ports, config, one, request)
  if (green.exit !== 0)
    return {
      ...refusal(request, red.said, green.count, file.path, [green.finding!]),
      exit: green.exit,
      result: green.result,
    }
  await writeCase(ports, to, one)
  await ports.files.remove(join(ports.git.top!, file.path))
  await ports.git.stage([to, file.path])
  const moved = [file.path, to]
  await recordAdmission(ports, config, { tier: request.tier, red: red.proof ?? null, green: green.result!, moved })
  const document: AdmitDocument = {
    format: 'casebook-admit/1',
    id: one.id,
    admitted: true,
    red: red.said,
    green: green.count,
    from: file.path,
    to,
    confidence: confidenceOf(set, request, green.count.passed),
  }
  return { document, exit: 0, findings: [], result: null }
}

function confidenceOf(
  set: LoadedSet,
  { tier }: AdmitRequest,
  passed: number,
): NonNullable<AdmitDocument['confidence']> {
  const rate = flakeRateBound(passed)
  const smoke = set.cases.filter(({ file }) => file.tier === 'smoke').length + (tier === 'smoke' ? 1 : 0)
  return { flake_rate_max: rate, smoke_cases: smoke, false_red_max: falseRedChance(rate, smoke) }
}

const NOT_ASKED = { passed: 0, asked: 0 }

function refusal(
  request: AdmitRequest,
  red: AdmitDocument['red'],
  green: AdmitDocument['green'],
  from: string,
  findings: readonly Finding[],
): Admission {
  const document: AdmitDocument = {
    format: 'casebook-admit/1',
    id: request.id,
    admitted: false,
    red,
    green,
    from,
    to: null,
    confidence: null,
  }
  return { document, exit: 1, findings, result: null }
}

async function readInbox(
  ports: Ports,
  set: LoadedSet,
  id: string,
): Promise<{ file: LoadedSet['files']['inbox'][number]; open: OpenCase }> {
  const file = set.files.inbox.find((one) => one.id === id)
  if (!file) {
    const there = set.cases.find((one) => one.file.id === id)
    if (there)
      throw invalid('already-admitted', `"${id}" is in the set already, in ${there.file.tier}`, {
        id,
        path: there.file.path,
        hints: [`casebook run ${id}`],
      })
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
    throw invalid('open-fields', `"${open.id}" still lacks ${missing.map((name) => `"${name}"`).join(', ')}`, {
      id: open.id,
      path,
      hints: missing.map(fillHint(open.id, path)),
    })
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
const fillHint =
  (id: string, path: string) =>
  (name: string): string =>
    FLAGS[name] ? `casebook admit ${id} ${FLAGS[name]}` : `add ${name} to ${path}`

/** The set as it will be, with nothing but the new case in it: what is wrong with others is not this case's fault. */
const withCase = (set: LoadedSet, one: Case, path: string, tier: Tier): LoadedSet => ({
  ...set,
  cases: [{ file: { path, mode: '100644', oid: null, id: one.id, tier }, one, content: '' }],
})
