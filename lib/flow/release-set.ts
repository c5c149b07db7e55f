import type { SetPin } from '../manifest/root.ts'
import type { Ports } from '../ports.ts'
import { type Finding, invalid } from '../problem.ts'
import { renderPins } from '../release/tag-text.ts'
import type { RunDocument } from '../run/types.ts'
import { setFindings } from './check-set.ts'
import { findConfig } from './find-config.ts'
import { judgeLaw } from './judge-law.ts'
import { judgeLinks } from './judge-range.ts'
import { type LoadedSet, loadSet, pinOf, trustNoCache } from './load-set.ts'
import { runConfiguredSet } from './run-set.ts'

export interface ReleaseRequest {
  readonly tag: string
  readonly sign: boolean
  readonly dryRun: boolean
  onProgress?(done: number, asked: number): void
}

/** The document of a release. */
export interface ReleaseDocument {
  readonly format: 'casebook-release/1'
  readonly released: boolean
  readonly dry_run: boolean
  readonly tag: string
  readonly commit: string
  readonly set: SetPin
  readonly run: RunDocument | null
  /** The annotated tag's text; null where there is none to write. */
  readonly message: string | null
}

export interface ReleaseAnswer {
  readonly document: ReleaseDocument
  readonly exit: 0 | 1 | 3
  readonly findings: readonly Finding[]
}

/** Runs the full tier at HEAD's commit and, when it is green, writes an annotated tag that pins the set's root. Trusts no cache. */
export async function releaseSet(given: Ports, request: ReleaseRequest): Promise<ReleaseAnswer> {
  const ports = trustNoCache(given)
  const commit = await ports.git.resolveCommit('HEAD')
  if (commit === null) throw invalid('no-commit', 'there is no commit to release', { hints: ['git commit'] })
  if (
    (await ports.git.readTag(request.tag)) !== null ||
    (await ports.git.resolveCommit(`refs/tags/${request.tag}`)) !== null
  )
    throw invalid('tag-exists', `the tag "${request.tag}" exists already`, {
      hints: [`casebook verify ${request.tag}`, 'choose another name'],
    })
  const source = { at: 'commit', commit } as const
  const config = await findConfig(ports, source)
  const set = await loadSet(ports, config, source)
  const findings = [...(await setFindings(ports, set)), ...(await rangeFindings(ports, set, commit))]
  const base = { format: 'casebook-release/1', dry_run: request.dryRun, tag: request.tag, commit } as const
  if (findings.length > 0)
    return {
      document: { ...base, released: false, set: await pinOf(ports, set), run: null, message: null },
      exit: 1,
      findings,
    }
  const pin = await pinOf(ports, set)
  const run = await runConfiguredSet(ports, config, source, {
    at: commit,
    tier: 'full',
    ids: [],
    shard: null,
    ...(request.onProgress ? { onProgress: request.onProgress } : {}),
  })
  const document = { ...base, set: pin, run: run.document }
  if (run.exit !== 0) return { document: { ...document, released: false, message: null }, exit: run.exit, findings: [] }
  const extended = set.cases.filter(({ file }) => file.tier === 'extended').length
  const result = {
    passed: true,
    tier: 'full',
    passes: run.document.totals.pass,
    asked: run.document.results.length,
    extended,
  }
  const message = `${request.tag}\n\n${renderPins(pin, result)}`
  if (!request.dryRun) await ports.git.createTag({ name: request.tag, commit, message, sign: request.sign })
  return { document: { ...document, released: !request.dryRun, message }, exit: 0, findings: [] }
}

/** The law and the links since the nearest release that pins a root; a first release has only its links to show. */
async function rangeFindings(ports: Ports, set: LoadedSet, commit: string): Promise<Finding[]> {
  const tag = await ports.git.nearestTag(commit, 'Regression-Set:')
  const base = tag === null ? null : await ports.git.resolveCommit(`refs/tags/${tag}`)
  if (base === null) return judgeLinks(ports, set, await ports.git.log([commit]), [])
  const { plan, links } = await judgeLaw(ports, set, base)
  return [...plan.problems, ...(await judgeLinks(ports, set, await ports.git.log([commit, `^${base}`]), links))]
}
