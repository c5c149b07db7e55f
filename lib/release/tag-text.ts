import type { SetPin } from '../manifest/root.ts'

/** What a release tag says of a run of the full tier. */
export interface PinnedResult {
  readonly passed: boolean
  readonly tier: string
  readonly passes: number
  readonly asked: number
  /** Cases of the extended tier, which a release does not ask. */
  readonly extended: number
}

const SET = 'Regression-Set'
const RESULT = 'Regression-Result'

/** Renders the trailers of an annotated release tag (PRODUCT.md section 9), one set's. */
export function renderPins(pin: SetPin, result: PinnedResult): string {
  return `${SET}: ${renderPin(pin)}\n${RESULT}: ${result.passed ? 'PASSED' : 'FAILED'} ${result.tier} ${result.passes}/${result.asked} extended=${result.extended}\n`
}

/** One set on one line: `regression@v3 rcs1:… cases=185 notes=2`. */
export const renderPin = ({ name, version, root, cases, notes }: SetPin): string =>
  `${name}@v${version} ${root} cases=${cases} notes=${notes}`

/** Parses the pins out of a tag's trailers, as `git interpret-trailers --parse` prints them. A line that does not fit is null. */
export function parsePins(trailers: string): { pins: (SetPin | null)[]; results: (PinnedResult | null)[] } {
  const values = (name: string): string[] =>
    trailers
      .split('\n')
      .filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`))
      .map((line) => line.slice(name.length + 1).trim())
  return { pins: values(SET).map(parsePin), results: values(RESULT).map(parseResult) }
}

function parsePin(text: string): SetPin | null {
  const match = /^([a-z0-9][a-z0-9-]{0,127})@v(\d{1,10}) (rcs1:[0-9a-f]{64}) cases=(\d{1,10}) notes=(\d{1,10})$/.exec(
    text,
  )
  if (!match) return null
  return {
    name: match[1]!,
    version: Number(match[2]),
    root: match[3]!,
    cases: Number(match[4]),
    notes: Number(match[5]),
  }
}

function parseResult(text: string): PinnedResult | null {
  const match = /^(PASSED|FAILED) (smoke|full|extended) (\d{1,10})\/(\d{1,10}) extended=(\d{1,10})$/.exec(text)
  if (!match) return null
  return {
    passed: match[1] === 'PASSED',
    tier: match[2]!,
    passes: Number(match[3]),
    asked: Number(match[4]),
    extended: Number(match[5]),
  }
}

/** True where two pins say the same of one set. */
export const samePin = (a: SetPin, b: SetPin): boolean => renderPin(a) === renderPin(b)
