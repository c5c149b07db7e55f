import { createTwoFilesPatch } from 'diff'

/** Longest text compared, in UTF-16 units: past it a diff tells nobody anything. */
const MAX_COMPARED = 64 * 1024
/** What is shown before the first difference of longer texts. */
const LEAD = 200

/**
 * Renders the unified diff from expected to actual, strings as they are and other values as indented JSON with sorted keys;
 * null where they agree. Of texts longer than 64 Ki characters only the part from the first difference on is compared.
 */
export function renderDiff(
  expected: unknown,
  actual: unknown,
  { bounded }: { bounded<T>(work: () => T): T },
): string | null {
  try {
    const [from, to] = textsOf(expected, actual)
    return from === to ? null : renderTexts(...comparable(from, to), bounded)
  } catch (error) {
    if (error instanceof RangeError) return wholesale('(nested too deeply to show)\n', '(nested too deeply to show)\n')
    throw error
  }
}

function renderTexts(from: string, to: string, bounded: <T>(work: () => T) => T): string {
  const options = { context: 3, maxEditLength: 5000 }
  try {
    const patch = bounded(() => createTwoFilesPatch('expected', 'actual', from, to, '', '', options))
    return patch ? withoutPreamble(patch) : wholesale(from, to)
  } catch {
    return wholesale(from, to)
  }
}

const withoutPreamble = (patch: string): string => patch.replace(/^=+\n/, '')

const wholesale = (from: string, to: string): string => `--- expected\n+++ actual\n${mark('-', from)}${mark('+', to)}`
const mark = (sign: string, text: string): string => {
  const shown = text.length > 500 ? `${cutAt(text, 500)}…` : text.replace(/\n$/, '')
  return shown
    .split('\n')
    .map((line) => `${sign}${line}\n`)
    .join('')
}

/** As two texts that end in a line feed; a string and a value that would look the same are both shown as JSON. */
function textsOf(expected: unknown, actual: unknown): [string, string] {
  const [from, to] = [textOf(expected), textOf(actual)]
  const isAmbiguous = from === to && typeof expected !== typeof actual
  return isAmbiguous ? [jsonOf(expected), jsonOf(actual)] : [from, to]
}

const textOf = (value: unknown): string => (typeof value === 'string' ? ended(value) : jsonOf(value))
const ended = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`)
const jsonOf = (value: unknown): string => `${JSON.stringify(value, sortKeys, 2) ?? 'nothing'}\n`

const sortKeys = (_key: string, value: unknown): unknown =>
  typeof value !== 'object' || value === null || Array.isArray(value)
    ? value
    : Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))

function comparable(from: string, to: string): [string, string] {
  if (from.length <= MAX_COMPARED && to.length <= MAX_COMPARED) return [from, to]
  const start = Math.max(0, firstDifference(from, to) - LEAD)
  return [windowAt(from, start), windowAt(to, start)]
}

function firstDifference(a: string, b: string): number {
  let at = 0
  while (at < a.length && a.charCodeAt(at) === b.charCodeAt(at)) at++
  return at
}

function windowAt(text: string, start: number): string {
  const rest = text.slice(start)
  return ended(rest.length > MAX_COMPARED ? cutAt(rest, MAX_COMPARED) : rest)
}

const cutAt = (text: string, length: number): string => text.slice(0, length).replace(/[\ud800-\udbff]$/, '')
