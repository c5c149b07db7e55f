import type { SetPin } from '../manifest/root.ts'
import type { PinnedResult } from './tag-text.ts'

/** What an attestation tells of one set. */
export interface AttestedSet {
  readonly pin: SetPin
  readonly result: PinnedResult
  /** SHA-256 of the canonical manifest, 64 hex digits. */
  readonly manifest: string
  readonly config: { readonly path: string; readonly blob: string }
  /** Ids of the cases that were asked and passed. */
  readonly passed: readonly string[]
}

export interface Attested {
  readonly commit: string
  readonly sets: readonly AttestedSet[]
  /** Version of casebook. */
  readonly version: string
  /** Where the run can be looked up; null where nobody said. */
  readonly url: string | null
}

const STATEMENT = 'https://in-toto.io/Statement/v1'
const TEST_RESULT = 'https://in-toto.io/attestation/test-result/v0.1'

interface Descriptor {
  readonly name?: string
  readonly uri?: string
  readonly digest?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string | number>>
}

/** An in-toto Statement of a test result: the fields of both specifications and no other, in one fixed order. */
export interface Statement {
  readonly _type: string
  readonly subject: readonly Descriptor[]
  readonly predicateType: string
  readonly predicate: {
    readonly result: string
    readonly configuration: readonly Descriptor[]
    readonly url?: string
    readonly passedTests: readonly string[]
    readonly warnedTests: readonly string[]
    readonly failedTests: readonly string[]
  }
}

/** States what was tested, by what, and that all of it passed. No time stands in it: the same release has the same bytes. */
export function renderStatement({ commit, sets, version, url }: Attested): Statement {
  return {
    _type: STATEMENT,
    subject: [{ digest: { gitCommit: commit } }, ...sets.map(subjectOf)],
    predicateType: TEST_RESULT,
    predicate: {
      result: 'PASSED',
      configuration: [...sets.flatMap(configurationOf), { name: 'casebook', uri: `pkg:npm/casebook@${version}` }],
      ...(url === null ? {} : { url }),
      passedTests: sets.flatMap(({ pin, passed }) => passed.map((id) => `${pin.name}/${id}`)),
      warnedTests: [],
      failedTests: [],
    },
  }
}

const subjectOf = ({ pin, manifest }: AttestedSet): Descriptor => ({
  name: `${pin.name}@v${pin.version}.rcs1`,
  digest: { sha256: manifest },
})

const configurationOf = ({ pin, result, manifest, config }: AttestedSet): Descriptor[] => [
  {
    name: `${pin.name}@v${pin.version}`,
    digest: { rcs1: pin.root.slice('rcs1:'.length), sha256: manifest },
    annotations: { cases: pin.cases, notes: pin.notes, tier: result.tier, extended: result.extended },
  },
  { name: config.path, digest: { gitBlob: config.blob } },
]

/** Says in which part two statements of one release differ; empty where they say the same, url and casebook's version aside. */
export function compareStatements(said: unknown, expected: Statement): string[] {
  const { _type, predicateType, subject, predicate } = (said ?? {}) as Partial<Statement>
  const { result, configuration, passedTests, warnedTests = [], failedTests = [] } = predicate ?? {}
  const want = expected.predicate
  const parts: [string, unknown, unknown][] = [
    ['it is no in-toto statement of a test result', [_type, predicateType], [expected._type, expected.predicateType]],
    ['its subject is another', subject, expected.subject],
    ['its result is not PASSED', [result, warnedTests, failedTests], [want.result, [], []]],
    ['its configuration is of another set', withoutTool(configuration), withoutTool(want.configuration)],
    ['its passed tests are not the cases of the set', passedTests, want.passedTests],
  ]
  return parts.filter(([, one, other]) => JSON.stringify(one) !== JSON.stringify(other)).map(([fault]) => fault)
}

const withoutTool = (configuration: unknown): unknown =>
  Array.isArray(configuration) ? configuration.filter(({ uri }) => uri === undefined) : configuration
