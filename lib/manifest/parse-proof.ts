import type { LeafKind } from './leaf.ts'
import { HEX_HASH, isSetName, LEAF_ID, quote, ROOT } from './text.ts'
import { KEY_BITS } from './trie.ts'
import { MAX_VERSION } from './validate-leaves.ts'

export const PROOF_FORMAT = 'rcs-proof/1'

interface ProofHead {
  readonly format: typeof PROOF_FORMAT
  readonly set: string
  readonly setVersion: number
  /** Leaves of both kinds. */
  readonly count: number
  /** "rcs1:…" */
  readonly root: string
  readonly kind: LeafKind
  readonly id: string
  /** From the root side down, 64 hex digits each; "" stands for an empty subtree. */
  readonly siblings: readonly string[]
}

/** Shows that a set holds a case or a note with these bytes. */
export interface InclusionProof extends ProofHead {
  readonly type: 'inclusion'
  readonly contentHash: string
}

/** Shows that a set does not hold a case or a note: its place is empty (null), or another leaf stands there. */
interface AbsenceProof extends ProofHead {
  readonly type: 'absence'
  readonly other: null | { readonly key: string; readonly contentHash: string }
}

/** A proof document, `rcs-proof/1` of MERKLE.md. */
export type Proof = InclusionProof | AbsenceProof

type Fields = Readonly<Record<string, unknown>>

interface Rule {
  readonly field: string
  readonly holds: (value: unknown) => boolean
  readonly want: string
}

const isText = (value: unknown, pattern: RegExp): boolean => typeof value === 'string' && pattern.test(value)
const isWhole = (value: unknown, from: number, to: number): boolean =>
  Number.isSafeInteger(value) && (value as number) >= from && (value as number) <= to
const isHash = (value: unknown): boolean => isText(value, HEX_HASH)
/** Zeros would be a second spelling of "": two proofs that differ must not both hold. */
const isSibling = (value: unknown): boolean => value === '' || (isHash(value) && value !== '0'.repeat(64))

const HASH_WANTED = '64 lower-case hex digits'

const FORMAT: Rule = { field: 'format', holds: (value) => value === PROOF_FORMAT, want: `"${PROOF_FORMAT}"` }
const TYPE: Rule = {
  field: 'type',
  holds: (value) => value === 'inclusion' || value === 'absence',
  want: '"inclusion" or "absence"',
}
const CONTENT: Rule = { field: 'contentHash', holds: isHash, want: HASH_WANTED }
const OTHER: Rule = {
  field: 'other',
  holds: (value) => value === null || isObject(value),
  want: 'null or an object of key and contentHash',
}
const OTHER_RULES: readonly Rule[] = [{ field: 'key', holds: isHash, want: HASH_WANTED }, CONTENT]
const HEAD: readonly Rule[] = [
  FORMAT,
  TYPE,
  {
    field: 'set',
    holds: (value) => typeof value === 'string' && isSetName(value),
    want: 'a name of 1 to 255 bytes without spaces and control characters',
  },
  {
    field: 'setVersion',
    holds: (value) => isWhole(value, 1, MAX_VERSION),
    want: `a whole number from 1 to ${MAX_VERSION}`,
  },
  {
    field: 'count',
    holds: (value) => isWhole(value, 0, Number.MAX_SAFE_INTEGER),
    want: `a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`,
  },
  { field: 'root', holds: (value) => isText(value, ROOT), want: `"rcs1:" and ${HASH_WANTED}` },
  { field: 'kind', holds: (value) => value === 'case' || value === 'note', want: '"case" or "note"' },
  { field: 'id', holds: (value) => isText(value, LEAF_ID), want: `a text that matches ${LEAF_ID.source}` },
  {
    field: 'siblings',
    holds: (value) => Array.isArray(value) && value.length <= KEY_BITS,
    want: `a list of at most ${KEY_BITS} hashes`,
  },
]

/** Parses any JSON value as a proof, strictly; a `why` names the first field that is not as MERKLE.md has it. */
export function parseProof(value: unknown): { proof: Proof } | { why: string } {
  if (!isObject(value)) return { why: `the proof is ${show(value)}, must be an object` }
  const why = whyNoProof(value)
  return why === undefined ? { proof: value as unknown as Proof } : { why }
}

function whyNoProof(fields: Fields): string | undefined {
  const early = whyNot(fields, [FORMAT, TYPE])
  if (early !== undefined) return early
  const rules = [...HEAD, fields['type'] === 'inclusion' ? CONTENT : OTHER]
  return (
    whyUnknown(fields, rules, `an ${fields['type']} proof`) ??
    whyNot(fields, rules) ??
    whyNotSiblings(fields['siblings'] as readonly unknown[]) ??
    whyNotOther(own(fields, 'other'))
  )
}

function whyNotSiblings(siblings: readonly unknown[]): string | undefined {
  const at = siblings.findIndex((one) => !isSibling(one))
  return at < 0 ? undefined : `siblings[${at}] is ${show(siblings[at])}, must be ${HASH_WANTED}, not all 0, or ""`
}

function whyNotOther(other: unknown): string | undefined {
  if (!isObject(other)) return undefined
  return whyUnknown(other, OTHER_RULES, 'other') ?? whyNot(other, OTHER_RULES, 'other.')
}

function whyUnknown(fields: Fields, rules: readonly Rule[], where: string): string | undefined {
  const unknown = Object.keys(fields).find((name) => !rules.some((rule) => rule.field === name))
  return unknown === undefined ? undefined : `field ${quote(unknown)} does not belong in ${where}`
}

function whyNot(fields: Fields, rules: readonly Rule[], path = ''): string | undefined {
  const broken = rules.find((rule) => !rule.holds(own(fields, rule.field)))
  return broken && `${path}${broken.field} is ${show(own(fields, broken.field))}, must be ${broken.want}`
}

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const own = (fields: Fields, name: string): unknown => (Object.hasOwn(fields, name) ? fields[name] : undefined)

/** Never renders what is inside of a list or an object: it may be too deep or too long. */
function show(value: unknown): string {
  if (value === undefined) return 'missing'
  if (typeof value === 'string') return quote(value)
  if (value === null || typeof value !== 'object') return String(value)
  return Array.isArray(value) ? `a list of ${value.length}` : 'an object'
}
