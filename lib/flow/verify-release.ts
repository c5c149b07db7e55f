import { pinSet, type SetPin } from '../manifest/root.ts'
import type { Ports, TagObject } from '../ports.ts'
import { invalid, Problem } from '../problem.ts'
import { type PinnedResult, parsePins, samePin } from '../release/tag-text.ts'
import { findConfig } from './find-config.ts'
import { trustNoCache } from './load-set.ts'
import { readLeaves } from './read-leaves.ts'

/** The document of a verification (PRODUCT.md section 10). */
export interface VerifyDocument {
  readonly format: 'casebook-verify/1'
  readonly ok: boolean
  readonly tag: string
  readonly commit: string
  readonly pinned: SetPin | null
  readonly computed: SetPin | null
  readonly result: PinnedResult | null
  readonly signature: TagObject['signature']
  /** Why it is not ok; empty when it is. */
  readonly reasons: readonly string[]
}

/** Recomputes the root at a release tag, cold, and compares it with what the tag pins. Needs no history beyond the tag. */
export async function verifyRelease(given: Ports, request: { tag: string }): Promise<VerifyDocument> {
  const ports = trustNoCache(given)
  const tag = await ports.git.readTag(request.tag)
  if (!tag) return lightweight(ports, request.tag)
  const { pins, results } = parsePins(await ports.git.parseTrailers(tag.message))
  const there = await computePin(ports, tag.commit)
  const computed = there?.pin ?? null
  const pinned = pins[0] ?? null
  const result = results[0] ?? null
  const mismatch = mismatches(pinned, computed)
  const uncounted = there && mismatch.length === 0 && results.length === 1 ? countFaults(there, result) : []
  const reasons = [...faultsOf(pins, results), ...mismatch, ...uncounted, ...signatureFaults(tag)]
  const base = {
    format: 'casebook-verify/1',
    tag: request.tag,
    commit: tag.commit,
    pinned,
    computed,
    result,
    signature: tag.signature,
  } as const
  return { ...base, ok: reasons.length === 0, reasons }
}

async function lightweight(ports: Ports, name: string): Promise<VerifyDocument> {
  const commit = await ports.git.resolveCommit(`refs/tags/${name}`)
  if (commit === null)
    throw invalid('unknown-tag', `there is no tag "${name}"`, { hints: ['git tag -l', `git fetch origin tag ${name}`] })
  const base = {
    format: 'casebook-verify/1',
    ok: false,
    tag: name,
    commit,
    pinned: null,
    computed: null,
    result: null,
    signature: 'none',
  } as const
  return { ...base, reasons: ['it is no annotated tag, so it pins nothing'] }
}

interface ComputedSet {
  readonly pin: SetPin
  /** Cases of the extended tier. */
  readonly extended: number
}

/** The set at a commit; null where the commit has none that a root can be taken of. */
async function computePin(ports: Ports, commit: string): Promise<ComputedSet | null> {
  try {
    const source = { at: 'commit', commit } as const
    const config = await findConfig(ports, source)
    const leaves = await readLeaves(ports, config, source)
    const extended = leaves.filter(({ tier }) => tier === 'extended').length
    return { pin: pinSet(ports.hash, config.set, leaves), extended }
  } catch (error) {
    if (error instanceof Problem && error.kind === 'invalid') return null
    throw error
  }
}

function faultsOf(pins: readonly (SetPin | null)[], results: readonly (PinnedResult | null)[]): string[] {
  const faults: string[] = []
  if (pins.length !== 1 || pins[0] === null)
    faults.push(pins.length === 0 ? 'the tag pins no set' : 'its Regression-Set line does not read')
  if (results.length !== 1 || results[0] === null)
    faults.push(results.length === 0 ? 'the tag states no result' : 'its Regression-Result line does not read')
  const result = results[0]
  if (result && !(result.passed && result.passes === result.asked))
    faults.push('its result is not a pass of every case')
  return faults
}

function mismatches(pinned: SetPin | null, computed: SetPin | null): string[] {
  if (!pinned) return []
  if (!computed) return ['there is no set at the commit that it names']
  return samePin(pinned, computed) ? [] : ['the set at its commit is not the one it pins']
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

const signatureFaults = ({ signature }: TagObject): string[] => (signature === 'bad' ? ['its signature is bad'] : [])
