import type { SetPin } from '../manifest/root.ts'
import type { Ports, SignatureJudgement, SignatureStatus, TagObject } from '../ports.ts'
import { invalid, Problem, unavailable } from '../problem.ts'
import { type ParsedTag, parseTag } from '../release/parse-tag.ts'
import { type Pins, readPins } from '../release/read-pins.ts'
import { isTagName } from '../release/tag-name.ts'
import { type PinnedResult, samePin } from '../release/tag-text.ts'
import { type ComputedSet, computeSet } from './compute-sets.ts'
import { findConfigs } from './find-config.ts'
import { trustNoCache } from './load-set.ts'
import { type AttestationJudgement, verifyAttestation } from './verify-attestation.ts'

export interface VerifyRequest {
  readonly tag: string
  /** Ask for a signature that is good; without, one that is not bad will do. */
  readonly signed: boolean
  /** The attestation that the tag names, and the public key that has to have signed it. */
  readonly attestation: { readonly path: string; readonly key: string | null } | null
}

/** One set as the tag has it and as its commit has it. */
export interface VerifiedSet {
  readonly name: string
  readonly pinned: SetPin | null
  readonly computed: SetPin | null
  readonly result: PinnedResult | null
}

/** The document of a verification (PRODUCT.md section 10); `pinned`, `computed` and `result` are the first set's. */
export interface VerifyDocument {
  readonly format: 'casebook-verify/1'
  readonly ok: boolean
  readonly tag: string
  /** Null where the tag names no commit at all. */
  readonly commit: string | null
  readonly pinned: SetPin | null
  readonly computed: SetPin | null
  readonly result: PinnedResult | null
  readonly signature: SignatureStatus
  /** Who signed, or what is the matter with the signature. */
  readonly signature_detail: string | null
  readonly sets: readonly VerifiedSet[]
  /** Null where none was given and the tag names none. */
  readonly attestation: AttestationJudgement | null
  /** Why it is not ok; empty when it is. */
  readonly reasons: readonly string[]
}

/**
 * Recomputes every set at a release tag, cold, and compares it with what the tag pins. Needs no history beyond the tag.
 * Requires ports that look from the top of the repository.
 */
export async function verifyRelease(given: Ports, request: VerifyRequest): Promise<VerifyDocument> {
  const ports = trustNoCache(given)
  const tag = isTagName(request.tag) ? await ports.git.readTag(request.tag) : null
  if (!tag) return lightweight(ports, request.tag)
  const parsed = parseTag(tag.text)
  if (!parsed) return refused(request.tag, tag.commit, ['its object does not read as a tag'])
  if (tag.commit === null && parsed.type === 'commit') throw await missingCommit(ports, request.tag)
  const computed = tag.commit === null ? [] : await computeAll(ports, tag.commit)
  const pins = readPins(parsed.trailers)
  const signature = await signatureOf(ports, tag, parsed)
  if (request.signed && signature.status === 'unknown') throw untoldSignature(request.tag, signature)
  const attestation = await verifyAttestation(ports, request.attestation, { commit: tag.commit, pins, computed })
  const reasons = [
    ...objectFaults(parsed, request.tag),
    ...pins.faults,
    ...(parsed.type === 'commit' ? setFaults(pins, computed) : []),
    ...signatureFaults(signature, request.signed),
    ...(attestation?.reasons ?? []),
  ]
  const sets = besideEachOther(pins, computed)
  const { pinned = null, result = null, computed: first = null } = sets[0] ?? {}
  return {
    format: 'casebook-verify/1',
    ok: reasons.length === 0,
    ...{ tag: request.tag, commit: tag.commit, pinned, computed: first, result },
    ...{ signature: signature.status, signature_detail: signature.detail, sets },
    attestation: attestation?.judgement ?? null,
    reasons,
  }
}

async function lightweight(ports: Ports, name: string): Promise<VerifyDocument> {
  const commit = isTagName(name) ? await ports.git.resolveCommit(`refs/tags/${name}`) : null
  if (commit === null)
    throw invalid('unknown-tag', `there is no tag "${name}"`, {
      hints: ['git tag -l', `git fetch ${await remoteOf(ports)} tag ${name}`],
    })
  return refused(name, commit, ['it is no annotated tag, so it pins nothing'])
}

