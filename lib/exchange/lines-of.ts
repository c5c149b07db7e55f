/** Walks the lines of a text, numbered from 1, without splitting it whole. */
export function* linesOf(text: string): Generator<{ readonly line: number; readonly row: string }> {
  for (let line = 1, start = 0; start < text.length; line++) {
    const end = text.indexOf('\n', start)
    const stop = end < 0 ? text.length : end
    yield { line, row: text.slice(start, stop) }
    start = stop + 1
  }
}
