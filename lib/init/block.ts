/** Lines that `init` put into a file, between two comments by which it knows them again. */
export interface Block {
  /** What it is for, where a file may hold several: `pre-push`, or the configuration it belongs to. */
  readonly label: string
  /** First character of its first line, and the one after its last line end. */
  readonly start: number
  readonly end: number
  readonly text: string
  /** False where somebody changed the lines since: then they are theirs. */
  readonly intact: boolean
}

export interface BlockLayout {
  readonly indent?: string
  readonly eol?: string
}

/** Renders lines as a block; the digest in its first line tells later whether it still is what was written. */
export function renderBlock(
  label: string,
  lines: readonly string[],
  { indent = '', eol = '\n' }: BlockLayout = {},
): string {
  const name = label === '' ? 'casebook' : `casebook ${label}`
  return [
    `# ${name}: begin ${digestOf(lines)} (written by casebook init; your own lines go outside)`,
    ...lines,
    `# ${name}: end`,
  ]
    .map((line) => (line === '' ? eol : `${indent}${line}${eol}`))
    .join('')
}

const BLOCK =
  /^([ \t]*)# casebook(?: (\S+))?: begin(?: ([0-9a-f]{8}))?(?: [^\r\n]*)?\r?\n([\s\S]*?)^[ \t]*# casebook(?: \S+)?: end[ \t]*(?:\r?\n|$)/gm

/** Every block of a text, in order. */
export function findBlocks(text: string): Block[] {
  return [...text.matchAll(BLOCK)].map((match) => {
    const [whole, indent = '', label = '', digest, body = ''] = match
    const lines = body.split(/\r?\n/).slice(0, -1)
    const plain = lines.map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
    return {
      label,
      start: match.index,
      end: match.index + whole.length,
      text: whole,
      intact: digest === digestOf(plain),
    }
  })
}

export const findBlock = (text: string, label: string): Block | undefined =>
  findBlocks(text).find((block) => block.label === label)

/** The text without a block. */
export const cutBlock = (text: string, { start, end }: Block): string => text.slice(0, start) + text.slice(end)

/** Tells lines from others, nothing more: FNV-1a in 32 bits. */
function digestOf(lines: readonly string[]): string {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(lines.join('\n'))) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return hash.toString(16).padStart(8, '0')
}
