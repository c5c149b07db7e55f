import type { Json, JsonObject } from '../case/types.ts'
import { answer } from './answer.ts'
import { asked } from './asked.ts'
import { fieldOf, hasField, isEmpty, isList, isObject, listOf, textOf } from './field.ts'
import { byTime, type Format, type FoundTrace, groupBy } from './format.ts'
import { isoTime } from './iso-time.ts'
import type { Call } from './types.ts'

/** Reads LangSmith runs: one, a list, a tree (`child_runs`), or the ingest form whose `post` and `patch` are merged by id. */
export const langsmith: Format = { name: 'langsmith', knows: isLangsmith, read: readLangsmith }

function isLangsmith(record: Json): boolean {
  return isRun(record) || isIngest(record)
}

const isRun = (record: Json): boolean =>
  textOf(record, 'id') !== null && textOf(record, 'run_type') !== null && hasField(record, 'inputs')

const isIngest = (record: Json): boolean =>
  isObject(record) &&
  (isList(record['post']) || isList(record['patch'])) &&
  [...listOf(record, 'post'), ...listOf(record, 'patch')].some((run) => hasField(run, 'trace_id') || isRun(run))

function readLangsmith(records: readonly Json[]): readonly FoundTrace[] {
  const posts = records.flatMap((record) => (isIngest(record) ? listOf(record, 'post') : treeOf(record)))
  const patches = records.flatMap((record) => (isIngest(record) ? listOf(record, 'patch') : []))
  const runs = mergeRuns([...posts, ...patches])
  const traceOf = traceFinder(runs)
  return [...groupBy(runs, traceOf)].map(([trace_id, group]) => ({
    trace_id,
    calls: byTime(group.map(readRun)),
    root: null,
  }))
}

/** Lists a run and the runs below it, which the SDK's own dump nests; without recursion. */
function treeOf(run: Json): readonly Json[] {
  const found: Json[] = [run]
  for (const one of found) {
    for (const child of listOf(one, 'child_runs')) found.push(child)
  }
  return found
}

/** A later report of a run wins field by field, but never with nothing: a patch leaves out what did not change. */
function mergeRuns(reports: readonly Json[]): readonly JsonObject[] {
  const merged = new Map<string, Map<string, Json>>()
  for (const report of reports) {
    const id = textOf(report, 'id')
    if (id === null || !isObject(report)) continue
    const fields = merged.get(id) ?? new Map<string, Json>()
    merged.set(id, fields)
    for (const [name, value] of Object.entries(report)) if (!isEmpty(value)) fields.set(name, value)
  }
  return [...merged.values()].map((fields) => Object.fromEntries(fields))
}

/** The trace's id is its root run's: runs that do not name it are asked for their parents. */
function traceFinder(runs: readonly JsonObject[]): (run: JsonObject) => string | null {
  const byId = new Map(runs.map((run) => [textOf(run, 'id'), run]))
  const found = new Map<JsonObject, string | null>()
  return (run) => {
    const path = new Set<JsonObject>()
    let at = run
    for (let next: JsonObject | undefined = run; next !== undefined && !path.has(next); ) {
      at = next
      path.add(at)
      next = found.has(at) || textOf(at, 'trace_id') !== null ? undefined : byId.get(textOf(at, 'parent_run_id'))
    }
    const id = found.get(at) ?? textOf(at, 'trace_id', 'id')
    for (const one of path) found.set(one, id)
    return id
  }
}

function readRun(run: JsonObject): Call {
  const type = textOf(run, 'run_type') ?? 'chain'
  const kind = type === 'llm' ? 'generation' : type
  return {
    span_id: textOf(run, 'id'),
    parent_id: textOf(run, 'parent_run_id'),
    name: textOf(run, 'name'),
    kind,
    model: modelOf(run),
    at: isoTime(fieldOf(run, 'start_time')),
    input: asked(fieldOf(run, 'inputs'), kind === 'generation'),
    output: answer(fieldOf(run, 'outputs')),
    error: textOf(run, 'error'),
  }
}

const modelOf = (run: JsonObject): string | null =>
  textOf(fieldOf(fieldOf(run, 'extra'), 'metadata'), 'ls_model_name') ??
  textOf(fieldOf(run, 'outputs'), 'model') ??
  textOf(fieldOf(run, 'inputs'), 'model')
