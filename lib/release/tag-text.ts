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

export const SET = 'Regression-Set'
export const RESULT = 'Regression-Result'
export const ATTESTATION = 'Regression-Attestation'

/** Renders the trailers of one set (PRODUCT.md section 9). */
export function renderPins(pin: SetPin, result: PinnedResult): string {
  return `${SET}: ${renderPin(pin)}\n${RESULT}: ${renderResult(result)}\n`
}

/** One set on one line: `regression@v3 rcs1:… cases=185 notes=2`. */
export const renderPin = ({ name, version, root, cases, notes }: SetPin): string =>
  `${name}@v${version} ${root} cases=${cases} notes=${notes}`

/** One result on one line: `PASSED full 176/176 extended=9`. */
export const renderResult = ({ passed, tier, passes, asked, extended }: PinnedResult): string =>
  `${passed ? 'PASSED' : 'FAILED'} ${tier} ${passes}/${asked} extended=${extended}`

/** Parses what `renderPin` renders; null where it does not fit, to the last blank. */
export function parsePin(text: string): SetPin | null {
  const match = /^([a-z0-9][a-z0-9-]{0,127})@v(\d{1,10}) (rcs1:[0-9a-f]{64}) cases=(\d{1,10}) notes=(\d{1,10})$/.exec(
    text,
  )
  if (!match) return null
  const [, name, version, root, cases, notes] = match as unknown as [string, string, string, string, string, string]
  return same(text, { name, version: Number(version), root, cases: Number(cases), notes: Number(notes) }, renderPin)
}

/** Parses what `renderResult` renders; null where it does not fit. */
export function parseResult(text: string): PinnedResult | null {
  const match = /^(PASSED|FAILED) (smoke|full|extended) (\d{1,10})\/(\d{1,10}) extended=(\d{1,10})$/.exec(text)
  if (!match) return null
  const [, word, tier, passes, asked, extended] = match as unknown as [string, string, string, string, string, string]
  const counts = { passes: Number(passes), asked: Number(asked), extended: Number(extended) }
  return same(text, { passed: word === 'PASSED', tier, ...counts }, renderResult)
}

/** `cases=02` is no way to write 2. */
const same = <T>(text: string, value: T, render: (value: T) => string): T | null =>
  render(value) === text ? value : null

/** True where two pins say the same of one set. */
export const samePin = (a: SetPin, b: SetPin): boolean => renderPin(a) === renderPin(b)
