import { invalid, type Problem } from '../problem.ts'
import { foldAttempts } from '../verdict/fold.ts'
import { notRun } from './parse-run.ts'
import { selectCases } from './select.ts'
import { isGreen, totalsOf } from './totals.ts'
import type { CaseResult, RunCase, RunDocument } from './types.ts'

/** A run document with the name that messages call it by. */
export interface NamedRun {
  readonly name: string
  readonly run: RunDocument
}

/** The commit and set that the documents must be of; `cases` are all of that set, which gives the denominator. */
export interface JoinGround {
  readonly commit: string | null
  readonly set: RunDocument['set']
  readonly cases: readonly RunCase[]
}

/**
 * Joins the documents of shards into the run that they are parts of. Requires at least one document. What is asked comes from
 * the set: a case that no document holds is `missing`. Nothing that can be computed is taken from a document: totals, colour,
 * titles and links are computed anew. Documents that do not belong together are a `Problem`.
 */
export function joinRuns(documents: readonly NamedRun[], ground: JoinGround): RunDocument {
  const first = documents[0]!.run
  for (const one of documents) requireGround(one, ground)
  for (const one of documents) requireSameRun(one, documents[0]!)
  requireSameCount(documents.filter(({ run }) => run.selection.shard !== null))
  const given = new Map<string, Given>()
  for (const one of documents) collect(one, ground.cases, given)
  const asked = selectCases(ground.cases, { tier: first.tier, ids: first.selection.ids ?? [], shard: null })
  const results = asked.map((item) => resultOf(item, given.get(item.one.id)))
  const totals = totalsOf(results)
  return {
    format: 'casebook-run/1',
    green: isGreen(totals),
    commit: ground.commit,
    dirty: documents.some(({ run }) => run.dirty),
    tier: first.tier,
    selection: { ids: first.selection.ids, shard: null },
    target: { kind: first.target.kind, fingerprint: sharedFingerprint(documents) },
    set: ground.set,
    totals,
    duration_ms: Math.max(...documents.map(({ run }) => run.duration_ms)),
    results,
  }
}

function requireGround({ name, run }: NamedRun, { commit, set }: JoinGround): void {
  if (run.commit !== commit)
    throw invalid('other-commit', `"${name}" is a run at ${short(run.commit)}, not at ${short(commit)}`, {
      hints: ['run every shard at one commit', ...(run.commit ? [`casebook run --join … --at ${run.commit}`] : [])],
    })
  if (run.set.root === set.root && run.set.name === set.name) return
  throw invalid('other-set', `"${name}" is a run of the set ${quoteSet(run.set)}, not of ${quoteSet(set)}`, {
    hints: ['run every shard on the same files'],
  })
}

const short = (commit: string | null): string => commit?.slice(0, 12) ?? 'no commit'
const quoteSet = ({ name, root }: RunDocument['set']): string => `"${name}" ${root.slice(0, 17)}`

function requireSameRun({ name, run }: NamedRun, first: NamedRun): void {
  const differs = (what: string, is: string, was: string): Problem =>
    invalid('other-run', `"${name}" is a run of ${what}${is}, and "${first.name}" of ${was}`, {
      hints: ['join the shards of one run'],
    })
  if (run.tier !== first.run.tier) throw differs('the tier ', `"${run.tier}"`, `"${first.run.tier}"`)
  const [asks, wanted] = [run, first.run].map(({ soak }) => (soak ? `--soak ${soak.asks}` : 'no soak'))
  if (asks !== wanted) throw differs('', asks!, wanted!)
  const [ids, others] = [run, first.run].map((one) => idsOf(one))
  if (ids !== others) throw differs('', ids!, others!)
  if (run.target.kind !== first.run.target.kind)
    throw differs('a target of the kind ', `"${run.target.kind}"`, `"${first.run.target.kind}"`)
}

function requireSameCount(shards: readonly NamedRun[]): void {
  const countOf = ({ run }: NamedRun): string => run.selection.shard!.split('/')[1] ?? ''
  const other = shards.find((one) => countOf(one) !== countOf(shards[0]!))
  if (!other) return
  const [first] = shards
  throw invalid(
    'other-run',
    `"${other.name}" is the shard "${other.run.selection.shard}", and "${first!.name}" is "${first!.run.selection.shard}"`,
    { hints: ['join the shards of one run'] },
  )
}

const idsOf = ({ selection }: RunDocument): string =>
  selection.ids === null ? 'a whole tier' : `the cases ${[...new Set(selection.ids)].join(' ')}`

interface Given {
  readonly name: string
  readonly result: CaseResult
}

/** Takes the results of one document; the same one twice is once, two different ones of a case are nobody's to choose between. */
function collect({ name, run }: NamedRun, cases: readonly RunCase[], given: Map<string, Given>): void {
  const { ids, shard } = run.selection
  const its = new Map(selectCases(cases, { tier: run.tier, ids: ids ?? [], shard }).map(({ one }) => [one.id, one]))
  for (const result of run.results) {
    const one = its.get(result.id)
    if (!one) throw notRun(name, `the case "${result.id}" does not belong to it`)
    requireTold(name, result, one.repeat ?? 1)
    if (result.verdict === 'missing') continue
    const before = given.get(result.id)
    if (before && JSON.stringify(before.result) !== JSON.stringify(result)) throw twice(result.id, before.name, name)
    given.set(result.id, { name, result })
  }
}

/** The verdict of a case is what its attempts came to; a reused one needs none, and only a pass is ever reused. */
function requireTold(name: string, { id, verdict, reused, attempts }: CaseResult, repeat: number): void {
  const told = reused && attempts.length === 0 ? 'pass' : foldAttempts(attempts.map((one) => one.verdict))
  if (told !== verdict) throw notRun(name, `the case "${id}" is called ${verdict}, but its attempts come to ${told}`)
  if (told === 'pass' && !reused && attempts.length < repeat)
    throw notRun(name, `the case "${id}" was asked ${attempts.length} times of ${repeat}`)
}

const twice = (id: string, one: string, other: string): Problem =>
  invalid('shard-twice', `the case "${id}" has one result in "${one}" and another in "${other}"`, {
    id,
    hints: ['give each shard once; if one was run again, run them all again'],
  })

/** What describes the case comes from the set, and what is remembered of it from here: the document's copy could name another bug. */
function resultOf({ tier, one }: RunCase, given: Given | undefined): CaseResult {
  return {
    ...(given ? withoutBounds(given.result) : NEVER_ASKED),
    id: one.id,
    title: one.title,
    tier,
    bug_link: one.bug_link ?? null,
    trace_id: one.trace_id ?? null,
  }
}

const withoutBounds = ({ last_green: _green, first_red: _red, ...told }: CaseResult): CaseResult => told

const NEVER_ASKED = {
  verdict: 'missing',
  reused: false,
  diff: null,
  failures: [{ assertion: 'asked', at: null, reason: 'no document holds this case: its shard is missing' }],
  attempts: [],
} as const

function sharedFingerprint(documents: readonly NamedRun[]): string | null {
  const [one, ...others] = new Set(documents.map(({ run }) => run.target.fingerprint))
  return others.length === 0 ? one! : null
}
