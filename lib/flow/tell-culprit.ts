import type { Culprit, ToldCommit } from '../bisect/document.ts'
import { findPullRequest } from '../bisect/pull-request.ts'
import type { Config } from '../config/types.ts'
import { ancestorsOf, type CommitGraph } from '../history/commit-graph.ts'
import type { Ports } from '../ports.ts'
import { mattersToAnswer } from './paths-that-matter.ts'
import type { Probe } from './probe-crew.ts'

/** Tells who made commits, in the order given. */
export async function tellCommits(ports: Ports, commits: readonly string[]): Promise<ToldCommit[]> {
  const authors = await ports.ownRefs.authors([...new Set(commits)])
  return commits.map((commit) => authors.get(commit) ?? { commit, author: null, date: null, subject: null })
}

/** Tells all about the commit that made the case red. */
export async function tellCulprit(
  ports: Ports,
  config: Config,
  { probe, graph, bad }: { readonly probe: Probe; readonly graph: CommitGraph; readonly bad: string },
): Promise<Culprit> {
  const { commit, verdict } = probe
  const [[told], changed, pullRequest] = await Promise.all([
    tellCommits(ports, [commit]),
    ports.git.changedPaths(graph.get(commit)?.[0] ?? null, commit),
    findRequest(ports, config, { commit, graph, bad }),
  ])
  const matters = config.target?.inputs ? await mattersToAnswer(config) : () => true
  return { ...told!, verdict, files: changed.filter(matters), changed: changed.length, pull_request: pullRequest }
}

async function findRequest(
  ports: Ports,
  config: Config,
  { commit, graph, bad }: { readonly commit: string; readonly graph: CommitGraph; readonly bad: string },
): Promise<Culprit['pull_request']> {
  for (const each of [commit, ...mergesThatBrought(graph, commit, bad)]) {
    const [info] = await ports.git.log(['--no-walk=unsorted', each])
    const request = findPullRequest(info?.message ?? '', config.bugs.repo)
    if (request) return { ...request, merged_by: each === commit ? null : each }
  }
  return null
}

/** The merges that brought a commit to where `tip` is, the innermost first; none where it lies on the main line itself. */
function mergesThatBrought(graph: CommitGraph, commit: string, tip: string): string[] {
  const descendants = descendantsOf(graph, commit)
  const merges: string[] = []
  let line: string | undefined = tip
  while (line !== undefined && line !== commit) {
    let brought: string = line
    for (let each: string | undefined = line; each && descendants.has(each); each = graph.get(each)?.[0]) brought = each
    if (brought === commit) break
    merges.unshift(brought)
    line = graph.get(brought)?.find((parent) => descendants.has(parent))
  }
  return merges
}

function descendantsOf(graph: CommitGraph, commit: string): ReadonlySet<string> {
  const children = new Map<string, string[]>()
  for (const [each, parents] of graph)
    for (const parent of parents) {
      const its = children.get(parent)
      if (its) its.push(each)
      else children.set(parent, [each])
    }
  return new Set(ancestorsOf(children, commit))
}
