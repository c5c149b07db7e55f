import { resolve } from 'node:path'
import type { Json, Tier } from '../case/types.ts'
import type { Ports, Source } from '../ports.ts'
import { invalid } from '../problem.ts'
import { type JoinGround, joinRuns, type NamedRun } from '../run/join-runs.ts'
import { parseRun, type ValidateRun } from '../run/parse-run.ts'
import { exitOf } from '../run/totals.ts'
import runSchema from '../schema/run.schema.json' with { type: 'json' }
import { findConfigIfAny } from './find-config.ts'
import { loadSet, pinOf } from './load-set.ts'
import { recallReds } from './recall-reds.ts'
import { type RunAnswer, validCases } from './run-set.ts'
import { soakOf } from './soak-of.ts'
import { sourceOf } from './source-of.ts'

export interface JoinRequest {
  /** Files of run documents, from `cwd`. */
  readonly files: readonly string[]
  readonly cwd: string
  /** The revision that the documents must be of; null is HEAD. */
  readonly at: string | null
  /** What they must be of; null where nobody said. */
  readonly tier: Tier | null
}

/** Joins the documents of shards into one run of this commit, judged anew against its set. */
export async function joinDocuments(ports: Ports, { files, cwd, at, tier }: JoinRequest): Promise<RunAnswer> {
  if (files.length === 0)
    throw invalid('usage', '--join wants the documents of the shards', { hints: ['casebook run --join 1.json 2.json'] })
  const documents = await readDocuments(ports, files, cwd)
  const other = documents.find(({ run }) => tier !== null && run.tier !== tier)
  if (other)
    throw invalid('other-run', `"${other.name}" is a run of the tier "${other.run.tier}", not of "${tier}"`, {
      hints: ['join the shards of one run'],
    })
  const ground = await groundOf(ports, at, documents[0]!.run.set.root)
  const joined = await recallReds(ports, joinRuns(documents, ground))
  const { soak } = documents[0]!.run
  const document = soak ? { ...joined, soak: soakOf(soak.asks, joined.results) } : joined
  return { document, exit: exitOf(document.totals), setPath: ground.setPath }
}

async function readDocuments(ports: Ports, files: readonly string[], cwd: string): Promise<NamedRun[]> {
  const validate = ports.compileSchema(runSchema as unknown as Json) as ValidateRun
  const documents: NamedRun[] = []
  for (const name of files) {
    const bytes = await ports.files.read(resolve(cwd, name))
    if (bytes === null)
      throw invalid('no-such-file', `there is no file "${name}"`, {
        hints: ['casebook run --shard 1/2 --json > 1.json'],
      })
    documents.push({ name, run: parseRun(bytes, name, validate) })
  }
  return documents
}

type Ground = JoinGround & { readonly setPath: string }

/** The set with this root: the work tree's, whose changes a run there holds too, else the commit's. */
async function groundOf(ports: Ports, at: string | null, root: string): Promise<Ground> {
  const commit = await ports.git.resolveCommit(at ?? 'HEAD')
  const named = at === null && commit === null ? null : await sourceOf(ports, at ?? 'HEAD')
  const sources: Source[] = [
    ...(at === null && ports.git.top !== null ? [{ at: 'worktree' } as const] : []),
    ...(named ? [named] : []),
  ]
  const grounds: Ground[] = []
  for (const source of sources) {
    const ground = await readGround(ports, commit, source)
    if (ground?.set.root === root) return ground
    if (ground) grounds.push(ground)
  }
  return grounds.at(-1) ?? noSet()
}

async function readGround(ports: Ports, commit: string | null, source: Source): Promise<Ground | null> {
  const config = await findConfigIfAny(ports, source)
  if (!config) return null
  const set = await loadSet(ports, config, source)
  return { commit, set: await pinOf(ports, set), cases: validCases(set), setPath: config.path }
}

function noSet(): never {
  throw invalid('no-config', 'there is no casebook.yaml here', { hints: ['casebook init'] })
}
