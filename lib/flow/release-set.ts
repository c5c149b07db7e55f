import type { Config } from '../config/types.ts'
import type { SetPin } from '../manifest/root.ts'
import type { Ports } from '../ports.ts'
import { type Finding, invalid } from '../problem.ts'
import { type ReleasedSet, renderTag } from '../release/render-tag.ts'
import type { AttestedSet } from '../release/statement.ts'
import { isTagName } from '../release/tag-name.ts'
import type { PinnedResult } from '../release/tag-text.ts'
import type { RunDocument } from '../run/types.ts'
import { computeSet } from './compute-sets.ts'
import { findConfig, findConfigs } from './find-config.ts'
import { type GatedSet, gateRelease } from './gate-release.ts'
import { trustNoCache } from './load-set.ts'
import { runWhole } from './run-whole.ts'
import {
  type AttestationRequest,
  makeAttestation,
  refuseTaken,
  signingKey,
  type WrittenAttestation,
  writeAttestation,
} from './write-attestation.ts'

export interface ReleaseRequest {
  readonly tag: string
  readonly sign: boolean
  readonly dryRun: boolean
  readonly attestation: AttestationRequest | null
  /** Version of casebook. */
  readonly version: string
  onProgress?(done: number, asked: number): void
}

/** One set of a release. */
export interface ReleasedSetDocument {
  readonly set: SetPin
  /** The tag that its changes are counted from; null where none came before. */
  readonly since: string | null
  readonly run: RunDocument | null
}

/** The document of a release; `set` and `run` are the first set's. */
export interface ReleaseDocument {
  readonly format: 'casebook-release/1'
  readonly released: boolean
  readonly dry_run: boolean
  readonly tag: string
  readonly commit: string
  readonly set: SetPin
  readonly run: RunDocument | null
  readonly sets: readonly ReleasedSetDocument[]
  /** Null where none was asked for, or none written. */
  readonly attestation: WrittenAttestation | null
  /** The annotated tag's text; null where there is none to write. */
  readonly message: string | null
  readonly problems: readonly Finding[]
  readonly warnings: readonly Finding[]
}

export interface ReleaseAnswer {
  readonly document: ReleaseDocument
  readonly exit: 0 | 1 | 3
}

/**
 * Runs the full tier of every set at HEAD's commit and, when all is green, writes an annotated tag that pins their roots.
 * Trusts no cache and no earlier verdict. What it tags is the commit that it judged, wherever HEAD is by then.
 * Requires ports that look from the top of the repository.
 */
export async function releaseSet(given: Ports, asked: ReleaseRequest): Promise<ReleaseAnswer> {
  const ports = trustNoCache(given)
  const request = { ...asked, sign: asked.sign || (await signsAnyway(ports)) }
  const commit = await refuseEarly(ports, request)
  const configs = await configsAt(ports, commit)
  const gate = await gateRelease(ports, configs, commit)
  const base = { commit, warnings: gate.warnings, attestation: null }
  if (gate.problems.length > 0)
    return { document: documentOf(request, { ...base, sets: gate.sets, problems: gate.problems }), exit: 1 }
  const { runs, exit } = await runWhole(ports, configs, commit, request.onProgress)
  const sets = gate.sets.map((one, at) => ({ ...one, run: runs[at]! }))
  if (exit !== 0) return { document: documentOf(request, { ...base, sets, problems: [] }), exit }
  const written = await write(ports, request, commit, sets)
  return { document: documentOf(request, { ...base, ...written, sets, problems: [] }), exit: 0 }
}

/** Who lets git sign every tag wants no tag that is not, and git would leave it at a word on standard error. */
async function signsAnyway({ git }: Ports): Promise<boolean> {
  const values = await Promise.all(['tag.gpgSign', 'tag.forceSignAnnotated'].map((key) => git.config(key)))
  return values.some((value) => /^(true|yes|on|[1-9]\d*|)$/i.test(value ?? 'false'))
}

