/**
 * Finds the first whole number of a JSON text that JavaScript cannot hold exactly (the parser rounds it without a word);
 * null for none. Requires valid JSON. One pass; strings are skipped by hand, since a pattern overflows on a long one.
 */
export function findRounded(text: string): string | null {
  const start = /["\d]/g
  for (let found = start.exec(text); found !== null; found = start.exec(text)) {
    const isString = found[0] === '"'
    const end = isString ? endOfString(text, found.index) : endOfNumber(text, found.index)
    if (!isString && isRounded(text.slice(found.index, end))) return text.slice(found.index, end)
    start.lastIndex = end
  }
  return null
}

function endOfString(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at + 1
}

function endOfNumber(text: string, start: number): number {
  const end = /[^\d.eE+-]/g
  end.lastIndex = start
  return end.exec(text)?.index ?? text.length
}

/** A number of more digits than a double can have is out of range, which is told elsewhere. */
const isRounded = (token: string): boolean =>
  token.length > 15 && token.length < 310 && /^\d+$/.test(token) && BigInt(token) !== BigInt(Number(token))
