import { createTwoFilesPatch } from 'diff'

/** Longest text compared, in UTF-16 units: past it a diff tells nobody anything. */
const MAX_COMPARED = 64 * 1024

/** Renders the unified diff from expected to actual, strings as they are and other values as indented JSON; null where they agree. */
export function renderDiff(expected: unknown, actual: unknown, { bounded }: { bounded<T>(work: () => T): T }): string | null {
  const [from, to] = [textOf(expected), textOf(actual)]
  if (from === to) return null
  try {
    const patch = bounded(() => createTwoFilesPatch('expected', 'actual', from, to, '', '', { context: 3, maxEditLength: 5000 }))
    return patch ? withoutPreamble(patch) : wholesale(from, to)
  } catch {
    return wholesale(from, to)
  }
}

const withoutPreamble = (patch: string): string => patch.replace(/^=+\n/, '')

const wholesale = (from: string, to: string): string =>
  `--- expected\n+++ actual\n${mark('-', from.slice(0, 500))}${mark('+', to.slice(0, 500))}`
const mark = (sign: string, text: string): string => text.replace(/\n$/, '').split('\n').map((line) => `${sign}${line}\n`).join('')

function textOf(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2)
  const cut = text.length > MAX_COMPARED ? text.slice(0, MAX_COMPARED) : text
  return cut.endsWith('\n') ? cut : `${cut}\n`
}