/** All that can be refused before a run that may take long. Returns the commit to release. */
async function refuseEarly(ports: Ports, { tag, sign, dryRun, attestation }: ReleaseRequest): Promise<string> {
  if (!isTagName(tag))
    throw invalid('bad-tag-name', `"${tag}" is no name that git gives a tag`, { hints: ['casebook release v1.4.0'] })
  const commit = await ports.git.resolveCommit('HEAD')
  if (commit === null) throw invalid('no-commit', 'there is no commit to release', { hints: ['git commit'] })
  if ((await ports.git.readTag(tag)) !== null || (await ports.git.resolveCommit(`refs/tags/${tag}`)) !== null)
    throw invalid('tag-exists', `the tag "${tag}" exists already`, {
      hints: [`casebook verify ${tag}`, 'choose another name'],
    })
  if (attestation) await refuseTaken(ports, attestation.path)
  if (dryRun) return commit
  await ports.git.identity()
  if (sign) await trySigning(ports, commit)
  return commit
}

async function trySigning(ports: Ports, commit: string): Promise<void> {
  const scratch = await ports.files.scratch('sign')
  try {
    await ports.git.trySigning(commit, scratch.path)
  } finally {
    await scratch.dispose()
  }
}

/** A commit without any configuration is told as for every other command. */
async function configsAt(ports: Ports, commit: string): Promise<readonly Config[]> {
  const source = { at: 'commit', commit } as const
  const configs = await findConfigs(ports, source)
  return configs.length > 0 ? configs : [await findConfig(ports, source)]
}

interface RunSet extends GatedSet {
  readonly run: RunDocument
}

interface Written {
  readonly message: string
  readonly attestation: WrittenAttestation | null
}

/** The attestation first, since the tag names its hash; a tag that could not be written takes it along. */
async function write(ports: Ports, request: ReleaseRequest, commit: string, sets: readonly RunSet[]): Promise<Written> {
  const { tag, sign, attestation: asked } = request
  const made = asked && (await attest(ports, request, commit, sets))
  const message = renderTag(tag, sets.map(releasedSet), made?.sha256 ?? null)
  const attestation = asked && made && { path: asked.path, sha256: made.sha256, keyids: made.keyids }
  if (request.dryRun) return { message, attestation }
  if (asked && made) await writeAttestation(ports, asked.path, made.text)
  try {
    await ports.git.createTag({ name: tag, commit, message, sign })
  } catch (error) {
    if (asked) await ports.files.remove(asked.path)
    throw error
  }
  return { message, attestation }
}

async function attest(
  ports: Ports,
  { attestation, sign, version }: ReleaseRequest,
  commit: string,
  sets: readonly RunSet[],
): ReturnType<typeof makeAttestation> {
  const attested: AttestedSet[] = []
  for (const one of sets) {
    const computed = await computeSet(ports, one.config, commit)
    attested.push({ ...computed, pin: one.pin, result: resultOf(one), passed: passedIn(one.run) })
  }
  const key = await signingKey(ports, attestation!.key, sign)
  return makeAttestation(ports, key, { commit, sets: attested, version })
}

const passedIn = ({ results }: RunDocument): string[] =>
  results.flatMap(({ id, verdict }) => (verdict === 'pass' ? [id] : [])).sort()

const resultOf = ({ run, extended }: RunSet): PinnedResult => ({
  passed: true,
  tier: 'full',
  passes: run.totals.pass,
  asked: run.results.length,
  extended,
})

const releasedSet = (one: RunSet): ReleasedSet => ({
  pin: one.pin,
  result: resultOf(one),
  since: one.since,
  story: one.story,
})

interface Told {
  readonly commit: string
  readonly sets: readonly (GatedSet & { readonly run?: RunDocument })[]
  readonly problems: readonly Finding[]
  readonly warnings: readonly Finding[]
  readonly attestation: WrittenAttestation | null
  readonly message?: string
}

function documentOf({ tag, dryRun }: ReleaseRequest, told: Told): ReleaseDocument {
  const { commit, sets, problems, warnings, attestation, message = null } = told
  return {
    format: 'casebook-release/1',
    ...{ released: message !== null && !dryRun, dry_run: dryRun, tag, commit },
    ...{ set: sets[0]!.pin, run: sets[0]!.run ?? null },
    sets: sets.map(({ pin, since, run }) => ({ set: pin, since, run: run ?? null })),
    ...{ attestation, message, problems, warnings },
  }
}
