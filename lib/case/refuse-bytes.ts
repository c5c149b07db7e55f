/** Largest file read, in bytes (PRODUCT.md section 3). */
export const MAX_YAML_BYTES = 1024 * 1024

export interface YamlFault {
  readonly message: string
  readonly hint: string
  /** From 1. */
  readonly line?: number
}

const LF = 0x0a
const CR = 0x0d

/** Finds what no text of ours has: too many bytes, a BOM, a CR, bytes that are not UTF-8, raw control characters. */
export function refuseBytes(bytes: Uint8Array): YamlFault | null {
  if (bytes.length > MAX_YAML_BYTES) {
    const message = `${bytes.length} bytes is more than the 1 MiB a file may have`
    return { message, hint: 'shorten the input or the outputs' }
  }
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf)
    return { message: 'starts with a byte order mark', hint: 'save it as UTF-8 without a BOM', line: 1 }
  const cr = bytes.indexOf(CR)
  if (cr >= 0) return { message: 'has a carriage return', hint: 'save it with LF line ends', line: lineAt(bytes, cr) }
  const line = findMalformedLine(bytes)
  return line === null ? refuseControls(bytes) : { message: 'is not UTF-8', hint: 'save it as UTF-8', line }
}

/** The first line that is not UTF-8; an LF is never a part of a longer character, so each line stands for itself. */
function findMalformedLine(bytes: Uint8Array): number | null {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  if (isDecodable(decoder, bytes)) return null
  for (let line = 1, start = 0; start <= bytes.length; line++) {
    const end = bytes.indexOf(LF, start)
    if (!isDecodable(decoder, bytes.subarray(start, end < 0 ? bytes.length : end))) return line
    start = end + 1
  }
  return null
}

function isDecodable(decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array): boolean {
  try {
    decoder.decode(bytes)
    return true
  } catch {
    return false
  }
}

/** What YAML 1.2 (production `c-printable`, less the BOM) wants escaped. */
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u0084\u0086-\u009f\ufeff\ufffe\uffff]/

function refuseControls(bytes: Uint8Array): YamlFault | null {
  const text = new TextDecoder().decode(bytes)
  const at = text.search(UNPRINTABLE)
  if (at < 0) return null
  const code = text.charCodeAt(at).toString(16).padStart(4, '0')
  const line = text.slice(0, at).split('\n').length
  return {
    message: `has the raw character U+${code.toUpperCase()}`,
    hint: `write it as "\\u${code}", in double quotes`,
    line,
  }
}

function lineAt(bytes: Uint8Array, offset: number): number {
  let line = 1
  for (let i = 0; i < offset; i++) if (bytes[i] === LF) line++
  return line
}
