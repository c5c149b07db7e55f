export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
export type JsonObject = { readonly [key: string]: Json }

export const TIERS = ['smoke', 'full', 'extended'] as const
export type Tier = (typeof TIERS)[number]

export const CATEGORIES = ['prod-bug', 'policy', 'invariant'] as const
export type Category = (typeof CATEGORIES)[number]

/** One demand on an answer; `at` is a JSON pointer into the output (whole output when absent). */
export interface Assertion {
  readonly type: string
  readonly value?: Json
  readonly at?: string
}

export interface TraceSource {
  readonly format: string
  readonly model?: string
  readonly span_id?: string
  readonly at?: string
}

/** A case as its file has it: no default filled in. Field meanings: PRODUCT.md section 3, `lib/schema/case.schema.json`. */
export interface Case {
  readonly id: string
  readonly title: string
  readonly category: Category
  readonly bug_link?: string | readonly string[]
  readonly postmortem?: string
  readonly postmortem_link?: string
  readonly policy?: { readonly name: string; readonly side: 'inside' | 'outside' }
  readonly trace_id?: string
  readonly source?: TraceSource
  readonly captured_by: string
  readonly captured_at: string
  readonly tags?: readonly string[]
  readonly input: Json
  readonly shipped_output?: Json
  readonly shipped_error?: string
  readonly expected_output?: Json
  readonly assert?: readonly Assertion[]
  readonly repeat?: number
}

/** A case in the inbox: only the id is sure to be there. */
export type OpenCase = Partial<Omit<Case, 'id'>> & { readonly id: string }

/** The fields in the order in which the writer puts them. */
export const FIELDS = [
  'id',
  'title',
  'category',
  'bug_link',
  'postmortem',
  'postmortem_link',
  'policy',
  'trace_id',
  'source',
  'captured_by',
  'captured_at',
  'tags',
  'input',
  'shipped_output',
  'shipped_error',
  'expected_output',
  'assert',
  'repeat',
] as const satisfies readonly (keyof Case)[]

/** The fields that say what a case demands; a change to any of them needs a migration note. */
export const DEMAND_FIELDS = [
  'category',
  'policy',
  'input',
  'shipped_output',
  'shipped_error',
  'expected_output',
  'assert',
  'repeat',
] as const satisfies readonly (keyof Case)[]

/** The bugs a case names, as a list. */
export const bugLinks = (one: Pick<OpenCase, 'bug_link'>): readonly string[] =>
  one.bug_link === undefined ? [] : typeof one.bug_link === 'string' ? [one.bug_link] : one.bug_link

/** Why a case leaves the set or changes what it demands; a migration note names one (PRODUCT.md section 9). */
export const NOTE_REASONS = [
  'impossible',
  'wrong-expectation',
  'duplicate',
  'privacy',
  'product-change',
  'nondeterministic',
  'fix-reverted',
] as const
export type NoteReason = (typeof NOTE_REASONS)[number]
