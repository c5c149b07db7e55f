import { withLineFeeds } from '../line-feeds.ts'
import type { AttributeValue } from './attributes.ts'

/** What becomes of CRLF when git takes a file in. */
export type LineEnds =
  | 'keep'
  /** Every CRLF becomes LF. */
  | 'convert'
  /** Only in what looks like text, and only where the index holds no CRLF already. */
  | 'guess'

/** Decides by the attributes of a path and `core.autocrlf`. */
export function lineEndsOf(attributes: ReadonlyMap<string, AttributeValue>, autocrlf: string | null): LineEnds {
  const text = actionOf(attributes.get('text')) ?? actionOf(attributes.get('crlf'))
  if (text === 'keep') return 'keep'
  const eol = attributes.get('eol')
  if (text === null && (eol === 'lf' || eol === 'crlf')) return 'convert'
  if (text === null) return autocrlf === null || /^(|false|no|off|0)$/i.test(autocrlf) ? 'keep' : 'guess'
  return text
}

function actionOf(value: AttributeValue | undefined): LineEnds | null {
  if (value === true || value === 'input') return 'convert'
  if (value === false) return 'keep'
  return value === 'auto' ? 'guess' : null
}

interface Count {
  readonly crlf: number
  readonly isBinary: boolean
}

const LF = 0x0a
const CR = 0x0d
const CONTROL_IN_TEXT = new Set([0x08, 0x09, 0x0c, 0x1b])
const END_OF_FILE = 0x1a

/** Counts as git guesses: a lone CR, a NUL, or one byte in 128 that does not print make it binary. */
function count(bytes: Uint8Array): Count {
  let [crlf, loneCr, nul, printing, other] = [0, 0, 0, 0, 0]
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (byte === CR && bytes[at + 1] === LF) {
      crlf++
      at++
    } else if (byte === CR) loneCr++
    else if (byte === LF) continue
    else if (byte === 0x7f || (byte < 0x20 && !CONTROL_IN_TEXT.has(byte))) {
      other++
      if (byte === 0) nul++
    } else printing++
  }
  if (bytes.at(-1) === END_OF_FILE) other--
  return { crlf, isBinary: loneCr > 0 || nul > 0 || printing >> 7 < other }
}

export const holdsCrlfText = (bytes: Uint8Array): boolean => {
  const { crlf, isBinary } = count(bytes)
  return crlf > 0 && !isBinary
}

/** The bytes that git would store. `held` is what the index has at the path, asked only where it matters. */
export async function toStored(
  bytes: Uint8Array,
  ends: LineEnds,
  held: () => Promise<Uint8Array | null>,
): Promise<Uint8Array> {
  if (ends === 'keep' || !bytes.includes(CR)) return bytes
  if (ends === 'guess') {
    if (!holdsCrlfText(bytes)) return bytes
    const before = await held()
    if (before !== null && holdsCrlfText(before)) return bytes
  }
  return withLineFeeds(bytes)
}
