import canonicalize from 'canonicalize'
import { dayOf, makeCaseId } from '../case/id.ts'
import { openFields } from '../case/parse-case.ts'
import type { Json, OpenCase } from '../case/types.ts'
import type { Config } from '../config/types.ts'
import { detectImport, type ImportFormat, parseImport } from '../exchange/import.ts'
import type { Imported } from '../exchange/types.ts'
import type { Ports } from '../ports.ts'
import { invalid } from '../problem.ts'
import type { Redaction } from '../redact/types.ts'
import { capturedCases, redactCase, writeCase } from './capture-trace.ts'
import { findConfig } from './find-config.ts'

export interface ImportRequest {
  readonly text: string
  /** The file's name, which helps where the content does not tell the format. */
  readonly name: string
  readonly format: ImportFormat | null
}

/** The document of an import. */
export interface ImportDocument {
  readonly format: 'casebook-import/1'
  readonly source: ImportFormat
  readonly imported: readonly {
    readonly id: string
    readonly path: string
    readonly at: string
    readonly open: readonly string[]
    readonly redactions: readonly Redaction[]
  }[]
  readonly duplicates: readonly { readonly at: string; readonly duplicate_of: string }[]
  /** What could not be carried over, by its place in the source. */
  readonly lost: readonly { readonly at: string; readonly what: string }[]
}

/** Imports foreign tests into the inbox, redacted and staged. Nothing is written before all of it was read. */
export async function importCases(ports: Ports, request: ImportRequest): Promise<ImportDocument> {
  const config = await findConfig(ports, { at: 'worktree' })
  const source = request.format ?? detectImport(request.text, request.name)
  const found = parseImport(request.text, request.name, source)
  const known = new Map((await capturedCases(ports, config)).map(({ id, input }) => [id, inputKey(input)]))
  const plan = await planImport(ports, config, found, known)
  for (const { path, one } of plan.cases) await writeCase(ports, path, one)
  await ports.git.stage(plan.cases.map(({ path }) => path))
  const lost = found.flatMap(({ at, lost: each }) => each.map((what) => ({ at, what })))
  const imported = plan.cases.map(({ one, path, at, redactions }) => ({
    id: one.id,
    path,
    at,
    open: openFields(one),
    redactions,
  }))
  return { format: 'casebook-import/1', source, imported, duplicates: plan.duplicates, lost }
}

interface PlannedImport {
  readonly cases: { path: string; one: OpenCase; at: string; redactions: readonly Redaction[] }[]
  readonly duplicates: { at: string; duplicate_of: string }[]
}

async function planImport(
  ports: Ports,
  config: Config,
  found: readonly Imported[],
  known: Map<string, string>,
): Promise<PlannedImport> {
  const plan: PlannedImport = { cases: [], duplicates: [] }
  const day = dayOf(ports.clock.now())
  const who = await ports.git.identity()
  for (const { one, at, id: given } of found) {
    if (one.input === undefined)
      throw invalid('no-input', `${at} has no input`, { hints: ['give every test an input'] })
    const { value, redactions } = await redactCase(ports, config, one, [])
    const key = inputKey(value.input)
    const twin = [...known].find(([, input]) => input === key)?.[0]
    if (twin !== undefined) plan.duplicates.push({ at, duplicate_of: twin })
    else {
      const id =
        given !== null && !known.has(given)
          ? given
          : makeCaseId(day, value.input!, ports.hash, (taken) => known.has(taken))
      known.set(id, key)
      plan.cases.push({
        path: `${config.path}/inbox/${id}.yaml`,
        one: { captured_by: who, captured_at: day, ...value, id },
        at,
        redactions,
      })
    }
  }
  return plan
}

const inputKey = (input: Json | undefined): string => (input === undefined ? '' : (canonicalize(input) ?? ''))
