import { join } from 'node:path'
import canonicalize from 'canonicalize'
import { dayOf, makeCaseId } from '../case/id.ts'
import { openFields, parseOpenCase } from '../case/parse-case.ts'
import type { Category, Json, OpenCase } from '../case/types.ts'
import { renderCase } from '../case/write-case.ts'
import type { Config } from '../config/types.ts'
import { bugLink } from '../policy/bug-link.ts'
import type { Ports } from '../ports.ts'
import { invalid } from '../problem.ts'
import { redact } from '../redact/redact.ts'
import type { Redaction } from '../redact/types.ts'
import { readTrace } from '../trace/read-trace.ts'
import type { Call, Trace } from '../trace/types.ts'
import { findConfig, problemOf } from './find-config.ts'
import { loadSet, readFiles } from './load-set.ts'

/** What a person, or a flag, says of a captured case. */
export interface CaptureWords {
  readonly title?: string | undefined
  readonly category?: Category | undefined
  readonly bug?: string | undefined
  readonly postmortem?: string | undefined
  readonly expected?: string | undefined
}

export interface CaptureRequest {
  /** The trace as text, unpacked. */
  readonly text: string
  readonly traceId: string | null
  readonly span: string | null
  readonly words: CaptureWords
  /** JSON pointers into the case that redaction leaves alone. */
  readonly keep: readonly string[]
  readonly commit: boolean
}

/** The document of a capture (PRODUCT.md section 10). */
export interface CaptureDocument {
  readonly format: 'casebook-capture/1'
  readonly id: string
  readonly path: string
  readonly duplicate_of: string | null
  readonly redactions: readonly Redaction[]
  readonly open: readonly string[]
  readonly source: {
    readonly format: string
    readonly trace_id: string | null
    readonly span_id: string | null
    readonly model: string | null
  }
  readonly commit: string | null
}

/** Makes a case of a production trace: redacted, in the inbox, staged. The same input captured before is only named. */
export async function captureTrace(ports: Ports, request: CaptureRequest): Promise<CaptureDocument> {
  const config = await findConfig(ports, { at: 'worktree' })
  const trace = readTrace(request.text, {
    ...(request.traceId ? { traceId: request.traceId } : {}),
    ...(request.span ? { span: request.span } : {}),
  })
  const call = trace.calls[trace.root]!
  const draft = await redactCase(ports, config, draftOf(config, trace, call, request.words), request.keep)
  const source = { format: trace.format, trace_id: trace.trace_id, span_id: call.span_id, model: call.model }
  const known = await capturedCases(ports, config)
  const twin = known.find(({ input }) => input !== undefined && canonicalize(input) === canonicalize(draft.value.input))
  if (twin)
    return {
      format: 'casebook-capture/1',
      id: twin.id,
      path: twin.path,
      duplicate_of: twin.id,
      redactions: [],
      open: [],
      source,
      commit: request.commit ? await commitOpen(ports, config, twin) : null,
    }
  const one = await identify(
    ports,
    draft.value,
    known.map(({ id }) => id),
  )
  const path = `${config.path}/inbox/${one.id}.yaml`
  await writeCase(ports, path, one)
  await ports.git.stage([path])
  const commit = request.commit
    ? await ports.git.commit(`Capture ${one.id}${one.title ? `: ${one.title}` : ''}\n`, [path])
    : null
  return {
    format: 'casebook-capture/1',
    id: one.id,
    path,
    duplicate_of: null,
    redactions: draft.redactions,
    open: openFields(one),
    source,
    commit,
  }
}

/** Commits a case that was captured before and is still uncommitted in the inbox: `--commit` was forgotten. */
async function commitOpen(
  ports: Ports,
  config: Config,
  { id, path }: { id: string; path: string },
): Promise<string | null> {
  if (!path.startsWith(`${config.path}/inbox/`) || (await ports.git.dirtyPaths([path])).length === 0) return null
  return ports.git.commit(`Capture ${id}\n`, [path])
}

type Draft = Omit<OpenCase, 'id' | 'captured_by' | 'captured_at'>

function draftOf(config: Config, trace: Trace, call: Call, words: CaptureWords): Draft {
  const draft: Draft = {
    title: words.title,
    category: words.category,
    bug_link: linkOf(config, words.bug),
    postmortem: words.postmortem,
    trace_id: trace.trace_id ?? undefined,
    source: dropNulls({
      format: trace.format,
      model: call.model,
      span_id: call.span_id,
      at: call.at,
    }) as OpenCase['source'] & object,
    input: call.input as Json,
    shipped_output: call.error === null ? (call.output ?? undefined) : undefined,
    shipped_error: call.error ?? undefined,
    expected_output: words.expected === undefined ? undefined : expectedOf(words.expected, call.output),
  } as Draft
  return dropUndefined(draft)
}

/** The right answer as the product would give it: text where it answers with text, JSON where it answers with a value. */
export function expectedOf(text: string, shipped: Json | undefined): Json {
  if (typeof shipped === 'string' || shipped === undefined || shipped === null) return text
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}

/** The `bug_link` for what was given: a URL, a key, or `#n` of the configured repository. */
export function linkOf(config: Config, bug: string | undefined): string | undefined {
  if (bug === undefined) return undefined
  const link = bugLink(bug, config.bugs)
  if (link !== null) return link
  throw invalid('unknown-host', `"${bug}" names no host`, {
    path: config.file,
    hints: ['give the whole URL', 'bugs: {repo: https://…}'],
  })
}

/** Redacts what is captured before anything is written; `keep` are pointers left alone. */
export async function redactCase<T extends object>(
  ports: Ports,
  config: Config,
  draft: T,
  keep: readonly string[],
): Promise<{ value: T; redactions: Redaction[] }> {
  const budget = ports.timeBudget(10_000, 2_000)
  const tools = { scan: ports.scanSecrets, bounded: <R>(work: () => R): R => budget.bounded(work) }
  const clean = await redact(draft as unknown as Json, { rules: config.capture.redact, keep }, tools)
  return { value: clean.value as unknown as T, redactions: clean.redactions }
}

/** Id, path and input of everything captured so far, in the set and in the inbox. */
export async function capturedCases(
  ports: Ports,
  config: Config,
): Promise<{ id: string; path: string; input: Json | undefined }[]> {
  const set = await loadSet(ports, config, { at: 'worktree' })
  const bytes = await readFiles(ports, set.files.inbox)
  const open = set.files.inbox.map((file, index) => {
    const read = parseOpenCase(bytes[index] ?? new Uint8Array(), file.path)
    return { id: file.id, path: file.path, input: 'value' in read ? read.value.input : undefined }
  })
  return [...set.cases.map(({ file, one }) => ({ id: file.id, path: file.path, input: one?.input })), ...open]
}

async function identify(ports: Ports, draft: Draft, taken: readonly string[]): Promise<OpenCase> {
  const day = dayOf(ports.clock.now())
  const id = makeCaseId(day, draft.input!, ports.hash, (one) => taken.includes(one))
  return { ...draft, id, captured_by: await ports.git.identity(), captured_at: day }
}

/** Writes a case file after reading it back: what the reader would refuse is never written. */
export async function writeCase(ports: Ports, path: string, one: OpenCase): Promise<void> {
  const text = renderCase(one)
  const read = parseOpenCase(Buffer.from(text), path)
  if ('findings' in read) throw problemOf(read.findings)
  await ports.files.write(join(ports.git.top!, path), text)
}

const dropUndefined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T
const dropNulls = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== null)) as T