const refused = (tag: string, commit: string | null, reasons: readonly string[]): VerifyDocument => ({
  format: 'casebook-verify/1',
  ...{ ok: false, tag, commit, pinned: null, computed: null, result: null },
  ...{ signature: 'none', signature_detail: null, sets: [], attestation: null, reasons },
})

async function missingCommit(ports: Ports, tag: string): Promise<Problem> {
  return unavailable('missing-object', `the commit that the tag "${tag}" names is not here`, {
    hints: [`git fetch --depth=1 ${await remoteOf(ports)} tag ${tag}`],
  })
}

/** For a hint, which is given where nothing can tell, too. */
async function remoteOf(ports: Ports): Promise<string> {
  const remotes = await ports.git.remotes().catch((): readonly string[] => [])
  return remotes.includes('origin') ? 'origin' : (remotes[0] ?? 'origin')
}

/** The sets at a commit; a set that has no root there counts as none. */
async function computeAll(ports: Ports, commit: string): Promise<ComputedSet[]> {
  try {
    const sets: ComputedSet[] = []
    for (const config of await findConfigs(ports, { at: 'commit', commit }))
      sets.push(await computeSet(ports, config, commit))
    return sets
  } catch (error) {
    if (error instanceof Problem && error.kind === 'invalid') return []
    throw error
  }
}

function objectFaults({ name, type, faults }: ParsedTag, asked: string): string[] {
  return [
    ...(name === asked ? [] : [`its object says that it is the tag "${name}"`]),
    ...(type === 'commit' ? [] : [`it names a ${type}, not a commit`]),
    ...faults,
  ]
}

function setFaults({ sets }: Pins, computed: readonly ComputedSet[]): string[] {
  if (sets.length === 0) return []
  if (computed.length === 0) return ['there is no set at the commit that it names']
  const pinned = new Set(sets.map(({ pin }) => pin.name))
  return [
    ...sets.flatMap(({ pin, result }) => {
      const there = computed.find((one) => one.pin.name === pin.name)
      if (!there) return [`there is no set "${pin.name}" at its commit`]
      return samePin(pin, there.pin) ? countFaults(there, result) : ['the set at its commit is not the one it pins']
    }),
    ...computed.filter(({ pin }) => !pinned.has(pin.name)).map(({ pin }) => `it does not pin the set "${pin.name}"`),
  ]
}

/** The denominator is the set's, not the tag's: a result that leaves cases out is no result of the set. */
function countFaults({ pin, extended }: ComputedSet, result: PinnedResult | null): string[] {
  if (!result?.passed || result.passes !== result.asked) return []
  if (result.tier !== 'full') return [`its result is of the ${result.tier} tier`]
  if (result.asked + result.extended !== pin.cases)
    return [`its result counts ${result.asked} and ${result.extended} extended of ${pin.cases} cases`]
  return result.extended === extended
    ? []
    : [`its result counts ${result.extended} extended cases, and the set holds ${extended}`]
}

const signatureOf = async (ports: Ports, tag: TagObject, parsed: ParsedTag): Promise<SignatureJudgement> =>
  parsed.isSigned ? ports.git.judgeSignature(tag.oid) : { status: 'none', detail: null }

function signatureFaults({ status, detail }: SignatureJudgement, signed: boolean): string[] {
  if (status === 'bad') return [`its signature is bad${detail === null ? '' : `: ${detail}`}`]
  return signed && status === 'none' ? ['it is not signed'] : []
}

const untoldSignature = (tag: string, { detail }: SignatureJudgement): Problem =>
  unavailable(
    'unknown-signature',
    `whose signature the tag "${tag}" carries could not be told: ${detail ?? 'no reason'}`,
    {
      hints: ['gpg --import <public key>', 'git config gpg.ssh.allowedSignersFile <file>'],
    },
  )

/** By name, the tag's order first. */
function besideEachOther({ sets }: Pins, computed: readonly ComputedSet[]): VerifiedSet[] {
  const names = [...new Set([...sets.map(({ pin }) => pin.name), ...computed.map(({ pin }) => pin.name)])]
  return names.map((name) => {
    const pinned = sets.find(({ pin }) => pin.name === name)
    const there = computed.find(({ pin }) => pin.name === name)
    return { name, pinned: pinned?.pin ?? null, computed: there?.pin ?? null, result: pinned?.result ?? null }
  })
}
